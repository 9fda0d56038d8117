package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

func expires(t tester, again place) {
	t.treat(treated)
	one := t.at(again, after(1.2))
	one.record(append(usual(), newRun(after(1), 3, gpx))...)
	before := one.dump()

	outside := one.fetch("strava:1", newRun(after(1.1), 9))
	one.fetch("strava:2", newRun(after(-2), 20)) // makes another baseline
	again1 := one.fetch("strava:3", newRun(after(1), 3.02))
	one.fetch("strava:4", newRun(after(-3), 3))
	if outside.Verdict.Level != analysis.Violation || again1.Outcome != analysis.Merged {
		t.Fatalf("%+v, %+v", outside.Verdict, again1)
	}
	one.edit(outside.Run.ID, Edit{Sport: new(trail)})
	one.split(again1.Run.ID)
	if events, err := one.Events(t.Context(), me, 10); err != nil || len(events) != 1 {
		t.Fatalf("events %+v, %v", events, err)
	}
	found := one.fetched()
	if len(found) != 4 || found[3].Key != "strava:1" || found[3].Run != outside.Run.ID || !found[3].Fetched.Equal(*one.now) || found[3].Lasting {
		t.Fatalf("fetched %+v", found)
	}
	next, err := one.NextExpiry(t.Context())
	t.must(err)
	t.equal(*next, found[0].Expires)
	if life := found[0].Expires.Sub(found[0].Fetched); life > 7*day {
		t.Fatalf("it lives for %v", life)
	}

	*one.now = found[0].Expires.Add(-time.Microsecond)
	if len(one.fetched()) != 4 || len(one.runs(Filter{})) != 9 {
		t.Error("gone too early")
	}
	*one.now = found[0].Expires
	if runs := one.runs(Filter{}); len(runs) != 5 { // reading is enough
		t.Errorf("%d runs", len(runs))
	}
	// Not a trace is left, and the verdicts are those there were. That one was
	// told of a run stays for some days, so that nobody is told twice.
	if left := one.events(EventOutside); len(left) != 1 || left[0].Run != outside.Run.ID {
		t.Errorf("events %+v", left)
	}
	for range 2 {
		_, err := one.PurgeExpired(t.Context())
		t.must(err)
		*one.now = one.now.Add(outsideFor)
	}
	t.equal(withoutClear(one.dump()), withoutClear(before))
	one.judged()
	one.linked()
	if next, err := one.NextExpiry(t.Context()); next != nil || err != nil {
		t.Errorf("next expiry %v, %v", next, err)
	}
	if n, err := one.PurgeExpired(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
}

// withoutClear leaves out the event for the end of a rest: when it was due
// depends on when it was judged.
func withoutClear(rows []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(r string) bool { return strings.HasPrefix(r, "events:") && strings.Contains(r, EventClear) })
}

// Whatever the clock does, nothing fetched is seen for longer than it may be.
func clockJumps(t tester, again place) {
	for name, c := range map[string]struct {
		jumps []time.Duration // from one look to the next
		stays bool
	}{
		"a little back":               {[]time.Duration{-clockSlack}, true},
		"back to before it":           {[]time.Duration{-clockSlack - time.Microsecond}, false},
		"on, and back by less":        {[]time.Duration{5 * day, -clockSlack}, true},
		"on, and back by more":        {[]time.Duration{5 * day, -clockSlack - time.Microsecond}, false},
		"on, and back to its day":     {[]time.Duration{6 * day, -5 * day}, false},
		"far on":                      {[]time.Duration{400 * day}, false},
		"far on, and back":            {[]time.Duration{400 * day, -400 * day}, false},
		"back bit by bit":             {[]time.Duration{3 * day, -6 * time.Minute, -6 * time.Minute}, false},
		"to the last instant":         {[]time.Duration{3 * day, 4*day - time.Hour - time.Microsecond}, true},
		"to the instant it has to go": {[]time.Duration{3 * day, 4*day - time.Hour}, false},
	} {
		one := t.at(again, after(10))
		one.fetch("strava:1", newRun(after(9), 6))
		for _, jump := range c.jumps {
			*one.now = one.now.Add(jump)
			one.must(one.AddRunner(t.Context(), analysis.Runner{Name: me})) // something writes now and then
		}
		if stays := len(one.fetched()) == 1; stays != c.stays {
			t.Errorf("%s: stays %v", name, stays)
		}
		// However wrong it was, fetching goes on.
		one.fetch("strava:1", newRun(after(9), 6))
		if len(one.fetched()) != 1 || len(one.runs(Filter{})) != 1 {
			t.Errorf("%s: fetched again, there is nothing", name)
		}
		one.linked()
		t.must(one.RemoveFetched(t.Context(), me, nil))
		one.must(one.Close())
	}
}

// clockJumpsTellOnce: what is fetched again after a clock jumped is no news.
func clockJumpsTellOnce(t tester, again place) {
	one := t.at(again, after(1))
	one.treat(treated)
	id := one.fetch("strava:1", newRun(after(0.9), 9)).Run.ID
	*one.now = after(0.5)
	if len(one.fetched()) != 0 {
		t.Fatal("the clock was set back by half a day, and it is still there")
	}
	*one.now = after(1.1)
	if got := one.fetch("strava:1", newRun(after(0.9), 9)); got.Outcome != analysis.Added || got.Run.ID != id {
		t.Errorf("%+v", got)
	}
	if outside := one.events(EventOutside); len(outside) != 1 {
		t.Errorf("told %d times", len(outside))
	}
	// Nor is it where the clock was far ahead, be it for long enough that what
	// is overdue was looked for.
	told := one.events(EventOutside)[0].ID
	t.must(one.Delivered(t.Context(), told, "a", *one.now))
	*one.now = after(400)
	purge := func() {
		t.Helper()
		_, err := one.PurgeExpired(t.Context())
		t.must(err)
	}
	purge()
	*one.now = after(1.2)
	one.fetch("strava:1", newRun(after(0.9), 9))
	if outside := one.events(EventOutside); len(outside) != 1 || outside[0].ID != told {
		t.Errorf("told again: %+v", outside)
	}
	t.equal(one.due("a", after(1.2)), []string{"clear t1"})

	// What never comes back leaves no event for long.
	*one.now = after(9)
	purge()
	*one.now = one.now.Add(outsideFor - time.Microsecond)
	purge()
	if outside := one.events(EventOutside); len(outside) != 1 || outside[0].Dropped == nil {
		t.Errorf("gone too early: %+v", outside)
	}
	*one.now = one.now.Add(time.Microsecond)
	purge()
	if outside := one.events(EventOutside); len(outside) != 0 {
		t.Errorf("left: %+v", outside)
	}
}

func (t tester) events(kind string) []Told {
	t.Helper()
	all, err := t.Events(t.Context(), t.runner, 1000)
	t.must(err)
	return slices.DeleteFunc(all, func(e Told) bool { return e.Kind != kind })
}

// A runner whose zone is not known any more keeps nothing from going.
func TestPurgeGoesOnWithoutJudging(t *testing.T) {
	p := sqlitePlace(t)
	one := test(t, p(t, options())).at(p, after(1.2))
	one.treat(treated)
	one.fetch("strava:1", newRun(after(1), 9))
	_, err := one.writer.Exec(`UPDATE runners SET zone = 'Nowhere/Land'`)
	one.must(err)
	*one.now = after(9)
	_, err = one.Runs(t.Context(), me, Filter{})
	one.fails(err, Invalid, "Nowhere/Land") // as ever
	_, err = one.writer.Exec(`UPDATE runners SET zone = ''`)
	one.must(err)
	if len(one.runs(Filter{AllSports: true})) != 0 {
		t.Error("the run is still there")
	}
	one.must(one.EnsureJudged(t.Context(), me, nil))
	one.judged()
}

// What was removed is not in the file any more either.
func TestPurgeLeavesNoBytes(t *testing.T) {
	p := sqlitePlace(t)
	one := test(t, p(t, options())).at(p, after(1.2))
	one.treat(treated)
	one.fetch("strava:1", newRun(after(1), 9, func(r *analysis.Run) { r.Device = "the secret device" }))
	if !holds(t, one.path, "the secret device") {
		t.Fatal("it is not where it is looked for")
	}
	*one.now = after(9)
	n, err := one.PurgeExpired(t.Context())
	one.must(err)
	one.equal(n, 1)
	if holds(t, one.path, "the secret device") {
		t.Error("its bytes are still in the file")
	}
}
