package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"needled/analysis"
)

// Another site can make a browser post here, but not in the person's name.
func TestPostsFromOtherSites(t *testing.T) {
	st := newStage(t)
	ada, kim := st.runner("Ada"), st.clinician("Kim")
	b := st.as(ada)
	for name, header := range map[string][2]string{
		"another site":              {"Sec-Fetch-Site", "cross-site"},
		"another host of this site": {"Sec-Fetch-Site", "same-site"},
		"an old browser":            {"Origin", "https://evil.example"},
		"a page without an origin":  {"Origin", "null"},
	} {
		for _, path := range []string{"/settings/sharing/" + kim.ID + "/grant", "/settings/account", "/logout", "/login", "/settings/tokens"} {
			r, err := http.NewRequest(http.MethodPost, st.server.URL+path, strings.NewReader("kind=api&token=x&name=x"))
			st.must(err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			st.wants(name+" posts to "+path, b.do(r), http.StatusForbidden, "That came from another site")
		}
	}
	if !b.signedIn() {
		t.Error("another site signed Ada out")
	}
	if may, err := st.store.Consented(t.Context(), "ada", kim.ID); err != nil || may {
		t.Error("another site granted access")
	}
	for _, path := range []string{"/logout", "/settings/sharing/" + kim.ID + "/grant"} {
		if a := b.get(path); a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotFound {
			t.Errorf("GET %s answers %d", path, a.status)
		}
	}
}

// A name of somebody else's that points here is answered nothing, signed in or
// not.
func TestRebindingHosts(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Ada"))
	for host, want := range map[string]int{
		st.server.Listener.Addr().String(): http.StatusOK, "localhost": http.StatusOK, "LOCALHOST:80": http.StatusOK, "[::1]:8321": http.StatusOK, "192.168.1.7": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "localhost.evil.example": http.StatusMisdirectedRequest, "127.0.0.1.evil.example:8321": http.StatusMisdirectedRequest,
		"127.0.0.1@evil.example": http.StatusMisdirectedRequest, "evil.example.": http.StatusMisdirectedRequest,
	} {
		r, err := http.NewRequest(http.MethodGet, st.server.URL+"/settings", nil)
		st.must(err)
		r.Host = host
		a := b.do(r)
		if a.status != want && !(want == http.StatusMisdirectedRequest && a.status == http.StatusBadRequest) {
			t.Errorf("host %s: answered %d, want %d", host, a.status, want)
		}
		if want != http.StatusOK && strings.Contains(a.body, "Ada") {
			t.Errorf("host %s is told of Ada", host)
		}
	}
	public := hostsOf("127.0.0.1:8321", "https://Needled.Example.org/sub")
	if !public.knows("needled.example.org") || !public.knows("NEEDLED.example.org:443") || public.knows("example.org") {
		t.Error("the public name should be known, and no other of its domain")
	}
}

// Where a request comes from is told by a proxy on this machine alone, and
// only once needled is told that there is one.
func TestWhereRequestsComeFrom(t *testing.T) {
	behind, alone := &Site{Parts: Parts{URL: "https://needled.example.org"}}, &Site{}
	for _, c := range []struct {
		site         *Site
		remote       string
		told         []string
		want, reason string
	}{
		{behind, "127.0.0.1:4000", []string{"198.51.100.7"}, "198.51.100.7", "the proxy tells"},
		{behind, "[::1]:4000", []string{"2001:db8::7"}, "2001:db8::7", "the proxy tells"},
		{behind, "127.0.0.1:4000", []string{"10.9.9.9, 198.51.100.7"}, "198.51.100.7", "the first was told to the proxy by whoever asks"},
		{behind, "127.0.0.1:4000", []string{"10.9.9.9", "198.51.100.7"}, "198.51.100.7", "the last header is the proxy's"},
		{behind, "127.0.0.1:4000", nil, "127.0.0.1", "nothing is told"},
		{behind, "127.0.0.1:4000", []string{"unknown"}, "127.0.0.1", "no address"},
		{behind, "198.51.100.9:4000", []string{"10.9.9.9"}, "198.51.100.9", "no proxy of ours"},
		{alone, "127.0.0.1:4000", []string{"10.9.9.9"}, "127.0.0.1", "there is no proxy"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.told}}
		if got := c.site.from(r); got != c.want {
			t.Errorf("from %s, told %q: %s, want %s: %s", c.remote, c.told, got, c.want, c.reason)
		}
	}
}

// Every answer forbids what pages of needled don't do.
func TestHeaders(t *testing.T) {
	st := newStage(t)
	b := st.nobody()
	for _, path := range []string{"/login", "/nowhere", "/setup?token=x", "/assets/app.css", "/runs"} {
		a := b.get(path)
		policy := a.header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, a.header)
		}
		if path != "/assets/app.css" && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by others: %q", path, a.header.Get("Cache-Control"))
		}
	}
}

// A body longer than any form is refused, whoever sends it.
func TestLongForms(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Ada"))
	long := url.Values{"name": {strings.Repeat("x", most)}, "login": {"ada"}, "password": {password}, "token": {"x"}}
	for _, path := range []string{"/login", "/join", "/setup", "/password", "/settings/account", "/settings/runner"} {
		st.wants(path, b.post(path, long), http.StatusRequestEntityTooLarge, "That is too large")
	}
}

// What the pages here do with a runner's data goes through the one decision;
// here a clinician's rights, and an admin's, are tried on what is the runner's
// alone.
func TestOthersChangeNothing(t *testing.T) {
	st := newStage(t)
	ada, kim, rob := st.runner("Ada"), st.clinician("Kim"), st.admin("Rob")
	st.grant(ada, kim)
	for name, b := range map[string]*browser{"a clinician who may see": st.as(kim), "an admin": st.as(rob)} {
		for _, path := range []string{"/settings/runner", "/settings/messages", "/settings/sharing/" + kim.ID + "/grant", "/settings/sharing/" + kim.ID + "/withdraw",
			"/patients/ada/settings/runner", "/patients/ada/settings/sharing/" + kim.ID + "/grant"} {
			if a := b.post(path, url.Values{"hrmax": {"180"}}); a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
				t.Errorf("%s posts to %s: %d", name, path, a.status)
			}
		}
	}
	r, err := st.store.Runner(t.Context(), "ada")
	if st.must(err); r.HRMax != nil || r.Experience != analysis.Experience("") {
		t.Errorf("Ada is %+v", r)
	}
	if c, err := st.store.Consents(t.Context(), "ada"); err != nil || len(c) != 1 || c[0].Withdrawn != nil {
		t.Errorf("consents %+v %v", c, err)
	}
}
