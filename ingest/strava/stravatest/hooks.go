package stravatest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

type subscription struct {
	ID       int64  `json:"id"`
	Callback string `json:"callback_url"`
}

func (s *Server) subscriptions(w http.ResponseWriter, r *http.Request) {
	if !s.isApplication(r.URL.Query()) {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Application", "", "invalid")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, http.StatusOK, append([]subscription{}, s.hooks...))
}

// subscribe asks the callback, as Strava does, before it answers.
func (s *Server) subscribe(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	if !s.isApplication(r.PostForm) {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Application", "", "invalid")
		return
	}
	callback, challenge := r.PostForm.Get("callback_url"), randomText()
	s.mu.Lock()
	have, reach := len(s.hooks) > 0, s.Callback
	s.mu.Unlock()
	if have {
		refuse(w, http.StatusBadRequest, "Bad Request", "PushSubscription", "", "already exists")
		return
	}
	query := url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {r.PostForm.Get("verify_token")}, "hub.challenge": {challenge}}
	var echoed map[string]string
	if reach != nil {
		if resp, err := reach.Get(callback + "?" + query.Encode()); err == nil {
			_ = json.NewDecoder(resp.Body).Decode(&echoed)
			resp.Body.Close()
		}
	}
	if echoed["hub.challenge"] != challenge {
		refuse(w, http.StatusBadRequest, "Bad Request", "PushSubscription", "callback url", "GET to callback URL does not return 200")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hookID++
	s.hooks = append(s.hooks, subscription{s.hookID, callback})
	reply(w, http.StatusCreated, s.hooks[len(s.hooks)-1])
}

func (s *Server) unsubscribe(w http.ResponseWriter, r *http.Request) {
	if !s.isApplication(r.URL.Query()) {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Application", "", "invalid")
		return
	}
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.hooks)
	if s.hooks = slices.DeleteFunc(s.hooks, func(h subscription) bool { return h.ID == id }); len(s.hooks) == before {
		refuse(w, http.StatusNotFound, "Resource Not Found", "PushSubscription", "id", "invalid")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Event is a body of a webhook. Updates may be nil.
func Event(subscription, owner, object int64, objectType, aspect string, updates map[string]string) []byte {
	if updates == nil {
		updates = map[string]string{}
	}
	b, err := json.Marshal(map[string]any{
		"object_type": objectType, "object_id": object, "aspect_type": aspect, "updates": updates,
		"owner_id": owner, "subscription_id": subscription, "event_time": time.Now().Unix(),
	})
	if err != nil {
		panic(err)
	}
	return b
}

// Send tells the application of an event, three times at most.
func (s *Server) Send(owner, object int64, objectType, aspect string, updates map[string]string) error {
	s.mu.Lock()
	hooks, reach := slices.Clone(s.hooks), s.Callback
	s.mu.Unlock()
	for _, hook := range hooks {
		var err error
		for range 3 {
			var resp *http.Response
			body := Event(hook.ID, owner, object, objectType, aspect, updates)
			if resp, err = reach.Post(hook.Callback, "application/json", bytes.NewReader(body)); err == nil {
				resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					break
				}
				err = fmt.Errorf("the callback answered %d", resp.StatusCode)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func randomText() string { return rand.Text() }
