package strava_test

import (
	"testing"
	"testing/synctest"
	"time"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

func TestPollsStopBeforeWhatIsKeptForRecoveries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.syncOK()
		s.strava.Use(78)
		s.syncOK() // the 80th, which tells what is used
		if r := s.sync(); r.State != strava.Waiting || r.Lists != 0+1 || s.strava.Count(stravatest.List) != 2 {
			t.Errorf("%+v, %d lists; the last fifth is not for polls without a recovery", r, s.strava.Count(stravatest.List))
		}
		s.treated(zero().Add(-day))
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 4000, 1400))
		if r := s.syncOK(); r.Streams != 1 {
			t.Errorf("%+v; with a recovery it is", r)
		}
	})
}

func TestReadsStopAtTheLimitAndGoOnInTheNextWindow(t *testing.T) {
	for name, limits := range map[string]stravatest.Limits{
		"of reads":    {Read: [2]int{10, 1000}, All: [2]int{200, 2000}},
		"of all":      {Read: [2]int{100, 1000}, All: [2]int{10, 2000}},
		"lone commas": {Read: [2]int{100, 1000}, All: [2]int{10, 2000}, LoneComma: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.strava.Change(func() { s.strava.Limits = limits })
				s.treated(zero().Add(-3 * day))
				for i := range int64(15) {
					s.strava.Put(athlete, stravatest.Run(i+1, zero().Add(-time.Duration(4*(i+1))*time.Hour), 4000, 1400))
				}
				time.Sleep(7 * time.Minute)
				r := s.sync()
				if r.State != strava.Waiting || r.Until == nil || *r.Until != zero().Add(15*time.Minute+5*time.Second) || s.strava.Reads() != 10 {
					t.Fatalf("%+v, %d reads; want to wait after the 10th", r, s.strava.Reads())
				}
				if s.kept() != 15 || len(r.Notes) != 1 {
					t.Errorf("%d kept, notes %q; want all summaries, and to be told of the samples", s.kept(), r.Notes)
				}
				if len(s.row(1).track.Samples) == 0 || len(s.row(15).track.Samples) != 0 {
					t.Error("the latest runs come first")
				}
				// Another process shares what was used, and so does one started anew.
				other := &strava.Syncer{App: newApp(s.strava, s.memory), Vault: s.memory, Shelf: s.memory}
				if r, err := other.Sync(t.Context(), runner, s.req); err != nil || r.State != strava.Waiting || s.strava.Reads() != 10 {
					t.Errorf("another process: %+v, %v, %d reads", r, err, s.strava.Reads())
				}
				for range 3 {
					time.Sleep(time.Until(*r.Until))
					if r = s.sync(); r.State == strava.OK {
						break
					}
				}
				if r.State != strava.OK || len(s.row(15).track.Samples) == 0 || s.strava.Refused() != 0 {
					t.Errorf("%+v, %d refused by Strava; want to be done, and never a 429", r, s.strava.Refused())
				}
			})
		})
	}
}

func TestASilent429WaitsForTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Change(func() {
			s.strava.Limits = stravatest.Limits{Read: [2]int{0, 1000}, All: [2]int{200, 2000}, Silent: true}
		})
		for range 30 { // a poll every minute
			s.sync()
			time.Sleep(time.Minute)
		}
		if got := s.strava.Refused(); got != 2 {
			t.Errorf("asked %d times in two windows, want once in each", got)
		}
	})
}

func TestReadsOfOthersUnderWayStayCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.memory.budget = []byte(`{"window":"2000-01-01T00:00:00Z","day":"2000-01-01T00:00:00Z","read":{"used":{"window":50,"day":50}}}`)
		s.syncOK() // Strava, which has met none of them yet, tells of one
		if window, _ := strava.ReadsLeft(s.memory.budget, time.Now()); window != 49 {
			t.Errorf("%d left, want 49", window)
		}
	})
}

func TestReadsLeft(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 20, 0, 0, time.UTC)
	const kept = `{"window":"2026-11-22T14:15:00Z","day":"2026-11-22T00:00:00Z",` +
		`"read":{"limit":{"window":100,"day":1000},"used":{"window":30,"day":950}},"all":{"limit":{"window":200,"day":2000},"used":{"window":120,"day":960}}}`
	for _, c := range []struct {
		name          string
		kept          string
		now           time.Time
		window, today int
	}{
		{"nothing is known", "", at, 100, 1000},
		{"what is kept is damaged", "{", at, 100, 1000},
		{"in the window", kept, at, 70, 50},
		{"at its end", kept, at.Add(10*time.Minute - time.Nanosecond), 70, 50},
		{"in the next one", kept, at.Add(10 * time.Minute), 100, 50},
		{"the next day", kept, at.Add(10 * time.Hour), 100, 1000},
		{"the clock went back an hour", kept, at.Add(-time.Hour), 100, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			if window, today := strava.ReadsLeft([]byte(c.kept), c.now); window != c.window || today != c.today {
				t.Errorf("%d and %d left, want %d and %d", window, today, c.window, c.today)
			}
		})
	}
}
