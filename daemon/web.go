package daemon

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// routes is everything the service answers over HTTP, at the address it
// listens at.
func (s *Service) routes(listen string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.readyz)
	site := s.site(listen)
	// Under foreign names nothing is answered but whether it lives, and figures
	// are not for those whom a proxy lets in.
	mux.Handle("GET /metrics", site.OfThisHost(site.NotForwarded(s.metricsHandler())))
	mux.Handle("/webhooks/strava/{secret}", site.OfThisHost(http.HandlerFunc(s.webhook)))
	mux.Handle("/", site.Handler())
	return mux
}

// readyz says whether the store answers and sources are scheduled.
func (s *Service) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		plain(w, http.StatusServiceUnavailable, "the store doesn't answer")
		return
	}
	if !s.scheduled.Load() {
		plain(w, http.StatusServiceUnavailable, "starting")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, strings.TrimSpace(text)+"\n")
}
