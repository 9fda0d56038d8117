package web

import (
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"needled/daemon/store"
)

// told are the deeds in the audit log of what is somebody's, the oldest first:
// deed, object and outcome.
func (st *stage) told(whose string) []string {
	st.Helper()
	all, err := st.store.Audits(st.Context(), store.AuditFilter{Whose: whose})
	st.must(err)
	var told []string
	for _, a := range slices.Backward(all) {
		told = append(told, a.Deed+" "+a.Object+" "+a.Outcome)
	}
	return told
}

// The audit log tells what came of it, not what was asked for.
func TestTheAuditLogTellsWhatCameOfIt(t *testing.T) {
	st := newStage(t)
	anna, kim := st.runner("Anna"), st.clinician("Kim")
	st.grant(anna, kim)
	st.as(anna).post("/checkin", url.Values{"kind": {"after"}, "pain": {"99"}})
	st.as(anna).post("/checkin", url.Values{"kind": {"after"}, "pain": {"1"}})
	b := st.as(kim)
	b.get("/patients/anna/runs/feedbeef")
	b.post("/patients/anna/treatments", url.Values{"day": {"yesterday"}})
	b.post("/patients/anna/treatments", url.Values{"day": {"2026-03-03"}, "clock": {"10:00"}, "muscles": {"calf"}})
	b.post("/patients/anna/notes", url.Values{"text": {"Calf tight."}})
	b.get("/patients/anna/runs")
	want := []string{"record check-in  mistaken", "record check-in c1 ok", "view run  mistaken", "add treatment  mistaken", "add treatment t1 ok", "add note n1 ok", "view runs  ok"}
	if got := st.told("anna"); !slices.Equal(got, want) {
		t.Errorf("the audit log tells %q\nwant %q", got, want)
	}
}

// Whoever asks for what isn't for them is noted, at most a hundred times at
// once.
func TestWhoIsTurnedBackIsNoted(t *testing.T) {
	st := newStage(t)
	st.runner("Anna")
	ben, rob := st.runner("Ben"), st.admin("Rob")
	st.as(ben).get("/patients/anna/runs")
	st.as(ben).get("/people/audit")
	st.as(rob).get("/patients/anna")
	want := []string{"view runs  refused", "view patient  refused"}
	if got := st.told("anna"); !slices.Equal(got, want) {
		t.Errorf("the audit log tells %q, want %q", got, want)
	}
	if l := st.lines("view audit log"); len(l) != 1 || l[0].Outcome != store.OutcomeRefused || l[0].Who != ben.ID {
		t.Errorf("the audit log tells %+v", l)
	}
	b := st.as(ben)
	for range 150 {
		b.get("/patients/anna/runs")
	}
	if n := len(st.lines("view runs")); n > 100 {
		t.Errorf("one person fills the audit log with %d lines", n)
	}
}

// What can't be noted isn't shown.
func TestWhatCantBeNotedIsntShown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "needled.db")
	st := stageOn(t, file)
	anna, kim := st.runner("Anna"), st.clinician("Kim")
	st.grant(anna, kim)
	b := st.as(kim)
	db, err := sql.Open("sqlite", "file:"+file)
	st.must(err)
	defer db.Close()
	_, err = db.Exec(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
	st.must(err)
	a := b.get("/patients/anna/runs")
	st.wants("a page that can't be noted", a, http.StatusServiceUnavailable, "nothing that it can't note")
	if strings.Contains(a.body, "<h1>") {
		t.Errorf("it is shown: %s", a.body)
	}
}
