package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

func TestRunnerSettings(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	b := st.as(ada)
	st.wants("the settings", b.get("/settings"), http.StatusOK, "Your running", "Europe/Berlin", "kilometres", "Usual distance of a run")
	all := url.Values{"shown_in": {"metric"}, "units": {"imperial"}, "zone": {"Europe/Berlin"}, "experience": {"new"}, "returning": {"yes"},
		"hrmax": {"188"}, "resting": {"52"}, "born": {"1985"}, "usual": {"6,5"}}
	st.wentTo("everything", b.post("/settings/runner", all), "/settings")
	r, err := st.store.Runner(t.Context(), "ada")
	st.must(err)
	if r.Units != analysis.Imperial || r.Zone.String() != "Europe/Berlin" || r.Experience != analysis.NewRunner || !r.ReturningFromInjury ||
		*r.HRMax != 188 || *r.RestingHR != 52 || *r.BirthYear != 1985 || *r.UsualM != 6500 {
		t.Errorf("kept as %+v", r)
	}
	page := b.get("/settings")
	st.wants("in miles now", page, http.StatusOK, `value="4.04"`, ">mi<", `value="188"`, `value="Europe/Berlin"`, `name="shown_in" value="imperial"`)
	// What is shown rounded comes back as it was kept.
	all.Set("shown_in", "imperial")
	all.Set("usual", "4.04")
	st.wentTo("again", b.post("/settings/runner", all), "/settings")
	if r, err = st.store.Runner(t.Context(), "ada"); err != nil || *r.UsualM != 6500 {
		t.Errorf("keeping it as it was made %v m of 6500", *r.UsualM)
	}
	all.Set("usual", "5")
	st.wentTo("in miles", b.post("/settings/runner", all), "/settings")
	if r, err = st.store.Runner(t.Context(), "ada"); err != nil || *r.UsualM != 5*metresPerMile {
		t.Errorf("5 miles are %v m", *r.UsualM)
	}
	st.wentTo("nothing at all", b.post("/settings/runner", url.Values{}), "/settings")
	r, err = st.store.Runner(t.Context(), "ada")
	if st.must(err); r.HRMax != nil || r.RestingHR != nil || r.BirthYear != nil || r.UsualM != nil || r.Zone != nil || r.Units != "" || r.ReturningFromInjury {
		t.Errorf("nothing entered is kept as %+v", r)
	}
}

func TestRunnerSettingsMistakes(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Ada"))
	for _, c := range []struct{ field, value, want string }{
		{"units", "furlongs", "Choose one of those listed."},
		{"shown_in", "furlongs", ""},
		{"experience", "expert", "Choose one of those listed."},
		{"zone", "Europe/Berlim", "There is no time zone Europe/Berlim."},
		{"zone", "Local", "There is no time zone Local."},
		{"zone", "../../etc/passwd", "There is no time zone"},
		{"hrmax", "99", "Enter a number from 100 to 240."},
		{"hrmax", "241", "Enter a number from 100 to 240."},
		{"hrmax", "fast", "Enter a number from 100 to 240."},
		{"hrmax", "NaN", "Enter a number from 100 to 240."},
		{"resting", "24", "Enter a number from 25 to 120."},
		{"born", "2022", "Enter a number from 1916 to 2021."},
		{"born", "1985.5", "Enter a whole number"},
		{"usual", "0.2", "Enter a number from 0.3 to 100."},
		{"usual", "101", "Enter a number from 0.3 to 100."},
	} {
		a := b.post("/settings/runner", url.Values{c.field: {c.value}, "resting": {"50"}, c.field: {c.value}})
		st.wants(c.field+" "+c.value, a, http.StatusUnprocessableEntity, c.want)
	}
	a := b.post("/settings/runner", url.Values{"hrmax": {"110"}, "resting": {"110"}})
	st.wants("resting as high as highest", a, http.StatusUnprocessableEntity, "It can&#39;t be as high as the highest heart rate.", `value="110"`)
	a = b.post("/settings/runner", url.Values{"zone": {hostile}, "hrmax": {hostile}, "resting": {hostile}, "born": {hostile}, "usual": {hostile}})
	st.wants("script", a, http.StatusUnprocessableEntity)
	st.harmless("script", a)
	if r, err := st.store.Runner(t.Context(), "ada"); err != nil || r.HRMax != nil {
		t.Errorf("something wrong was kept: %+v %v", r, err)
	}
	st.wants("somebody who keeps no runs", st.as(st.clinician("Kim")).post("/settings/runner", url.Values{}), http.StatusNotFound)
}

func TestAccount(t *testing.T) {
	st := newStage(t)
	st.runner("Ben")
	b := st.as(st.runner("Ada"))
	st.wentTo("another name and login", b.post("/settings/account", url.Values{"name": {"Ada L."}, "login": {"ADA"}}), "/settings")
	st.wentTo("by the new login", st.nobody().signIn("ada", password), "/")
	st.wants("the settings", b.get("/settings"), http.StatusOK, "Your account is changed.", `value="Ada L."`, `value="ada"`)
	st.wentTo("one's own login again", b.post("/settings/account", url.Values{"name": {"Ada L."}, "login": {"ada"}}), "/settings")
	st.wants("somebody else's", b.post("/settings/account", url.Values{"name": {"Ada"}, "login": {"Ben@example.org"}}), http.StatusUnprocessableEntity, "Somebody else has this login.")
	st.wants("nothing", b.post("/settings/account", url.Values{}), http.StatusUnprocessableEntity, "Enter your name.", "Enter a login.")
	if l := st.lines("edit account"); len(l) != 2 {
		t.Errorf("the audit log has %+v", l)
	}
	st.wentTo("script", b.post("/settings/account", url.Values{"name": {hostile}, "login": {hostile}}), "/settings")
	st.harmless("script", b.get("/settings"))
}

func TestChangePassword(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	here, elsewhere := st.as(ada), st.as(ada)
	const another = "staple battery horse"
	st.wants("without the present one", here.post("/settings/password", url.Values{"present": {"wrong"}, "password": {another}}), http.StatusUnprocessableEntity, "This isn&#39;t your present password.")
	st.wants("a weak one", here.post("/settings/password", url.Values{"present": {password}, "password": {"short"}}), http.StatusUnprocessableEntity, "of at least 10 characters")
	if !elsewhere.signedIn() {
		t.Error("mistakes sign out elsewhere")
	}
	before := here.client.Jar.Cookies(nil)[0].Value
	st.wentTo("a new one", here.post("/settings/password", url.Values{"present": {password}, "password": {another}}), "/settings")
	if !here.signedIn() || elsewhere.signedIn() {
		t.Error("here should be signed in, elsewhere not")
	}
	old := st.nobody()
	old.client.Jar.SetCookies(nil, []*http.Cookie{{Name: st.site.sessions.Cookie.Name, Value: before}})
	if old.signedIn() {
		t.Error("the session from before the change still holds")
	}
	st.wentTo("signing in with it", st.nobody().signIn("ada@example.org", another), "/")
	st.wants("with the old one", st.nobody().signIn("ada@example.org", password), http.StatusUnprocessableEntity)
	// Whoever stole a session can't guess the password here either.
	turnedAway := false
	for range 40 {
		turnedAway = turnedAway || here.post("/settings/password", url.Values{"present": {"guess"}, "password": {another}}).status == http.StatusTooManyRequests
	}
	if !turnedAway {
		t.Error("40 guesses at the present password are taken")
	}
}

func TestTokens(t *testing.T) {
	st := newStage(t)
	ada, ben := st.runner("Ada"), st.runner("Ben")
	b := st.as(ada)
	for _, c := range []struct {
		kind store.TokenKind
		name string
		says string
	}{{store.TokenAPI, "script", "It may do all that you may"}, {store.TokenInbox, "phone", "/api/v1/inbox/NAME"}, {store.TokenCalendar, "", "Add this address to your calendar"}} {
		made := b.post("/settings/tokens", url.Values{"kind": {string(c.kind)}, "token": {c.name}})
		st.wants(string(c.kind), made, http.StatusOK, c.says, "only this once")
		text := st.shown(made)
		if c.kind == store.TokenCalendar {
			text = strings.TrimSuffix(strings.TrimPrefix(text, st.server.URL+"/calendar/"), ".ics")
		}
		p, err := st.store.TokenPerson(t.Context(), hashOf(text), c.kind, st.now())
		if err != nil || p.ID != ada.ID {
			t.Errorf("%s: the token is of %q, %v", c.kind, p.Name, err)
		}
		if strings.Contains(b.get("/settings").body, text) {
			t.Errorf("%s: the token is shown again", c.kind)
		}
	}
	page := b.get("/settings")
	st.wants("the settings", page, http.StatusOK, "script", "phone", "files only", "There is one since Wed 4 Mar 2026, 09:00", "or within the hour after")
	tokens, err := st.store.Tokens(t.Context(), ada.ID)
	st.must(err)
	calendar := st.shown(b.post("/settings/tokens", url.Values{"kind": {"calendar"}}))
	now, err := st.store.Tokens(t.Context(), ada.ID)
	if st.must(err); len(now) != 4 || now[1].Revoked == nil || !strings.Contains(calendar, "/calendar/") {
		t.Errorf("another address leaves the one before: %+v", now)
	}
	for _, token := range tokens {
		st.wants("Ben revokes Ada's", st.as(ben).post("/settings/tokens/"+token.ID+"/revoke", nil), http.StatusNotFound)
		st.wentTo("revoking", b.post("/settings/tokens/"+token.ID+"/revoke", nil), "/settings")
	}
	st.wants("all revoked", b.get("/settings"), http.StatusOK, "It is revoked", "None. A script")
	st.wants("no name", b.post("/settings/tokens", url.Values{"kind": {"api"}}), http.StatusUnprocessableEntity, "Enter a name.")
	st.wants("no kind", b.post("/settings/tokens", url.Values{"token": {"x"}}), http.StatusUnprocessableEntity, "Choose what it may do.")
	st.wants("another kind", b.post("/settings/tokens", url.Values{"token": {"x"}, "kind": {"root"}}), http.StatusUnprocessableEntity, "Choose one of those listed.")
	a := b.post("/settings/tokens", url.Values{"token": {hostile}, "kind": {"api"}})
	st.harmless("script", a)
	st.harmless("script in the list", b.get("/settings"))
	kim := st.as(st.clinician("Kim"))
	st.wants("a clinician hands in no files", kim.post("/settings/tokens", url.Values{"token": {"x"}, "kind": {"inbox"}}), http.StatusUnprocessableEntity)
	if strings.Contains(kim.get("/settings").body, "Calendar") {
		t.Error("a clinician without runs is offered a calendar")
	}
}

func TestSharing(t *testing.T) {
	st := newStage(t)
	ada, ben, kim := st.runner("Ada"), st.runner("Ben"), st.clinician("Kim")
	lee := st.clinician("Lee")
	b, clinic := st.as(ada), st.as(kim)
	st.wants("at first", b.get("/settings/sharing"), http.StatusOK, "Kim", "can’t see your runs", "Let Kim see my runs", "Nobody so far.", "They never see what comes from Strava")
	st.wants("without it", clinic.get("/patients/ada/today"), http.StatusNotFound)
	st.wentTo("granting", b.post("/settings/sharing/"+kim.ID+"/grant", nil), "/settings/sharing")
	st.wants("granted", b.get("/settings/sharing"), http.StatusOK, "Kim may see your runs from now on.", "may see your runs since Wed 4 Mar 2026, 09:00", "Withdraw")
	st.wants("with it", clinic.get("/patients/ada/today"), http.StatusOK)
	st.wants("and again", clinic.get("/patients/ada/today"), http.StatusOK)
	st.after(time.Hour)
	page := b.get("/settings/sharing")
	st.wants("who looked", page, http.StatusOK, "Wed 4 Mar 2026, 09:00", "looked at your day, 2 times")
	if strings.Contains(page.body, "grant access") || strings.Contains(page.body, "Nobody so far") {
		t.Error("what Ada did herself is among what others did")
	}
	st.wentTo("withdrawing", b.post("/settings/sharing/"+kim.ID+"/withdraw", nil), "/settings/sharing")
	st.wants("with the page still open", clinic.get("/patients/ada/today"), http.StatusNotFound)
	st.wants("withdrawn", b.get("/settings/sharing"), http.StatusOK, "Kim can’t see your runs any more, as of now.", "it was withdrawn Wed 4 Mar 2026, 10:00", "Let Kim see my runs")
	for _, id := range []string{ben.ID, ada.ID, "p99", "x", "%2e%2e"} {
		st.wants("granting to "+id, b.post("/settings/sharing/"+id+"/grant", nil), http.StatusNotFound)
	}
	st.wants("withdrawing from nobody", b.post("/settings/sharing/p99/withdraw", nil), http.StatusNotFound)
	st.admin("Rob")
	lee.Disabled = new(st.now())
	st.must(rewrite(t.Context(), st.store, lee))
	st.wants("granting to who is disabled", b.post("/settings/sharing/"+lee.ID+"/grant", nil), http.StatusNotFound)
	if strings.Contains(b.get("/settings/sharing").body, "Lee") {
		t.Error("a disabled clinician who never saw anything is listed")
	}
	st.wants("somebody without runs", clinic.get("/settings/sharing"), http.StatusNotFound)
	if got := len(st.lines("grant access")) + len(st.lines("withdraw access")); got != 2 {
		t.Errorf("%d lines of granting and withdrawing are in the audit log, want 2", got)
	}
}

func TestWhoLookedHasPages(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	for i := range looksShown + 1 {
		st.must(st.store.AddAudit(t.Context(), store.Audit{At: st.now(), Who: "p9", WhoName: "Kim", Deed: "view run", Whose: "ada", Object: fmt.Sprintf("r%d", i), Outcome: "ok"}))
		st.must(st.store.AddAudit(t.Context(), store.Audit{Who: ada.ID, WhoName: "Ada", Deed: "add check-in", Whose: "ada", Outcome: "ok"}))
	}
	b := st.as(ada)
	page := b.get("/settings/sharing")
	st.wants("the newest", page, http.StatusOK, `href="/settings/sharing?before=`, `<a href="/runs/r50">looked at a run</a>`)
	if n := strings.Count(page.body, "looked at a run"); n != looksShown {
		t.Errorf("%d lines on the first page, want %d", n, looksShown)
	}
	older := strings.Split(strings.Split(page.body, `href="/settings/sharing?before=`)[1], `#`)[0]
	page = b.get("/settings/sharing?before=" + older)
	if n := strings.Count(page.body, "looked at a run"); n != 1 {
		t.Errorf("%d lines on the second page, want 1", n)
	}
	st.wants("before all", b.get("/settings/sharing?before=1"), http.StatusOK, "Nobody, before that.")
}

// What programs come in by holds on over a new password, unless it is revoked
// with it; how much that is, is told.
func TestANewPasswordAndTokens(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	b := st.as(ada)
	b.post("/settings/tokens", url.Values{"kind": {"api"}, "token": {"script"}})
	holds := func() bool {
		t.Helper()
		all, err := st.store.Tokens(t.Context(), ada.ID)
		st.must(err)
		return all[0].Revoked == nil
	}
	st.wants("settings", b.get("/settings"), http.StatusOK, "Revoke all tokens")
	b.post("/settings/password", url.Values{"present": {password}, "password": {"three odd words"}})
	st.wants("told", b.get("/settings"), http.StatusOK, "1 token of a program")
	if !holds() {
		t.Error("the token ended unasked")
	}
	b.post("/settings/password", url.Values{"present": {"three odd words"}, "password": {"four other odd words"}, "revoke": {"yes"}})
	st.wants("told", b.get("/settings"), http.StatusOK, "1 token of programs ended too")
	if holds() {
		t.Error("the token holds on")
	}
}

// With the clinician's role goes what runners granted: admins and the runner
// are told. A password link is told to the runner too.
func TestTheRoleGoesWithWhatWasGranted(t *testing.T) {
	st := newStage(t)
	rob, anna, kim := st.admin("Rob"), st.runner("Anna"), st.clinician("Kim")
	st.grant(anna, kim)
	other := st.as(kim)
	b := st.as(rob)
	b.post("/people/"+kim.ID, url.Values{"name": {"Kim"}, "admin": {"yes"}})
	st.wants("told to admins", b.get("/people"), http.StatusOK, "what 1 runner granted is withdrawn")
	if a := other.get("/settings"); a.status != http.StatusSeeOther {
		t.Errorf("a session outlives the role: %d", a.status)
	}
	b.post("/people/"+kim.ID, url.Values{"name": {"Kim"}, "clinician": {"yes"}})
	if may, err := st.store.Consented(t.Context(), "anna", kim.ID); err != nil || may {
		t.Errorf("what was granted wakes with the role: %v, %v", may, err)
	}
	b.post("/people/"+anna.ID+"/password", nil)
	st.wants("told to the runner", st.as(anna).get("/settings/sharing"), http.StatusOK, "ended that a clinician may see your runs", "made a link for a new password of yours", "it was withdrawn")
}
