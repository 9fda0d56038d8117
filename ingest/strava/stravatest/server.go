package stravatest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-oauth2/oauth2/v4/server"
)

// What tests connect with.
const (
	ClientID     = "4711"
	ClientSecret = "0123456789abcdef"
	// Base is where Client finds the stand-in.
	Base         = "https://strava.test"
	AuthorizeURL = Base + "/oauth/authorize"
	TokenURL     = Base + "/oauth/token"
	RevokeURL    = Base + "/oauth/revoke"
	APIURL       = Base + "/api/v3"
)

// Server is a stand-in for Strava. It implements http.Handler. Its fields may
// be changed between requests, under Change.
type Server struct {
	// Consent is what the athlete answers when asked for leave.
	Consent Consent
	// PageSize bounds the pages of lists below what is asked for; 0 doesn't.
	PageSize int
	// Hide keeps activities out of lists. Nil hides none.
	Hide func(*Activity) bool
	// Limits are those of the application.
	Limits Limits
	// Callback reaches the webhook of the application. Nil reaches none.
	Callback *http.Client

	mu       sync.Mutex
	athletes map[int64][]*Activity
	oauth    *server.Server
	tokens   *tokens
	faults   map[Endpoint][]Fault
	usage    usage
	counts   map[Endpoint]int
	hooks    []subscription
	hookID   int64
}

// Consent is an answer to the question for leave.
type Consent struct {
	Athlete int64
	Scopes  string // comma-separated; "" gives all that was asked for
	Denied  bool
}

// Endpoint is a part of Strava that can fail and is counted.
type Endpoint string

const (
	Token   Endpoint = "token"
	Revoke  Endpoint = "revoke"
	List    Endpoint = "list"
	Streams Endpoint = "streams"
	Athlete Endpoint = "athlete"
	Hooks   Endpoint = "push_subscriptions"
)

// New is a stand-in with an athlete, whose number is 42, who gives every leave.
func New() *Server {
	s := &Server{
		Consent: Consent{Athlete: 42}, Limits: NewApplication,
		athletes: map[int64][]*Activity{42: nil},
		faults:   map[Endpoint][]Fault{}, counts: map[Endpoint]int{}, hookID: 1000,
	}
	s.startOAuth()
	return s
}

// Change changes fields while requests may be served.
func (s *Server) Change(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// Count is how many requests an endpoint got, those that failed included.
func (s *Server) Count(e Endpoint) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[e]
}

// Reads is how many reads the application spent.
func (s *Server) Reads() int { return s.Count(List) + s.Count(Streams) + s.Count(Athlete) }

// Reset sets all counts back.
func (s *Server) Reset() { s.Change(func() { clear(s.counts) }) }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	handle := func(pattern string, e Endpoint, h http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if fault := s.arrived(e); fault != nil {
				fault(w, r)
				return
			}
			h(w, r)
		})
	}
	mux.HandleFunc("GET /oauth/authorize", s.authorize)
	handle("POST /oauth/token", Token, s.token)
	handle("POST /oauth/revoke", Revoke, s.revoke)
	handle("GET /api/v3/athlete", Athlete, s.limited(s.athlete))
	handle("GET /api/v3/athlete/activities", List, s.limited(s.list))
	handle("GET /api/v3/activities/{id}/streams", Streams, s.limited(s.streams))
	handle("GET /api/v3/push_subscriptions", Hooks, s.subscriptions)
	handle("POST /api/v3/push_subscriptions", Hooks, s.subscribe)
	handle("DELETE /api/v3/push_subscriptions/{id}", Hooks, s.unsubscribe)
	mux.ServeHTTP(w, r)
}

// arrived counts a request and takes the fault that waits for it.
func (s *Server) arrived(e Endpoint) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[e]++
	if waiting := s.faults[e]; len(waiting) > 0 {
		s.faults[e] = waiting[1:]
		return waiting[0]
	}
	return nil
}

// athleteOf is whose access token a request shows.
func (s *Server) athleteOf(r *http.Request) (int64, bool) {
	access, ok := bearer(r)
	if !ok {
		return 0, false
	}
	return s.tokens.athlete(access, time.Now())
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// refuse answers in Strava's form.
func refuse(w http.ResponseWriter, status int, message, resource, field, code string) {
	errors := []map[string]string{}
	if resource != "" {
		errors = append(errors, map[string]string{"resource": resource, "field": field, "code": code})
	}
	reply(w, status, map[string]any{"message": message, "errors": errors})
}

func (s *Server) isApplication(v url.Values) bool {
	return v.Get("client_id") == ClientID && v.Get("client_secret") == ClientSecret
}

// Put adds activities of an athlete, or puts them in place of those of the
// same number.
func (s *Server) Put(athlete int64, activities ...*Activity) {
	s.Change(func() {
		for _, a := range activities {
			all := slices.DeleteFunc(s.athletes[athlete], func(b *Activity) bool { return b.ID == a.ID })
			s.athletes[athlete] = append(all, a)
		}
	})
}

// Delete removes activities of an athlete.
func (s *Server) Delete(athlete int64, ids ...int64) {
	s.Change(func() {
		s.athletes[athlete] = slices.DeleteFunc(s.athletes[athlete], func(a *Activity) bool { return slices.Contains(ids, a.ID) })
	})
}
