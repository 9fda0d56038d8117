package store

import (
	"slices"
	"time"

	"needled/analysis"
)

func (t tester) due(service string, now time.Time) []string {
	t.Helper()
	due, err := t.DueDeliveries(t.Context(), t.runner, service, now, 10)
	t.must(err)
	var said []string
	for _, d := range due {
		said = append(said, d.Kind+" "+d.Key)
	}
	return said
}

// sends says whether a delivery could be begun.
func (t tester) sends(event int64, service string, until time.Time) bool {
	t.Helper()
	mine, err := t.Sending(t.Context(), event, service, until)
	t.must(err)
	return mine
}

func delivers(t tester, _ place) {
	ctx := t.Context()
	for _, e := range []Event{
		{Runner: me, Kind: EventDigest, Key: "week 10", Due: minute(2)},
		{Runner: me, Kind: EventSilent, Key: "t1", Treatment: "t1", Due: minute(1), Created: minute(0)},
	} {
		if added, err := t.AddEvent(ctx, e); !added || err != nil {
			t.Errorf("%v %v", added, err)
		}
		if added, err := t.AddEvent(ctx, e); added || err != nil {
			t.Errorf("added twice: %v %v", added, err)
		}
	}
	t.equal(t.due("a", minute(1).Add(-time.Microsecond)), []string(nil))
	t.equal(t.due("a", minute(1)), []string{"silent t1"})
	t.equal(t.due("a", minute(3)), []string{"silent t1", "digest week 10"})

	// One service takes it, another fails: neither bears on the other.
	due, err := t.DueDeliveries(ctx, me, "a", minute(3), 1)
	t.must(err)
	t.equal(due, []Delivery{{Event: Event{ID: 2, Runner: me, Kind: EventSilent, Key: "t1", Treatment: "t1", Due: minute(1), Created: minute(0)}, Service: "a"}})
	id := due[0].ID
	t.must(t.Delivered(ctx, id, "a", minute(3)))
	t.must(t.NotDelivered(ctx, id, "a", nil, "too late")) // it was delivered
	t.equal(t.sends(id, "a", minute(200)), false)
	t.equal(t.sends(id, "b", after(100).Add(time.Minute)), true)
	t.equal(t.sends(id, "b", after(100).Add(time.Minute)), false) // somebody else has it
	t.must(t.NotDelivered(ctx, id, "b", new(minute(5)), "connection refused"))
	t.equal(t.due("a", minute(9)), []string{"digest week 10"})
	t.equal(t.due("b", minute(4)), []string{"digest week 10"})
	t.equal(t.due("b", minute(5)), []string{"silent t1", "digest week 10"})
	due, err = t.DueDeliveries(ctx, me, "b", minute(5), 1)
	t.must(err)
	t.equal(due[0].Attempts, 1)
	next, err := t.NextDelivery(ctx, me, "b")
	t.must(err)
	t.equal(next, new(minute(2)))
	t.equal(t.sends(id, "b", minute(6)), true)
	t.must(t.NotDelivered(ctx, id, "b", nil, "connection refused again"))
	t.equal(t.due("b", minute(99)), []string{"digest week 10"})

	t.must(t.DropEvent(ctx, 1, minute(20), "it is over"))
	t.equal(t.due("b", minute(99)), []string(nil))
	told, err := t.Events(ctx, me, 10)
	t.must(err)
	t.equal(told, []Told{
		{Event: Event{ID: 1, Runner: me, Kind: EventDigest, Key: "week 10", Due: minute(2), Created: after(100)}, Dropped: new(minute(20)), DroppedWhy: "it is over"},
		{Event: Event{ID: 2, Runner: me, Kind: EventSilent, Key: "t1", Treatment: "t1", Due: minute(1), Created: minute(0)}, Services: []ToldService{
			{Service: "a", Delivered: new(minute(3))},
			{Service: "b", Attempts: 2, Failed: new(after(100)), LastError: "connection refused again"},
		}},
	})
	for _, missing := range []error{
		t.Delivered(ctx, 99, "a", minute(1)), t.NotDelivered(ctx, 99, "a", nil, ""), t.DropEvent(ctx, 99, minute(1), ""),
	} {
		t.fails(missing, NotFound, "99")
	}
	_, err = t.AddEvent(ctx, Event{Runner: "anna", Kind: EventDigest})
	t.fails(err, NotFound, "anna")
}

// recallsDeliveries: what a clock that was ahead put off is due when it is set
// right; what only the end of a rest waits for stays so.
func recallsDeliveries(t tester, again place) {
	one, ctx := t.at(again, minute(0)), t.Context()
	add := func(kind string, due time.Time) {
		t.Helper()
		_, err := one.AddEvent(ctx, Event{Runner: me, Kind: kind, Key: "1", Due: due})
		t.must(err)
	}
	add(EventClear, after(3))
	add(EventSilent, minute(0))
	one.equal(one.due("a", minute(0)), []string{"silent 1"})

	*one.now = after(20) // wrong
	add(EventDigest, *one.now)
	t.equal(one.sends(2, "a", one.now.Add(time.Minute)), true)
	t.must(one.NotDelivered(ctx, 2, "a", new(one.now.Add(4*time.Hour)), "refused"))
	*one.now = minute(1)
	t.equal(one.due("a", minute(1)), []string{"silent 1", "digest 1"})
	next, err := one.NextDelivery(ctx, me, "a")
	t.must(err)
	t.equal(next, new(minute(1)))
	t.equal(one.sends(2, "a", minute(3)), true)
	t.equal(one.due("a", minute(1)), []string{"digest 1"})
	t.must(one.NotDelivered(ctx, 2, "a", new(minute(1).Add(longestWait)), "refused"))
	t.equal(one.due("a", minute(1)), []string{"digest 1"})
	t.must(one.Delivered(ctx, 3, "a", minute(1)))
	next, err = one.NextDelivery(ctx, me, "a")
	t.must(err)
	t.equal(next, new(minute(1).Add(longestWait)))
}

// tellsOutside: a run outside the advice is told of once, however often it is
// judged, and one long past never.
func tellsOutside(t tester, again place) {
	one := t.at(again, after(4))
	one.treat(treated)
	limit := one.now.Add(-outsideFor)
	one.record(append(usual(), newRun(limit, 9), newRun(limit.Add(time.Hour), 9), newRun(after(3), 2))...)
	outside := one.events(EventOutside)
	runs := one.runs(Filter{Since: limit, Levels: []analysis.Level{analysis.Violation}})
	if len(runs) != 2 || len(outside) != 1 {
		t.Fatalf("%d outside, %d told", len(runs), len(outside))
	}
	t.equal(outside[0].Event, Event{ID: outside[0].ID, Runner: me, Kind: EventOutside, Key: "t1/" + runs[1].Run.ID, Run: runs[1].Run.ID, Treatment: "t1",
		Due: *one.now, Created: *one.now})
	t.must(one.Delivered(t.Context(), outside[0].ID, "a", after(4)))
	one.record(newRun(limit.Add(2*time.Hour), 3, func(r *analysis.Run) { r.Sport = analysis.Walking }))
	t.must(one.Reassess(t.Context(), me, nil))
	*one.now = after(30)
	t.must(one.Reassess(t.Context(), me, nil))
	if again := one.events(EventOutside); len(again) != 1 || again[0].Services[0].Delivered == nil {
		t.Errorf("%+v", again)
	}
	// What is not kept is not told.
	_, err := one.Rehearse(t.Context(), me, "", filings(newRun(after(29), 9)))
	t.must(err)
	one.treat(after(28))
	if again := one.events(EventOutside); len(again) != 1 {
		t.Errorf("%+v", again)
	}
}

// tellsAgain: what was dropped, for it was not so any more, and is so again, is
// told to those who were not told yet.
func tellsAgain(t tester, again place) {
	one := t.at(again, after(1.2))
	one.treat(treated)
	short, long := newRun(after(1), 2), newRun(after(1), 9)
	one.record(usual()...)
	one.fetch("strava:1", long)
	e := one.events(EventOutside)[0]
	t.must(one.Delivered(t.Context(), e.ID, "a", *one.now))
	one.fetch("strava:1", short)
	t.must(one.DropEvent(t.Context(), e.ID, *one.now, "it is not outside any more"))
	one.record(newRun(after(-30), 6))
	t.equal(one.due("b", after(2)), []string(nil))

	*one.now = after(1.3)
	one.fetch("strava:1", long)
	t.equal(one.due("b", after(2)), []string{"outside " + e.Key})
	t.equal(one.due("a", after(2)), []string(nil))
	if all := one.events(EventOutside); len(all) != 1 || !all[0].Due.Equal(after(1.3)) {
		t.Errorf("%+v", all)
	}

	digest := Event{Runner: me, Kind: EventDigest, Key: "week 10", Due: after(1)}
	_, err := one.AddEvent(t.Context(), digest)
	t.must(err)
	t.must(one.DropEvent(t.Context(), one.events(EventDigest)[0].ID, after(1), "no runs"))
	_, err = one.AddEvent(t.Context(), digest)
	t.must(err)
	if one.events(EventDigest)[0].Dropped == nil {
		t.Error("a digest of another day is due again")
	}
}

// tellsClear: the end of the rest is told when it comes, wherever it moves.
func tellsClear(t tester, again place) {
	one := t.at(again, after(0.1))
	floorOf := func(id string) time.Time {
		t.Helper()
		h, err := one.History(t.Context(), me, time.Time{})
		t.must(err)
		all := analysis.Assess(h, one.Protocol)
		i := slices.IndexFunc(all, func(r analysis.Recovery) bool { return r.Treatment.ID == id })
		return all[i].Floor
	}
	clear := func(id string) *Told {
		t.Helper()
		for _, e := range one.events(EventClear) {
			if e.Key == id {
				return &e
			}
		}
		return nil
	}
	one.treat(after(-30)) // its rest is long over
	treatment := one.treat(treated)
	if clear("t1") != nil {
		t.Error("told of a rest long over")
	}
	e := clear("t2")
	if e == nil || !e.Due.Equal(floorOf("t2")) || e.Treatment != "t2" {
		t.Fatalf("%+v, the floor is %v", e, floorOf("t2"))
	}
	treatment.At = treated.Add(time.Hour)
	_, err := one.EditTreatment(t.Context(), treatment)
	t.must(err)
	if moved := clear("t2"); moved.ID != e.ID || !moved.Due.Equal(e.Due.Add(time.Hour)) {
		t.Errorf("%+v", moved)
	}
	// Entered too late in the day, it was over sooner: it is due at once.
	*one.now = after(1.5)
	treatment.At = after(-5)
	_, err = one.EditTreatment(t.Context(), treatment)
	t.must(err)
	if moved := clear("t2"); moved.Due.After(*one.now) {
		t.Errorf("%+v", moved)
	}
	t.must(one.Delivered(t.Context(), e.ID, "a", *one.now))
	treatment.At = after(1.4)
	_, err = one.EditTreatment(t.Context(), treatment)
	t.must(err)
	if told := clear("t2"); told.Due.After(*one.now) {
		t.Errorf("told already, and to be told again: %+v", told)
	}

	// Needled again before the rest was over, there is one end only.
	third := one.treat(after(2))
	fourth := one.treat(after(2.5))
	if clear(third.ID) != nil || clear(fourth.ID) == nil {
		t.Errorf("third %+v, fourth %+v", clear(third.ID), clear(fourth.ID))
	}
	t.must(one.RemoveTreatment(t.Context(), me, fourth.ID))
	if e := clear(fourth.ID); e.Dropped == nil || e.DroppedWhy == "" {
		t.Errorf("%+v", e)
	}
	if e := clear(third.ID); e == nil || !e.Due.Equal(floorOf(third.ID)) {
		t.Errorf("%+v", e)
	}
}

func keepsSources(t tester, again place) {
	one := t.at(again, minute(0))
	t.must(one.PutStravaAccount(t.Context(), StravaAccount{Runner: me, Sealed: []byte("sealed"), Connected: minute(0)}))
	put := func(s Source) *Source {
		t.Helper()
		s.Runner, s.Name = me, "strava"
		before, err := one.PutSource(t.Context(), s)
		t.must(err)
		return before
	}
	if before := put(Source{State: SourceOK, LastTry: new(minute(0)), LastSuccess: new(minute(0))}); before != nil {
		t.Errorf("%+v", before)
	}
	*one.now = minute(5)
	before := put(Source{State: SourceOK, Detail: "2 runs", LastTry: new(minute(5)), Until: new(minute(20))})
	t.equal(before, &Source{Runner: me, Name: "strava", State: SourceOK, LastTry: new(minute(0)), LastSuccess: new(minute(0)), Changed: minute(0)})
	all, err := one.Sources(t.Context(), me)
	t.must(err)
	t.equal(all, []Source{{Runner: me, Name: "strava", State: SourceOK, Detail: "2 runs", Until: new(minute(20)), LastTry: new(minute(5)),
		LastSuccess: new(minute(0)), Changed: minute(0)}})

	// Each time it comes to need a person, one is told.
	for i, want := range []int{1, 1, 1, 2} {
		*one.now = minute(float64(10 + i))
		put(Source{State: []string{SourceNeedsYou, SourceNeedsYou, SourceWaiting, SourceNeedsYou}[i], Detail: "connect it again"})
		events := one.events(EventSource)
		if len(events) != want || !slices.ContainsFunc(events, func(e Told) bool { return e.Key == "strava@"+minute(10).Format(time.RFC3339Nano) }) {
			t.Errorf("after change %d: %+v", i, events)
		}
	}
	_, err = one.PutSource(t.Context(), Source{Runner: me, Name: "x", State: "odd"})
	t.fails(err, Invalid, "odd")
	_, err = one.PutSource(t.Context(), Source{Runner: "anna", Name: "x", State: SourceOK})
	t.fails(err, NotFound, "anna")
}
