package strava_test

import (
	"testing"
	"testing/synctest"
	"time"

	"needled/ingest/strava/stravatest"
)

// A month of a runner in a recovery who runs every other day and rides in
// between, polled every 15 minutes.
func TestReadsOfAMonth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		for i := range int64(20) {
			s.strava.Put(athlete, stravatest.Run(i+1, zero().Add(-time.Duration(2*i+3)*day), 8000, 2400))
		}
		s.treated(zero().Add(-time.Hour))
		s.syncOK()
		s.strava.Reset()
		const polls = 30 * 96
		judged := map[int64]time.Time{}
		for i := range int64(polls) {
			time.Sleep(15 * time.Minute)
			if i%192 == 100 {
				id := 1000 + i
				judged[id] = time.Now()
				s.strava.Put(athlete, stravatest.Run(id, time.Now().Add(-time.Hour), 4000, 1400))
			}
			if i%192 == 4 {
				s.strava.Put(athlete, stravatest.Run(5000+i, time.Now().Add(-time.Hour), 20000, 3600).With(map[string]any{"sport_type": "Ride"}))
			}
			s.syncOK()
		}
		want := 0
		for id, since := range judged {
			want += 1 + int(time.Since(since)/(6*day)) // read again before seven days are over
			s.row(id)
		}
		if lists := s.strava.Count(stravatest.List); lists != polls {
			t.Errorf("%d lists in %d syncs", lists, polls)
		}
		if streams := s.strava.Count(stravatest.Streams); streams > want {
			t.Errorf("%d reads of samples of %d runs, want %d at most", streams, len(judged), want)
		}
		if s.strava.Refused() != 0 || s.strava.Reads()/30 > 110 {
			t.Errorf("%d refused, %d reads a day", s.strava.Refused(), s.strava.Reads()/30)
		}
	})
}

func TestTenYearsTakeFewReadsBeforeTheFirstVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		for i := range int64(10 * 300) {
			s.strava.Put(athlete, stravatest.Run(i+1, zero().Add(-time.Duration(i)*29*time.Hour-2*time.Hour), 8000, 2400))
		}
		s.treated(zero().Add(-8 * day))
		s.strava.Fail(stravatest.Streams, stravatest.Status(500, "")) // the verdicts by the summaries are there before
		r := s.sync()
		if s.kept() < 80 || s.strava.Reads() > 20 {
			t.Errorf("%d kept after %d reads, %+v", s.kept(), s.strava.Reads(), r)
		}
		s.syncOK()
		if len(s.row(1).track.Samples) == 0 || s.strava.Reads() > 20 {
			t.Errorf("%d reads for all of the recovery", s.strava.Reads())
		}
		s.req.Since = new(zero().Add(-3650 * day))
		before := s.strava.Reads()
		s.syncOK()
		if got := s.strava.Reads() - before; s.kept() != 3000 || got > 17 {
			t.Errorf("%d kept, %d reads for all ten years", s.kept(), got)
		}
	})
}
