package daemon

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Behind a proxy the figures are for the machine alone, and under the name of
// another site there is nothing but whether the process lives.
func TestWhatIsNotForThePublic(t *testing.T) {
	s := newStage(t, "[daemon]\nlisten = \"127.0.0.1:0\"\nurl = \"https://needled.example.org\"\n")
	routes := s.working().routes("127.0.0.1:8321")
	for _, c := range []struct {
		path, host string
		header     string
		want       int
	}{
		{"/metrics", "127.0.0.1:8321", "", http.StatusOK},
		{"/metrics", "localhost:8321", "", http.StatusOK},
		{"/metrics", "127.0.0.1:8321", "X-Forwarded-For", http.StatusNotFound},
		{"/metrics", "127.0.0.1:8321", "X-Forwarded-Host", http.StatusNotFound},
		{"/metrics", "127.0.0.1:8321", "Forwarded", http.StatusNotFound},
		{"/metrics", "needled.example.org", "", http.StatusNotFound},
		{"/metrics", "NEEDLED.example.org:443", "", http.StatusNotFound},
		{"/metrics", "rebound.example", "", http.StatusMisdirectedRequest},
		{"/webhooks/strava/x", "rebound.example", "", http.StatusMisdirectedRequest},
		{"/webhooks/strava/x", "needled.example.org", "X-Forwarded-For", http.StatusNotFound},
		{"/login", "rebound.example", "", http.StatusMisdirectedRequest},
		{"/healthz", "rebound.example", "X-Forwarded-For", http.StatusOK},
		{"/readyz", "rebound.example", "X-Forwarded-For", http.StatusOK},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Host = c.host
		if c.header != "" {
			r.Header.Set(c.header, "203.0.113.7")
		}
		answer := httptest.NewRecorder()
		routes.ServeHTTP(answer, r)
		if answer.Code != c.want {
			t.Errorf("%s at %s with %q answers %d, want %d", c.path, c.host, c.header, answer.Code, c.want)
		}
	}
}

// A site that is reached by https says that it is never reached otherwise.
func TestHTTPSOnly(t *testing.T) {
	for url, want := range map[string]bool{"https://needled.example.org": true, "http://needled.example.org": false, "": false} {
		s := newStage(t, "[daemon]\nlisten = \"127.0.0.1:0\"\n"+map[bool]string{true: "url = \"" + url + "\"\n"}[url != ""])
		answer := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/login", nil)
		s.service().routes("127.0.0.1:8321").ServeHTTP(answer, r)
		if got := answer.Header().Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("at %q it is said: %v", url, got)
		}
	}
}
