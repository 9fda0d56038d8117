package web

import (
	"strings"
	"testing"
)

// Whoever isn't signed in is sent to where they can, and comes back to what
// they asked for; whoever is sees what is theirs.
func TestToday(t *testing.T) {
	st := newStage(t)
	anna, kim := st.runner("Anna"), st.clinician("Kim")
	if a := st.nobody().get("/today"); a.status != 303 || a.header.Get("Location") != "/login?next=%2Ftoday" {
		t.Errorf("nobody: %d to %s", a.status, a.header.Get("Location"))
	}
	if a := st.as(anna).get("/today"); a.status != 200 || !strings.Contains(a.body, "Record your treatment to know how far you may run.") {
		t.Errorf("the runner: %d %s", a.status, a.body)
	}
	if a := st.as(kim).get("/today"); a.status != 404 {
		t.Errorf("someone without runs: %d", a.status)
	}
	clinic := st.as(kim)
	if a := clinic.get("/patients/anna/today"); a.status != 404 {
		t.Errorf("a clinician without consent: %d", a.status)
	}
	st.grant(anna, kim)
	if a := clinic.get("/patients/anna/today"); a.status != 200 {
		t.Errorf("a clinician with consent: %d %s", a.status, a.body)
	}
	st.must(st.store.Withdraw(t.Context(), anna.Runner, kim.ID, st.now()))
	if a := clinic.get("/patients/anna/today"); a.status != 404 {
		t.Errorf("after it was withdrawn: %d", a.status)
	}
}
