package web

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"needled/analysis"
	"needled/daemon/store"
)

// Parts is what a Site is made of.
type Parts struct {
	Store    *store.Store
	Service  Service
	Protocol analysis.Protocol // in force
	Default  analysis.Protocol // the one needled comes with
	Units    analysis.Units    // for runners who have none of their own
	Zone     *time.Location
	// URL is the public address, without a slash at its end; "" without a
	// proxy.
	URL    string
	Listen string // host:port the service listens at
	// MostUpload is how many bytes may be uploaded at once; 0: 1 GiB.
	MostUpload int64
	Now        func() time.Time
	Log        zerolog.Logger
	Version    string
}

// Site is every page and all else that people ask for by HTTP.
type Site struct {
	Parts
	sessions *scs.SessionManager
	hosts    hosts
	throttle *throttle
	checked  lastCheck     // of the audit log
	doors    *rate.Limiter // of lines on who was turned back
	tokens   *tokenThrottle
	feeds    feeds
}

// New is a site; it needs the store's tables only once it is asked something.
func New(p Parts) *Site {
	s := &Site{Parts: p, hosts: hostsOf(p.Listen, p.URL), throttle: newThrottle(), doors: fewRows(), tokens: newTokenThrottle()}
	s.sessions = s.newSessions()
	return s
}

// Handler answers every address of the site.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes() {
		if !r.api {
			mux.Handle(r.pattern, s.serve(r))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(route{who: anybody, do: func(*visit) error { return errNotFound }}).ServeHTTP(w, r)
	})
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(s.serve(route{who: anybody, do: func(*visit) error { return errCrossOrigin }}))
	// A browser adds nothing by itself that lets anybody in to the API, so that
	// it needs no protection from other sites, and no session.
	api, pages := s.apiHandler(), s.sessions.LoadAndSave(crossOrigin.Handler(mux))
	return s.OfThisHost(s.secured(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isAPI(r) {
			api.ServeHTTP(w, r)
		} else {
			pages.ServeHTTP(w, r)
		}
	})))
}

// address is where people reach the site.
func (s *Site) address() string {
	if s.URL != "" {
		return s.URL
	}
	host, port, err := net.SplitHostPort(s.Listen)
	if ip, bad := netip.ParseAddr(host); err == nil && (host == "" || bad == nil && ip.IsUnspecified()) {
		return "http://" + net.JoinHostPort("localhost", port)
	}
	return "http://" + s.Listen
}

// writeAll sends what a page came to; whoever asked may have gone.
func writeAll(w io.Writer, b []byte) { _, _ = w.Write(b) }
