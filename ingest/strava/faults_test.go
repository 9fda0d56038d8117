package strava_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// Whatever Strava answers, the runner reads what is the matter, nothing that
// was there is lost, and once it is over everything is as if it never was.
func TestFaults(t *testing.T) {
	list, streams, token := stravatest.List, stravatest.Streams, stravatest.Token
	for _, c := range []struct {
		name  string
		at    stravatest.Endpoint
		fault stravatest.Fault
		state strava.State
		says  string
		until time.Duration // from now; 0 for none
	}{
		{"500", list, stravatest.Status(500, "oops"), strava.Waiting, "a fault of its own (status 500)", 0},
		{"502 of a proxy", list, stravatest.Status(502, "<html>"), strava.Waiting, "status 502", 0},
		{"hangs", list, stravatest.Hang, strava.Waiting, "doesn't answer in time", 0},
		{"cut", list, stravatest.Cut, strava.Waiting, "connection was cut", 0},
		{"401", list, stravatest.Unauthorized(), strava.NeedsYou, "needled connect strava", 0},
		{"401, permission missing", list, stravatest.Status(401,
			`{"message":"Authorization Error","errors":[{"resource":"AccessToken","field":"activity:read_permission","code":"missing"}]}`),
			strava.NeedsYou, "leave the boxes ticked", 0},
		{"403 inactive", list, stravatest.Inactive(), strava.NeedsYou, "subscription has lapsed", 0},
		{"403", list, stravatest.Status(403, "<html>blocked</html>"), strava.Waiting, "status 403", 0},
		{"404", list, stravatest.Status(404, ""), strava.NeedsYou, "addresses under [strava]", 0},
		{"429 without headers", list, stravatest.Status(429, `{"errors":"Rate Limit Exceeded","status":429,"message":"Too Many Requests"}`),
			strava.Waiting, "used up until 00:15 UTC", 15*time.Minute + 5*time.Second},
		{"429 of the day", list, tooMany("200,1000", "200,2000", "100,1000", "17,1001"), strava.Waiting,
			"until 00:00 UTC on 2 January", day + 5*time.Second},
		{"truncated JSON", list, stravatest.Status(200, `[{"id":1,"start_date"`), strava.Waiting, "can't be read", 0},
		{"a page for people", list, stravatest.Status(200, "<html>maintenance</html>"), strava.Waiting, "can't be read", 0},
		{"an object for a list", list, stravatest.Status(200, `{"message":"ok"}`), strava.Waiting, "can't be read", 0},
		{"null for a list", list, stravatest.Status(200, "null"), strava.Waiting, "can't be read", 0},
		{"a redirect to another host", list, stravatest.Redirect("https://elsewhere.test/"), strava.NeedsYou, "addresses under [strava]", 0},

		{"samples: 500", streams, stravatest.Status(500, ""), strava.Waiting, "status 500", 0},
		{"samples: hangs", streams, stravatest.Hang, strava.Waiting, "doesn't answer in time", 0},
		{"samples: cut", streams, stravatest.Cut, strava.Waiting, "cut", 0},
		{"samples: 401", streams, stravatest.Unauthorized(), strava.NeedsYou, "connect strava", 0},
		{"samples: 403 inactive", streams, stravatest.Inactive(), strava.NeedsYou, "subscription", 0},
		{"samples: 429", streams, stravatest.Status(429, ""), strava.Waiting, "used up until 00:15 UTC", 15*time.Minute + 5*time.Second},
		{"samples: malformed", streams, stravatest.Status(200, `{"time":`), strava.OK, "samples that Strava hasn't ready", 0},
		{"samples: null", streams, stravatest.Status(200, `null`), strava.OK, "samples that Strava hasn't ready", 0},
		{"samples: none", streams, stravatest.Status(200, `{}`), strava.OK, "samples that Strava hasn't ready", 0},

		{"token: 500", token, stravatest.Status(500, "{}"), strava.Waiting, "status 500", 0},
		{"token: hangs", token, stravatest.Hang, strava.Waiting, "doesn't answer in time", 0},
		{"token: 429", token, stravatest.Status(429, "{}"), strava.Waiting, "left alone", 0},
		{"token: 403 inactive", token, stravatest.Inactive(), strava.NeedsYou, "subscription", 0},
		{"token: a page for people", token, stravatest.Status(200, "<html>"), strava.Waiting, "can't be read", 0},
		{"token: cut", token, stravatest.Cut, strava.Waiting, "tries again", 0},
		{"token: wrong secret", token, stravatest.Status(401,
			`{"message":"Authorization Error","errors":[{"resource":"Application","field":"","code":"invalid"}]}`),
			strava.NeedsYou, "client_id and client_secret", 0},
		{"token: 400 without a word", token, stravatest.Status(400, ""), strava.Waiting, "status 400", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.treated(zero().Add(-2 * day))
				s.strava.Put(athlete, stravatest.Run(1, zero().Add(-30*day), 8000, 2400))
				s.syncOK()
				if c.at == token {
					time.Sleep(6 * time.Hour) // the access token ends
				}
				s.strava.Put(athlete, stravatest.Run(2, zero().Add(-time.Hour), 4000, 1400))
				began := time.Now()
				s.strava.FailAlways(c.at, c.fault)
				r := s.sync()
				if r.State != c.state || !strings.Contains(r.Detail, c.says) || !strings.HasSuffix(r.Detail, ".") {
					t.Errorf("%s: %s\nwant %s: …%s…", r.State, r.Detail, c.state, c.says)
				}
				if (r.Until != nil) != (c.until > 0) || r.Until != nil && r.Until.Sub(began) != c.until {
					t.Errorf("until %v, want %s from now", r.Until, c.until)
				}
				if r.Ended || s.kept() < 1 {
					t.Errorf("ended %v, %d kept; the connection and what was there must stay", r.Ended, s.kept())
				}
				if c.at == streams && s.kept() != 2 {
					t.Errorf("%d kept; the summary must not wait for the samples", s.kept())
				}
				s.holdsNoSecret(r)

				s.strava.Mend()
				time.Sleep(time.Until(zero().Add(30 * time.Hour)))
				s.syncOK()
				if s.kept() != 2 || len(s.row(2).track.Samples) == 0 {
					t.Errorf("once it was over: %d kept, %d samples", s.kept(), len(s.row(2).track.Samples))
				}
			})
		})
	}
}

// tooMany is a 429 with headers.
func tooMany(limitRead, limit, usageRead, usage string) stravatest.Fault {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{"X-ReadRateLimit-Limit": limitRead, "X-RateLimit-Limit": limit,
			"X-ReadRateLimit-Usage": usageRead, "X-RateLimit-Usage": usage} {
			w.Header().Set(name, value)
		}
		stravatest.Status(429, "{}")(w, r)
	}
}

// holdsNoSecret fails the test if a result tells a secret.
func (s *scene) holdsNoSecret(of any) {
	s.t.Helper()
	b, err := json.Marshal(of)
	if err != nil {
		s.t.Fatal(err)
	}
	text := string(b) + fmt.Sprint(of)
	token := s.memory.accounts[runner].Token
	for _, secret := range []string{token.Access, token.Refresh, stravatest.ClientSecret, "52.5"} {
		if secret != "" && strings.Contains(text, secret) {
			s.t.Errorf("a secret is told: %s", text)
		}
	}
}

// hosts notes where requests go.
type hosts struct {
	http.RoundTripper
	asked map[string]bool
}

func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asked[r.URL.Host] = true
	return h.RoundTripper.RoundTrip(r)
}

func TestTokensGoToStravaAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		asked := map[string]bool{}
		s.syncer.App.HTTP = &http.Client{Transport: hosts{s.strava.Client().Transport, asked}}
		for _, to := range []string{"https://elsewhere.test/", "http://strava.test/api/v3/athlete/activities"} {
			s.strava.Fail(stravatest.List, stravatest.Redirect(to))
			s.sync()
		}
		time.Sleep(7 * time.Hour)
		s.strava.Fail(stravatest.Token, stravatest.Redirect("https://elsewhere.test/"))
		if r := s.sync(); r.State != strava.NeedsYou || !strings.Contains(r.Detail, "addresses") || len(asked) != 1 {
			t.Errorf("%+v, asked %v", r, asked)
		}
		s.strava.Fail(stravatest.List, stravatest.Redirect("https://strava.test/api/v3/athlete/activities?page=9"))
		s.syncOK()
	})
}

func TestA401IsAnsweredByANewToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 8000, 2400))
		s.strava.Expire(athlete) // the machine's clock went back, say
		r := s.syncOK()
		if s.kept() != 1 || r.Lists != 3 || s.strava.Count(stravatest.Token) != 1 {
			t.Errorf("%+v, %d kept, %d renewals; want one renewal", r, s.kept(), s.strava.Count(stravatest.Token))
		}
	})
}

func TestAFaultOfTheStoreIsAnError(t *testing.T) {
	full := errors.New("disk full")
	for _, method := range []string{"Account", "Fetched", "Take", "Pending", "UpdateBudget", "Swept"} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 8000, 2400))
				s.memory.fail(method, full)
				if _, err := s.syncer.Sync(t.Context(), runner, s.req); !errors.Is(err, full) {
					t.Errorf("error %v, want %v", err, full)
				}
				s.memory.fail(method, nil)
				if s.syncOK(); s.kept() != 1 {
					t.Errorf("%d kept once there was room", s.kept())
				}
			})
		})
	}
}

func TestAStoreThatCantRemoveKeepsEverythingForTheNextTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-day), 8000, 2400))
		s.syncOK()
		s.strava.Delete(athlete, 1)
		s.memory.fail("Remove", errors.New("disk full"))
		if _, err := s.syncer.Sync(t.Context(), runner, s.req); err == nil {
			t.Error("no error")
		}
		s.memory.fail("Remove", nil)
		if s.syncOK(); s.kept() != 0 {
			t.Error("the deleted run stays")
		}
	})
}

func TestAClockThatJumpsLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		var jump time.Duration
		s.syncer.App.Now = func() time.Time { return time.Now().Add(jump) }
		s.treated(zero().Add(-2 * day))
		s.strava.Put(athlete, stravatest.Run(1, zero().Add(-time.Hour), 4000, 1400), stravatest.Run(2, zero().Add(-30*day), 8000, 2400))
		for _, jump = range []time.Duration{0, 30 * day, 0, -30 * day, 400 * day, 0} {
			time.Sleep(20 * time.Minute)
			if r := s.sync(); r.State == strava.NeedsYou {
				t.Errorf("jump of %s: %s", jump, r.Detail)
			}
		}
		time.Sleep(20 * time.Minute)
		s.syncOK()
		if s.kept() != 2 || len(s.row(1).track.Samples) == 0 {
			t.Errorf("%d kept", s.kept())
		}
	})
}
