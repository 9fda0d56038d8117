package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

func TestPeople(t *testing.T) {
	st := newStage(t)
	rob, ada := st.admin("Rob"), st.runner("Ada")
	b := st.as(rob)
	st.wants("the people", b.get("/people"), http.StatusOK, "Rob", "Ada", "ada@example.org", "runner", "admin", "Invite somebody", "accepted Wed 4 Mar")
	page := b.get("/people/" + ada.ID)
	st.wants("Ada", page, http.StatusOK, "Signs in as <strong>ada@example.org", "Runs of their own: ada", "Make a link for a new password", "Disable Ada")
	st.wentTo("a clinician now", b.post("/people/"+ada.ID, url.Values{"name": {"Ada L."}, "clinician": {"yes"}}), "/people")
	p, err := st.store.Person(t.Context(), ada.ID)
	if st.must(err); p.Name != "Ada L." || !p.Clinician || p.Admin || p.Runner != "ada" || p.Login != ada.Login || p.Password != ada.Password {
		t.Errorf("changed to %+v", p)
	}
	st.wants("no name", b.post("/people/"+ada.ID, url.Values{"name": {""}}), http.StatusUnprocessableEntity, "Enter a name.")
	st.wants("another deed", b.post("/people/"+ada.ID, url.Values{"name": {"Ada"}, "do": {"remove"}}), http.StatusUnprocessableEntity)
	for _, path := range []string{"/people/p99", "/people/x"} {
		st.wants(path, b.get(path), http.StatusNotFound)
		st.wants(path, b.post(path, url.Values{"name": {"x"}}), http.StatusNotFound)
		st.wants(path, b.post(path+"/password", nil), http.StatusNotFound)
	}
	st.wentTo("a hostile name", b.post("/people/"+ada.ID, url.Values{"name": {hostile}}), "/people")
	st.harmless("the people", b.get("/people"))
	st.harmless("the person", b.get("/people/"+ada.ID))
	st.harmless("the audit log", b.get("/people/audit"))
	for name, who := range map[string]*browser{"a runner": st.as(ada), "a clinician": st.as(st.clinician("Kim"))} {
		for _, path := range []string{"/people", "/people/" + ada.ID, "/people/audit", "/people/audit.csv"} {
			st.wants(name+" at "+path, who.get(path), http.StatusNotFound)
		}
		st.wants(name+" edits", who.post("/people/"+ada.ID, url.Values{"name": {"x"}, "admin": {"yes"}}), http.StatusNotFound)
		st.wants(name+" invites", who.post("/people", url.Values{"name": {"x"}, "admin": {"yes"}}), http.StatusNotFound)
	}
}

// Somebody who can manage people stays.
func TestLastAdminStays(t *testing.T) {
	st := newStage(t)
	rob := st.admin("Rob")
	b := st.as(rob)
	st.wants("no admin any more", b.post("/people/"+rob.ID, url.Values{"name": {"Rob"}}), http.StatusUnprocessableEntity, "the last admin who can sign in")
	st.wants("disabling oneself", b.post("/people/"+rob.ID, url.Values{"do": {"disable"}}), http.StatusUnprocessableEntity, "Ask another admin")
	sam := st.person("Sam", store.Link{Admin: true})
	st.wentTo("another disables the first", st.as(sam).post("/people/"+rob.ID, url.Values{"do": {"disable"}}), "/people")
	if b.signedIn() {
		t.Error("Rob is signed in still")
	}
	st.wants("the last again", st.as(sam).post("/people/"+sam.ID, url.Values{"name": {"Sam"}}), http.StatusUnprocessableEntity, "the last admin who can sign in")
	st.wentTo("enabling", st.as(sam).post("/people/"+rob.ID, url.Values{"do": {"enable"}}), "/people")
	st.wentTo("no admin any more, beside another", st.as(sam).post("/people/"+sam.ID, url.Values{"name": {"Sam"}}), "/")
}

// An admin gives runs that are nobody's to whose they are, and takes nobody's.
func TestAdminCannotTakeRunsOver(t *testing.T) {
	st := newStage(t)
	rob, ada := st.admin("Rob"), st.runner("Ada")
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "old"}))
	kim := st.clinician("Kim")
	b := st.as(rob)
	st.wants("Ada's runs aren't offered", b.get("/people/"+kim.ID), http.StatusOK, "those kept as old")
	st.wants("taking Ada's", b.post("/people/"+rob.ID, url.Values{"name": {"Rob"}, "admin": {"yes"}, "runs": {"ada"}}), http.StatusUnprocessableEntity, "")
	st.wentTo("giving those of nobody", b.post("/people/"+kim.ID, url.Values{"name": {"Kim"}, "clinician": {"yes"}, "runs": {"old"}}), "/people")
	st.wentTo("and changing them", b.post("/people/"+ada.ID, url.Values{"name": {"Ada"}, "runs": {"old"}}), "/people")
	for id, want := range map[string]string{rob.ID: "", ada.ID: "ada", kim.ID: "old"} {
		if p, err := st.store.Person(t.Context(), id); err != nil || p.Runner != want {
			t.Errorf("%s keeps %q, want %q: %v", p.Name, p.Runner, want, err)
		}
	}
	for _, path := range []string{"/patients", "/patients/ada/today", "/today", "/runs", "/settings/sharing"} {
		st.wants("an admin at "+path, b.get(path), http.StatusNotFound)
	}
}

func TestAuditLog(t *testing.T) {
	st := newStage(t)
	rob, ada, kim := st.admin("Rob"), st.runner("Ada"), st.clinician("Kim")
	b := st.as(rob)
	st.grant(ada, kim)
	st.as(kim).get("/patients/ada/today")
	st.after(24 * time.Hour)
	st.as(kim).get("/patients/ben/today") // whom there isn't
	st.wentTo("editing", b.post("/people/"+kim.ID, url.Values{"name": {"=cmd|' /C calc'!A0"}, "clinician": {"yes"}}), "/people")

	st.wants("not checked yet", b.get("/people/audit"), http.StatusOK, "It wasn’t checked for changes since needled started.", "Check all of it now")
	page := b.get("/people/audit?check=yes")
	st.wants("all", page, http.StatusOK, "the chain of their seals holds", "Wed 4 Mar 2026, 09:00", "Thu 5 Mar 2026, 09:00", "view today", "refused", "127.0.0.1", "edit person")
	rows := func(query string) int {
		a := b.get("/people/audit?" + query)
		st.wants(query, a, http.StatusOK)
		return strings.Count(a.body, "<tr><th scope=\"row\">")
	}
	for query, want := range map[string]int{
		"who=" + kim.ID: 2, "whose=ada": 1, "deed=view+today": 2, "deed=edit+person": 1, "who=p99": 0, "whose=%27+OR+1%3D1": 0,
		"since=2026-03-05&deed=view+today": 1, "until=2026-03-03&deed=view+today": 0, "until=2026-03-04&deed=view+today": 1, "until=2026-03-05&deed=view+today": 2, "until=2026-03-04&who=" + kim.ID: 1,
	} {
		if got := rows(query); got != want {
			t.Errorf("%s: %d lines, want %d", query, got, want)
		}
	}
	st.wants("a wrong day", b.get("/people/audit?since=yesterday"), http.StatusUnprocessableEntity, "Write the day as 2026-03-02.")
	st.wants("days the wrong way", b.get("/people/audit?since=2026-03-05&until=2026-03-03"), http.StatusUnprocessableEntity, "before the first one")
	st.harmless("script asked for", b.get("/people/audit?since="+url.QueryEscape(hostile)+"&who="+url.QueryEscape(hostile)+"&deed="+url.QueryEscape(hostile)))

	st.as(kim).get("/patients/ada/today")
	export := b.get("/people/audit.csv?who=" + kim.ID)
	if export.status != http.StatusOK || !strings.HasPrefix(export.header.Get("Content-Type"), "text/csv") || !strings.Contains(export.header.Get("Content-Disposition"), "needled-audit-2026-03-05.csv") {
		t.Fatalf("the export: %d %v", export.status, export.header)
	}
	cells, err := csv.NewReader(strings.NewReader(export.body)).ReadAll()
	if st.must(err); len(cells) != 4 || cells[0][4] != "deed" || cells[1][2] != "'=cmd|' /C calc'!A0" || cells[3][1] != "2026-03-04T09:00:00Z" || cells[3][5] != "ada" {
		t.Errorf("the export holds %q", cells)
	}
	if l := st.lines("export audit log"); len(l) != 1 || l[0].Who != rob.ID {
		t.Errorf("of the export the log has %+v", l)
	}
	if a := b.get("/people/audit.csv?since=yesterday"); a.status != http.StatusSeeOther {
		t.Errorf("a wrong day in the export: %d", a.status)
	}
}

func TestAuditLogHasPages(t *testing.T) {
	st := newStage(t)
	b := st.as(st.admin("Rob"))
	for i := range 1100 {
		st.must(st.store.AddAudit(t.Context(), store.Audit{At: st.now(), Deed: "view run", Whose: "ada", Object: fmt.Sprintf("r%d", i), Outcome: "ok"}))
	}
	page := b.get("/people/audit?deed=view+run")
	st.wants("the newest", page, http.StatusOK, ">r1099<", ">r1000<", `href="/people/audit?before=1001&amp;deed=view&#43;run"`)
	page = b.get("/people/audit?deed=view+run&before=1001")
	st.wants("older", page, http.StatusOK, ">r999<", ">r900<", "The newest")
	if strings.Contains(page.body, ">r1000<") {
		t.Error("a line is on two pages")
	}
	cells, err := csv.NewReader(strings.NewReader(b.get("/people/audit.csv?deed=view+run").body)).ReadAll()
	if st.must(err); len(cells) != 1101 || cells[1100][6] != "r0" {
		t.Errorf("the export has %d lines", len(cells))
	}
}
