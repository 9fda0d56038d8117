package web

import (
	"testing"

	"needled/daemon/store"
)

// The clinic's caps outlast what a runner's program changes of a treatment.
func TestCapsAreTheClinics(t *testing.T) {
	st := newStage(t)
	anna, kim := st.runner("Anna"), st.clinician("Kim")
	st.grant(anna, kim)
	own, clinic := st.program(anna, store.TokenAPI), st.program(kim, store.TokenAPI)
	own.do("POST", "/api/v1/treatments", `{"at":"2026-02-01T10:00:00Z","caps":{"distance.run_1_share":0.9}}`).is(st, 403, `"code":"forbidden"`, "set by a clinician")
	own.do("POST", "/api/v1/treatments", `{"at":"2026-02-02T10:00:00Z","caps":{}}`).is(st, 201, `"caps":{}`)
	id := clinic.do("POST", "/api/v1/patients/anna/treatments", `{"at":"2026-02-01T10:00:00Z","caps":{"distance.run_1_share":0.3}}`).is(st, 201).fields(st)["id"].(string)
	at := "/api/v1/treatments/" + id
	kept := `"caps":{"distance.run_1_share":0.3}`
	own.do("PUT", at, `{"at":"2026-02-01T10:00:00Z","note":"left out"}`).is(st, 200, kept, "left out")
	own.do("PUT", at, own.get(at).body).is(st, 200, kept)
	for _, caps := range []string{`{}`, `{"distance.run_1_share":0.9}`, `{"distance.run_1_share":0.3,"distance.run_2_share":0.7}`} {
		own.do("PUT", at, `{"at":"2026-02-01T10:00:00Z","caps":`+caps+`}`).is(st, 403, "those there are stay")
	}
	own.get(at).is(st, 200, kept)
	clinic.do("PUT", "/api/v1/patients/anna"+at[len("/api/v1"):], `{"at":"2026-02-01T10:00:00Z"}`).is(st, 200, kept)
	clinic.do("PUT", "/api/v1/patients/anna"+at[len("/api/v1"):], `{"at":"2026-02-01T10:00:00Z","caps":{}}`).is(st, 200, `"caps":{}`)
}

// Where needled is used alone there is no clinician to set them.
func TestCapsOfWhoIsAlone(t *testing.T) {
	st := newStage(t)
	owner, err := st.store.EnsureOwner(t.Context(), "me", st.now())
	st.must(err)
	p := st.program(owner, store.TokenAPI)
	p.do("POST", "/api/v1/treatments", `{"at":"2026-02-01T10:00:00Z","caps":{"distance.run_1_share":0.3}}`).is(st, 201, `"caps":{"distance.run_1_share":0.3}`)
}
