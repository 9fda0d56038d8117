//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tormoder/fit"

	"needled/ingest/strava/stravatest"
)

// TestDaemonKilledAnywhere kills a daemon at random moments while files arrive
// and activities appear at Strava, and starts it again each time. In the end
// there must be the runs and verdicts of a daemon that nobody disturbed, and a
// message about each run outside the advice: one, but where the kill fell
// between its sending and the noting of that.
func TestDaemonKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and kills it")
	}
	program := built(t)
	now := time.Now().Truncate(time.Second)
	stream := newStream(t, now, 5**kills)
	calm := newWorld(t, program)
	want, told := stream.undisturbed(calm, now)
	if told < 2 {
		t.Fatalf("%d messages undisturbed, want some", told)
	}

	w := newWorld(t, program)
	w.prepare(now)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d things happen", seed, len(stream))
	random := rand.New(rand.NewPCG(seed, 0))
	var killed []time.Time
	for i := range *kills {
		daemon := w.start()
		// A file is taken in about a second after it came.
		moment := time.Duration(random.Int64N(int64(2 * time.Second)))
		time.AfterFunc(moment, func() { _ = daemon.Process.Kill() })
		for _, happens := range stream[i*len(stream)/(*kills) : (i+1)*len(stream)/(*kills)] {
			time.Sleep(time.Duration(random.Int64N(int64(100 * time.Millisecond))))
			happens(w)
		}
		_ = daemon.Wait()
		killed = append(killed, time.Now())
	}
	daemon := w.start()
	w.up()
	began := time.Now()
	w.until("all is there, and told", 4*time.Minute, func() bool {
		time.Sleep(200 * time.Millisecond)
		return w.told() >= told && strings.Count(w.do("--json", "runs", "--all-sports"), "\n") >= len(stream)
	})
	if got := w.do("--json", "runs", "--all-sports"); got != want {
		t.Errorf("other runs and verdicts than those of a daemon nobody disturbed:\n%s", firstDifference(got, want))
	}
	t.Logf("%v after the last start all was there", time.Since(began).Round(100*time.Millisecond))
	if err := daemon.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := daemon.Wait(); err != nil {
		t.Errorf("the daemon ends with %v", err)
	}
	if waits := w.do("notify", "list"); strings.Contains(waits, "outside") && strings.Contains(waits, "under way") {
		t.Errorf("some messages are not delivered:\n%s", waits)
	}
	w.do("doctor")

	twice := 0
	for run, came := range w.messages {
		if len(came) == 1 {
			continue
		}
		twice += len(came) - 1
		excused := slices.ContainsFunc(killed, func(k time.Time) bool { return k.After(came[0]) && k.Sub(came[0]) < time.Second })
		if !excused || len(came) > 2 {
			t.Errorf("%d messages about the run %s, and no kill between sending and noting", len(came), run)
		}
	}
	t.Logf("%d runs were told of, %d of them twice", len(w.messages), twice)
}

// stream is what happens, one after another.
type stream []func(*world)

// newStream lets runs of some weeks up to now appear, by turns as a file and
// at Strava.
func newStream(t testing.TB, now time.Time, n int) stream {
	var s stream
	for i := range n {
		start := now.Add(-time.Duration(i+1) * 8 * time.Hour)
		km := 4 + float64(i%7)
		if i%2 == 0 {
			content := even(t, start, km)
			s = append(s, func(w *world) { w.arrive(fmt.Sprintf("run%d.fit", i), content) })
			continue
		}
		id := int64(1000 + i)
		s = append(s, func(w *world) {
			w.strava.Put(42, stravatest.Run(id, start, km*1000, km*360))
			_ = w.strava.Send(42, id, "activity", "create", nil) // nobody may be there to hear it
		})
	}
	return s
}

// prepare records the treatment, before the last few runs, and connects.
func (w *world) prepare(now time.Time) {
	w.Helper()
	w.do("treatment", "add", "--at", now.Add(-50*time.Hour).Format(time.RFC3339), "--muscles", "calf,glutes,hamstrings", "--intensity", "intensive")
	w.connect()
}

// undisturbed is what the stream ends in where nobody kills.
func (s stream) undisturbed(w *world, now time.Time) (runs string, told int) {
	w.Helper()
	w.prepare(now)
	daemon := w.start()
	w.up()
	for _, happens := range s {
		happens(w)
	}
	w.until("all runs are there", time.Minute, func() bool {
		time.Sleep(100 * time.Millisecond)
		runs = w.do("--json", "runs", "--all-sports")
		return strings.Count(runs, "\n") == len(s)
	})
	outside := strings.Count(w.do("--json", "notify", "list"), `"kind":"outside"`)
	w.until("all messages came", time.Minute, func() bool { return w.told() == outside })
	w.must(daemon.Process.Signal(syscall.SIGTERM))
	if err := daemon.Wait(); err != nil {
		w.Errorf("the daemon ends with %v\n%s", err, w.log())
	}
	return w.do("--json", "runs", "--all-sports"), outside
}

// even is a FIT file of a run at 6 min/km.
func even(t testing.TB, start time.Time, km float64) []byte {
	t.Helper()
	content, err := evenFIT(start.UTC().Truncate(time.Second), km*1000, int(km*360), fit.SportRunning)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
