package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// large is more than fits into pages that are there already.
var large = strings.Repeat("much to say ", 20_000)

type newWrite struct {
	small bool
	do    func(ctx context.Context) error
}

// newWrites are what the daemon writes beside runs. Each needs room, unless
// it is marked as small.
func newWrites(one timed) map[string]newWrite {
	event := one.events(EventOutside)[0].ID
	return map[string]newWrite{
		"connecting": {do: func(ctx context.Context) error {
			return one.PutStravaAccount(ctx, StravaAccount{Runner: me, Athlete: 7, Sealed: []byte(large), Connected: after(1)})
		}},
		"beginning a rotation": {small: true, do: func(ctx context.Context) error {
			_, _, err := one.BeginRotation(ctx, me, 1, after(1), after(2))
			return err
		}},
		"storing tokens": {do: func(ctx context.Context) error { return one.EndRotation(ctx, me, 1, []byte(large)) }},
		"disconnecting":  {small: true, do: func(ctx context.Context) error { return one.RemoveStravaAccount(ctx, me, "") }},
		"the budget": {do: func(ctx context.Context) error {
			return one.UpdateStravaApp(ctx, "42", func(a *StravaApp) error { a.Budget = []byte(large); return nil })
		}},
		"pending": {do: func(ctx context.Context) error { return one.PutPending(ctx, Pending{Runner: me, Key: large}) }},
		"a source": {do: func(ctx context.Context) error {
			return only(one.PutSource(ctx, Source{Runner: me, Name: "strava", State: SourceOK, Detail: large}))
		}},
		"a job": {do: func(ctx context.Context) error {
			return only(one.AddJob(ctx, Job{Kind: "sync", Key: "b", Payload: []byte(large)}))
		}},
		"claiming": {small: true, do: func(ctx context.Context) error { return only(one.ClaimJobs(ctx, after(9), after(10), nil, 1)) }},
		"retrying": {do: func(ctx context.Context) error { return only(one.RetryJob(ctx, 1, 1, after(3), large)) }},
		"burying":  {do: func(ctx context.Context) error { return only(one.BuryJob(ctx, 1, 1, after(3), large)) }},
		"an event": {do: func(ctx context.Context) error {
			return only(one.AddEvent(ctx, Event{Runner: me, Kind: EventDigest, Key: large}))
		}},
		"a delivery": {small: true, do: func(ctx context.Context) error {
			return one.Delivered(ctx, event, "service c", after(2))
		}},
		"a delivery that failed": {do: func(ctx context.Context) error { return one.NotDelivered(ctx, event, "service c", nil, large) }},
		"dropping":               {do: func(ctx context.Context) error { return one.DropEvent(ctx, event, after(2), large) }},
		"what was fetched": {do: func(ctx context.Context) error {
			return only(one.Record(ctx, me, "b1", []analysis.Filing{fetchedAs("strava:7", after(1.2), newRun(after(-9), 6, func(r *analysis.Run) { r.Note = large }))}))
		}},
		"what was fetched anew": {do: func(ctx context.Context) error {
			return only(one.Record(ctx, me, "b1", []analysis.Filing{fetchedAs("strava:1", after(1.2), newRun(after(1), 9.02, func(r *analysis.Run) { r.Note = large }))}))
		}},
		"removing what was fetched": {small: true, do: func(ctx context.Context) error { return one.RemoveFetched(ctx, me, nil) }},
	}
}

func only[T any](_ T, err error) error { return err }

// Whatever the disk does, a write is whole or not at all, and says what is
// wrong.
func TestWritesThatFail(t *testing.T) {
	one, _ := lived(t)
	one.claim(after(3), 1)
	before := one.dump()
	var pages int
	one.must(one.writer.QueryRow(`PRAGMA page_count`).Scan(&pages))
	set := func(pragma string) {
		t.Helper()
		_, err := one.writer.Exec(`PRAGMA ` + pragma)
		one.must(err)
	}
	writes := newWrites(one)
	for name, w := range writes {
		t.Run(name, func(t *testing.T) {
			one.TB = t
			if !w.small {
				set(`max_page_count = ` + itoa(pages))
				one.fails(w.do(t.Context()), Unavailable, "full", "make room", one.path)
				set(`max_page_count = 1000000`)
				one.equal(one.dump(), before)
			}
			set(`query_only = 1`)
			one.fails(w.do(t.Context()), Unavailable, "can't be written", one.path)
			set(`query_only = 0`)
			one.equal(one.dump(), before)
		})
	}
	one.TB = t
	one.must(one.Check(t.Context()))
	// Afterwards all of it can be done.
	for _, name := range slices.Sorted(maps.Keys(writes)) {
		if name != "disconnecting" && name != "removing what was fetched" && name != "storing tokens" {
			if err := writes[name].do(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// What can't be removed is not shown either.
func TestNothingOverdueIsShownWhereNothingCanBeWritten(t *testing.T) {
	one, _ := lived(t)
	*one.now = after(9)
	_, err := one.writer.Exec(`PRAGMA query_only = 1`)
	one.must(err)
	_, err = one.Runs(t.Context(), me, Filter{})
	one.fails(err, Unavailable, "can't be written", "fetched from Strava")
	_, err = one.writer.Exec(`PRAGMA query_only = 0`)
	one.must(err)
	if len(one.runs(Filter{AllSports: true})) != 5 {
		t.Error("not what may be kept")
	}
}

// Two processes that find something overdue at once both get along.
func TestPurgedByTwo(t *testing.T) {
	p := sqlitePlace(t)
	o := options()
	now := after(1.2)
	o.Now = func() time.Time { return now }
	one := timed{tester: test(t, p(t, o)), now: &now}
	one.fetch("strava:1", newRun(after(1), 9))
	now = after(9)
	one.Options = o
	one.together(func(t testing.TB, _ Options) *Store { return p(t, o) }, 8, func(s *Store, _ int) {
		runs, err := s.Runs(t.Context(), me, Filter{AllSports: true})
		if err != nil || len(runs) != 0 {
			t.Errorf("%d runs, %v", len(runs), err)
		}
	})
}

// The document of what was fetched is the one that was given.
func TestFetchedDocument(t *testing.T) {
	one, _ := lived(t)
	for _, f := range one.fetched() {
		var run analysis.Run
		if err := json.Unmarshal(f.Document, &run); err != nil || !run.Start.Equal(f.Start) {
			t.Errorf("%s: %v", f.Document, err)
		}
	}
}
