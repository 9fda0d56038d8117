package store

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"needled/analysis"
)

func keepsAccounts(t tester, again place) {
	one := t.at(again, after(1.2))
	_, err := one.StravaAccount(t.Context(), me)
	t.fails(err, NotFound, "not connected")
	account := StravaAccount{Runner: me, Athlete: 7, Scopes: "read,activity:read_all", Sealed: []byte("sealed 1"), Connected: after(1)}
	t.must(one.PutStravaAccount(t.Context(), account))
	t.must(one.SetSweptFrom(t.Context(), me, after(1), new(after(-90))))
	account.Generation, account.SweptFrom = 1, new(after(-90))
	got, err := one.StravaAccount(t.Context(), me)
	t.must(err)
	t.equal(got, account)
	all, err := one.StravaAccounts(t.Context())
	t.must(err)
	t.equal(all, []StravaAccount{account})

	// As the same athlete what was fetched stays, as another it goes.
	one.fetch("strava:1", newRun(after(1), 3))
	t.must(one.PutStravaAccount(t.Context(), account))
	if len(one.fetched()) != 1 {
		t.Error("connected anew, and what was fetched is gone")
	}
	t.must(one.PutPending(t.Context(), Pending{Runner: me, Key: "strava:1", Attempts: 2, Due: after(2)}))
	t.must(one.PutStravaAccount(t.Context(), StravaAccount{Runner: me, Athlete: 8, Sealed: []byte("sealed 2"), Connected: after(2)}))
	got, err = one.StravaAccount(t.Context(), me)
	t.must(err)
	t.equal(got, StravaAccount{Runner: me, Athlete: 8, Sealed: []byte("sealed 2"), Generation: 3, Connected: after(2)})
	if pending, err := one.Pending(t.Context(), me); err != nil || len(pending) != 0 || len(one.fetched()) != 0 || len(one.runs(Filter{})) != 0 {
		t.Errorf("left of the athlete before: %+v, %+v, %v", one.fetched(), pending, err)
	}

	// Whoever goes leaves nothing.
	one.fetch("strava:1", newRun(after(1), 3))
	t.must(one.PutPending(t.Context(), Pending{Runner: me, Key: "strava:1", Attempts: 2, Due: after(2)}))
	_, err = one.PutSource(t.Context(), Source{Runner: me, Name: SourceStrava, State: SourceOK})
	t.must(err)
	for range 2 {
		t.must(one.RemoveStravaAccount(t.Context(), me, ""))
	}
	for _, row := range one.dump() {
		if row[:8] != "runners:" && row[:6] != "clock:" && row[:7] != "roster:" {
			t.Errorf("left: %s", row)
		}
	}
	t.fails(one.RemoveStravaAccount(t.Context(), "anna", ""), NotFound)
}

func rotates(t tester, _ place) {
	ctx, until := t.Context(), func(minutes int) time.Time { return after(1).Add(time.Duration(minutes) * time.Minute) }
	begin := func(generation int64, now, end int) (bool, StravaAccount) {
		t.Helper()
		ok, a, err := t.BeginRotation(ctx, me, generation, until(now), until(end))
		t.must(err)
		return ok, a
	}
	_, _, err := t.BeginRotation(ctx, me, 1, until(0), until(1))
	t.fails(err, NotFound)
	t.fails(t.EndRotation(ctx, me, 1, []byte("x")), NotFound)
	t.must(t.PutStravaAccount(ctx, StravaAccount{Runner: me, Sealed: []byte("sealed 1"), Connected: after(0)}))

	if ok, a := begin(1, 0, 1); !ok || string(a.Sealed) != "sealed 1" {
		t.Errorf("%v %+v", ok, a)
	}
	if ok, _ := begin(1, 0, 1); ok {
		t.Error("two hold the lease")
	}
	t.must(t.EndRotation(ctx, me, 1, nil)) // it came to nothing
	if ok, _ := begin(1, 0, 1); !ok {
		t.Error("the lease was not freed")
	}
	if ok, _ := begin(1, 1, 2); !ok {
		t.Error("a lease that ran out is still held")
	}
	t.must(t.EndRotation(ctx, me, 1, []byte("sealed 2")))
	t.fails(t.EndRotation(ctx, me, 1, []byte("late")), Conflict, "replaced meanwhile")
	if ok, a := begin(1, 5, 6); ok || a.Generation != 2 || string(a.Sealed) != "sealed 2" {
		t.Errorf("%v %+v", ok, a)
	}
	// A lease of a clock that went wrong holds nobody up.
	if ok, _ := begin(2, 60*24*30, 60*24*30+1); !ok {
		t.Fatal("no lease")
	}
	if ok, _ := begin(2, 6, 7); !ok {
		t.Error("held until next month")
	}
	// Connected anew meanwhile, what was under way comes to nothing.
	t.must(t.PutStravaAccount(ctx, StravaAccount{Runner: me, Sealed: []byte("sealed 3"), Connected: after(2)}))
	t.must(t.EndRotation(ctx, me, 2, nil))
	t.fails(t.EndRotation(ctx, me, 2, []byte("late")), Conflict)
	if ok, a := begin(3, 7, 8); !ok || string(a.Sealed) != "sealed 3" {
		t.Errorf("%v %+v", ok, a)
	}
}

// together lets many do something at once, half of them from another process.
func (t tester) together(again place, n int, do func(s *Store, i int)) {
	t.Helper()
	other := again(t, options())
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do([]*Store{t.Store, other}[i%2], i) })
	}
	all.Wait()
}

func onlyOneRotates(t tester, again place) {
	t.must(t.PutStravaAccount(t.Context(), StravaAccount{Runner: me, Sealed: []byte("sealed"), Connected: after(0)}))
	for generation := int64(1); generation < 6; generation++ {
		var took atomic.Int32
		t.together(again, 8, func(s *Store, i int) {
			ok, _, err := s.BeginRotation(t.Context(), me, generation, after(1), after(2))
			if err == nil && ok {
				took.Add(1)
				err = s.EndRotation(t.Context(), me, generation, []byte{byte(i)})
			}
			if err != nil {
				t.Error(err)
			}
		})
		if took.Load() != 1 {
			t.Errorf("generation %d: %d rotated", generation, took.Load())
		}
	}
}

func keepsApps(t tester, again place) {
	app, err := t.StravaApp(t.Context(), "42")
	t.must(err)
	t.equal(app, StravaApp{ClientID: "42"})
	t.must(t.UpdateStravaApp(t.Context(), "42", func(a *StravaApp) error {
		a.WebhookSecret, a.Subscription = "way", new(int64(9))
		return nil
	}))
	t.together(again, 20, func(s *Store, _ int) {
		err := s.UpdateStravaApp(t.Context(), "42", func(a *StravaApp) error { a.Budget = append(a.Budget, '1'); return nil })
		if err != nil {
			t.Error(err)
		}
	})
	refused := errors.New("no reads left")
	err = t.UpdateStravaApp(t.Context(), "42", func(a *StravaApp) error { a.Budget = nil; return refused })
	if !errors.Is(err, refused) {
		t.Errorf("error %v", err)
	}
	app, err = t.StravaApp(t.Context(), "42")
	t.must(err)
	t.equal(app, StravaApp{ClientID: "42", WebhookSecret: "way", Subscription: new(int64(9)), Budget: []byte("11111111111111111111")})
}

// endedConnection: what belongs to a connection that ended is refused, be it
// that the runner disconnected or connected anew, and leaves nothing.
func endedConnection(t tester, again place) {
	one, ctx := t.at(again, after(1.2)), t.Context()
	batch, err := one.BeginBatch(ctx, me, after(1))
	t.must(err)
	filed := []analysis.Filing{fetchedAs("strava:1", after(1.2), newRun(after(1), 3))}
	take := func(connected time.Time) error {
		_, err := one.RecordFetched(ctx, me, batch, connected, filed)
		return err
	}
	connect := func(at time.Time) {
		t.must(one.PutStravaAccount(ctx, StravaAccount{Runner: me, Athlete: 7, Sealed: []byte("sealed"), Connected: at}))
	}
	t.fails(take(after(1)), Conflict, "disconnected")
	connect(after(1))
	t.must(take(after(1)))
	t.equal(len(one.fetched()), 1)
	ok, before, err := one.BeginRotation(ctx, me, 1, after(1), after(1.1))
	if !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	t.must(one.RemoveStravaAccount(ctx, me, ""))

	refused := func() {
		t.Helper()
		t.fails(take(after(1)), Conflict)
		t.fails(one.SetSweptFrom(ctx, me, after(1), new(after(-90))), Conflict)
		if len(one.fetched()) != 0 || len(one.runs(Filter{})) != 0 || one.stats().Originals != 0 {
			t.Errorf("stored: %+v", one.fetched())
		}
	}
	refused()
	t.fails(one.PutPending(ctx, Pending{Runner: me, Key: "strava:1", Due: after(2)}), NotFound)
	_, err = one.PutSource(ctx, Source{Runner: me, Name: SourceStrava, State: SourceOK})
	t.fails(err, NotFound, "not connected")
	connect(after(1.1))
	refused()
	t.fails(one.EndRotation(ctx, me, before.Generation, []byte("of the connection before")), Conflict)
	t.must(take(after(1.1)))
}

// endsByItself: a connection that ended by itself leaves word of it, at once.
func endsByItself(t tester, again place) {
	one, ctx := t.at(again, after(1.2)), t.Context()
	t.must(one.PutStravaAccount(ctx, StravaAccount{Runner: me, Sealed: []byte("sealed"), Connected: after(1)}))
	_, err := one.PutSource(ctx, Source{Runner: me, Name: SourceStrava, State: SourceOK, LastSuccess: new(after(1))})
	t.must(err)
	t.must(one.RemoveStravaAccount(ctx, me, "the leave was withdrawn; connect again"))
	all, err := one.Sources(ctx, me)
	t.must(err)
	t.equal(all, []Source{{Runner: me, Name: SourceStrava, State: SourceNeedsYou, Detail: "the leave was withdrawn; connect again",
		LastTry: new(after(1.2)), LastSuccess: new(after(1)), Changed: after(1.2)}})
	t.equal(len(one.events(EventSource)), 1)
}

func keepsPending(t tester, _ place) {
	t.must(t.PutStravaAccount(t.Context(), StravaAccount{Runner: me, Sealed: []byte("sealed"), Connected: after(1)}))
	later, sooner := Pending{Runner: me, Key: "strava:1", Attempts: 2, Due: after(2)}, Pending{Runner: me, Key: "strava:2", Attempts: 1, Due: after(1)}
	for _, p := range []Pending{{Runner: me, Key: "strava:1", Attempts: 1, Due: after(0)}, later, sooner} {
		t.must(t.PutPending(t.Context(), p))
	}
	got, err := t.Pending(t.Context(), me)
	t.must(err)
	t.equal(got, []Pending{sooner, later})
	t.must(t.RemovePending(t.Context(), me, "strava:2"))
	_, err = t.PurgeExpired(t.Context()) // on day 100
	t.must(err)
	if got, err = t.Pending(t.Context(), me); len(got) != 0 || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}
