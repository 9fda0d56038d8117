package store

import (
	"errors"
	"slices"
	"time"

	"needled/analysis"
)

// kept is what may be kept of the runner.
func (t tester) kept() (l Lasting) {
	t.Helper()
	t.must(t.Lasting(t.Context(), t.runner, func(view *Lasting) error {
		l = *view
		l.bytes = nil
		return nil
	}))
	return l
}

func lastsWithoutFetched(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(1), 3, gpx), newRun(after(3), 4))...)
	want := t.kept()
	if len(want.Runs) != 6 || len(want.Originals) != 6 || want.Fetched != 0 || want.Runs[4].Verdict == nil {
		t.Fatalf("kept %+v", want)
	}
	// One that comes first gives the run its ID, and another baseline.
	fetched := t.record(newRun(after(-2), 20, strava), newRun(after(2), 3, strava), newRun(after(1), 3.02, strava))
	before := t.runs(Filter{})
	got := t.kept()
	if got.Fetched != 3 {
		t.Errorf("%d left out", got.Fetched)
	}
	got.Fetched = 0
	t.equal(len(got.Runs), len(want.Runs))
	for i := range got.Runs {
		t.equal(got.Runs[i], want.Runs[i])
	}
	t.equal(got.Originals, want.Originals)
	t.equal(t.runs(Filter{}), before)
	if e, err := t.Run(t.Context(), me, fetched[1].Run.ID); err != nil || e.Verdict == nil {
		t.Errorf("the store lost what was fetched: %v", err)
	}

	// The bytes can be read as long as the view lasts; an error ends it.
	stop := errors.New("enough")
	err := t.Lasting(t.Context(), me, func(l *Lasting) error {
		b, err := l.Bytes(l.Originals[0].Sum)
		t.must(err)
		t.equal(analysis.SumOf(b), l.Originals[0].Sum)
		return stop
	})
	if !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	t.linked()
	t.judged()
	t.fails(t.Lasting(t.Context(), "anna", nil), NotFound)
}

func restores(t tester, _ place) {
	t.treat(treated, func(t *analysis.Treatment) { t.DateOnly = true })
	_, err := t.AddCheckIn(t.Context(), analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: after(2), Pain: new(1)})
	t.must(err)
	aside := append(t.record(newRun(after(1), 3)), t.record(newRun(after(1), 4, gpx))...)[1]
	t.split(aside.Run.ID)
	t.edit(aside.Run.ID, Edit{Sport: new(analysis.Walking)})
	l := t.kept()

	kept := Kept{Runner: l.Runner, CheckIns: l.CheckIns, Rulings: l.Rulings, Edits: l.Edits}
	kept.Runner.Name = "anna"
	for _, treatment := range l.Treatments {
		treatment.At = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // of a date, its midnight UTC
		kept.Treatments = append(kept.Treatments, treatment)
	}
	_, err = t.Restore(t.Context(), kept, false)
	t.fails(err, NotFound, "anna")
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "anna"}))
	t.runner = "anna"
	for i, want := range []Restored{
		{Treatments: 1, CheckIns: 1, Words: 2}, // rehearsed
		{Treatments: 1, CheckIns: 1, Words: 2},
		{Known: 4},
	} {
		done, err := t.Restore(t.Context(), kept, i == 0)
		t.must(err)
		t.equal(done, want)
	}
	// The words hold for what comes after them.
	t.record(newRun(after(1), 3), newRun(after(1), 4, gpx))
	runs := t.runs(Filter{AllSports: true})
	if len(runs) != 2 || !slices.ContainsFunc(runs, func(e analysis.Entry) bool { return e.Run.Sport == analysis.Walking }) {
		t.Errorf("runs %+v", runs)
	}
	t.linked()
	t.judged()
}
