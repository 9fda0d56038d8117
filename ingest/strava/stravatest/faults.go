package stravatest

import (
	"io"
	"net/http"
	"net/http/httptest"
)

// Fault answers a request in place of Strava.
type Fault = http.HandlerFunc

// Fail makes the next requests to an endpoint meet the faults, one each. Nil
// lets one through.
func (s *Server) Fail(e Endpoint, faults ...Fault) {
	s.Change(func() { s.faults[e] = append(s.faults[e], faults...) })
}

// FailAlways makes so many requests meet the same fault, more than any test
// makes.
func (s *Server) FailAlways(e Endpoint, fault Fault) {
	for range 10_000 {
		s.Fail(e, fault)
	}
}

// Mend takes all faults away.
func (s *Server) Mend() { s.Change(func() { clear(s.faults) }) }

// Status answers with a status and a body.
func Status(code int, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// Inactive is the answer to an application whose owner's subscription lapsed.
func Inactive() Fault {
	return Status(http.StatusForbidden, `{"message":"Forbidden","errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}`)
}

// Unauthorized is the answer to an access token that is no longer good.
func Unauthorized() Fault {
	return Status(http.StatusUnauthorized, `{"message":"Authorization Error","errors":[{"resource":"Athlete","field":"access_token","code":"invalid"}]}`)
}

// Redirect sends the program elsewhere.
func Redirect(to string) Fault {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusTemporaryRedirect) }
}

// Hang never answers.
func Hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// Cut answers the beginning of something and cuts the connection.
func Cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "4096")
	_, _ = io.WriteString(w, `[{"id":1,"start_date":"2026-`)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

// Lost does what the token endpoint does, and cuts the connection before its
// answer: the token that was renewed is dead, and nobody has the next one.
func (s *Server) Lost(w http.ResponseWriter, r *http.Request) {
	s.token(httptest.NewRecorder(), r)
	Cut(w, r)
}
