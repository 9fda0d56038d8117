package strava_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// syncWhenDue syncs as often as the results ask for.
func (s *scene) syncWhenDue() (results []strava.Result) {
	for {
		r := s.syncOK()
		results = append(results, r)
		if r.Again == nil {
			return results
		}
		time.Sleep(time.Until(*r.Again))
	}
}

func TestSamplesThatAreNotReadyAreAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		name     string
		notReady int
		asked    int           // times
		after    time.Duration // from the first time to the last
		samples  bool
		note     string
	}{
		{name: "ready", asked: 1, samples: true},
		{name: "ready at the second time", notReady: 1, asked: 2, after: 5 * time.Minute, samples: true},
		{name: "ready at the last time", notReady: 3, asked: 4, after: 65 * time.Minute, samples: true},
		{name: "never ready", notReady: 1000, asked: 4, after: 65 * time.Minute, note: "judged by its totals"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.treated(zero().Add(-day))
				a := stravatest.Run(1, zero().Add(-time.Hour), 4000, 1400)
				a.NotReady = c.notReady
				s.strava.Put(athlete, a)
				results := s.syncWhenDue()
				if got := s.strava.Count(stravatest.Streams); got != c.asked || time.Since(zero()) != c.after {
					t.Errorf("asked %d times in %s, want %d in %s", got, time.Since(zero()), c.asked, c.after)
				}
				if c.asked > 1 && !strings.Contains(results[0].Detail, "00:05 UTC") {
					t.Errorf("the first detail doesn't say when it goes on: %q", results[0].Detail)
				}
				r := s.row(1)
				if (len(r.track.Samples) > 0) != c.samples || !strings.Contains(r.run.Note, c.note) || len(s.memory.waiting) != 0 {
					t.Errorf("%d samples, note %q, pending %v", len(r.track.Samples), r.run.Note, s.memory.waiting)
				}
				for range 5 * 96 {
					time.Sleep(15 * time.Minute)
					s.syncOK()
				}
				if got := s.strava.Count(stravatest.Streams); got != c.asked {
					t.Errorf("asked %d times in the days after, want no more than %d", got, c.asked)
				}
			})
		})
	}
}

func TestDamagedSamplesHoldUpNoOthersAndAreNotGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(-day))
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-2*time.Hour), 4000, 1400), stravatest.Run(2, zero().Add(-time.Hour), 4000, 1400))
		damaged := stravatest.Status(200, `{"time":{"data":[0,1`)
		s.strava.Fail(stravatest.Streams, damaged, nil, damaged, damaged, damaged, damaged)
		s.syncOK()
		if len(s.row(1).track.Samples) == 0 || len(s.row(2).track.Samples) != 0 {
			t.Fatal("the damaged samples of the later run should leave those of the other alone")
		}
		s.syncWhenDue()
		if len(s.row(2).track.Samples) == 0 {
			t.Error("the samples were given up")
		}
	})
}

func TestADeletedRunWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(-day))
		a := stravatest.Run(1, zero().Add(-time.Hour), 4000, 1400)
		a.NotReady = 1000
		s.strava.Put(athlete, a)
		s.syncOK()
		s.strava.Delete(athlete, 1)
		if r := s.syncOK(); r.Again != nil || len(s.memory.waiting) != 0 || s.kept() != 0 {
			t.Errorf("%+v, pending %v, %d kept", r, s.memory.waiting, s.kept())
		}
	})
}

func TestAListThatMissesMostRemovesNothingForADay(t *testing.T) {
	for _, c := range []struct {
		name       string
		known      int
		missing    int
		atOnce     bool
		comesAgain bool
	}{
		{name: "one of one", known: 1, missing: 1, atOnce: true},
		{name: "half", known: 4, missing: 2, atOnce: true},
		{name: "just over half", known: 5, missing: 3},
		{name: "all", known: 6, missing: 6},
		{name: "both of two", known: 2, missing: 2},
		{name: "all, and they come again", known: 6, missing: 6, comesAgain: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.treated(zero().Add(-20 * day))
				for i := range c.known {
					s.strava.Put(athlete, stravatest.Run(int64(i+1), zero().Add(-time.Duration(i+25)*day), 8000, 2400))
				}
				s.syncOK()
				s.strava.Change(func() { s.strava.Hide = func(a *stravatest.Activity) bool { return a.ID <= int64(c.missing) } })
				r := s.syncOK()
				if c.atOnce {
					if s.kept() != c.known-c.missing || len(r.Notes) != 0 {
						t.Errorf("%d kept, notes %q; want %d and none", s.kept(), r.Notes, c.known-c.missing)
					}
					return
				}
				if s.kept() != c.known || len(r.Notes) != 1 || !strings.HasSuffix(r.Detail, r.Notes[0]) || !strings.Contains(r.Notes[0], "nothing was removed") ||
					!strings.Contains(r.Notes[0], "00:00 UTC on 2 January") {
					t.Fatalf("%d kept, notes %q; want all, and a note", s.kept(), r.Notes)
				}
				time.Sleep(day - time.Second)
				if s.syncOK(); s.kept() != c.known {
					t.Fatalf("%d kept within the day", s.kept())
				}
				if c.comesAgain {
					s.strava.Change(func() { s.strava.Hide = nil })
					if s.syncOK(); len(s.memory.waiting) != 0 {
						t.Errorf("a doubt is left: %v", s.memory.waiting)
					}
				}
				time.Sleep(time.Second)
				want := c.known - c.missing
				if c.comesAgain {
					want = c.known
				}
				if s.syncOK(); s.kept() != want {
					t.Errorf("%d kept after the day, want %d", s.kept(), want)
				}
			})
		})
	}
}
