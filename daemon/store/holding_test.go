package store

import (
	"slices"
	"testing"

	"needled/analysis"
)

// mergeAnyway merges runs that have no time in common.
func (t tester) mergeAnyway(a, b string) analysis.Entry {
	t.Helper()
	e, err := t.MergeRuns(t.Context(), t.runner, a, b, true)
	t.must(err)
	return e
}

// wordsOnFetchedGo: what a person said of what was fetched goes with it, and
// with that what rested on it only.
func wordsOnFetchedGo(t tester, again place) {
	one := t.at(again, after(3))
	one.treat(treated)
	one.record(usual()...)

	// What was fetched leads a run that a file of another day was merged into.
	aside := one.record(newRun(after(1), 4, func(r *analysis.Run) { r.Doubt = "its clock is wrong" }))[0]
	merged := one.mergeAnyway(aside.Run.ID, one.fetch("strava:1", newRun(after(2), 6)).Run.ID)
	if merged.Run.Provenance != analysis.StravaAPI {
		t.Fatalf("merged: %+v", merged.Run)
	}
	one.judged()

	// Two files are one run by what was fetched only.
	first := one.fetch("strava:2", newRun(after(2.5), 3)).Run.ID
	one.mergeAnyway(first, one.record(newRun(after(0.5), 4))[0].Run.ID)
	if r := one.record(newRun(after(2.5), 3, gpx))[0]; r.Outcome != analysis.Merged {
		t.Fatalf("%s %s", r.Outcome, r.Reason)
	}
	one.linked()
	one.judged()

	*one.now = after(3).Add(keepFetched)
	one.linked()
	one.judged()
	runs := one.runs(Filter{Since: treated, AllSports: true})
	if len(runs) != 3 || slices.ContainsFunc(runs, func(e analysis.Entry) bool { return e.Run.Provenance == analysis.StravaAPI }) {
		t.Errorf("left: %+v", runs)
	}
	if r := one.reviews(); len(r) != 1 || r[0].Run.ID != aside.Run.ID || r[0].Run.Doubt != "its clock is wrong" {
		t.Errorf("for review: %+v", r)
	}
	t.must(one.Check(t.Context()))
}

// doubtGoesWithWord: a file in doubt with what was fetched, because a person
// said the sport of that, counts once it is gone, and in a shared view before.
func doubtGoesWithWord(t tester, again place) {
	one := t.at(again, after(3))
	one.treat(treated)
	ride := one.fetch("strava:1", newRun(after(1), 6, func(r *analysis.Run) { r.Sport = analysis.Cycling }))
	one.edit(ride.Run.ID, Edit{Sport: new(analysis.Running)})
	lesser := func(r *analysis.Run) { r.Integrity, r.Doubt = analysis.BadCRC, "its clock is wrong" }
	file := one.record(newRun(after(1), 3, lesser))[0]
	if r := one.reviews(); len(r) != 1 || r[0].Rival != ride.Run.ID {
		t.Fatalf("for review: %+v", r)
	}
	one.judged()
	t.must(one.RemoveFetched(t.Context(), me, nil))
	one.linked()
	one.judged()
	if r := one.reviews(); len(r) != 1 || r[0].Run.ID != file.Run.ID || r[0].Run.Doubt != "its clock is wrong" {
		t.Errorf("for review: %+v", r)
	}
}

// doubtGoesWithWordTakenBack: the same where the word is taken back.
func doubtGoesWithWordTakenBack(t tester, _ place) {
	ride := t.record(newRun(after(1), 6, func(r *analysis.Run) { r.Sport = analysis.Cycling }))[0]
	t.edit(ride.Run.ID, Edit{Sport: new(analysis.Running)})
	if r := t.record(newRun(after(1), 3, gpx))[0]; r.Outcome != analysis.InReview {
		t.Fatalf("%s %s", r.Outcome, r.Reason)
	}
	if back := t.edit(ride.Run.ID, Edit{Sport: new(analysis.Sport(""))}); back.Run.ID != ride.Run.ID || back.Run.Sport != analysis.Cycling {
		t.Errorf("taken back: %+v", back.Run)
	}
	if r := t.reviews(); len(r) != 0 {
		t.Errorf("still for review: %+v", r)
	}
	t.linked()
}

// A shared view lists what a run is made of as it links it, be the run itself
// as it is stored.
func TestSharedViewListsWhatIsLinked(t *testing.T) {
	p := sqlitePlace(t)
	one := test(t, p(t, options())).at(p, after(3))
	lead := one.record(newRun(after(-4), 6))[0]
	one.mergeAnyway(lead.Run.ID, one.fetch("strava:1", newRun(after(1), 3)).Run.ID)
	file := one.record(newRun(after(1), 3, gpx))[0]
	if file.Run.ID != lead.Run.ID {
		t.Fatalf("%s %s", file.Outcome, file.Reason)
	}
	list, err := one.View(me, Shared).RecordingsOf(t.Context(), lead.Run.ID)
	one.must(err)
	if len(list) != 1 || list[0].Original != *lead.Sum {
		t.Errorf("recordings: %+v", list)
	}
	one.shared()
}
