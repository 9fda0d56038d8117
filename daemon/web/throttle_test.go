package web

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// guess makes n wrong attempts at once, and says how many were let through.
func (t *throttle) guess(n int, login, address func(i int) string) (through, told int) {
	for i := range n {
		a, away := t.admit(login(i), address(i), time.Now())
		if a != nil {
			through++
		} else if away.first {
			told++
		}
	}
	return through, told
}

func always(text string) func(int) string { return func(int) string { return text } }
func each(format string) func(i int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}
func (t *throttle) signIn(login, address string) bool {
	a, _ := t.admit(login, address, time.Now())
	if a != nil {
		t.succeeded(a)
	}
	return a != nil
}

func TestThrottleOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		through, told := guard.guess(10_000, each("login%d"), always("192.0.2.1"))
		if through != 30 || told != 1 {
			t.Errorf("10,000 attempts at once: %d were let through, %d told of; want 30 and 1", through, told)
		}
		time.Sleep(59 * time.Second)
		if guard.signIn("ada", "192.0.2.1") {
			t.Error("the next comes through before a minute has passed")
		}
		time.Sleep(time.Second)
		if !guard.signIn("ada", "192.0.2.1") {
			t.Error("after a minute the right password isn't even looked at")
		}
		if !guard.signIn("ada", "192.0.2.2") {
			t.Error("another address is turned away with it")
		}
	})
}

func TestThrottleOneLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		if !guard.signIn("ada", "198.51.100.7") {
			t.Fatal("the first sign-in is turned away")
		}
		through, told := guard.guess(10_000, always("Ada "), func(i int) string { return fmt.Sprintf("10.0.%d.%d", i/250, i%250) })
		if through != 20 || told != 1 {
			t.Errorf("10,000 attempts from as many addresses: %d were let through, %d told of; want 20 and 1", through, told)
		}
		if !guard.signIn("ada", "198.51.100.7") {
			t.Error("from where she signed in before, the real person is turned away")
		}
		if guard.signIn("ada", "198.51.100.8") {
			t.Error("the login is open from elsewhere at once")
		}
		time.Sleep(30 * time.Second)
		if !guard.signIn("ada", "198.51.100.8") {
			t.Error("after half a minute the right password isn't even looked at")
		}
	})
}

// Whoever guesses from one address on and on leaves the real person tries.
func TestThrottleWhileAFloodGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		through := 0
		for range 3600 {
			time.Sleep(time.Second)
			n, _ := guard.guess(3, always("ada"), always("192.0.2.1"))
			through += n
		}
		if through > 30+60 {
			t.Errorf("an hour at one address lets %d attempts through, want at most 90", through)
		}
		if !guard.signIn("ada", "198.51.100.8") {
			t.Error("the real person is turned away meanwhile, at an address of her own")
		}
	})
}

func TestThrottleCountsOnlyFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		for i := range 200 {
			time.Sleep(10 * time.Millisecond)
			if !guard.signIn(fmt.Sprintf("nurse%d", i), "192.0.2.1") {
				t.Fatalf("person %d of a clinic behind one address is turned away", i)
			}
		}
	})
}

func TestThrottleIPv6Networks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		if through, _ := guard.guess(1000, each("login%d"), each("2001:db8::%x")); through != 30 {
			t.Errorf("one network lets %d attempts through, want 30", through)
		}
		if through, _ := guard.guess(100, each("login%d"), each("2001:db8:0:%x::1")); through != 99 {
			t.Errorf("100 networks, one of them used up, let %d attempts through", through)
		}
	})
}

func TestThrottleForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		guard.guess(100_000, each("login%d"), func(i int) string { return fmt.Sprintf("10.%d.%d.1", i/250%250, i%250) })
		for name, c := range map[string]tallies{"logins": guard.logins, "addresses": guard.addresses} {
			if n := len(c.new) + len(c.old); n > 2*mostTallies || n < mostTallies {
				t.Errorf("%d %s are kept, want %d to %d", n, name, mostTallies, 2*mostTallies)
			}
		}
		// Who goes on is remembered, however many others come.
		through := 0
		for i := range 20_000 {
			guard.admit(fmt.Sprintf("other%d", i), fmt.Sprintf("172.16.%d.%d", i/250, i%250), time.Now())
			n, _ := guard.guess(1, always("ada"), always("192.0.2.1"))
			through += n
		}
		if through != 20 {
			t.Errorf("among many others a guesser got %d attempts, want 20", through)
		}
	})
}

func TestThrottleRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		rows := 0
		for range 10_000 {
			if guard.worthARow(time.Now()) {
				rows++
			}
		}
		if rows != 100 {
			t.Errorf("10,000 refusals give %d rows, want 100", rows)
		}
	})
}

// Two passwords are compared at once; the third waits, for a while.
func TestThrottleComparesTwoAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := newThrottle()
		first, _ := guard.turn(t.Context())
		if _, ok := guard.turn(t.Context()); !ok {
			t.Fatal("the second waits")
		}
		began := time.Now()
		if _, ok := guard.turn(t.Context()); ok || time.Since(began) != longestWait {
			t.Errorf("a third is let in beside two: %v after %v", ok, time.Since(began))
		}
		time.AfterFunc(time.Second, first)
		began = time.Now()
		if _, ok := guard.turn(t.Context()); !ok || time.Since(began) != time.Second {
			t.Errorf("a third isn't let in when the first is done: %v after %v", ok, time.Since(began))
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, ok := guard.turn(gone); ok {
			t.Error("who has gone is let in")
		}
	})
}
