package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/secret"
)

// hostile is entered in every field of text.
const hostile = `"><script>alert(1)</script>{{.}}`

// harmless fails where hostile comes back as anything but text.
func (st *stage) harmless(what string, a answer) {
	st.Helper()
	if strings.Contains(a.body, "<script>alert") {
		st.Errorf("%s: script comes back as it is", what)
	}
}

// shown is what a page shows the only time it is known.
func (st *stage) shown(a answer) string {
	st.Helper()
	m := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(a.body)
	if a.status != http.StatusOK || m == nil {
		st.Fatalf("nothing is shown: %d %s", a.status, a.body)
	}
	return html.UnescapeString(m[1])
}

// local is the path of an address of the stage.
func (st *stage) local(address string) string {
	st.Helper()
	path, found := strings.CutPrefix(address, st.server.URL)
	if !found {
		st.Fatalf("%s isn't an address of %s", address, st.server.URL)
	}
	return path
}

func tokenOf(address string) string {
	_, token, _ := strings.Cut(address, "token=")
	return token
}

// startLink is what the daemon prints when it starts, with people and no
// runner of its own when shared.
func (st *stage) startLink() string {
	st.Helper()
	link, err := StartLink(st.Context(), st.site.Parts)
	st.must(err)
	return link
}

func setUpValues(token string) url.Values {
	return url.Values{"token": {token}, "name": {"Rob Castellan"}, "login": {"Rob"}, "password": {password}, "runs": {""}}
}

func TestSetUp(t *testing.T) {
	st := newStage(t)
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ada"}))
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ben"}))
	link := st.startLink()
	b := st.nobody()
	st.wants("the link", b.get(st.local(link)), http.StatusOK, "Set up needled", "the runs of ada are mine", "the runs of ben are mine")
	values := setUpValues(tokenOf(link))
	values.Set("runs", "ben")
	st.wentTo("setting up", b.post("/setup", values), "/")
	st.wentTo("the first page", b.get("/"), "/today")
	p, err := st.store.PersonByLogin(t.Context(), "rob")
	st.must(err)
	if !p.Admin || p.Runner != "ben" || p.Name != "Rob Castellan" || !secret.CheckPassword(p.Password, password) {
		t.Errorf("set up: %+v", p)
	}
	if l := st.lines("set up"); len(l) != 1 || l[0].Who != p.ID {
		t.Errorf("the audit log has %+v", l)
	}
	st.wants("the link again", st.nobody().get(st.local(link)), http.StatusNotFound, "This link doesn&#39;t work", "was used on 4 March 2026", "needled link")
	st.wants("posting it again", st.nobody().post("/setup", values), http.StatusNotFound, "was used")
	if l := st.lines("set up"); len(l) != 2 || l[0].Outcome != "refused" {
		t.Errorf("the audit log has %+v", l)
	}
	if link := st.startLink(); link != "" {
		t.Errorf("needled gives out another link once it is set up")
	}
}

func TestSetUpMistakes(t *testing.T) {
	st := newStage(t)
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ada"}))
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ben"}))
	link := st.startLink()
	for _, c := range []struct{ field, value, want string }{
		{"name", "", "Enter your name."},
		{"name", "a\nb", "There are characters in it that can&#39;t be seen."},
		{"name", strings.Repeat("x", 101), "At most 100 characters fit in here."},
		{"login", "", "Enter a login."},
		{"login", "rob castellan", "A login has no spaces in it."},
		{"password", "", "Choose a password."},
		{"password", "too short", "The password has 9 of at least 10 characters"},
		{"password", "password123", "among the first anybody tries"},
		{"password", "Rob Castellan", "the same as the name"},
		{"runs", "eve", "Choose one of those listed."},
	} {
		values := setUpValues(tokenOf(link))
		values.Set(c.field, c.value)
		a := st.nobody().post("/setup", values)
		st.wants(c.field+" "+c.value, a, http.StatusUnprocessableEntity, c.want, "There is something to mend", `value="`+tokenOf(link)+`"`)
		if c.field != "login" && !strings.Contains(a.body, `value="Rob"`) {
			t.Errorf("%s %q: the login that was entered is gone", c.field, c.value)
		}
	}
	values := setUpValues(tokenOf(link))
	values.Set("name", hostile)
	values.Set("login", hostile)
	values.Set("password", "")
	st.harmless("name and login", st.nobody().post("/setup", values))
	st.wentTo("without mistakes, the link still works", st.nobody().post("/setup", setUpValues(tokenOf(link))), "/")
}

func TestLinksThatDoNotWork(t *testing.T) {
	st := newStage(t)
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ada"}))
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "ben"}))
	earlier, link := st.startLink(), ""
	link = st.startLink()
	for _, path := range []string{"/setup", "/join", "/password", "/open"} {
		for name, token := range map[string]string{"no token": "", "part of one": tokenOf(link)[:20], "another": secret.NewToken(), "far too long": strings.Repeat("x", 10_000)} {
			st.wants(path+", "+name, st.nobody().get(path+"?token="+token), http.StatusNotFound, "This link doesn&#39;t work", "Check that all of it was copied")
			st.wants(path+", "+name, st.nobody().post(path, url.Values{"token": {token}, "name": {"Eve"}, "login": {"eve"}, "password": {password}}), http.StatusNotFound, "This link doesn&#39;t work")
		}
	}
	for _, path := range []string{"/join", "/password", "/open"} {
		st.wants("a set-up link at "+path, st.nobody().post(path, url.Values{"token": {tokenOf(link)}, "name": {"Eve"}, "login": {"eve"}, "password": {password}}), http.StatusNotFound)
	}
	st.wants("the link before the last", st.nobody().get(st.local(earlier)), http.StatusNotFound, "was withdrawn")
	st.after(24*time.Hour - time.Second)
	st.wants("in its last second", st.nobody().get(st.local(link)), http.StatusOK)
	st.after(time.Second)
	st.wants("expired", st.nobody().get(st.local(link)), http.StatusNotFound, "expired on 5 March 2026", "needled link")
	st.wants("expired, posted", st.nobody().post("/setup", setUpValues(tokenOf(link))), http.StatusNotFound, "expired")
	if people, err := st.store.People(t.Context()); err != nil || len(people) != 0 {
		t.Errorf("somebody got in: %v %v", people, err)
	}
	// However many are tried, the audit log stays small.
	before := len(st.lines("accept invitation"))
	for range 300 {
		st.nobody().post("/join", url.Values{"token": {"x"}})
	}
	if n := len(st.lines("accept invitation")) - before; n < 90 || n > 100 {
		t.Errorf("300 wrong links are %d lines in the audit log, want at most 100", n)
	}
}

// One runner on one machine needs no account, until others are let in.
func TestAloneThenWithOthers(t *testing.T) {
	st := newStage(t)
	link := st.startLink()
	b := st.nobody()
	page := b.get(st.local(link))
	st.wants("the link", page, http.StatusOK, "Open needled")
	st.wants("looking at it again, as mail programs do", st.nobody().get(st.local(link)), http.StatusOK, "Open needled")
	st.wentTo("opening", b.post("/open", url.Values{"token": {tokenOf(link)}}), "/")
	st.wants("opening twice", st.nobody().post("/open", url.Values{"token": {tokenOf(link)}}), http.StatusNotFound, "was used", "needled link")
	settings := b.get("/settings")
	st.wants("the settings", settings, http.StatusOK, "Use it with others", "What changes", "Your running")
	if strings.Contains(settings.body, "Present password") || strings.Contains(settings.body, `href="/people"`) {
		t.Error("the owner is asked for a password, or shown people")
	}
	st.wants("a weak password", b.post("/settings/password", url.Values{"login": {"ada"}, "password": {"short"}}), http.StatusUnprocessableEntity, "of at least 10 characters", `value="ada"`)
	other := st.nobody()
	link = st.startLink()
	st.wentTo("another browser", other.post("/open", url.Values{"token": {tokenOf(link)}}), "/")
	left := st.startLink()

	st.wentTo("choosing login and password", b.post("/settings/password", url.Values{"login": {"Ada"}, "password": {password}}), "/settings")
	st.wants("the settings after it", b.get("/settings"), http.StatusOK, "From now on you sign in as ada.", "Present password", `href="/people"`)
	if other.signedIn() {
		t.Error("the other browser is still signed in, without a password")
	}
	st.wants("a link that was left over", st.nobody().post("/open", url.Values{"token": {tokenOf(left)}}), http.StatusNotFound, "was withdrawn")
	st.wentTo("signing in", st.nobody().signIn("ada", password), "/")
}
