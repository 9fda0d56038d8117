package strava_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// hints notes what a Hook passes on.
type hints struct {
	mu  sync.Mutex
	all map[int64]int // how many, by athlete
}

func (h *hints) take(_ context.Context, athlete int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[athlete]++
}

func newHook(subscription int64) (*strava.Hook, *hints) {
	h := &hints{all: map[int64]int{}}
	return &strava.Hook{VerifyToken: "verify", Subscription: func() int64 { return subscription },
		Owner: func(id int64) bool { return id == athlete }, Hint: h.take}, h
}

func TestAnEventIsAHintAndAForgedOneIsNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		body string
		want int // hints
	}{
		{"a new activity", string(stravatest.Event(7, athlete, 1, "activity", "create", nil)), 1},
		{"a new title", string(stravatest.Event(7, athlete, 1, "activity", "update", map[string]string{"title": "x"})), 1},
		{"a deletion", string(stravatest.Event(7, athlete, 1, "activity", "delete", nil)), 1},
		{"leave withdrawn", string(stravatest.Event(7, athlete, athlete, "athlete", "update", map[string]string{"authorized": "false"})), 1},
		{"an activity called so", string(stravatest.Event(7, athlete, 1, "activity", "update", map[string]string{"authorized": "false"})), 1},
		{"another subscription", string(stravatest.Event(8, athlete, 1, "activity", "create", nil)), 0},
		{"another athlete", string(stravatest.Event(7, 43, 1, "activity", "create", nil)), 0},
		{"no subscription", `{"owner_id":42,"object_type":"activity"}`, 0},
		{"a list", `[1,2]`, 0},
		{"null", `null`, 0},
		{"cut", `{"owner_id":42,`, 0},
		{"numbers as text", `{"owner_id":"42","subscription_id":"7","object_type":"activity","updates":null}`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hook, hints := newHook(7)
				go hook.Run(t.Context())
				w := httptest.NewRecorder()
				hook.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(c.body)))
				synctest.Wait()
				if got := hints.all[athlete]; w.Code != http.StatusOK || got != c.want || len(hints.all) > 1 {
					t.Errorf("status %d, hints %v; want 200 and %v", w.Code, hints.all, c.want)
				}
			})
		})
	}
}

func TestBeforeTheSubscriptionIsKnownNoEventCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hook, hints := newHook(0)
		go hook.Run(t.Context())
		hook.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(stravatest.Event(0, athlete, 1, "activity", "create", nil))))
		synctest.Wait()
		if len(hints.all) != 0 {
			t.Errorf("hints %v", hints.all)
		}
	})
}

func TestAFloodOfEventsIsOneHint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hook, hints := newHook(7)
		for i := range int64(10_000) {
			subscription, owner := int64(7), int64(athlete)
			if i%10 != 0 {
				subscription, owner = i, i*31 // forged
			}
			hook.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(stravatest.Event(subscription, owner, i, "activity", "create", nil))))
		}
		go hook.Run(t.Context())
		synctest.Wait()
		if len(hints.all) != 1 || hints.all[athlete] != 1 {
			t.Errorf("hints %v", hints.all)
		}
	})
}

func TestOtherRequestsToTheHookAreRefused(t *testing.T) {
	hook, _ := newHook(7)
	for _, c := range []struct {
		method, target, body string
		status               int
	}{
		{"GET", "/?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=abc", "", 200},
		{"GET", "/?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=abc", "", 403},
		{"GET", "/?hub.verify_token=verify&hub.challenge=abc", "", 403},
		{"GET", "/?hub.mode=subscribe&hub.verify_token=verify", "", 403},
		{"GET", "/", "", 403},
		{"PUT", "/", "", 405},
		{"POST", "/", strings.Repeat(" ", 16<<10) + "{}", 413},
	} {
		w := httptest.NewRecorder()
		hook.ServeHTTP(w, httptest.NewRequest(c.method, c.target, strings.NewReader(c.body)))
		if w.Code != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.target, w.Code, c.status)
		}
		if c.status == 200 && strings.TrimSpace(w.Body.String()) != `{"hub.challenge":"abc"}` {
			t.Errorf("challenge answered with %q", w.Body)
		}
	}
	unset := &strava.Hook{Subscription: func() int64 { return 7 }}
	w := httptest.NewRecorder()
	unset.ServeHTTP(w, httptest.NewRequest("GET", "/?hub.mode=subscribe&hub.verify_token=&hub.challenge=abc", nil))
	if w.Code != 403 {
		t.Errorf("a Hook without a verify token answers %d", w.Code)
	}
}

func TestSubscribeAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := stravatest.New()
		app := newApp(server, newMemory())
		hook, hints := newHook(1001)
		go hook.Run(t.Context())
		server.Callback = &http.Client{Transport: stravatest.Within(hook)}
		if _, err := app.Subscribe(t.Context(), "https://needled.test/webhooks/strava/x", "wrong"); err == nil {
			t.Error("subscribed though the hook refused")
		}
		made, err := app.Subscribe(t.Context(), "https://needled.test/webhooks/strava/x", "verify")
		if err != nil || made.ID != 1001 {
			t.Fatalf("%+v, %v", made, err)
		}
		if all, err := app.Subscriptions(t.Context()); err != nil || len(all) != 1 || all[0] != made {
			t.Errorf("listed %v, %v", all, err)
		}
		if err := server.Send(athlete, 1, "activity", "create", nil); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if hints.all[athlete] != 1 {
			t.Errorf("hints %v", hints.all)
		}
		for range 2 { // the second finds it gone
			if err := app.Unsubscribe(t.Context(), made.ID); err != nil {
				t.Error(err)
			}
		}
		if all, err := app.Subscriptions(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("listed %v, %v", all, err)
		}
		server.Fail(stravatest.Hooks, stravatest.Cut)
		if _, err := app.Subscriptions(t.Context()); err == nil || strings.Contains(err.Error(), stravatest.ClientSecret) {
			t.Errorf("error %v", err)
		}
	})
}
