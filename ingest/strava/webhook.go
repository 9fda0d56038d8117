package strava

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

const (
	largestEvent = 16 << 10 // bytes
	// mostOwners bounds the runners whose events wait at once.
	mostOwners = 10_000
)

// Hook answers Strava's webhook. Events are not signed and may be forged, so
// all that is taken of one is a hint to look, for whom; what is true is what
// Sync then reads. It answers at once: hints wait for Run.
type Hook struct {
	// VerifyToken is what Strava has to show when it asks whether this address
	// wants events; "" refuses.
	VerifyToken string
	// Subscription is the number of the application's subscription; events of
	// another one are not Strava's. 0, while it is not known, takes none.
	Subscription func() int64
	// Owner says whether an athlete is connected here; it must be quick. Nil
	// takes every one.
	Owner func(athlete int64) bool
	// Hint is told who may have changed something, be it that the leave was
	// withdrawn.
	Hint func(ctx context.Context, athlete int64)

	started sync.Once
	mu      sync.Mutex
	waiting map[int64]bool // athletes
	ring    chan struct{}
}

func (h *Hook) begin() {
	h.started.Do(func() { h.waiting, h.ring = map[int64]bool{}, make(chan struct{}, 1) })
}

// Run passes hints on until ctx ends. Those of one runner that come together
// are one.
func (h *Hook) Run(ctx context.Context) {
	h.begin()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.ring:
		}
		h.mu.Lock()
		all := h.waiting
		h.waiting = map[int64]bool{}
		h.mu.Unlock()
		for athlete := range all {
			h.Hint(ctx, athlete)
		}
	}
}

// ServeHTTP answers Strava's question (GET) and its events (POST).
func (h *Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		h.challenge(w, r)
	case http.MethodPost:
		h.event(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (h *Hook) challenge(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	challenge := q.Get("hub.challenge")
	shown := subtle.ConstantTimeCompare([]byte(q.Get("hub.verify_token")), []byte(h.VerifyToken)) == 1
	if !shown || h.VerifyToken == "" || q.Get("hub.mode") != "subscribe" || challenge == "" || len(challenge) > 512 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"hub.challenge": challenge})
}

// event takes a hint. What is not Strava's is answered alike, so that nobody
// learns what is known here.
func (h *Hook) event(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestEvent))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(http.StatusOK)
	var e struct {
		Owner        number `json:"owner_id"`
		Subscription number `json:"subscription_id"`
	}
	if json.Unmarshal(body, &e) != nil {
		return
	}
	owner, ok := e.Owner.whole()
	subscription, named := e.Subscription.whole()
	ours := h.Subscription()
	if !ok || !named || ours == 0 || subscription != ours || h.Owner != nil && !h.Owner(owner) {
		return
	}
	h.wait(owner)
}

func (h *Hook) wait(athlete int64) {
	h.begin()
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.waiting[athlete] && len(h.waiting) >= mostOwners {
		return // polling finds it
	}
	h.waiting[athlete] = true
	select {
	case h.ring <- struct{}{}:
	default:
	}
}
