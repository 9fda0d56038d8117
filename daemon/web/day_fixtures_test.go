package web

import (
	"encoding/json"
	"fmt"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// fed is a runner whose data a test puts together.
type fed struct {
	*stage
	store.Person
}

// easy is a flat and easy run at 6:00/km that began so long ago; change makes
// it another.
func (st *stage) easy(ago time.Duration, km float64, changes ...func(*analysis.Run)) analysis.Run {
	run := analysis.Run{
		Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, Start: st.now().Add(-ago),
		DistanceM: new(km * 1000), MovingS: new(km * 360), ElapsedS: new(km * 360),
		AscentM: new(0.0), AscentSource: analysis.FromDevice, DescentM: new(0.0), DescentSource: analysis.FromDevice,
		AvgHR: new(140.0), Device: "Garmin Forerunner 255", Integrity: analysis.Intact, Measures: &analysis.Measures{HasSpeed: true},
	}
	for _, change := range changes {
		change(&run)
	}
	return run
}

// record takes runs in as one batch, each from an original of its own.
func (f fed) record(runs ...analysis.Run) {
	f.Helper()
	ctx := f.Context()
	batch, err := f.store.BeginBatch(ctx, f.Runner, f.now())
	f.must(err)
	var filings []analysis.Filing
	for i, run := range runs {
		original, err := json.Marshal(run)
		f.must(err)
		sum := analysis.SumOf(original)
		filing := analysis.Filing{Path: fmt.Sprintf("run-%d.fit", i), Original: sum, Recordings: []analysis.Recording{{Original: sum, Run: run}}}
		if run.Provenance == analysis.StravaAPI {
			filing.Key, filing.Fetched, filing.Bytes = fmt.Sprintf("strava:%d", i), f.now(), original
		} else {
			f.must(f.store.KeepOriginals(ctx, [][]byte{original}))
		}
		filings = append(filings, filing)
	}
	receipts, err := f.store.Record(ctx, f.Runner, batch, filings)
	f.must(err)
	for _, r := range receipts {
		if r.Outcome != analysis.Added {
			f.Fatalf("a run was not taken in: %s %s", r.Outcome, r.Reason)
		}
	}
	f.must(f.store.EndBatch(ctx, batch, f.now()))
}

// usual gives a runner four runs of 6 km in the four weeks before a moment so
// long ago.
func (f fed) usual(ago time.Duration) {
	f.Helper()
	f.record(f.easy(ago+days(25), 6), f.easy(ago+days(18), 6), f.easy(ago+days(11), 6), f.easy(ago+days(4), 6))
}

// treated adds a treatment of the calf so long ago.
func (f fed) treated(ago time.Duration, changes ...func(*analysis.Treatment)) analysis.Treatment {
	f.Helper()
	t := analysis.Treatment{Runner: f.Runner, At: f.now().Add(-ago), Muscles: []analysis.Muscle{"calf"}}
	for _, change := range changes {
		change(&t)
	}
	t, err := f.store.AddTreatment(f.Context(), t)
	f.must(err)
	return t
}

func (f fed) checkedIn(c analysis.CheckIn) analysis.CheckIn {
	f.Helper()
	c.Runner = f.Runner
	c, err := f.store.AddCheckIn(f.Context(), c)
	f.must(err)
	return c
}

// fed makes a runner of that name.
func (st *stage) fed(name string) fed { st.Helper(); return fed{st, st.runner(name)} }

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }
func days(n float64) time.Duration  { return hours(24 * n) }
