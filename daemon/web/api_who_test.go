package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
)

// Only a token in the header Authorization lets a program in, and only one for
// what it asks.
func TestAPITokens(t *testing.T) {
	st := newStage(t)
	anna, kim := st.runner("Anna"), st.clinician("Kim")
	api, inbox, calendar := st.program(anna, store.TokenAPI), st.program(anna, store.TokenInbox), st.program(anna, store.TokenCalendar)
	nobody := program{stage: st}
	refused := func(what string, a answer) {
		t.Helper()
		a.is(st, 401, `"code":"unauthorized"`)
		if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%s: challenged with %q", what, a.header.Get("WWW-Authenticate"))
		}
	}
	api.get("/api/v1/runs").is(st, 200)
	api.get("/api/v1/runs", "Authorization: bearer "+api.token).is(st, 200)

	refused("nobody", nobody.get("/api/v1/runs"))
	refused("in the address", nobody.get("/api/v1/runs?token="+api.token))
	refused("in the address, as OAuth has it", nobody.get("/api/v1/runs?access_token="+api.token))
	refused("as a password", nobody.get("/api/v1/runs", "Authorization: Basic "+api.token))
	refused("without its kind", nobody.get("/api/v1/runs", "Authorization: "+api.token))
	refused("an empty one", nobody.get("/api/v1/runs", "Authorization: Bearer "))
	refused("in a header of its own", nobody.get("/api/v1/runs", "X-Api-Key: "+api.token))
	refused("cut short", program{st, api.token[:42]}.get("/api/v1/runs"))
	refused("for files only", inbox.get("/api/v1/runs"))
	refused("for files only, to ask who", inbox.get("/api/v1/whoami"))
	refused("for the calendar", calendar.get("/api/v1/runs"))
	refused("for the calendar, with a file", calendar.do("PUT", "/api/v1/inbox/a.fit", "x"))

	signedIn := st.as(anna)
	if a := signedIn.get("/api/v1/runs"); a.status != 401 {
		t.Errorf("by a session alone: %d", a.status)
	}
	two, err := http.NewRequest(http.MethodGet, st.server.URL+"/api/v1/runs", nil)
	st.must(err)
	two.Header["Authorization"] = []string{"Bearer " + api.token, "Bearer " + inbox.token}
	if a := st.nobody().do(two); a.status != 401 {
		t.Errorf("with two tokens: %d", a.status)
	}

	// Of a clinician that is no runner there is nothing to read.
	st.program(kim, store.TokenAPI).get("/api/v1/runs").is(st, 404)
	st.program(kim, store.TokenInbox).do("PUT", "/api/v1/inbox/a.fit", "x").is(st, 404)
}

// A token ends at once: when it is revoked, and with its person.
func TestTokensEnd(t *testing.T) {
	st := newStage(t)
	st.admin("Ada")
	anna := st.runner("Anna")
	text, token := st.tokenOf(anna, store.TokenAPI)
	p, other := program{st, text}, st.program(anna, store.TokenAPI)
	p.get("/api/v1/runs").is(st, 200)
	st.must(st.store.RevokeToken(t.Context(), anna.ID, token.ID, st.now()))
	p.get("/api/v1/runs").is(st, 401)
	other.get("/api/v1/runs").is(st, 200)

	anna, err := st.store.Person(t.Context(), anna.ID)
	st.must(err)
	anna.Disabled = new(st.now())
	st.must(rewrite(t.Context(), st.store, anna))
	other.get("/api/v1/runs").is(st, 401)
}

// What a browser adds by itself lets no page of another site in; what it says
// of where a request comes from keeps no program out.
func TestOtherSitesAndTheAPI(t *testing.T) {
	st := newStage(t)
	anna := st.runner("Anna")
	p := st.program(anna, store.TokenAPI)
	foreign := []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}
	program{stage: st}.do("POST", "/api/v1/treatments", `{"at":"2026-03-01"}`, foreign...).is(st, 401)
	p.do("POST", "/api/v1/treatments", `{"at":"2026-03-01"}`, foreign...).is(st, 201)
	p.do("POST", "/api/v1/treatments", "at=2026-02-01", "Content-Type: application/x-www-form-urlencoded").is(st, 415)
}

// Who sends wrong tokens all the time is turned away for a while, and nobody
// else behind the same address who was let in before.
func TestWrongTokensAreSlowed(t *testing.T) {
	st := newStage(t)
	good, late := st.program(st.runner("Anna"), store.TokenAPI), st.program(st.runner("Ben"), store.TokenAPI)
	good.get("/api/v1/whoami").is(st, 200)
	wrong := program{st, strings.Repeat("x", 43)}
	for range 60 {
		wrong.get("/api/v1/whoami").is(st, 401)
	}
	if after := wrong.get("/api/v1/whoami").is(st, 429, `"code":"too_many_requests"`).header.Get("Retry-After"); after != "60" {
		t.Errorf("to come again after %q", after)
	}
	good.get("/api/v1/whoami").is(st, 200)
	late.get("/api/v1/whoami").is(st, 429)
	st.after(time.Second)
	late.get("/api/v1/whoami").is(st, 200)
	st.after(time.Minute)
	wrong.get("/api/v1/whoami").is(st, 401)
}
