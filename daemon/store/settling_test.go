package store

import (
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

func ids(entries []analysis.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Run.ID)
	}
	slices.Sort(all)
	return all
}

func (t tester) merge(a, b string) analysis.Entry {
	t.Helper()
	e, err := t.MergeRuns(t.Context(), t.runner, a, b, false)
	t.must(err)
	return e
}

func (t tester) split(id string) []analysis.Entry {
	t.Helper()
	entries, err := t.SplitRun(t.Context(), t.runner, id)
	t.must(err)
	return entries
}

func (t tester) edit(id string, e Edit) analysis.Entry {
	t.Helper()
	entry, err := t.EditRun(t.Context(), t.runner, id, e, after(50))
	t.must(err)
	return entry
}

func (t tester) reviews() []Review {
	t.Helper()
	reviews, err := t.Reviews(t.Context(), t.runner, Filter{})
	t.must(err)
	return reviews
}

func mergesPair(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	short, long := newRun(after(1), 3), newRun(after(1), 4, gpx)
	counted, aside := t.record(short)[0], t.record(long)[0]
	if r := t.reviews(); len(r) != 1 || r[0].Run.ID != aside.Run.ID || r[0].Rival != counted.Run.ID || r[0].Kind != "" {
		t.Fatalf("for review: %+v", r)
	}

	one := t.merge(strings.ToUpper(aside.Run.ID), counted.Run.ID[:7])
	if one.Run.ID != counted.Run.ID || one.Run.Format != "fit" || one.Run.Doubt != "" || one.Verdict == nil {
		t.Errorf("merged: %+v", one)
	}
	if r := t.reviews(); len(r) != 0 {
		t.Errorf("still for review: %+v", r)
	}
	t.judged()
	t.linked()

	// What comes later of either joins them.
	better := t.record(newRun(after(1), 3, func(r *analysis.Run) { r.MaxHR = new(150.0) }))[0]
	other := t.record(newRun(after(1), 4.02, strava))[0]
	if better.Outcome != analysis.Merged || other.Outcome != analysis.Merged || other.Run.ID != counted.Run.ID {
		t.Errorf("%s %s, %s %s", better.Outcome, better.Reason, other.Outcome, other.Reason)
	}

	// Taken back and given again, the pair stays one.
	for _, batch := range []string{counted.Batch, aside.Batch} {
		_, err := t.UndoBatch(t.Context(), me, batch, after(100))
		t.must(err)
		t.linked()
	}
	t.record(long)
	t.record(short)
	if runs := t.runs(Filter{Since: treated}); len(runs) != 1 || runs[0].Run.Doubt != "" {
		t.Errorf("after coming back: %+v", runs)
	}
	t.must(t.Reassess(t.Context(), me, nil))
	t.linked()
	t.judged()
	t.must(t.Check(t.Context()))
}

func splitsPair(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	counted, aside := t.record(newRun(after(1), 3))[0], t.record(newRun(after(1), 4, gpx))[0]
	two := t.split(aside.Run.ID)
	t.equal(ids(two), ids([]analysis.Entry{{Run: *counted.Run}, {Run: *aside.Run}}))
	for _, e := range two {
		if e.Run.Doubt != "" || e.Verdict == nil {
			t.Errorf("run %s does not count: %+v", e.Run.ID, e)
		}
	}
	t.equal(t.numbers(), []string{"t1: 1 caution", "t1: 2 caution"})
	t.judged()
	t.linked()
	// One after all, and two again: the latest word holds.
	one := t.merge(counted.Run.ID, aside.Run.ID)
	t.equal(ids(t.split(one.Run.ID)), ids(two))

	// The run that counts names the pair as well as the one kept aside.
	t.record(newRun(after(2), 3, gpx))
	t.equal(len(t.split(t.record(newRun(after(2), 4))[0].Run.ID)), 2)
	if r := t.reviews(); len(r) != 0 {
		t.Errorf("still for review: %+v", r)
	}
	// A better file of one, and another of the other, come to theirs.
	t.record(newRun(after(1), 3, func(r *analysis.Run) { r.MaxHR = new(150.0) }), newRun(after(1), 4.02, strava))
	if runs := t.runs(Filter{Since: treated, Until: after(1.5)}); len(runs) != 2 || runs[0].Run.Doubt+runs[1].Run.Doubt != "" {
		t.Errorf("after more came: %+v", runs)
	}
	_, err := t.SplitRun(t.Context(), me, t.runs(Filter{})[0].Run.ID)
	t.fails(err, Invalid, "nothing to split")
}

func splitsOne(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	late := func(r *analysis.Run) { gpx(r); r.Start = r.Start.Add(100 * time.Second) }
	one := t.record(newRun(after(1), 3), newRun(after(1), 3.05, late), newRun(after(1), 3.02, strava))[0]
	runs := t.split(one.Run.ID)
	if len(runs) != 3 || !slices.Contains(ids(runs), one.Run.ID) {
		t.Fatalf("split into %v", ids(runs))
	}
	t.equal(t.numbers(), []string{"t1: 1 caution", "t1: 2 caution", "t1: 3 caution"})
	t.judged()
	t.linked()
	t.must(t.Reassess(t.Context(), me, nil))
	if again := t.record(newRun(after(1), 3))[0]; again.Outcome != analysis.Duplicate || len(t.runs(Filter{Since: treated})) != 3 {
		t.Errorf("%s, and %d runs", again.Outcome, len(t.runs(Filter{Since: treated})))
	}
	// Two of them are one after all.
	t.merge(runs[0].Run.ID, runs[1].Run.ID)
	if n := len(t.runs(Filter{Since: treated})); n != 2 {
		t.Errorf("%d runs", n)
	}
	t.linked()
}

func refusesMerges(t tester, _ place) {
	first, second := newRun(after(1), 3), newRun(after(1.05), 3)
	second.Original, second.Leg = first.Original, 1
	legs := t.record(first, second)
	morning := t.record(newRun(after(2), 3))[0]
	evening := t.record(newRun(after(2.5), 4))[0]
	ride := t.record(newRun(after(2), 3.01, func(r *analysis.Run) { r.Sport = analysis.Cycling }))[0]
	for _, c := range []struct {
		name, a, b string
		kind       Kind
		says       []string
	}{
		{"with itself", morning.Run.ID, morning.Run.ID, Invalid, []string{"one run already"}},
		{"with nothing", morning.Run.ID, "22222222", NotFound, nil},
		{"legs of one file", legs[0].Run.ID, legs[1].Run.ID, Conflict, []string{"come from one file"}},
		{"of one day", morning.Run.ID, evening.Run.ID, Conflict, []string{"no time in common", "--anyway"}},
		{"a run and a ride", morning.Run.ID, ride.Run.ID, Conflict, []string{"cycling", "needled edit ID --sport"}},
	} {
		_, err := t.MergeRuns(t.Context(), me, c.a, c.b, false)
		t.fails(err, c.kind, c.says...)
	}
	e, err := t.MergeRuns(t.Context(), me, morning.Run.ID, evening.Run.ID, true)
	t.must(err)
	if e.Run.ID != morning.Run.ID {
		t.Errorf("merged anyway: %+v", e.Run)
	}
	t.linked()

	// Nobody can merge runs of two runners.
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "anna"}))
	anna := tester{t.TB, t.Store, "anna"}
	hers := anna.record(newRun(after(2), 3.5))[0]
	for _, runner := range []string{me, "anna"} {
		_, err := t.MergeRuns(t.Context(), runner, morning.Run.ID, hers.Run.ID, true)
		t.fails(err, NotFound, "no run")
	}
	anna.split(anna.record(newRun(after(2), 3.6, gpx))[0].Run.ID) // her word is not mine
	t.linked()
}

func wrongClock(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	unset := newRun(after(1).AddDate(-36, 0, 0), 3, func(r *analysis.Run) { _, r.Doubt = analysis.DoubtOf(*r, after(50)) })
	aside, right := t.record(unset)[0], t.record(newRun(after(1), 3.01, gpx))[0]
	if r := t.reviews(); len(r) != 1 || r[0].Kind != analysis.ClockUnset {
		t.Fatalf("for review: %+v", r)
	}
	_, err := t.EditRun(t.Context(), me, aside.Run.ID, Edit{Accept: new(true)}, after(50))
	t.fails(err, Invalid, "before 2000", "needled merge")
	one := t.merge(aside.Run.ID, right.Run.ID)
	if one.Run.Start != after(1) || one.Run.Doubt != "" || one.Verdict == nil {
		t.Errorf("the one with the right time should lead: %+v", one)
	}
	_, err = t.UndoBatch(t.Context(), me, right.Batch, after(100))
	t.must(err)
	t.record(newRun(after(1), 3.01, gpx))
	if runs := t.runs(Filter{}); len(runs) != 5 {
		t.Errorf("%d runs; the two should still be one", len(runs))
	}
	t.linked()
}

func saysSport(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	nameless := func(r *analysis.Run) {
		gpx(r)
		r.Sport, r.SubSport = analysis.UnknownSport, "kick_scooter"
		_, r.Doubt = analysis.DoubtOf(*r, after(50))
	}
	track := newRun(after(2.5), 3, nameless)
	aside := t.record(track)[0]
	if r := t.reviews(); len(r) != 1 || r[0].Kind != analysis.NoSport {
		t.Fatalf("for review: %+v", r)
	}
	running := t.edit(aside.Run.ID, Edit{Sport: new(analysis.Running)})
	if running.Run.Sport != analysis.Running || running.Run.SubSport != "" || running.Run.Doubt != "" || running.Verdict == nil ||
		!strings.Contains(running.Run.Note, "a person said") {
		t.Errorf("edited: %+v", running)
	}
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	t.judged()
	t.linked()

	// Another file of it that names a sport, even the wrong one, joins; the
	// word holds when the track goes and comes again.
	wrong := t.record(newRun(after(2.5), 3.02, func(r *analysis.Run) { r.Sport = analysis.Walking }))[0]
	if wrong.Outcome != analysis.Merged || wrong.Run.Sport != analysis.Running || wrong.Run.Format != "fit" {
		t.Errorf("%s: %+v", wrong.Outcome, wrong.Run)
	}
	_, err := t.UndoBatch(t.Context(), me, aside.Batch, after(100))
	t.must(err)
	if e, err := t.Run(t.Context(), me, t.runs(Filter{Since: treated})[0].Run.ID); err != nil || e.Run.Sport != analysis.Walking {
		t.Errorf("the word was on the track: %+v", e.Run)
	}
	t.record(track)
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	t.linked()

	// Taken back, the track names no sport again; the file leads it.
	back := t.edit(t.runs(Filter{Since: treated})[0].Run.ID, Edit{Sport: new(analysis.Sport(""))})
	if back.Run.Sport != analysis.Walking || back.Run.Note != "" {
		t.Errorf("taken back: %+v", back.Run)
	}
	t.linked()
	t.judged()
}

func sportWasWrong(t tester, _ place) {
	walk := t.record(newRun(after(1), 3, func(r *analysis.Run) { r.Sport = analysis.Walking }))[0]
	t.edit(walk.Run.ID, Edit{Sport: new(analysis.Running)})
	if again := t.record(newRun(after(1), 3.01, gpx))[0]; again.Outcome != analysis.Merged {
		t.Errorf("another file, which names the right sport: %s, %s", again.Outcome, again.Reason)
	}
	t.linked()
}

func sportSettlesDoubt(t tester, _ place) {
	doubtful := func(r *analysis.Run) { _, r.Doubt = analysis.DoubtOf(*r, after(50)) }
	fast := newRun(after(1), 30, func(r *analysis.Run) { r.MovingS = new(2000.0); doubtful(r) })
	id := t.record(fast)[0].Run.ID
	if e := t.edit(id, Edit{Sport: new(analysis.Cycling)}); e.Run.Doubt != "" {
		t.Errorf("a ride of 15 m/s is in doubt: %s", e.Run.Doubt)
	}
	if e := t.edit(id, Edit{Sport: new(analysis.Running)}); !strings.Contains(e.Run.Doubt, "faster than anyone") {
		t.Errorf("a run of 15 m/s is not in doubt")
	}
	t.linked()
}

func accepts(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	doubtful := func(at time.Time) func(r *analysis.Run) {
		return func(r *analysis.Run) { _, r.Doubt = analysis.DoubtOf(*r, at) }
	}
	fast := newRun(after(3), 13, func(r *analysis.Run) { r.MovingS = new(1000.0); doubtful(after(50))(r) })
	id := t.record(fast)[0].Run.ID
	if r := t.reviews(); len(r) != 1 || r[0].Kind != analysis.TooFast {
		t.Fatalf("for review: %+v", r)
	}
	e := t.edit(id, Edit{Accept: new(true)})
	if e.Run.Doubt != "" || e.Verdict == nil || !strings.Contains(e.Run.Note, "faster than anyone") {
		t.Errorf("accepted: %+v", e)
	}
	t.judged()
	t.linked()
	_, err := t.EditRun(t.Context(), me, id, Edit{Accept: new(true)}, after(50))
	t.fails(err, Invalid, "nothing to accept")
	if e := t.edit(id, Edit{Accept: new(false)}); e.Run.Doubt == "" || e.Verdict != nil || e.Run.Note != "" {
		t.Errorf("taken back: %+v", e)
	}

	// Where another run at that time speaks against it, too, accepting settles
	// its figures alone: what is left is which of the two there was.
	counted := t.record(newRun(after(20), 4))[0]
	both := t.record(newRun(after(20), 13, func(r *analysis.Run) { r.MovingS = new(1000.0); gpx(r); doubtful(after(50))(r) }))[0]
	if r := t.reviews(); r[len(r)-1].Run.ID != both.Run.ID || r[len(r)-1].Kind != analysis.TooFast || r[len(r)-1].Rival != counted.Run.ID {
		t.Errorf("for review: %+v", r)
	}
	t.edit(both.Run.ID, Edit{Accept: new(true)})
	if r := t.reviews(); r[len(r)-1].Run.ID != both.Run.ID || r[len(r)-1].Kind != "" || r[len(r)-1].Rival != counted.Run.ID {
		t.Errorf("for review, once accepted: %+v", r)
	}

	// A start in the future: once it is past, a person may say the clock was
	// right. (record takes things in on day 100.)
	future := t.record(newRun(after(110), 3, doubtful(after(100))))[0]
	_, err = t.EditRun(t.Context(), me, future.Run.ID, Edit{Accept: new(true)}, after(110).Add(-time.Second))
	t.fails(err, Invalid, "in the future")
	if e, err := t.EditRun(t.Context(), me, future.Run.ID, Edit{Accept: new(true)}, after(110)); err != nil || e.Run.Doubt != "" {
		t.Errorf("%v, %q", err, e.Run.Doubt)
	}
	// Its sport does not make the clock right.
	other := t.record(newRun(after(120), 3, doubtful(after(100))))[0]
	if e := t.edit(other.Run.ID, Edit{Sport: new(analysis.Walking)}); !strings.Contains(e.Run.Doubt, "in the future") {
		t.Errorf("doubt %q", e.Run.Doubt)
	}

	nameless := t.record(newRun(after(5), 3, func(r *analysis.Run) { r.Sport = analysis.UnknownSport; doubtful(after(50))(r) }))[0]
	_, err = t.EditRun(t.Context(), me, nameless.Run.ID, Edit{Accept: new(true)}, after(50))
	t.fails(err, Invalid, "--sport")
	t.record(newRun(after(7), 3))
	pair := t.record(newRun(after(7), 4, gpx))[0]
	_, err = t.EditRun(t.Context(), me, pair.Run.ID, Edit{Accept: new(true)}, after(50))
	t.fails(err, Invalid, "needled merge", "needled split")

	// A reason from elsewhere can be accepted, and isn't settled by the sport.
	odd := t.record(newRun(after(9), 3, func(r *analysis.Run) { r.Doubt = "the moon was full" }))[0]
	if e := t.edit(odd.Run.ID, Edit{Sport: new(analysis.Walking)}); e.Run.Doubt != "the moon was full" {
		t.Errorf("doubt %q", e.Run.Doubt)
	}
	if e := t.edit(odd.Run.ID, Edit{Accept: new(true)}); e.Run.Doubt != "" {
		t.Errorf("doubt %q", e.Run.Doubt)
	}
	t.linked()
}

func asksToSettle(t tester, _ place) {
	bare := func(r *analysis.Run) { r.Device, r.AvgHR, r.Measures = "", nil, nil }
	t.record(newRun(after(1), 3))
	for words, r := range map[string]analysis.Recording{
		"is 4.00 km long instead of 3.00 km": newRun(after(1), 4, gpx),
		"started 2 h later":                  newRun(after(1).Add(2*time.Hour), 3, gpx, bare),
		"started 5 h 45 min earlier":         newRun(after(1).Add(-5*time.Hour-45*time.Minute), 3, gpx, bare),
		"they have little time in common":    newRun(after(1).Add(100*time.Second), 3, gpx, func(r *analysis.Run) { r.ElapsedS = new(130.0); r.Start = r.Start.Add(-200 * time.Second) }),
		"how far both went can't be compa":   newRun(after(1), 3, gpx, func(r *analysis.Run) { r.ElapsedS, r.MovingS, r.DistanceM = nil, nil, nil }),
	} {
		got := t.record(r)[0]
		if got.Outcome != analysis.InReview || !strings.Contains(got.Reason, words) || !strings.Contains(got.Run.Doubt, "this one is kept aside") {
			t.Errorf("%s: %s: %s", words, got.Outcome, got.Reason)
		}
		_, err := t.UndoBatch(t.Context(), me, got.Batch, after(100))
		t.must(err)
	}
}

// Re-ingest after undo gives the store there was.
func undoesAndComesAgain(t tester, _ place) {
	t.treat(treated)
	all := story()
	t.record(all[:20]...)
	receipts := t.record(all[20:]...)
	t.rule(analysis.Ruling{A: all[3].Key(), B: all[25].Key(), Same: true})
	before, stats := t.runs(Filter{AllSports: true}), t.stats()
	for range 2 {
		_, err := t.UndoBatch(t.Context(), me, receipts[0].Batch, after(100))
		t.must(err)
		t.linked()
		t.judged()
		receipts = t.record(all[20:]...)
	}
	t.equal(t.runs(Filter{AllSports: true}), before)
	t.equal(t.stats(), stats)
	t.linked()
	t.judged()
}

// followsRules: what was linked by other rules is linked again.
func followsRules(t tester, _ place) {
	t.treat(treated)
	t.record(story()...)
	want := t.runs(Filter{AllSports: true})
	// As if runs of several recordings were not known as such once, and two
	// that are apart were taken for one.
	_, err := write(t.Context(), t.Store, "", func(tx *tx) (int, error) {
		all, err := recordings(t.Context(), tx, me, `1 = 1 ORDER BY seq`)
		t.must(err)
		for _, r := range all {
			run := r.Run
			run.ID = r.id
			t.must(putRun(t.Context(), tx, run, r.seq))
		}
		for _, r := range all {
			_, err := tx.exec(t.Context(), `UPDATE recordings SET run = $2 WHERE seq = $1`, r.seq, r.id)
			t.must(err)
		}
		_, err = tx.exec(t.Context(), `UPDATE recordings SET run = $1 WHERE run = $2`, all[0].id, all[1].id)
		t.must(err)
		_, err = tx.exec(t.Context(), `DELETE FROM runs WHERE id = $1`, all[1].id)
		t.must(err)
		_, err = tx.exec(t.Context(), `UPDATE runners SET judged_by = 'by other rules'`)
		return 0, err
	})
	t.must(err)
	t.must(t.EnsureJudged(t.Context(), me, nil))
	t.linked()
	t.judged()
	t.equal(t.runs(Filter{AllSports: true}), want)
}

// What was fetched is for days only; the file makes the run lasting, even
// where it was cut short.
func watchFileLasts(t tester, _ place) {
	fetched := t.record(newRun(after(1), 3, strava))[0]
	if fetched.Run.Provenance != analysis.StravaAPI {
		t.Fatalf("provenance %s", fetched.Run.Provenance)
	}
	cut := t.record(newRun(after(1), 2.9, func(r *analysis.Run) { r.Integrity = analysis.Truncated }))[0]
	if cut.Outcome != analysis.Merged || cut.Run.ID != fetched.Run.ID || cut.Run.Provenance != analysis.WatchFile {
		t.Errorf("%s: run %s is %s", cut.Outcome, cut.Run.ID, cut.Run.Provenance)
	}
}

// A split takes a merge back: recordings that were one run by themselves stay
// one.
func splitsMerged(t tester, _ place) {
	t.record(usual()...)
	one := t.record(newRun(after(1), 3), newRun(after(1), 3.01, gpx))[0].Run.ID
	two := t.record(newRun(after(3), 5), newRun(after(3), 5.01, gpx))[0].Run.ID
	if _, err := t.MergeRuns(t.Context(), t.runner, one, two, true); err != nil {
		t.Fatal(err)
	}
	want := []string{one, two}
	slices.Sort(want)
	t.equal(ids(t.split(one)), want)
	t.equal(ids(t.runs(Filter{Since: after(0.5)})), want)
	t.equal(len(t.reviews()), 0)
	t.linked()
	// Split again, each recording is a run.
	t.equal(len(t.split(one)), 2)
	t.linked()
}
