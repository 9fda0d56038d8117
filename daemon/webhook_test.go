package daemon

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/daemon/queue"
	"needled/ingest/strava/stravatest"
)

const public = "[daemon]\nlisten = \"127.0.0.1:0\"\nurl = \"https://needled.test\"\n"

// subscribed starts a service and lets the stand-in reach the webhook of a service.
func (s *stage) subscribed(service *Service) (callback string) {
	s.Helper()
	s.strava.Change(func() {
		s.strava.Callback = &http.Client{Transport: stravatest.Within(service.routes("127.0.0.1:8321"))}
	})
	s.must(service.Start(s.Context()))
	s.Cleanup(func() { _ = service.Stop(context.Background()) })
	s.until("subscribed to events", func() bool { return service.subscription.Load() != 0 })
	app, err := service.Store.StravaApp(s.Context(), stravatest.ClientID)
	s.must(err)
	return "https://needled.test" + webhookPath + app.WebhookSecret
}

// An event brings a run at once that would come only a quarter of an hour
// later.
func TestEventBringsARun(t *testing.T) {
	s := newStage(t, public)
	service := s.service()
	s.connect(service)
	s.subscribed(service)
	s.log.wait(t, `"message":"asked Strava"`, 1)
	s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-5*time.Hour), 8000, 2400))
	s.must(s.strava.Send(stageAthlete, 7, "activity", "create", nil))
	s.log.wait(t, takenIn, 1)
}

// Ten thousand events as fast as they come, most of them forged: each is
// answered at once and alike, memory stays as it is, and Strava is asked a few
// times.
func TestFloodOfEvents(t *testing.T) {
	const flood = 10_000
	s := newStage(t, public)
	service := s.service()
	s.connect(service)
	callback := s.subscribed(service)
	s.log.wait(t, `"message":"asked Strava"`, 1)
	s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-5*time.Hour), 8000, 2400))
	s.strava.Reset()

	routes, ours := service.routes("127.0.0.1:8321"), service.subscription.Load()
	var took []time.Duration
	before := heap()
	for i := range int64(flood) {
		address, body := callback, stravatest.Event(ours, stageAthlete, i, "activity", "create", nil)
		switch {
		case i%100 == 0: // genuine
		case i%5 == 0:
			address = "https://needled.test" + webhookPath + "guessed"
		case i%5 == 1:
			body = stravatest.Event(ours+1, stageAthlete, i, "activity", "create", nil)
		case i%5 == 2:
			body = stravatest.Event(ours, i+1000, i, "stageAthlete", "update", map[string]string{"authorized": "false"})
		case i%5 == 3:
			body = body[:len(body)/2]
		default:
			body = bytes.Repeat([]byte("[["), 20_000)
		}
		answer := httptest.NewRecorder()
		began := time.Now()
		routes.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, address, bytes.NewReader(body)))
		took = append(took, time.Since(began))
		want := http.StatusOK
		switch {
		case strings.HasSuffix(address, "guessed"):
			want = http.StatusNotFound
		case len(body) == 40_000:
			want = http.StatusRequestEntityTooLarge
		}
		if answer.Code != want {
			t.Fatalf("event %d is answered %d, want %d", i, answer.Code, want)
		}
	}
	s.log.wait(t, takenIn, 1)
	slices.Sort(took)
	if typical, slowest := took[flood/2], took[flood-1]; typical > time.Millisecond || slowest > 2*time.Second {
		t.Errorf("answers took %v, at most %v", typical, slowest)
	}
	if grown := int64(heap()) - int64(before); grown > 8<<20 {
		t.Errorf("memory grew by %d bytes", grown)
	}
	if lists := s.strava.Count(stravatest.List); lists < 1 || lists > 4 {
		t.Errorf("Strava was asked for %d lists, want a handful at most", lists)
	}
	if n, _, err := service.Store.JobCounts(t.Context()); err != nil || n > 6 {
		t.Errorf("%d jobs wait, %v", n, err)
	}
	if account, err := service.Store.StravaAccount(t.Context(), "me"); err != nil || account.Athlete != stageAthlete {
		t.Errorf("the connection after forged farewells: %v", err)
	}
	if runs := s.runs(service); strings.Count(runs, "\n") != 1 {
		t.Errorf("the runs: %s", runs)
	}
}

// Settings without a public address end the subscription, and there is nothing
// more to do.
func TestNoPublicAddressNoSubscription(t *testing.T) {
	s := newStage(t, public)
	service := s.service()
	s.connect(service)
	s.subscribed(service)
	s.must(service.Stop(t.Context()))
	s.set()
	next := s.service()
	s.must(next.Start(t.Context()))
	defer func() { s.must(next.Stop(context.Background())) }()
	s.log.wait(t, "job finished", 1)
	if left, err := next.strava.Subscriptions(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("Strava still has the subscriptions %v, %v", left, err)
	}
	if app, err := next.Store.StravaApp(t.Context(), stravatest.ClientID); err != nil || app.Subscription != nil {
		t.Errorf("the subscription %v is still kept, %v", app.Subscription, err)
	}
	if due, err := next.Store.NextJob(t.Context(), []string{jobWebhook}); err != nil || due != nil {
		t.Errorf("there is still something to do at %v, %v", due, err)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestLooksAfterHints(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ last, want time.Duration }{ // from now
		{-time.Hour, 0},
		{-hintPause, 0},
		{-hintPause + time.Second, time.Second}, // looked a moment ago
		{0, hintPause},
		{time.Second, time.Second}, // one waits already
		{hintPause, hintPause},
		{hintPause + time.Second, 0}, // the clock was set back
		{time.Hour, 0},
	} {
		if got := afterHint(now, now.Add(c.last)).Sub(now); got != c.want {
			t.Errorf("last %v: %v, want %v", c.last, got, c.want)
		}
	}
}

// A job that was given up begins anew, for all of them are done regularly.
func TestGivenUpBeginsAnew(t *testing.T) {
	s := newStage(t)
	service := s.service()
	service.reportJob(queue.Report{Job: queue.Job{Kind: jobStrava, Key: "me"}, Outcome: queue.Buried, Err: fmt.Errorf("no")})
	next, err := service.Store.NextJob(t.Context(), []string{jobStrava})
	if err != nil || next == nil || time.Until(*next) > service.Config.Strava.Poll || time.Until(*next) <= 0 {
		t.Errorf("the next look at Strava is at %v, %v", next, err)
	}
	s.log.says(t, `"level":"error"`, `"message":"job buried"`)
}
