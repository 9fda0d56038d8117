package daemon

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"needled/daemon/store"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// The runner disconnects, or connects as somebody else, while a look at Strava
// is under way: what it brings is not kept.
func TestAConnectionThatEndsWhileStravaIsAsked(t *testing.T) {
	start := time.Now().Add(-5 * time.Hour)
	list := stravatest.Status(200, fmt.Sprintf(`[{"id":7,"sport_type":"Run","start_date":%q,"distance":8000,"moving_time":2400,"elapsed_time":2400}]`,
		start.UTC().Format(time.RFC3339)))
	samples := stravatest.Status(200, `{"time":{"data":[0,10,20]},"distance":{"data":[0,30,60]}}`)
	for _, c := range []struct {
		name   string
		at     stravatest.Endpoint
		answer stravatest.Fault
		anew   bool
	}{
		{"disconnected while the list is read", stravatest.List, list, false},
		{"disconnected while samples are read", stravatest.Streams, samples, false},
		{"connected anew while the list is read", stravatest.List, list, true},
		{"connected anew while samples are read", stravatest.Streams, samples, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			asking, other := s.service(), s.service()
			s.granted(asking)
			s.treated(asking, time.Now().Add(-40*time.Hour))
			s.strava.Put(stageAthlete, stravatest.Run(7, start, 8000, 2400))
			s.strava.Fail(c.at, func(w http.ResponseWriter, r *http.Request) {
				if _, err := other.Disconnect(t.Context(), "me"); err != nil {
					t.Error(err)
				}
				if c.anew {
					s.grantedTo(other, stageAthlete+1)
				}
				c.answer(w, r)
			})
			result, err := asking.SyncStrava(t.Context(), "me", nil)
			want, state := strava.Off, store.SourceOff
			if c.anew {
				want, state = strava.Waiting, store.SourceWaiting
			}
			if err != nil || result.State != want {
				t.Errorf("%+v, %v", result, err)
			}
			if runs := s.runs(other); runs != "" {
				t.Errorf("kept: %s", runs)
			}
			if got := s.source(other, stravaSource); got.State != state {
				t.Errorf("status says %+v", got)
			}
			if _, err := other.Disconnect(t.Context(), "me"); errors.Is(err, strava.ErrNotConnected) == c.anew {
				t.Errorf("disconnecting again: %v", err)
			}
		})
	}
}

// The runner connects anew while the token is renewed: that connection is gone
// on with, and nobody is troubled.
func TestConnectingDuringARenewal(t *testing.T) {
	s := newStage(t)
	asking, other := s.service(), s.service()
	s.granted(asking)
	s.strava.Expire(stageAthlete)
	s.strava.Fail(stravatest.Token, func(w http.ResponseWriter, r *http.Request) {
		s.strava.ServeHTTP(w, r)
		s.granted(other)
	})
	result, err := asking.SyncStrava(t.Context(), "me", nil)
	if err != nil || result.State == strava.NeedsYou {
		t.Errorf("%+v, %v", result, err)
	}
	if result, err := asking.SyncStrava(t.Context(), "me", nil); err != nil || result.State != strava.OK {
		t.Errorf("the next look: %+v, %v", result, err)
	}
	if told := s.events(other); len(told) != 0 {
		t.Errorf("told: %+v", told)
	}
}

// A dead connection is told of in the transaction that removes it.
func TestADeadConnectionIsToldOf(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.granted(service)
	s.strava.Deauthorize(stageAthlete)
	result, err := service.SyncStrava(t.Context(), "me", nil)
	if err != nil || !result.Ended {
		t.Fatalf("%+v, %v", result, err)
	}
	if got := s.source(service, stravaSource); got.State != store.SourceNeedsYou || got.Detail != result.Detail {
		t.Errorf("status says %+v", got)
	}
	// It says so until the runner connects again, whoever looks.
	if again, err := service.SyncStrava(t.Context(), "me", nil); err != nil || again.State != strava.Off {
		t.Errorf("%+v, %v", again, err)
	}
	if got := s.source(service, stravaSource); got.State != store.SourceNeedsYou {
		t.Errorf("status says %+v", got)
	}
	if told := s.events(service); len(told) != 1 || told[0].Kind != store.EventSource {
		t.Errorf("told: %+v", told)
	}
}
