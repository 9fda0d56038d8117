package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
)

// world is one run of a notifier in a bubble, where time passes only when all
// wait.
type world struct {
	box     *memory
	options Options
	stop    context.CancelFunc
	ended   chan struct{}
	n       *Notifier
}

func newWorld(box *memory, services map[string]Sender) *world {
	w := &world{box: box, options: Options{Outbox: box, Compose: plainly, Log: zerolog.Nop()}}
	for name, sender := range services {
		w.options.Services = append(w.options.Services, Service{name, sender})
	}
	slices.SortFunc(w.options.Services, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return w
}

func (w *world) start() {
	ctx, cancel := context.WithCancel(context.Background())
	w.n, w.stop, w.ended = New(w.options), cancel, make(chan struct{})
	go func() {
		w.n.Run(ctx)
		close(w.ended)
	}()
}

// end stops the notifier as a shutdown does, and waits for it.
func (w *world) end() {
	w.stop()
	<-w.ended
}

// pass lets time go by and everything that falls due in it happen.
func pass(d time.Duration) {
	time.Sleep(d) // of the bubble, no real time
	synctest.Wait()
}

func TestEachEventGoesOnceToEachService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		box := newMemory(Event{Kind: "outside", Key: "r1", Due: now}, Event{Kind: "clear", Key: "t1", Due: now.Add(time.Hour)})
		mail, push := &phone{}, &phone{}
		w := newWorld(box, map[string]Sender{"mail": mail, "push": push})
		w.start()
		pass(59 * time.Minute)
		for _, p := range []*phone{mail, push} {
			if got := strings.Join(p.got(), ", "); got != "outside r1" {
				t.Errorf("after 59 min: %s", got)
			}
		}
		pass(time.Minute)
		w.end()
		w.start() // over a restart as well
		pass(24 * time.Hour)
		w.end()
		for _, p := range []*phone{mail, push} {
			if got := strings.Join(p.got(), ", "); got != "outside r1, clear t1" {
				t.Errorf("after a day and a restart: %s", got)
			}
			if !p.times[1].Equal(now.Add(time.Hour)) {
				t.Errorf("told at %v what was due at %v", p.times[1], now.Add(time.Hour))
			}
		}
	})
}

func TestWakeTellsOfWhatIsNewAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		w.start()
		pass(time.Minute)
		box.add(Event{Kind: "outside", Due: time.Now()})
		w.n.Wake()
		synctest.Wait()
		if len(push.got()) != 1 {
			t.Error("not told")
		}
		w.end()
	})
}

// A service that is down is tried again and again, longer and longer apart,
// whatever restarts come between, and given up within a day.
func TestFailingServiceIsTriedForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		box := newMemory(Event{Kind: "outside", Due: start})
		down := &phone{answer: func(int) error { return &Failure{Text: "connection refused"} }}
		w := newWorld(box, map[string]Sender{"push": down})
		for range 40 { // a restart each hour
			w.start()
			pass(time.Hour)
			w.end()
		}
		if n := len(down.times); n != maxAttempts {
			t.Fatalf("%d attempts", n)
		}
		for i, wait := 1, time.Minute; i < len(down.times); i, wait = i+1, min(2*wait, longestRetry) {
			got := down.times[i].Sub(down.times[i-1])
			if got < wait*9/10 || got > wait*11/10+longestWait {
				t.Errorf("attempt %d came %v after the one before, not about %v", i+1, got, wait)
			}
		}
		if last := down.times[len(down.times)-1].Sub(start); last < 18*time.Hour || last > 24*time.Hour {
			t.Errorf("the last attempt came after %v", last)
		}
		if s := box.at(1, "push"); !s.gaveUp || s.reason != "connection refused" {
			t.Errorf("left as %+v", s)
		}
	})
}

func TestServiceThatComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := newMemory(Event{Kind: "outside", Key: "a", Due: time.Now()}, Event{Kind: "outside", Key: "b", Due: time.Now()})
		push := &phone{answer: func(attempt int) error {
			if attempt <= 3 {
				return errors.New("no route to host")
			}
			return nil
		}}
		w := newWorld(box, map[string]Sender{"push": push})
		w.start()
		pass(time.Hour)
		w.end()
		for event := range int64(2) {
			if s := box.at(event+1, "push"); s.delivered.IsZero() {
				t.Errorf("event %d is left as %+v", event+1, s)
			}
		}
		if got := push.got(); len(got) != 5 {
			t.Errorf("%d messages: %v", len(got), got)
		}
	})
}

// What waits beside a message that failed is not thrown at the service at
// once.
func TestFailingServiceIsLeftInPeaceForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := newMemory()
		for range 10 {
			box.add(Event{Kind: "outside", Due: time.Now()})
		}
		down := &phone{answer: func(int) error { return errors.New("connection refused") }}
		w := newWorld(box, map[string]Sender{"push": down})
		w.start()
		pass(time.Second)
		w.n.Wake() // news don't mend it
		pass(pause - 2*time.Second)
		w.end()
		if n := len(down.got()); n != 1 {
			t.Errorf("%d attempts within a minute", n)
		}
	})
}

func TestDeliveryThatSomebodyElseHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
		box.taken = true
		w := newWorld(box, map[string]Sender{"push": push})
		w.start()
		pass(time.Minute)
		w.end()
		if got := push.got(); len(got) != 0 {
			t.Errorf("sent as well: %v", got)
		}
	})
}

func TestServiceThatSaysNoIsGivenUpSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		box := newMemory(Event{Kind: "outside", Due: start})
		push := &phone{answer: func(int) error { return &Failure{Text: "403 Forbidden", Permanent: true} }}
		w := newWorld(box, map[string]Sender{"push": push})
		w.start()
		pass(24 * time.Hour)
		w.end()
		if n := len(push.times); n != maxRefused {
			t.Errorf("%d attempts", n)
		}
		if last := push.times[len(push.times)-1].Sub(start); last > 20*time.Minute {
			t.Errorf("the last attempt came after %v", last)
		}
		if !box.at(1, "push").gaveUp {
			t.Error("not given up")
		}
	})
}

func TestHangingServiceKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := newMemory(Event{Kind: "outside", Due: time.Now()}, Event{Kind: "source", Due: time.Now()})
		hangs, works := &phone{hangs: true}, &phone{}
		w := newWorld(box, map[string]Sender{"a": hangs, "b": works})
		w.start()
		pass(time.Second)
		if len(works.got()) != 2 {
			t.Errorf("the service that works got %v", works.got())
		}
		pass(sendTimeout)
		if s := box.at(1, "a"); s.reason != "no answer within 30s" || s.attempts != 1 {
			t.Errorf("the one that hangs is left as %+v", s)
		}
		w.end()
	})
}

func TestAgeAtWhichNobodyIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		box := newMemory(Event{Kind: "outside", Due: now.Add(-tooOld)}, Event{Kind: "outside", Due: now.Add(-tooOld - time.Second)})
		push := &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		w.start()
		pass(time.Second)
		w.end()
		if got := strings.Join(push.got(), ", "); got != "outside 1" {
			t.Errorf("told: %s", got)
		}
		if s := box.at(2, "push"); s.gaveUp || s.attempts != 0 {
			t.Errorf("left as %+v", s)
		}
		w.start() // when that is sure it is given up
		pass(29 * time.Hour)
		w.end()
		if s := box.at(2, "push"); !s.gaveUp || s.reason != "too old" || s.attempts != 0 || len(push.got()) != 1 {
			t.Errorf("left as %+v", s)
		}
	})
}

// A clock that is far ahead for a while makes nothing too old.
func TestClockThatRunsAhead(t *testing.T) {
	for name, quiet := range map[string]Quiet{"at any hour": {}, "in quiet hours": {0, time.Hour}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
				w := newWorld(box, map[string]Sender{"push": push})
				var ahead atomic.Int64
				ahead.Store(int64(400 * 24 * time.Hour))
				w.options.Quiet = always(quiet)
				w.options.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
				w.start()
				pass(time.Minute)
				if len(push.got()) != 0 {
					t.Fatal("told what is too old")
				}
				ahead.Store(0)
				pass(2 * time.Hour)
				w.end()
				if got := push.got(); len(got) != 1 {
					t.Errorf("told %v, left as %+v", got, box.at(1, "push"))
				}
			})
		})
	}
}

func TestQuietHoursPutOffEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The bubble's clock begins at midnight UTC.
		start := time.Now().UTC()
		box := newMemory(Event{Kind: "outside", Due: start}, Event{Kind: "clear", Due: start.Add(3 * time.Hour)})
		push := &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		w.options.Quiet = always(Quiet{22 * time.Hour, 7 * time.Hour})
		w.options.Zone = func(context.Context) (*time.Location, error) { return time.FixedZone("", 3600), nil }
		w.start()
		pass(6*time.Hour - time.Second)
		if got := push.got(); len(got) != 0 {
			t.Errorf("told in quiet hours: %v", got)
		}
		pass(time.Second)
		w.end()
		if got := push.got(); len(got) != 2 || !push.times[0].Equal(start.Add(6*time.Hour)) {
			t.Errorf("told %v at %v", got, push.times)
		}
		if n := box.at(1, "push").attempts; n != 1 {
			t.Errorf("waiting counted as %d attempts", n-1)
		}
	})
}

func TestNothingLeftToTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		w.options.Compose = func(context.Context, Event) (Message, bool, string, error) {
			return Message{}, false, "the run was removed", nil
		}
		w.start()
		pass(time.Second)
		w.end()
		if why := box.dropped[1]; why != "the run was removed" || len(push.got()) != 0 {
			t.Errorf("dropped since %q, told %v", why, push.got())
		}
	})
}

func TestTextThatCannotBeMadeHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "digest", Due: time.Now()}, Event{Kind: "outside", Due: time.Now()}), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		failures := 2
		w.options.Compose = func(ctx context.Context, e Event) (Message, bool, string, error) {
			if e.Kind == "digest" && failures > 0 {
				failures--
				return Message{}, false, "", errors.New("the store is locked")
			}
			return plainly(ctx, e)
		}
		w.start()
		pass(time.Second)
		if got := strings.Join(push.got(), ", "); got != "outside 2" {
			t.Errorf("told at once: %s", got)
		}
		pass(time.Hour)
		w.end()
		if got := strings.Join(push.got(), ", "); got != "outside 2, digest 1" {
			t.Errorf("told in the end: %s", got)
		}
		if n := box.at(1, "push").attempts; n != 1 {
			t.Errorf("%d attempts, though only one reached the service", n)
		}
	})
}

// Where the process dies between the service's yes and the mark, the message
// comes a second time, and only then.
func TestCrashWhileAMessageIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		box.broke("delivered", true) // the mark never comes
		w.start()
		pass(time.Second)
		w.end()
		box.broke("delivered", false)
		w.start()
		pass(underWay - 2*time.Second)
		if got := push.got(); len(got) != 1 {
			t.Errorf("sent again while it may be under way: %v", got)
		}
		pass(longestWait)
		w.end()
		if got := push.got(); len(got) != 2 || box.at(1, "push").delivered.IsZero() {
			t.Errorf("sent %v, left as %+v", got, box.at(1, "push"))
		}
	})
}

// In the same process a full disk doubles nothing: what was sent is marked as
// soon as that can be.
func TestOutboxThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		box.broke("sending", true)
		w.start()
		pass(time.Hour)
		if got := push.got(); len(got) != 0 {
			t.Errorf("sent without a mark: %v", got)
		}
		box.broke("sending", false)
		box.broke("delivered", true)
		pass(time.Hour)
		box.broke("delivered", false)
		pass(time.Hour)
		w.end()
		if got := push.got(); len(got) != 1 || box.at(1, "push").delivered.IsZero() {
			t.Errorf("sent %v, left as %+v", got, box.at(1, "push"))
		}
	})
}

func TestOutboxThatCannotBeReadForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{}
		w := newWorld(box, map[string]Sender{"push": push})
		box.broke("due", true)
		w.start()
		pass(time.Hour)
		box.broke("due", false)
		pass(pause)
		w.end()
		if len(push.got()) != 1 {
			t.Error("not told after the outbox came back")
		}
	})
}

func TestStopLetsAMessageArrive(t *testing.T) {
	for _, c := range []struct {
		slow      time.Duration
		delivered bool
		within    time.Duration
	}{
		{3 * time.Second, true, 3 * time.Second},
		{20 * time.Second, false, stopGrace},
	} {
		synctest.Test(t, func(t *testing.T) {
			box, push := newMemory(Event{Kind: "outside", Due: time.Now()}), &phone{slow: c.slow}
			w := newWorld(box, map[string]Sender{"push": push})
			w.start()
			synctest.Wait()
			stopped := time.Now()
			w.end()
			if took := time.Since(stopped); took > c.within {
				t.Errorf("a service that takes %v: stopped after %v", c.slow, took)
			}
			if s := box.at(1, "push"); s.delivered.IsZero() == c.delivered || s.gaveUp {
				t.Errorf("a service that takes %v: left as %+v", c.slow, s)
			}
		})
	}
}

func TestTestMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		works, refuses, hangs := &phone{}, &phone{answer: func(int) error { return &Failure{Text: "404 Not Found", Permanent: true} }}, &phone{hangs: true}
		w := newWorld(newMemory(), map[string]Sender{"a": works, "b": refuses, "c": hangs})
		w.options.Quiet = always(Quiet{0, 24*time.Hour - 1}) // tests are wanted at any hour
		start := time.Now()
		results := New(w.options).Test(t.Context())
		if took := time.Since(start); took != sendTimeout {
			t.Errorf("took %v", took)
		}
		if len(results) != 3 || results[0].Err != nil || results[1].Err == nil || results[1].Err.Error() != "404 Not Found" ||
			results[2].Err == nil || results[2].Err.Error() != "no answer within 30s" {
			t.Errorf("got %v", results)
		}
	})
}

// always are quiet hours that don't change.
func always(q Quiet) func(context.Context) (Quiet, error) {
	return func(context.Context) (Quiet, error) { return q, nil }
}
