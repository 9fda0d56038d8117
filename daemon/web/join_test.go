package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/secret"
	"needled/daemon/store"
)

func joinValues(address string) url.Values {
	return url.Values{"token": {tokenOf(address)}, "name": {"Ada Lovelace"}, "login": {"ada"}, "password": {password}}
}

// A clinician invites a patient, who may say at once that the clinician sees
// the runs.
func TestClinicianInvites(t *testing.T) {
	for _, agrees := range []bool{true, false} {
		st := newStage(t)
		kim := st.clinician("Kim")
		clinic := st.as(kim)
		st.wants("the page to invite", clinic.get("/invitations"), http.StatusOK, "Invite patients", "None yet.")
		made := clinic.post("/patients", url.Values{"name": {"Ada"}, "admin": {"yes"}, "clinician": {"yes"}})
		st.wants("the invitation", made, http.StatusOK, "Invitation for Ada", "Wed 11 Mar 2026, 09:00", "needled sends nothing")
		address := st.shown(made)
		st.wants("the list", clinic.get("/invitations"), http.StatusOK, "Ada", "open until Wed 11 Mar 2026, 09:00", "Withdraw")
		if strings.Contains(clinic.get("/invitations").body, tokenOf(address)) {
			t.Error("the link is shown again in the list")
		}

		b := st.nobody()
		page := b.get(st.local(address))
		st.wants("the link", page, http.StatusOK, "Kim invited you as runner", `value="Ada"`, "May Kim see your runs?", "They never see what comes from Strava, where you ran", "You can withdraw it")
		if strings.Contains(page.body, "checked") {
			t.Error("the consent is ticked beforehand")
		}
		values := joinValues(address)
		if agrees {
			values.Set("consent", "yes")
		}
		st.wentTo("joining", b.post("/join", values), "/")
		st.wentTo("the first page", b.get("/"), "/today")
		ada, err := st.store.PersonByLogin(t.Context(), "ada")
		st.must(err)
		if ada.Runner != "Ada Lovelace" || ada.Admin || ada.Clinician {
			t.Errorf("joined as %+v", ada)
		}
		may, err := st.store.Consented(t.Context(), ada.Runner, kim.ID)
		if st.must(err); may != agrees {
			t.Errorf("consent ticked: %v, and Kim may see the runs: %v", agrees, may)
		}
		if granted := len(st.lines("grant access")) == 1; granted != agrees {
			t.Errorf("consent ticked: %v, and in the audit log: %v", agrees, granted)
		}
		st.wants("the link again", st.nobody().get(st.local(address)), http.StatusNotFound, "was used", "ask whoever invited you for another")
		st.wants("joining again", st.nobody().post("/join", values), http.StatusNotFound, "was used")
		st.wants("the list after it", clinic.get("/invitations"), http.StatusOK, "accepted Wed 4 Mar 2026, 09:00")
	}
}

func TestInvitationsEnd(t *testing.T) {
	st := newStage(t)
	kim, lee, rob := st.clinician("Kim"), st.clinician("Lee"), st.admin("Rob")
	clinic := st.as(kim)
	address := st.shown(clinic.post("/patients", url.Values{"name": {"Ada"}}))
	links, err := st.store.Links(t.Context(), kim.ID)
	st.must(err)
	withdraw := "/invitations/" + strings.Split(strings.Split(clinic.get("/invitations").body, `action="/invitations/`)[1], `"`)[0]
	if len(links) != 1 {
		t.Fatalf("%d links", len(links))
	}
	st.wants("another clinician withdraws it", st.as(lee).post(withdraw, nil), http.StatusNotFound)
	st.wants("a forged address", clinic.post("/invitations/"+strings.Repeat("0", 64)+"/withdraw", nil), http.StatusNotFound)
	st.wants("a short one", clinic.post("/invitations/00/withdraw", nil), http.StatusNotFound)
	st.wants("it works still", st.nobody().get(st.local(address)), http.StatusOK)
	st.wentTo("withdrawing", clinic.post(withdraw, nil), "/invitations")
	st.wants("the list", clinic.get("/invitations"), http.StatusOK, "The invitation of Ada is withdrawn", "withdrawn Wed 4 Mar 2026, 09:00")
	st.wants("withdrawn", st.nobody().get(st.local(address)), http.StatusNotFound, "was withdrawn", "ask whoever invited you")
	st.wants("withdrawn, posted", st.nobody().post("/join", joinValues(address)), http.StatusNotFound, "was withdrawn")

	address = st.shown(clinic.post("/patients", url.Values{"name": {"Ben"}}))
	st.after(7*24*time.Hour - time.Second)
	st.wants("in its last second", st.nobody().get(st.local(address)), http.StatusOK)
	st.after(time.Second)
	st.wants("expired", st.nobody().get(st.local(address)), http.StatusNotFound, "expired on 11 March 2026", "ask whoever invited you")
	clinic = st.as(kim)
	st.wants("the list", clinic.get("/invitations"), http.StatusOK, "expired Wed 11 Mar 2026, 09:00")

	address = st.shown(clinic.post("/patients", url.Values{"name": {"Cleo"}}))
	st.wentTo("disabling who invited", st.as(rob).post("/people/"+kim.ID, url.Values{"do": {"disable"}}), "/people")
	st.wants("an invitation of a disabled clinician", st.nobody().post("/join", joinValues(address)), http.StatusNotFound)
}

func TestInviteMistakes(t *testing.T) {
	st := newStage(t)
	clinic := st.as(st.clinician("Kim"))
	st.wants("no name", clinic.post("/patients", url.Values{"name": {" "}}), http.StatusUnprocessableEntity, "Enter a name.")
	a := clinic.post("/patients", url.Values{"name": {hostile}})
	st.harmless("the invitation", a)
	st.harmless("the list", clinic.get("/invitations"))
	st.harmless("joining", st.nobody().get(st.local(st.shown(a))))
	values := joinValues(st.shown(a))
	for _, c := range []struct{ field, value, want string }{
		{"name", "", "Enter your name."},
		{"login", "kim@EXAMPLE.org", "Somebody else has this login."},
		{"password", "ada ada ada", "among the first anybody tries"},
	} {
		wrong := url.Values{"token": values["token"], "name": values["name"], "login": values["login"], "password": values["password"], "consent": {"yes"}}
		wrong.Set(c.field, c.value)
		st.wants(c.field, st.nobody().post("/join", wrong), http.StatusUnprocessableEntity, c.want, `value="yes" checked`)
	}
	values.Set("name", hostile)
	b := st.nobody()
	st.wentTo("a hostile name", b.post("/join", values), "/")
	st.harmless("its settings", b.get("/settings"))
	st.harmless("its first page", b.get("/today"))
}

// An admin's invitation hands runs that are kept already to whose they are; it
// asks for no consent unless the admin is a clinician.
func TestAdminInvites(t *testing.T) {
	st := newStage(t)
	rob := st.as(st.admin("Rob"))
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "old"}))
	st.wants("nothing chosen", rob.post("/people", url.Values{"name": {"Ada"}}), http.StatusUnprocessableEntity, "Choose at least one.", `value="Ada"`)
	st.wants("runs without a runner", rob.post("/people", url.Values{"name": {"Ada"}, "admin": {"yes"}, "runs": {"old"}}), http.StatusUnprocessableEntity, "choose that too")
	st.wants("runs that aren't there", rob.post("/people", url.Values{"name": {"Ada"}, "runner": {"yes"}, "runs": {"new"}}), http.StatusUnprocessableEntity, "Choose one of those listed.")
	made := rob.post("/people", url.Values{"name": {"Ada"}, "runner": {"yes"}, "clinician": {"yes"}, "runs": {"old"}})
	address := st.shown(made)
	st.wants("the people", rob.get("/people"), http.StatusOK, "Ada", "runner and clinician", "open until")
	page := st.nobody().get(st.local(address))
	st.wants("the link", page, http.StatusOK, "Rob invited you as runner and clinician", "The runs kept here under the name old become yours")
	if strings.Contains(page.body, "see your runs?") {
		t.Error("consent is asked for somebody who is no clinician")
	}
	values := joinValues(address)
	values.Set("consent", "yes") // forged
	st.wentTo("joining", st.nobody().post("/join", values), "/")
	ada, err := st.store.PersonByLogin(t.Context(), "ada")
	if st.must(err); ada.Runner != "old" || !ada.Clinician || ada.Admin {
		t.Errorf("joined as %+v", ada)
	}
	if c, err := st.store.Consents(t.Context(), "old"); err != nil || len(c) != 0 {
		t.Errorf("consents %v %v", c, err)
	}
	st.wants("runs that are somebody's now", rob.post("/people", url.Values{"name": {"Eve"}, "runner": {"yes"}, "runs": {"old"}}), http.StatusUnprocessableEntity, "Choose one of those listed.")
}

// Two of the same name keep their runs apart.
func TestNamesOfRunsThatJoin(t *testing.T) {
	st := newStage(t)
	clinic := st.as(st.clinician("Kim"))
	for i, want := range []string{"Ada Lovelace", "Ada Lovelace 2", "a b", "runner"} {
		values := joinValues(st.shown(clinic.post("/patients", url.Values{"name": {"Ada"}})))
		values.Set("name", []string{"Ada Lovelace", "ADA Lovelace", "a/b", ".."}[i])
		values.Set("login", string(rune('a'+i)))
		st.wentTo("joining", st.nobody().post("/join", values), "/")
		p, err := st.store.PersonByLogin(t.Context(), string(rune('a'+i)))
		if st.must(err); !strings.EqualFold(p.Runner, want) {
			t.Errorf("%s keeps runs as %q, want %q", p.Name, p.Runner, want)
		}
	}
}

func TestNewPasswordByLink(t *testing.T) {
	st := newStage(t)
	ada, rob := st.runner("Ada"), st.as(st.admin("Rob"))
	phone := st.as(ada)
	earlier := st.shown(rob.post("/people/"+ada.ID+"/password", nil))
	made := rob.post("/people/"+ada.ID+"/password", nil)
	address := st.shown(made)
	st.wants("the link", made, http.StatusOK, "New password for Ada", "Thu 5 Mar 2026, 09:00")
	st.wants("the link before", st.nobody().get(st.local(earlier)), http.StatusNotFound, "was withdrawn", "ask an admin for another")
	b := st.nobody()
	st.wants("the page", b.get(st.local(address)), http.StatusOK, "For Ada", "ada@example.org", "New password")
	st.wants("a weak one", b.post("/password", url.Values{"token": {tokenOf(address)}, "password": {"ada@example.org"}}), http.StatusUnprocessableEntity, "the same as the login")
	if !phone.signedIn() {
		t.Error("Ada is signed out before the link was used")
	}
	const another = "staple battery horse"
	st.wentTo("a new one", b.post("/password", url.Values{"token": {tokenOf(address)}, "password": {another}}), "/")
	if phone.signedIn() || !b.signedIn() {
		t.Error("whoever was signed in should be out, whoever used the link in")
	}
	st.wants("the old one", st.nobody().signIn("ada@example.org", password), http.StatusUnprocessableEntity)
	st.wentTo("the new one", st.nobody().signIn("ada@example.org", another), "/")
	st.wants("the link again", st.nobody().post("/password", url.Values{"token": {tokenOf(address)}, "password": {another}}), http.StatusNotFound, "was used")
	address = st.shown(rob.post("/people/"+ada.ID+"/password", nil))
	st.after(24 * time.Hour)
	st.wants("expired", st.nobody().get(st.local(address)), http.StatusNotFound, "expired", "ask an admin")
}

// Whose link it is doesn't show in the page that refuses it.
func TestForgedLinkKinds(t *testing.T) {
	st := newStage(t)
	token := secret.NewToken()
	st.must(st.store.AddLink(t.Context(), store.Link{Hash: hashOf(token), Kind: store.LinkInvite, Name: "Ada", AsRunner: true, Created: st.now(), Expires: st.now().Add(time.Hour)}))
	for _, path := range []string{"/setup", "/password", "/open"} {
		a := st.nobody().get(path + "?token=" + token)
		if st.wants(path, a, http.StatusNotFound); strings.Contains(a.body, "Ada") {
			t.Errorf("%s names Ada", path)
		}
	}
}
