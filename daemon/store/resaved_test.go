package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/all"
)

// cutThenWhole: a file that was cut when it first came in is completed by the
// whole one.
func cutThenWhole(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	cut := t.record(newRun(after(2.5), 2, func(r *analysis.Run) { r.Integrity = analysis.Truncated }))[0]
	whole := t.record(newRun(after(2.5), 8))[0]
	if whole.Outcome != analysis.Merged || whole.Run.ID != cut.Run.ID || !strings.Contains(whole.Reason, "leads now") {
		t.Errorf("%s: %s", whole.Outcome, whole.Reason)
	}
	if *whole.Run.DistanceM != 8000 || whole.Verdict == nil || whole.Verdict.Level != analysis.Violation {
		t.Errorf("the whole file should count: %+v, %+v", whole.Run, whole.Verdict)
	}
	if review := t.runs(Filter{Review: true}); len(review) != 0 {
		t.Errorf("the cut one is still kept aside: %+v", review)
	}
	t.judged()
}

// twiceADay: two runs of one day that state the same are two, also where the
// first was stored long before the second.
func twiceADay(t tester, _ place) {
	later := func(r *analysis.Run) { r.Start = r.Start.Add(12 * time.Hour) }
	resaved := func(r *analysis.Run) { r.Device = "" }
	otherMarks := func(r *analysis.Run) { r.Measures = &analysis.Measures{Marks: []float64{40, 80}} }
	for i, c := range []struct {
		name    string
		changes []func(*analysis.Run)
		want    analysis.Outcome
	}{
		{"by the same device", nil, analysis.Added},
		{"without its device, other samples", []func(*analysis.Run){resaved, otherMarks}, analysis.Added},
		{"saved again", []func(*analysis.Run){resaved}, analysis.Merged},
	} {
		at := after(float64(10 * i))
		t.record(newRun(at, 3))
		if got := t.record(newRun(at, 3, append(c.changes, later)...))[0]; got.Outcome != c.want {
			t.Errorf("%s: %s %s, want %s", c.name, got.Outcome, got.Reason, c.want)
		}
	}
}

// A watch's run, and the same run as a service's software saved it again.
func TestRealRunSavedAgain(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	first := s.record(s.realRun("garmin-vivoactivehr-running-dev-samerunK-1.fit"))[0]
	again := s.record(s.realRun("mfg0-0-running-dev-samerunK-gcsaved-1.fit"))[0]
	if again.Outcome != analysis.Merged || again.Run.ID != first.Run.ID || again.Run.Device != first.Run.Device {
		t.Errorf("%s: %s; run %+v", again.Outcome, again.Reason, again.Run)
	}
}

// realRun reads a file of the folder of real files beside the project, and
// keeps it; the test is skipped where it is missing.
func (t tester) realRun(name string) analysis.Recording {
	t.Helper()
	original, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "fit", name))
	if err != nil {
		t.Skip("the real FIT files are not here")
	}
	decoded, err := ingest.Reread(all.Decoders(), "fit", original)
	t.must(err)
	t.must(t.KeepOriginals(t.Context(), [][]byte{original}))
	return analysis.Recording{Original: analysis.SumOf(original), Run: ingest.Measured(decoded[0].Run, decoded[0].Track, t.Protocol)}
}
