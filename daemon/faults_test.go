package daemon

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/daemon/store"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

const day = 24 * time.Hour

// granted connects the runner without a browser.
func (s *stage) granted(service *Service) {
	s.Helper()
	s.grantedTo(service, stageAthlete)
}

// grantedTo connects the runner without a browser, as an athlete.
func (s *stage) grantedTo(service *Service, athlete int64) {
	s.Helper()
	access, refresh, expires := s.strava.Grant(athlete, "read,activity:read_all")
	sealed, err := service.vault.seal(tokenOf(access, refresh, expires))
	s.must(err)
	s.must(service.Store.PutStravaAccount(s.Context(), store.StravaAccount{
		Runner: "me", Athlete: athlete, Scopes: "read,activity:read_all", Sealed: sealed, Connected: s.now()}))
}

// story begins a recovery with a run before it, brings that in, and lets a run
// in the recovery appear.
func (s *stage) story(service *Service) {
	s.Helper()
	s.granted(service)
	s.treated(service, time.Now().Add(-2*day))
	s.strava.Put(stageAthlete, stravatest.Run(1, time.Now().Add(-30*day), 8000, 2400))
	if r, err := service.SyncStrava(s.Context(), "me", nil); err != nil || r.Taken != 1 {
		s.Fatalf("%+v, %v", r, err)
	}
	time.Sleep(6 * time.Hour) // the access token ends
	s.strava.Put(stageAthlete, stravatest.Run(2, time.Now().Add(-time.Hour), 4000, 1400))
}

// undisturbed is what becomes of the story where nothing goes wrong.
func undisturbed(t *testing.T) (runs string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		service := s.service()
		s.story(service)
		if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
			t.Fatal(err)
		}
		runs = s.runs(service)
		service.Store.Close()
	})
	return runs
}

// Whatever Strava answers: the log and status say it, what was there stays, and
// once it is over all is as if it had never been.
func TestFaultsOfStrava(t *testing.T) {
	want := undisturbed(t)
	if strings.Count(want, "\n") != 2 {
		t.Fatalf("undisturbed: %s", want)
	}
	list, streams, token := stravatest.List, stravatest.Streams, stravatest.Token
	withHeaders := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-ReadRateLimit-Limit", "100,1000")
		w.Header().Set("X-ReadRateLimit-Usage", "101,300")
		stravatest.Status(429, "{}")(w, r)
	}
	sampleSet := `{"time":{"data":[0,10,20]},"distance":{"data":[0,30]},"heartrate":{"data":[140,141,142,143,144]}}`
	for _, c := range []struct {
		name  string
		at    stravatest.Endpoint
		fault stravatest.Fault
		state string
		says  string
	}{
		{"token: 500", token, stravatest.Status(500, ""), store.SourceWaiting, "fault of its own (status 500)"},
		{"token: hangs", token, stravatest.Hang, store.SourceWaiting, "doesn't answer in time"},
		{"token: cut", token, stravatest.Cut, store.SourceWaiting, "tries again by itself"},
		{"401", list, stravatest.Unauthorized(), store.SourceNeedsYou, "needled connect strava"},
		{"403 inactive", list, stravatest.Inactive(), store.SourceNeedsYou, "subscription has lapsed"},
		{"404", list, stravatest.Status(404, ""), store.SourceNeedsYou, "addresses under [strava]"},
		{"429", list, stravatest.Status(429, ""), store.SourceWaiting, "used up until"},
		{"429 with headers", list, withHeaders, store.SourceWaiting, "used up until"},
		{"503", list, stravatest.Status(503, "<html>"), store.SourceWaiting, "status 503"},
		{"hangs", list, stravatest.Hang, store.SourceWaiting, "doesn't answer in time"},
		{"cut", list, stravatest.Cut, store.SourceWaiting, "connection was cut"},
		{"malformed", list, stravatest.Status(200, `[{]`), store.SourceWaiting, "can't be read"},
		{"truncated", list, stravatest.Status(200, `[{"id":2,"start_date":"20`), store.SourceWaiting, "can't be read"},
		{"nulls", list, nulls(), store.SourceOK, "since"},
		{"samples: 404", streams, stravatest.Status(404, ""), store.SourceOK, "hasn't ready"},
		{"samples: 429", streams, stravatest.Status(429, ""), store.SourceWaiting, "used up until"},
		{"samples: 500", streams, stravatest.Status(500, ""), store.SourceWaiting, "status 500"},
		{"samples: truncated", streams, stravatest.Status(200, `{"time":{"data":[0,1`), store.SourceOK, "hasn't ready"},
		{"samples: wrong lengths", streams, stravatest.Status(200, sampleSet), store.SourceOK, "since"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				service := s.service()
				defer service.Store.Close()
				s.story(service)
				before := s.runs(service)
				s.strava.FailAlways(c.at, c.fault)
				if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
					t.Fatal(err)
				}
				source := s.source(service, stravaSource)
				if source.State != c.state || !strings.Contains(source.Detail, c.says) {
					t.Errorf("status says %s: %s\nwant %s: …%s…", source.State, source.Detail, c.state, c.says)
				}
				if ok := c.state == store.SourceOK; ok != source.LastSuccess.Equal(*source.LastTry) {
					t.Errorf("last tried %v, last success %v", source.LastTry, source.LastSuccess)
				}
				s.log.says(t, `"state":"`+c.state+`"`, `"message":"asked Strava"`)
				if c.state != store.SourceOK {
					s.log.says(t, c.says) // the change of state
				}
				if runs := s.runs(service); !strings.Contains(runs, lineOf(before, 0)) {
					t.Errorf("what was there is gone: %s", runs)
				}
				needed := slices.ContainsFunc(s.events(service), func(e store.Told) bool { return e.Kind == store.EventSource })
				if needed != (c.state == store.SourceNeedsYou) {
					t.Errorf("a message about the source: %v", needed)
				}

				s.strava.Mend()
				time.Sleep(day + time.Minute) // the longest Strava shuts anybody out
				if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
					t.Fatal(err)
				}
				if runs := s.runs(service); runs != want {
					t.Errorf("in the end:\n%swant\n%s", runs, want)
				}
				if source := s.source(service, stravaSource); source.State != store.SourceOK {
					t.Errorf("in the end status says %s: %s", source.State, source.Detail)
				}
			})
		})
	}
}

// nulls lists the activities of the story with nulls where numbers belong.
func nulls() stravatest.Fault {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") > "1" {
			stravatest.Status(200, "[]")(w, r)
			return
		}
		at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }
		stravatest.Status(200, fmt.Sprintf(`[{"id":null,"start_date":null},
			{"id":1,"sport_type":"Run","start_date":%q,"distance":8000,"moving_time":2400,"elapsed_time":2400,"utc_offset":null,"upload_id":null,"start_latlng":[]},
			{"id":2,"sport_type":"Run","start_date":%q,"distance":null,"moving_time":null,"elapsed_time":null,"average_heartrate":null}]`,
			at(-30*day-6*time.Hour), at(-time.Hour)))(w, r)
	}
}

func lineOf(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[min(n, len(lines)-1)]
}

func (s *stage) events(service *Service) []store.Told {
	s.Helper()
	events, err := service.Store.Events(s.Context(), "me", 100)
	s.must(err)
	return events
}

// Of who isn't connected Strava is asked nothing, and nothing says so.
func TestNobodyIsAskedAboutWhoIsNotConnected(t *testing.T) {
	s := newStage(t)
	service := s.service()
	if r, err := service.SyncStrava(t.Context(), "me", nil); err != nil || r.State != strava.Off {
		t.Errorf("%+v, %v", r, err)
	}
	if strings.Contains(s.log.String(), "asked Strava") {
		t.Errorf("the log:\n%s", s.log)
	}
}

// A key that was lost or taken by another makes the tokens unreadable: the
// runner is told to connect again.
func TestTokensThatCannotBeOpened(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.granted(service)
	if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
		t.Fatal(err)
	}
	s.must(os.Remove(s.path("data/secret.key")))
	service = s.service()
	for range 2 {
		found, err := service.Sync(t.Context(), Pass{Sources: []string{SourceStrava}})
		if err != nil || len(found) != 1 || found[0].State != store.SourceNeedsYou || !strings.Contains(found[0].Detail, "needled connect strava") {
			t.Errorf("%+v, %v", found, err)
		}
	}
	if told := s.events(service); len(told) != 1 || told[0].Kind != store.EventSource {
		t.Errorf("told: %+v", told)
	}
	note, err := service.Disconnect(context.Background(), "me")
	if err != nil || !strings.Contains(note, "strava.com/settings/apps") {
		t.Errorf("disconnecting: %q, %v", note, err)
	}
}

// A look that fails here, and not at Strava, leaves word of it in status.
func TestSyncThatFailsHere(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.granted(service)
	s.strava.Put(stageAthlete, stravatest.Run(1, time.Now().Add(-time.Hour), 4000, 1400))
	disk := s.disk()
	disk.fill("recordings")
	if _, err := service.SyncStrava(t.Context(), "me", nil); err == nil {
		t.Error("no error")
	}
	if got := s.source(service, stravaSource); got.State != store.SourceWaiting || !strings.Contains(got.Detail, "tries again") || got.LastSuccess != nil {
		t.Errorf("status says %+v", got)
	}
	disk.makeRoom("recordings")
	if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
		t.Error(err)
	}
	if got := s.source(service, stravaSource); got.State != store.SourceOK {
		t.Errorf("status says %+v", got)
	}
}

// Whatever way the clock jumps, nothing fetched is shown beyond its time, no
// source asks for the person, and in the end all is as if it had stood right.
func TestClockThatJumps(t *testing.T) {
	want := undisturbed(t)
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		var jump time.Duration
		s.now = func() time.Time { return time.Now().Add(jump) }
		service := s.service()
		defer service.Store.Close()
		s.story(service)
		for _, jump = range []time.Duration{0, 30 * day, 0, -30 * day, 400 * day, 0} {
			if jump != 0 {
				if runs := s.runs(service); runs != "" {
					t.Errorf("after a jump to %v there is still: %s", jump, runs)
				}
			}
			time.Sleep(20 * time.Minute)
			if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
				t.Errorf("after a jump to %v: %v", jump, err)
			}
			if source := s.source(service, stravaSource); source.State == store.SourceNeedsYou {
				t.Errorf("after a jump to %v status says %s: %s", jump, source.State, source.Detail)
			}
		}
		time.Sleep(20 * time.Minute)
		if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
			t.Error(err)
		}
		if runs := s.runs(service); runs != want {
			t.Errorf("in the end:\n%swant\n%s", runs, want)
		}
	})
}
