package strava_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

func TestATokenIsRenewedOnceAndStoredBeforeItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		for range 20 { // each renewal ends the token before
			time.Sleep(5*time.Hour + 50*time.Minute)
			s.syncOK()
		}
		if got := s.strava.Count(stravatest.Token); got != 20 || s.memory.accounts[runner].Generation != 20 {
			t.Errorf("%d renewals, generation %d; want 20", got, s.memory.accounts[runner].Generation)
		}
	})
}

func TestATokenOfTenMinutesIsStillUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		time.Sleep(5*time.Hour + 50*time.Minute - time.Second)
		s.syncOK()
		if got := s.strava.Count(stravatest.Token); got != 0 {
			t.Errorf("%d renewals, want none yet", got)
		}
	})
}

func TestProcessesRenewATokenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 8000, 2400))
		time.Sleep(7 * time.Hour)
		var all sync.WaitGroup
		for range 8 {
			other := &strava.Syncer{App: newApp(s.strava, s.memory), Vault: s.memory, Shelf: s.memory}
			all.Go(func() {
				if r, err := other.Sync(context.Background(), runner, s.req); err != nil || r.State != strava.OK {
					t.Errorf("%+v, %v", r, err)
				}
			})
		}
		all.Wait()
		if got := s.strava.Count(stravatest.Token); got != 1 {
			t.Errorf("%d renewals, want 1", got)
		}
	})
}

func TestALeaseOfAProcessThatDiedIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		time.Sleep(7 * time.Hour)
		s.memory.leases[runner] = time.Now().Add(90 * time.Second)
		began := time.Now()
		s.syncOK()
		if waited := time.Since(began); waited != 90*time.Second {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestARenewedTokenThatCantBeStoredIsKeptAndStoredBeforeItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 8000, 2400))
		time.Sleep(7 * time.Hour)
		s.memory.fail("EndRotation", errors.New("disk full"))
		for range 2 {
			r := s.sync()
			if r.State != strava.NeedsYou || !strings.Contains(r.Detail, "make room on the disk") || s.strava.Count(stravatest.List) != 0 {
				t.Errorf("%s: %s, %d lists; want to be told, and no use of the token", r.State, r.Detail, s.strava.Count(stravatest.List))
			}
			s.holdsNoSecret(r)
		}
		s.memory.fail("EndRotation", nil)
		s.syncOK()
		if s.kept() != 1 || s.strava.Count(stravatest.Token) != 1 || s.memory.accounts[runner].Generation != 1 {
			t.Errorf("%d kept, %d renewals", s.kept(), s.strava.Count(stravatest.Token))
		}
	})
}

// The runner connects anew, or disconnects, while the token is renewed.
func TestAConnectionThatEndsDuringARenewal(t *testing.T) {
	for _, anew := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 8000, 2400))
			time.Sleep(7 * time.Hour)
			s.strava.Fail(stravatest.Token, func(w http.ResponseWriter, r *http.Request) {
				s.strava.ServeHTTP(w, r)
				if s.connect(); !anew {
					_ = s.memory.Forget(t.Context(), runner, "")
				}
			})
			began := time.Now()
			r := s.sync()
			want, kept := strava.OK, 1
			if !anew {
				want, kept = strava.Off, 0
			}
			if r.State != want || s.kept() != kept || time.Since(began) > time.Second {
				t.Errorf("%s: %s, %d kept, after %s; want %s", r.State, r.Detail, s.kept(), time.Since(began), want)
			}
		})
	}
}

func TestAStoreThatIsBusyForAMomentIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		time.Sleep(7 * time.Hour)
		s.memory.fail("EndRotation", errors.New("busy"))
		time.AfterFunc(2*time.Second, func() { s.memory.fail("EndRotation", nil) })
		s.syncOK()
	})
}

func TestADeadTokenPurgesAtOnceAndSaysSo(t *testing.T) {
	for name, die := range map[string]func(*scene){
		"withdrawn on Strava": func(s *scene) { s.strava.Deauthorize(athlete) },
		"used by another copy": func(s *scene) {
			s.strava.Deauthorize(athlete)
			time.Sleep(7 * time.Hour)
		},
		"OAuth's own word": func(s *scene) {
			time.Sleep(7 * time.Hour)
			s.strava.Fail(stravatest.Token, stravatest.Status(400, `{"error":"invalid_grant"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 8000, 2400))
				s.syncOK()
				die(s)
				r := s.sync()
				if r.State != strava.NeedsYou || !r.Ended || s.kept() != 0 || len(s.memory.accounts) != 0 || s.memory.needs != r.Detail ||
					!strings.Contains(r.Detail, "was removed here") || !strings.Contains(r.Detail, "needled connect strava") {
					t.Errorf("%+v, %d kept, %d connections", r, s.kept(), len(s.memory.accounts))
				}
				s.connect()
				if s.syncOK(); s.kept() != 1 {
					t.Error("connected anew, the run doesn't come back")
				}
			})
		})
	}
}

func TestAStopDoesNotLoseTheTokenUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		time.Sleep(7 * time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		s.strava.Fail(stravatest.Token, func(w http.ResponseWriter, r *http.Request) {
			stop() // while Strava answers
			time.Sleep(time.Second)
			s.strava.ServeHTTP(w, r)
		})
		if _, err := s.syncer.Sync(ctx, runner, s.req); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that it was stopped", err)
		}
		if s.memory.accounts[runner].Generation != 1 {
			t.Error("the renewed token was lost")
		}
	})
}

func TestAStopDoesNotWaitForAHangingRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		time.Sleep(7 * time.Hour)
		s.strava.Fail(stravatest.Token, stravatest.Hang)
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		began := time.Now()
		_, err := s.syncer.Sync(ctx, runner, s.req)
		if err == nil || time.Since(began) > 6*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		s.syncOK()
	})
}

func TestDisconnectRevokesAndPurges(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault stravatest.Fault
		note  string
	}{
		{"all is well", nil, ""},
		{"it was withdrawn before", stravatest.Status(400, `{"error":"invalid_grant"}`), ""},
		{"Strava is down", stravatest.Status(503, ""), "strava.com/settings/apps"},
		{"Strava hangs", stravatest.Hang, "strava.com/settings/apps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 8000, 2400))
				s.syncOK()
				s.strava.Fail(stravatest.Revoke, c.fault)
				account := s.memory.accounts[runner]
				note, err := s.syncer.Disconnect(t.Context(), runner)
				if err != nil || (note == "") != (c.note == "") || !strings.Contains(note, c.note) {
					t.Errorf("note %q, error %v", note, err)
				}
				if s.kept() != 0 || len(s.memory.accounts) != 0 {
					t.Error("something is left")
				}
				if c.fault == nil {
					s.memory.accounts[runner] = account
					if r := s.sync(); !r.Ended {
						t.Errorf("the token still works: %s", r.Detail)
					}
				}
			})
		})
	}
}
