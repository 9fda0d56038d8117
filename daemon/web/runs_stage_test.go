package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
)

// legs are runs with their samples, which stand in for files and what decodes
// them.
type legs struct {
	*fakeService
	tracks map[analysis.Sum]analysis.Track
}

func (l legs) Track(r store.Recording, _ []byte) (analysis.Track, error) {
	track, known := l.tracks[r.Original]
	if !known {
		return track, errors.New("it is no file any more")
	}
	return track, nil
}

// runnerWithRuns is somebody with runs, whose samples the site can read.
func (st *stage) runnerWithRuns(name string) (store.Person, legs) {
	st.Helper()
	l := legs{st.service, map[analysis.Sum]analysis.Track{}}
	st.site.Service = l
	return st.runner(name), l
}

// samples of a run: hills of 20 m, a heart rate that rises to 172.
func samples(km, secondsPerKm float64) analysis.Track {
	var t analysis.Track
	end := km * secondsPerKm
	for at := 0.0; at <= end; at += 5 {
		d := at / secondsPerKm * 1000
		t.Samples = append(t.Samples, analysis.Sample{AtS: at, DistanceM: d, SpeedMPS: 1000 / secondsPerKm * (1 + 0.1*math.Sin(at/60)),
			AltitudeM: 120 + 20*math.Sin(d/260), HeartRate: 118 + math.Round(54*at/end), GradePct: math.NaN()})
	}
	return t
}

// leg is a run of the length and pace, from a watch, that the service can read
// the samples of; change makes it another.
func (l legs) leg(start time.Time, km float64, changes ...func(*analysis.Run, *analysis.Track)) analysis.Recording {
	track := samples(km, 360)
	run := analysis.Run{Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, Start: start, UTCOffsetS: new(0),
		DistanceM: new(km * 1000), MovingS: new(km * 360), ElapsedS: new(km * 360), Device: "Garmin Forerunner 255", Integrity: analysis.Intact}
	for _, change := range changes {
		change(&run, &track)
	}
	run = analysis.Complete(run, track, configs.DefaultProtocol())
	run.Measures = analysis.Measure(run, track, configs.DefaultProtocol())
	_, run.Doubt = analysis.DoubtOf(run, stageTime)
	original := analysis.SumOf(originalOf(run))
	if track.Samples != nil {
		l.tracks[original] = track
	}
	return analysis.Recording{Original: original, Run: run}
}

func originalOf(run analysis.Run) []byte {
	run.Measures = nil
	b, err := json.Marshal(run)
	if err != nil {
		panic(err)
	}
	return b
}

func fromStrava(r *analysis.Run, _ *analysis.Track) {
	r.Provenance, r.Format, r.SourceID = analysis.StravaAPI, "strava", fmt.Sprint("strava:", r.Start.Unix())
}

// take records runs of somebody as one batch; each is a file named by its day.
func (st *stage) take(p store.Person, recordings ...analysis.Recording) []string {
	st.Helper()
	ctx := st.Context()
	batch, err := st.store.BeginBatch(ctx, p.Runner, st.now())
	st.must(err)
	var files []analysis.Filing
	for _, r := range recordings {
		bytes := originalOf(r.Run)
		f := analysis.Filing{Path: "/home/anna/watch/" + r.Run.Start.Format("2006-01-02-1504") + ".fit", Original: r.Original, Recordings: []analysis.Recording{r}}
		if r.Run.Provenance == analysis.StravaAPI {
			f.Path, f.Key, f.Fetched, f.Bytes = r.Run.SourceID, r.Run.SourceID, st.now(), bytes
		} else {
			st.must(st.store.KeepOriginals(ctx, [][]byte{bytes}))
		}
		files = append(files, f)
	}
	receipts, err := st.store.Record(ctx, p.Runner, batch, files)
	st.must(err)
	st.must(st.store.EndBatch(ctx, batch, st.now()))
	var ids []string
	for _, r := range receipts {
		if r.Run == nil {
			st.Fatalf("not taken in: %s %s", r.Outcome, r.Reason)
		}
		ids = append(ids, r.Run.ID)
	}
	return ids
}

// onDay is a time of day so many days after the treatment of most tests.
func onDay(n int, hour, minute int) time.Time {
	return time.Date(2026, 2, 28+n, hour, minute, 0, 0, time.UTC)
}

// recovering takes in a usual run of 6 km on four days, and treats the calf
// on the last of February.
func (st *stage) recovering(p store.Person, l legs) analysis.Treatment {
	st.Helper()
	st.take(p, l.leg(onDay(-24, 7, 0), 6), l.leg(onDay(-18, 7, 0), 6), l.leg(onDay(-11, 7, 0), 6), l.leg(onDay(-4, 7, 0), 6))
	t, err := st.store.AddTreatment(st.Context(), analysis.Treatment{Runner: p.Runner, At: onDay(0, 16, 30), Muscles: []analysis.Muscle{"calf"}})
	st.must(err)
	return t
}

// shows checks that a page has all of some texts.
func (a answer) shows(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page doesn't say %q:\n%s", text, a.main())
		}
	}
}

// lacks checks that a page has none of some texts.
func (a answer) lacks(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("the page says %q:\n%s", text, a.main())
		}
	}
}

// main is what a page has of its own.
func (a answer) main() string {
	_, main, found := strings.Cut(a.body, "<main")
	if !found {
		return a.body
	}
	main, _, _ = strings.Cut(main, "</main>")
	return main
}
