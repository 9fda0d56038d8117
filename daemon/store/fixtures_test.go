package store

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests speak of zones

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/configs"
)

// place is where a store is kept; calling it again opens the same store.
type place func(t testing.TB, o Options) *Store

// treated is the end of the treatment in most tests: a Monday, 17:30 in
// Berlin.
var treated = time.Date(2026, 3, 2, 16, 30, 0, 0, time.UTC)

func after(days float64) time.Time { return treated.Add(time.Duration(days * float64(day))) }

// options are those of a store on day 100 after the treatment.
func options() Options {
	return Options{Protocol: configs.DefaultProtocol(), Now: func() time.Time { return after(100) }}
}

// protocolWith is the clinic's protocol with one number changed.
func protocolWith(k analysis.Key, v float64) Options {
	o := options()
	o.Protocol = o.Protocol.With(map[analysis.Key]float64{k: v})
	return o
}

// newRun is a recording of an easy run at 6:00/km, from an original of its
// own; change makes it another.
func newRun(start time.Time, km float64, changes ...func(*analysis.Run)) analysis.Recording {
	run := analysis.Run{
		Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, SubSport: "generic", Start: start,
		UTCOffsetS: new(3600), DistanceM: new(km * 1000), MovingS: new(km * 360), ElapsedS: new(km*360 + 30),
		AscentM: new(12.5), AscentSource: analysis.FromDevice, AvgHR: new(131.0), PeakHR: new(150.0),
		Device: "Garmin Forerunner 255", Integrity: analysis.Intact,
		Measures: &analysis.Measures{HasSpeed: true, MedianSpeedMPS: 2.7, HeartRate: slices.Repeat([]byte{131}, int(km*360)),
			Grades: []analysis.GradeSpan{{FromM: 0, ToM: 100, FromS: 0, ToS: 36.5, GradePct: 1.25}}, Marks: []float64{36.5, 72.25}},
	}
	for _, change := range changes {
		change(&run)
	}
	return analysis.Recording{Original: analysis.SumOf(originalOf(run)), Run: run}
}

// originalOf stands for the file that holds a run.
func originalOf(run analysis.Run) []byte {
	b, err := json.Marshal(run)
	if err != nil {
		panic(err)
	}
	return b
}

// usual are four runs of 6 km in the four weeks before the treatment.
func usual() []analysis.Recording {
	return []analysis.Recording{newRun(after(-25), 6), newRun(after(-18), 6), newRun(after(-11), 6), newRun(after(-4), 6)}
}

func filings(recordings ...analysis.Recording) []analysis.Filing {
	var fs []analysis.Filing
	for _, r := range recordings {
		path := fmt.Sprintf("%s-%.1f.%s", r.Run.Start.Format("2006-01-02-1504"), r.Run.End().Sub(r.Run.Start).Hours(), r.Run.Format)
		if n := len(fs); n > 0 && fs[n-1].Original == r.Original {
			fs[n-1].Recordings = append(fs[n-1].Recordings, r)
			continue
		}
		f := analysis.Filing{Path: path, Original: r.Original, Recordings: []analysis.Recording{r}}
		if r.Run.Provenance == analysis.StravaAPI {
			f.Key, f.Fetched, f.Bytes = "strava:"+r.Original.String()[:12], after(100), originalOf(r.Run)
		}
		fs = append(fs, f)
	}
	return fs
}

// tester is a store under test, for one runner.
type tester struct {
	testing.TB
	*Store
	runner string
}

func test(t testing.TB, s *Store) tester { return tester{t, s, me} }

// record takes recordings in as one batch.
func (t tester) record(recordings ...analysis.Recording) []analysis.Receipt {
	t.Helper()
	batch, err := t.BeginBatch(t.Context(), t.runner, after(100))
	t.must(err)
	t.keep(recordings...)
	receipts, err := t.Record(t.Context(), t.runner, batch, filings(recordings...))
	t.must(err)
	t.must(t.EndBatch(t.Context(), batch, after(100)))
	return receipts
}

func (t tester) keep(recordings ...analysis.Recording) {
	t.Helper()
	var originals [][]byte
	for _, r := range recordings {
		if b := originalOf(r.Run); analysis.SumOf(b) == r.Original && r.Run.Provenance != analysis.StravaAPI {
			originals = append(originals, b)
		}
	}
	t.must(t.KeepOriginals(t.Context(), originals))
}

// treat adds a treatment of the calf.
func (t tester) treat(at time.Time, changes ...func(*analysis.Treatment)) analysis.Treatment {
	t.Helper()
	treatment := analysis.Treatment{Runner: t.runner, At: at, Muscles: []analysis.Muscle{"calf"}}
	for _, change := range changes {
		change(&treatment)
	}
	treatment, err := t.AddTreatment(t.Context(), treatment)
	t.must(err)
	return treatment
}

func (t tester) runs(f Filter) []analysis.Entry {
	t.Helper()
	entries, err := t.Runs(t.Context(), t.runner, f)
	t.must(err)
	return entries
}

// numbers tells the runs that lie in recoveries as "treatment: number level",
// by start.
func (t tester) numbers() []string {
	t.Helper()
	var said []string
	for _, e := range t.runs(Filter{AllSports: true}) {
		if v := e.Verdict; v != nil && v.RunNumber != nil {
			said = append(said, fmt.Sprintf("%s: %d %s", v.Treatment, *v.RunNumber, v.Level))
		}
	}
	return said
}

func (t tester) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails checks that err is the store's, of the kind, and says the words.
func (t tester) fails(err error, k Kind, words ...string) {
	t.Helper()
	if !IsKind(err, k) {
		t.Fatalf("error %v is not of kind %s", err, k)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q doesn't say %q", err, w)
		}
	}
}

func (t tester) equal(got, want any) {
	t.Helper()
	zones := cmp.Comparer(func(a, b *time.Location) bool { return a == b || a != nil && b != nil && a.String() == b.String() })
	if diff := cmp.Diff(want, got, zones); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func outcomes(receipts []analysis.Receipt) []analysis.Outcome {
	var os []analysis.Outcome
	for _, r := range receipts {
		os = append(os, r.Outcome)
	}
	return os
}

// judged checks that the verdicts in the store are those that Assess gives
// for the whole history, so that what was judged bit by bit is complete.
func (t tester) judged() {
	t.Helper()
	h, err := t.History(t.Context(), t.runner, time.Time{})
	t.must(err)
	want := map[string]*analysis.Verdict{}
	for _, r := range analysis.Assess(h, t.Protocol) {
		for _, e := range r.Entries {
			if e.Verdict != nil {
				want[e.Run.ID] = viaJSON(e.Verdict)
			}
		}
	}
	got := map[string]*analysis.Verdict{}
	for _, e := range t.runs(Filter{AllSports: true}) {
		if e.Verdict != nil {
			got[e.Run.ID] = e.Verdict
		}
	}
	t.equal(got, want)
	t.recovered()
	t.shared()
}

// linked checks that runs are what all recordings together make of them, so
// that what was linked bit by bit is complete.
func (t tester) linked() {
	t.Helper()
	type led struct {
		Run  analysis.Run
		Lead int64
	}
	got, want := map[string]led{}, map[string]led{}
	_, err := read(t.Context(), t.Store, "linking everything", func(tx *tx) (int, error) {
		w, err := loadWords(t.Context(), tx, t.runner)
		t.must(err)
		all, err := recordings(t.Context(), tx, t.runner, `1 = 1`)
		t.must(err)
		stored, err := runsOf(t.Context(), tx, t.runner, all)
		t.must(err)
		for i := range all {
			t.must(loadMarks(t.Context(), tx, &all[i]))
		}
		for id, r := range stored {
			got[id] = led{r.run, r.lead}
		}
		for _, g := range arrange(all, w) {
			want[g.run.ID] = led{g.run, all[g.members[0]].seq}
		}
		n, err := countRuns(t.Context(), tx, t.runner)
		if n != len(got) {
			t.Errorf("%d runs, %d of them with recordings", n, len(got))
		}
		return n, err
	})
	t.must(err)
	t.equal(got, want)
}

func viaJSON(v *analysis.Verdict) *analysis.Verdict {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	v = &analysis.Verdict{}
	if err := json.Unmarshal(b, v); err != nil {
		panic(err)
	}
	return v
}

var treatmentIDs = regexp.MustCompile(`\bt\d+\b`)

func withoutNumbers(s string) string { return treatmentIDs.ReplaceAllString(s, "t") }

func itoa(n int) string { return strconv.Itoa(n) }
