package store

import (
	"context"
	"time"

	"needled/analysis"
)

func contextOf(t tester) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

func keepsTreatments(t tester, _ place) {
	full := analysis.Treatment{
		Runner: me, At: treated, Muscles: []analysis.Muscle{"calf", "glutes"}, Intensity: analysis.Intensive, Class: analysis.Typical,
		CPT: "20561", Caps: map[analysis.Key]float64{analysis.Run1Share: 0.5}, Note: "left side",
	}
	added, err := t.AddTreatment(t.Context(), full)
	t.must(err)
	full.ID = "t1"
	t.equal(added, full)
	got, err := t.Treatment(t.Context(), me, "t1")
	t.must(err)
	t.equal(got, full)

	_, err = t.AddTreatment(t.Context(), analysis.Treatment{Runner: me, At: treated})
	t.fails(err, Conflict, "treatment t1 of me is at that instant already", "2026-03-02 16:30")
	earlier := t.treat(after(-7), func(t *analysis.Treatment) { t.DateOnly = true })
	earlier.At, earlier.DateOnly = treated, false
	_, err = t.EditTreatment(t.Context(), earlier)
	t.fails(err, Conflict, "t1")
	_, err = t.AddTreatment(t.Context(), analysis.Treatment{Runner: me})
	t.fails(err, Invalid, "needs a time")

	full.Note, full.Muscles = "right side", nil
	edited, err := t.EditTreatment(t.Context(), full) // at its own instant
	t.must(err)
	t.equal(edited, full)

	all, err := t.Treatments(t.Context(), me)
	t.must(err)
	if len(all) != 2 || all[0].ID != earlier.ID || all[1].ID != "t1" {
		t.Errorf("not by time: %v", all)
	}
	t.must(t.RemoveTreatment(t.Context(), me, earlier.ID))
	if next := t.treat(after(9)); next.ID == earlier.ID {
		t.Errorf("the ID %s was given twice", next.ID)
	}
}

func keepsRunners(t tester, _ place) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	t.must(err)
	t.Zone = berlin
	names := func() (names []string) {
		all, err := t.Runners(t.Context())
		t.must(err)
		for _, r := range all {
			names = append(names, r.Name)
		}
		return names
	}
	t.equal(names(), []string{"me"})
	implicit, err := t.Runner(t.Context(), me)
	t.must(err)
	if implicit.Location() != berlin || implicit.Zone != nil {
		t.Errorf("me lives in %v", implicit.Location())
	}
	t.treat(treated)
	full := analysis.Runner{Name: me, Experience: analysis.Seasoned, ReturningFromInjury: true,
		HRMax: new(191.0), RestingHR: new(48.0), BirthYear: new(1990), UsualM: new(8000.0), Zone: time.UTC}
	t.must(t.AddRunner(t.Context(), full)) // adding me is editing me
	got, err := t.Runner(t.Context(), me)
	t.must(err)
	if got.Zone.String() != "UTC" {
		t.Errorf("zone %v", got.Zone)
	}
	got.Zone, got.DefaultZone, full.Zone = nil, nil, nil
	t.equal(got, full)

	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "anna"}))
	t.fails(t.AddRunner(t.Context(), analysis.Runner{Name: "anna"}), Conflict, "anna")
	t.fails(t.EditRunner(t.Context(), analysis.Runner{Name: "ben"}), NotFound, "ben")
	t.equal(names(), []string{"anna", "me"})
	for _, name := range []string{"", " ", " anna", "an\nna"} {
		t.fails(t.AddRunner(t.Context(), analysis.Runner{Name: name}), Invalid)
	}
	t.fails(t.AddRunner(t.Context(), analysis.Runner{Name: "ben", Zone: time.FixedZone("somewhere", 3600)}), Invalid, "somewhere", "Europe/Berlin")
}

func keepsCheckIns(t tester, _ place) {
	full := analysis.CheckIn{Runner: me, Kind: analysis.Readiness, At: after(1), SquatOK: new(true), HeelRaise: new(false), FullROM: new(true),
		Soreness: new(3), Pain: new(0), SharpPain: true, Cramping: true, Note: "stiff"}
	added, err := t.AddCheckIn(t.Context(), full)
	t.must(err)
	full.ID = "c1"
	t.equal(added, full)
	bare, err := t.AddCheckIn(t.Context(), analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: after(0)})
	t.must(err)
	got, err := t.CheckIns(t.Context(), me, time.Time{})
	t.must(err)
	t.equal(got, []analysis.CheckIn{bare, full})
	got, err = t.CheckIns(t.Context(), me, after(1))
	t.must(err)
	t.equal(got, []analysis.CheckIn{full})
	_, err = t.AddCheckIn(t.Context(), analysis.CheckIn{Runner: me})
	t.fails(err, Invalid)
}

func keepsBatches(t tester, _ place) {
	t.record(newRun(after(1), 3), newRun(after(1), 3, gpx))
	batch, err := t.BeginBatch(t.Context(), me, after(5))
	t.must(err)
	failed := analysis.Receipt{Path: "notes.fit", Outcome: analysis.Failed, Reason: "text, not FIT", Sum: new(analysis.SumOf([]byte("x")))}
	for range 2 {
		t.must(t.Note(t.Context(), me, batch, []analysis.Receipt{
			failed, {Path: "a.zip", Member: "settings.fit", Outcome: analysis.Ignored, Reason: "a settings file"}, {Path: "b.fit", Outcome: analysis.Duplicate}}))
	}
	all, err := t.Batches(t.Context(), me)
	t.must(err)
	if last := all[0]; last.ID != batch || !last.At.Equal(after(5)) || last.Ended != nil {
		t.Errorf("last batch %+v", last)
	}
	t.equal(all[0].Outcomes, map[analysis.Outcome]int{analysis.Failed: 1, analysis.Ignored: 1})

	t.must(t.EndBatch(t.Context(), batch, after(6)))
	t.must(t.EndBatch(t.Context(), batch, after(7)))
	all, err = t.Batches(t.Context(), me)
	t.must(err)
	if len(all) != 2 || !all[0].Ended.Equal(after(6)) {
		t.Fatalf("batches %+v", all)
	}
	t.equal(all[1].Outcomes, map[analysis.Outcome]int{analysis.Added: 1, analysis.Merged: 1})
}

// knowsLastSuccess: an ingest has succeeded when it was seen through and there
// was an activity in it, be it one that is known already.
func knowsLastSuccess(t tester, _ place) {
	run, again := newRun(after(1), 3), analysis.Receipt{Path: "a.fit", Outcome: analysis.Duplicate}
	failed := analysis.Receipt{Path: "b.fit", Outcome: analysis.Failed}
	settings := analysis.Receipt{Path: "c.fit", Outcome: analysis.Ignored}
	t.keep(run)
	for i, c := range []struct {
		name     string
		filings  []analysis.Filing
		notes    []analysis.Receipt
		cut      bool // it never ended
		succeeds bool
	}{
		{"nothing at all", nil, nil, false, false},
		{"all failed", nil, []analysis.Receipt{failed}, false, false},
		{"a settings file", nil, []analysis.Receipt{settings}, false, false},
		{"a new run, cut off", filings(run), nil, true, false},
		{"a run stored already", filings(run), nil, false, true},
		{"all failed again, after a success", nil, []analysis.Receipt{failed}, false, false},
		{"one failed, one known", nil, []analysis.Receipt{failed, again}, false, true},
		{"a rerun of what is known, cut off", nil, []analysis.Receipt{again}, true, false},
	} {
		before, err := t.LastSuccess(t.Context(), me)
		t.must(err)
		began, ended := after(float64(i)), after(float64(i)+0.5)
		batch, err := t.BeginBatch(t.Context(), me, began)
		t.must(err)
		_, err = t.Record(t.Context(), me, batch, c.filings)
		t.must(err)
		t.must(t.Note(t.Context(), me, batch, c.notes))
		if !c.cut {
			t.must(t.EndBatch(t.Context(), batch, ended))
		}
		want := before
		if c.succeeds {
			want = &ended
		}
		got, err := t.LastSuccess(t.Context(), me)
		t.must(err)
		if (got == nil) != (want == nil) || got != nil && !got.Equal(*want) {
			t.Errorf("%s: last success %v, want %v", c.name, got, want)
		}
	}
}

func undoes(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(1), 3, gpx), newRun(after(9), 3, gpx))...)
	before, stats := t.runs(Filter{}), t.stats()

	batch := t.record(
		newRun(after(-9), 12),                       // a new run
		newRun(after(1), 3.01),                      // a better recording of a run
		newRun(after(3), 5), newRun(after(9), 4))[0] // and one that puts another aside
	t.must(t.Note(t.Context(), me, batch.Batch, []analysis.Receipt{{Path: "x.fit", Outcome: analysis.Failed}}))
	t.equal(len(t.numbers()), 3)

	removed, err := t.UndoBatch(t.Context(), me, batch.Batch, after(100))
	t.must(err)
	t.equal(removed, Undone{Recordings: 4, RunsRemoved: 3, RunsKept: 1})
	t.equal(t.runs(Filter{}), before)
	t.equal(t.stats(), stats)
	t.judged()
	t.must(t.Check(t.Context()))

	// Once is enough, and what is undone is no batch to add to.
	_, err = t.UndoBatch(t.Context(), me, batch.Batch, after(101))
	t.fails(err, Conflict, batch.Batch, "undone already", "10 Jun 2026")
	_, err = t.Record(t.Context(), me, batch.Batch, nil)
	t.fails(err, NotFound, batch.Batch)
	all, err := t.Batches(t.Context(), me)
	t.must(err)
	if len(all) != 2 || !all[0].Undone.Equal(after(100)) || len(all[0].Outcomes) != 0 || all[1].Undone != nil {
		t.Errorf("batches %+v", all)
	}
	// The run's first recording may go as well; the other takes its place.
	first := t.record(newRun(after(20), 3, gpx))[0]
	second := t.record(newRun(after(20), 3))[0]
	_, err = t.UndoBatch(t.Context(), me, first.Batch, after(100))
	t.must(err)
	runs := t.runs(Filter{Since: after(20)})
	if len(runs) != 1 || runs[0].Run.Format != "fit" || runs[0].Run.ID == second.Run.ID {
		t.Errorf("left over: %+v", runs)
	}
}

func rehearses(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	stats := t.stats()
	run := newRun(after(1), 5)
	rehearsed, err := t.Rehearse(t.Context(), me, "", filings(run, usual()[0]))
	t.must(err)
	t.equal(outcomes(rehearsed), []analysis.Outcome{analysis.Added, analysis.Duplicate})
	t.equal(t.stats(), stats)
	if all, err := t.Batches(t.Context(), me); err != nil || len(all) != 1 {
		t.Errorf("a rehearsal left a batch: %v, %v", all, err)
	}
	recorded := t.record(run)[0]
	recorded.Batch = ""
	t.equal(rehearsed[0], recorded)
}
