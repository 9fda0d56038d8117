package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
)

// signsIn says whether a browser is signed in.
func (b *browser) signedIn() bool {
	b.Helper()
	a := b.get("/settings")
	if a.status != http.StatusOK && a.status != http.StatusSeeOther {
		b.Fatalf("GET /settings: %d %s", a.status, a.body)
	}
	return a.status == http.StatusOK
}

// wants fails unless an answer has a status and holds texts.
func (st *stage) wants(what string, a answer, status int, texts ...string) {
	st.Helper()
	if a.status != status {
		st.Errorf("%s: answered %d, want %d: %s", what, a.status, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			st.Errorf("%s: %q isn't in the answer:\n%s", what, text, a.body)
		}
	}
}

// wentTo fails unless an answer sends the browser on to a path.
func (st *stage) wentTo(what string, a answer, path string) {
	st.Helper()
	if a.status != http.StatusSeeOther || a.header.Get("Location") != path {
		st.Errorf("%s: answered %d to %q, want 303 to %q: %s", what, a.status, a.header.Get("Location"), path, a.body)
	}
}

func (b *browser) signIn(login, password string) answer {
	b.Helper()
	return b.post("/login", url.Values{"login": {login}, "password": {password}})
}

// lines are those of the audit log with a deed, the newest first.
func (st *stage) lines(deed string) []store.Audit {
	st.Helper()
	all, err := st.store.Audits(st.Context(), store.AuditFilter{Deed: deed})
	st.must(err)
	return all
}

func TestSignIn(t *testing.T) {
	st := newStage(t)
	st.wants("before anybody has a password", st.nobody().get("/login"), http.StatusOK, "Nobody has a password here yet", "needled link")
	ada := st.runner("Ada")

	b := st.nobody()
	st.wentTo("a page that wants somebody", b.get("/runs?sport=run"), "/login?next=%2Fruns%3Fsport%3Drun")
	st.wants("the page to sign in", b.get("/login?next=%2Fruns%3Fsport%3Drun"), http.StatusOK, `name="next" value="/runs?sport=run"`)
	a := b.post("/login", url.Values{"login": {" ADA@example.org"}, "password": {password}, "next": {"/runs?sport=run"}})
	st.wentTo("signing in", a, "/runs?sport=run")
	if !b.signedIn() {
		t.Error("nobody is signed in after that")
	}
	st.wentTo("the page to sign in, for whoever is", b.get("/login"), "/")
	if l := st.lines("sign in"); len(l) != 1 || l[0].Who != ada.ID || l[0].Outcome != "ok" || l[0].From != "127.0.0.1" {
		t.Errorf("the audit log has %+v", l)
	}

	st.wentTo("signing out", b.post("/logout", nil), "/login")
	if b.signedIn() {
		t.Error("somebody is signed in after signing out")
	}
	if l := st.lines("sign out"); len(l) != 1 || l[0].Who != ada.ID {
		t.Errorf("the audit log has %+v", l)
	}
}

func TestSignInMistakes(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	b := st.nobody()
	st.wants("nothing entered", b.signIn("", ""), http.StatusUnprocessableEntity, "Enter your login.", "Enter your password.")
	const same = "Login and password don&#39;t go together."
	wrong := b.signIn("ada@example.org", "wrong")
	st.wants("a wrong password", wrong, http.StatusUnprocessableEntity, same, `value="ada@example.org"`)
	unknown := b.signIn("eve@example.org", "wrong")
	st.wants("an unknown login", unknown, http.StatusUnprocessableEntity, same)
	if strings.ReplaceAll(wrong.body, "ada@", "") != strings.ReplaceAll(unknown.body, "eve@", "") {
		t.Error("the page tells an unknown login from a wrong password")
	}
	if strings.Contains(wrong.body, `value="wrong"`) {
		t.Error("the password is shown again")
	}
	st.admin("Rob")
	ada.Disabled = new(st.now())
	st.must(rewrite(t.Context(), st.store, ada))
	st.wants("a disabled account", b.signIn("ada@example.org", password), http.StatusUnprocessableEntity, same)
	for _, l := range st.lines("sign in") {
		if l.Outcome != "refused" || l.Who != "" || l.Object != "" && l.Object != ada.ID {
			t.Errorf("the audit log has %+v", l)
		}
	}
	hostile := `"><script>alert(1)</script>`
	if a := b.signIn(hostile, hostile); strings.Contains(a.body, "<script") || !strings.Contains(a.body, "&lt;script&gt;") {
		t.Errorf("script in the login comes back as it is: %s", a.body)
	}
}

// An unknown login takes as long as a wrong password: the hash is made anyway.
func TestSignInTakesAsLongForUnknownLogins(t *testing.T) {
	st := newStage(t)
	st.runner("Ada")
	b := st.nobody()
	shortest := func(login string) time.Duration {
		best := time.Hour
		for range 4 {
			began := time.Now()
			b.signIn(login, "a wrong password")
			best = min(best, time.Since(began))
		}
		return best
	}
	if known, unknown := shortest("ada@example.org"), shortest("eve@example.org"); unknown < known/4 {
		t.Errorf("a wrong password takes %v, an unknown login %v", known, unknown)
	}
}

func TestNextStaysHere(t *testing.T) {
	for address, want := range map[string]string{
		"/":                       "/",
		"/runs/a1?x=1#chart":      "/runs/a1?x=1#chart",
		"/patients/Ada%20L/today": "/patients/Ada%20L/today",
		"/login?next=/runs":       "/login?next=/runs",
		"":                        "/",
		"runs":                    "/",
		"//evil.example":          "/",
		"/\\evil.example":         "/",
		"\\\\evil.example":        "/",
		"/a\\..\\b":               "/",
		"/\t/evil.example":        "/",
		"/\n/evil.example":        "/",
		" //evil.example":         "/",
		"/%2F/evil.example":       "/",
		"///evil.example":         "/",
		"https://evil.example/":   "/",
		"javascript:alert(1)":     "/",
		"http:evil.example":       "/",
	} {
		if got := localPath(address); got != want {
			t.Errorf("next %q leads to %q, want %q", address, got, want)
		}
	}
	st := newStage(t)
	st.runner("Ada")
	a := st.nobody().post("/login", url.Values{"login": {"ada@example.org"}, "password": {password}, "next": {"//evil.example"}})
	st.wentTo("signing in by a crafted address", a, "/")
}

// Ten thousand attempts at a password: the guesser gets nowhere, the log and
// the memory stay small, and the real person is in again a minute later.
func TestTenThousandAttempts(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	session := st.as(ada)
	guesser := st.nobody()
	outcomes := map[int]int{}
	for i := range 10_000 {
		login := "ada@example.org"
		if i%2 == 0 {
			login = fmt.Sprintf("login%d", i)
		}
		a := guesser.signIn(login, "guess")
		outcomes[a.status]++
		if a.status == http.StatusTooManyRequests && (a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "Too many tries")) {
			t.Fatalf("turned away with Retry-After %q: %s", a.header.Get("Retry-After"), a.body)
		}
	}
	if outcomes[http.StatusUnprocessableEntity] != 30 || outcomes[http.StatusTooManyRequests] != 9970 {
		t.Errorf("answers by status: %v, want 30 looked at and the others turned away", outcomes)
	}
	if l := st.lines("sign in"); len(l) != 31 || l[0].Outcome != "throttled" {
		t.Errorf("%d lines are in the audit log, the last %+v; want 30 refused and one throttled", len(l), l[0])
	}
	if a := guesser.signIn("ada@example.org", password); a.status != http.StatusTooManyRequests {
		t.Errorf("the right password is looked at while too many come: %d", a.status)
	}
	if !session.signedIn() {
		t.Error("Ada, who was signed in, isn't any more")
	}
	st.after(time.Minute)
	st.wentTo("the right password a minute later", guesser.signIn("ada@example.org", password), "/")
}

func TestNoSessionIsTakenOver(t *testing.T) {
	st := newStage(t)
	st.runner("Ada")
	st.runner("Ben")
	b := st.nobody()
	home, err := url.Parse(st.server.URL)
	st.must(err)
	name := st.site.sessions.Cookie.Name
	b.client.Jar.SetCookies(home, []*http.Cookie{{Name: name, Value: "chosen-by-somebody-else", Path: "/"}})
	b.signIn("ada@example.org", password)
	first := b.client.Jar.Cookies(home)[0].Value
	if first == "chosen-by-somebody-else" {
		t.Fatal("the session has the name that another chose")
	}
	stolen := st.nobody()
	stolen.client.Jar.SetCookies(home, []*http.Cookie{{Name: name, Value: "chosen-by-somebody-else", Path: "/"}})
	if stolen.signedIn() {
		t.Error("whoever chose the session is signed in by it")
	}
	// Signing in as another leaves nothing of the session before.
	b.signIn("ben@example.org", password)
	stolen.client.Jar.SetCookies(home, []*http.Cookie{{Name: name, Value: first, Path: "/"}})
	if stolen.signedIn() {
		t.Error("the session before signing in as another still holds")
	}
}

func TestSessionCookie(t *testing.T) {
	st := newStage(t)
	st.runner("Ada")
	a := st.nobody().signIn("ada@example.org", password)
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{"needled-", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "Domain") {
		t.Errorf("the cookie %q goes to other hosts too", cookie)
	}
	public := New(Parts{Store: st.store, URL: "https://needled.example.org", Listen: "127.0.0.1:8321", Now: st.now})
	if c := public.sessions.Cookie; c.Name != "__Host-needled" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
		t.Errorf("behind https the cookie is %+v", c)
	}
	// A runner's phone stays signed in for 60 days, a clinic's screen for 12 h.
	phone, clinic := st.nobody(), st.nobody()
	phone.signIn("ada@example.org", password)
	st.clinician("Kim")
	clinic.signIn("kim@example.org", password)
	st.after(12*time.Hour - time.Second)
	if !clinic.signedIn() {
		t.Error("a clinician is signed out before 12 h")
	}
	st.after(time.Second)
	if clinic.signedIn() || !phone.signedIn() {
		t.Error("after 12 h: the clinician should be signed out, the runner not")
	}
	st.after(60 * 24 * time.Hour)
	if phone.signedIn() {
		t.Error("a runner is signed in after 60 days")
	}
}

// Disabling somebody ends every session of theirs, for good.
func TestDisablingEndsSessions(t *testing.T) {
	st := newStage(t)
	ada, rob := st.runner("Ada"), st.admin("Rob")
	phone, admin := st.as(ada), st.as(rob)
	st.wentTo("disabling Ada", admin.post("/people/"+ada.ID, url.Values{"do": {"disable"}}), "/people")
	if phone.signedIn() {
		t.Error("Ada is signed in after she was disabled")
	}
	st.wentTo("enabling Ada", admin.post("/people/"+ada.ID, url.Values{"do": {"enable"}}), "/people")
	if phone.signedIn() {
		t.Error("the session from before is back after enabling")
	}
	st.wentTo("signing in again", phone.signIn("ada@example.org", password), "/")
	if l := st.lines(store.DeedDisablePerson); len(l) != 1 || l[0].Who != rob.ID || l[0].Object != ada.ID {
		t.Errorf("the audit log has %+v", l)
	}
}

// rewrite puts a person in place of how they stand.
func rewrite(ctx context.Context, s *store.Store, p store.Person) error {
	_, err := s.EditPerson(ctx, "", p.ID, func(now *store.Person) error { *now = p; return nil })
	return err
}
