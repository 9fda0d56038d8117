package strava_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/analysis"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

func TestTheFirstSyncBringsTheBaselineAndTheSamplesOfJudgedRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		now := time.Now()
		s.treated(now.Add(-5 * day))
		s.strava.Put(athlete,
			stravatest.Run(1, now.Add(-100*day), 8000, 2400), // before the baseline
			stravatest.Run(2, now.Add(-40*day), 8000, 2400),
			stravatest.Run(3, now.Add(-2*day), 4000, 1400),
		)
		r := s.syncOK()
		if r.Lists != 2 || r.Streams != 1 || r.Listed != 2 || s.kept() != 2 {
			t.Errorf("%+v with %d kept; want 2 lists (the second empty), 1 of samples, 2 activities", r, s.kept())
		}
		if n := len(s.row(2).track.Samples); n != 0 {
			t.Errorf("a run of the baseline has %d samples; want its summary alone", n)
		}
		judged := s.row(3)
		if len(judged.track.Samples) != 141 || *judged.run.DistanceM != 4000 || judged.run.AscentSource != analysis.FromService {
			t.Errorf("the judged run: %+v with %d samples", judged.run, len(judged.track.Samples))
		}
		if bytes.Contains(judged.Document, []byte("52.5")) || bytes.Contains(judged.Document, []byte("polyline")) {
			t.Errorf("a position is kept: %s", judged.Document)
		}
	})
}

func TestAPollThatFindsNothingNewReadsOneListAndWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(time.Now().Add(-2 * day))
		s.strava.Put(athlete, stravatest.Run(1, time.Now().Add(-day), 4000, 1400), stravatest.Run(2, time.Now().Add(-20*day), 4000, 1400))
		s.syncOK()
		s.strava.Reset()
		writes := s.memory.writes
		time.Sleep(15 * time.Minute)
		if r := s.syncOK(); r.Taken != 0 || s.strava.Reads() != 1 || s.memory.writes != writes {
			t.Errorf("%+v, %d reads, %d writes; want one read and no write", r, s.strava.Reads(), s.memory.writes-writes)
		}
	})
}

func TestWhatStravaChangesIsMirrored(t *testing.T) {
	start := func() time.Time { return time.Now().Add(-day) }
	for _, c := range []struct {
		name    string
		change  func(s *scene)
		check   func(t *testing.T, s *scene)
		streams int // reads of samples after the change
	}{
		{name: "a run is deleted", change: func(s *scene) { s.strava.Delete(athlete, 1) },
			check: func(t *testing.T, s *scene) {
				if s.kept() != 2 {
					t.Errorf("%d kept, want 2", s.kept())
				}
			}},
		{name: "a run becomes a walk", change: func(s *scene) {
			s.strava.Put(athlete, stravatest.Run(1, s.row(1).Start, 4000, 1400).With(map[string]any{"sport_type": "Walk"}))
		}, check: func(t *testing.T, s *scene) {
			if got := s.row(1).run.Sport; got != analysis.Walking {
				t.Errorf("it is %s", got)
			}
		}},
		{name: "a run is cut", streams: 1, change: func(s *scene) { s.strava.Put(athlete, stravatest.Run(1, s.row(1).Start, 3000, 1000)) },
			check: func(t *testing.T, s *scene) {
				if r := s.row(1); *r.run.DistanceM != 3000 || len(r.track.Samples) != 101 {
					t.Errorf("%.0f m, %d samples", *r.run.DistanceM, len(r.track.Samples))
				}
			}},
		{name: "an older run is uploaded late", streams: 1, change: func(s *scene) {
			s.strava.Put(athlete, stravatest.Run(9, time.Now().Add(-2*day), 5000, 1500))
		}, check: func(t *testing.T, s *scene) {
			if len(s.row(9).track.Samples) == 0 {
				t.Error("it has no samples")
			}
		}},
		{name: "a run becomes private", change: func(s *scene) {
			a := stravatest.Run(1, s.row(1).Start, 4000, 1400)
			a.Private = true
			s.strava.Put(athlete, a)
		}, check: func(t *testing.T, s *scene) { s.row(1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.treated(time.Now().Add(-3 * day))
				s.strava.Put(athlete, stravatest.Run(1, start(), 4000, 1400),
					stravatest.Run(2, time.Now().Add(-30*day), 8000, 2400), stravatest.Run(3, time.Now().Add(-31*day), 8000, 2400))
				s.syncOK()
				s.strava.Reset()
				c.change(s)
				time.Sleep(15 * time.Minute)
				s.syncOK()
				c.check(t, s)
				if got := s.strava.Count(stravatest.Streams); got != c.streams {
					t.Errorf("%d reads of samples, want %d", got, c.streams)
				}
			})
		})
	}
}

func TestSamplesAreReadForNothingButJudgedRunsWithoutAFile(t *testing.T) {
	hour := time.Hour
	for name, a := range map[string]*stravatest.Activity{
		"a run before the treatment": stravatest.Run(1, zero().Add(-3*day), 4000, 1400),
		"a ride":                     stravatest.Run(1, zero().Add(hour), 4000, 1400).With(map[string]any{"sport_type": "Ride"}),
		"an entry by hand":           stravatest.Run(1, zero().Add(hour), 4000, 1400).Manual(),
		"a run of a watch file":      stravatest.Run(77, zero().Add(hour), 4000, 1400),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.memory.lasting["strava:77"] = true
				s.treated(zero())
				time.Sleep(day)
				s.strava.Put(athlete, a)
				s.syncOK()
				if s.kept() != 1 || s.strava.Count(stravatest.Streams) != 0 {
					t.Errorf("%d kept, %d reads of samples; want 1 and none", s.kept(), s.strava.Count(stravatest.Streams))
				}
			})
		})
	}
}

// zero is when the clock of a bubble begins.
func zero() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

func TestARunOfAHiddenHourIsOfTheTreatmentOfItsDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(16 * time.Hour)) // 17:00 local
		time.Sleep(2 * day)
		// Shown as 00:00:01 local of the same day, one hour ahead of UTC.
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour+time.Second), 4000, 1400))
		s.syncOK()
		if r := s.row(1); !r.run.StartHidden || len(r.track.Samples) == 0 {
			t.Errorf("hidden %v, %d samples; want a hidden start, and samples", r.run.StartHidden, len(r.track.Samples))
		}
	})
}

func TestNothingInTheWindowExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(-day))
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-12*time.Hour), 4000, 1400), stravatest.Run(2, zero().Add(-50*day), 8000, 2400))
		s.syncOK()
		for range 20 * 24 {
			time.Sleep(time.Hour)
			if s.kept() != 2 {
				t.Fatalf("after %s: %d kept", time.Since(zero()), s.kept())
			}
			s.syncOK()
			if s.kept() != 2 || len(s.row(1).track.Samples) == 0 {
				t.Fatalf("after %s: %d kept, %d samples", time.Since(zero()), s.kept(), len(s.row(1).track.Samples))
			}
		}
		if got := s.strava.Count(stravatest.Streams); got != 4 { // at first and every 6 days
			t.Errorf("%d reads of samples in 20 days, want 4", got)
		}
	})
}

func TestSamplesThatCantBeRenewedLeaveTheSummary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(-day))
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-12*time.Hour), 4000, 1400))
		s.syncOK()
		s.strava.FailAlways(stravatest.Streams, stravatest.Status(500, ""))
		for range 8 * 24 {
			time.Sleep(time.Hour)
			s.sync()
			s.row(1)
		}
		if len(s.row(1).track.Samples) != 0 {
			t.Error("samples outlived their seven days")
		}
	})
}

func TestAShortPageIsNotTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.treated(zero().Add(-80 * day))
		s.strava.PageSize = 2
		for i := range int64(7) {
			s.strava.Put(athlete, stravatest.Run(i+1, zero().Add(-time.Duration(i+85)*day), 8000, 2400))
		}
		if r := s.syncOK(); r.Listed != 7 || s.kept() != 7 {
			t.Errorf("%d listed, %d kept; want 7", r.Listed, s.kept())
		}
		s.strava.Put(athlete, stravatest.Run(8, zero().Add(-time.Hour), 8000, 2400))
		if r := s.syncOK(); s.kept() != 8 || r.Removed != 0 {
			t.Errorf("%d kept, %d removed; want 8 and none", s.kept(), r.Removed)
		}
	})
}

func TestAWindowThatGrowsIsReadToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.PageSize = 2
		for i := range int64(5) {
			s.strava.Put(athlete, stravatest.Run(i+1, zero().Add(-time.Duration(20*i+1)*day), 8000, 2400))
		}
		if s.syncOK(); s.kept() != 1 {
			t.Fatalf("%d kept, want the one of the last week", s.kept())
		}
		s.treated(zero())
		if s.syncOK(); s.kept() != 5 {
			t.Errorf("%d kept, want all of the baseline", s.kept())
		}
		since := zero().Add(-400 * day)
		s.strava.Put(athlete, stravatest.Run(6, zero().Add(-300*day), 8000, 2400))
		s.req.Since = &since
		if s.syncOK(); s.kept() != 6 {
			t.Errorf("%d kept, want the one of last year, too", s.kept())
		}
	})
}

func TestOddActivitiesOfAListStopNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 4000, 1400), stravatest.Run(2, zero().Add(-2*day), 4000, 1400))
		s.syncOK()
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 4000, 1400).With(map[string]any{"start_date": nil}),
			stravatest.Run(3, zero().Add(-day/2), 4000, 1400).With(map[string]any{
				"distance": nil, "moving_time": "1400", "average_heartrate": nil, "utc_offset": nil, "upload_id": nil, "manual": nil}))
		r := s.syncOK()
		if s.kept() != 3 || r.Removed != 0 {
			t.Errorf("%d kept, %d removed; want 3 and none", s.kept(), r.Removed)
		}
		if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "1 activity") {
			t.Errorf("notes: %q; want one about the activity without a start", r.Notes)
		}
		if run := s.row(3).run; run.DistanceM != nil || *run.MovingS != 1400 || run.AvgHR != nil || run.UTCOffsetS != nil {
			t.Errorf("nulls were taken for something: %+v", run)
		}
	})
}

func TestAnActivityWithoutANumberMayBeAnyThatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 4000, 1400))
		s.syncOK()
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 4000, 1400).With(map[string]any{"id": nil}))
		if r := s.syncOK(); s.kept() != 1 || r.Removed != 0 {
			t.Errorf("%d kept, %d removed", s.kept(), r.Removed)
		}
	})
}

func TestTheWindowHoldsItsFirstSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-7*day), 4000, 1400), stravatest.Run(2, zero().Add(-7*day-time.Second), 4000, 1400))
		if r := s.syncOK(); r.Listed != 1 || s.kept() != 1 {
			t.Errorf("%d listed, %d kept; want the one a week ago", r.Listed, s.kept())
		}
	})
}

func TestARunnerWithoutAConnectionIsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		delete(s.memory.accounts, runner)
		if r := s.sync(); r.State != strava.Off || !strings.Contains(r.Detail, "needled connect strava") || s.strava.Reads() != 0 {
			t.Errorf("%+v, %d reads", r, s.strava.Reads())
		}
	})
}
