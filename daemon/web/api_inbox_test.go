package web

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// A file that a phone sends is kept, and answered with what became of it.
func TestInbox(t *testing.T) {
	st := newStage(t)
	anna := st.runner("Anna")
	p := st.program(anna, store.TokenInbox)
	receipt := func(o analysis.Outcome, reason string) analysis.Receipt {
		r := analysis.Receipt{Path: "morning.fit", Outcome: o, Reason: reason, Batch: "b1", Sum: new(analysis.SumOf([]byte("x")))}
		if o == analysis.Added {
			r.Run = new(st.easy(hours(1), 5))
		}
		return r
	}
	taken := func(receipts ...analysis.Receipt) store.Upload {
		u := store.Upload{ID: "u1", Runner: "anna", At: st.now(), Ended: new(st.now()), Batch: "b1", Counts: map[analysis.Outcome]int{}, Receipts: receipts}
		for _, r := range receipts {
			u.Counts[r.Outcome]++
		}
		return u
	}
	is := func(u store.Upload) { st.service.uploads = map[string]store.Upload{"u1": u} }

	is(taken(receipt(analysis.Added, "")))
	p.do("PUT", "/api/v1/inbox/morning%20run.fit", "the file").is(st, 200, `"outcome":"added"`, `"done":true`, `"distance_m":5000`, `"error":null`)
	if got := st.service.taken["u1"]["morning run.fit"]; got != "the file" {
		t.Errorf("handed on was %q of %v", got, st.service.taken)
	}
	is(taken(receipt(analysis.Added, ""), receipt(analysis.Failed, "it is no FIT file")))
	p.do("PUT", "/api/v1/inbox/week.zip", "x").is(st, 200, `"counts":{"added":1,"failed":1}`)
	is(taken(receipt(analysis.Failed, "it is no FIT file")))
	p.do("PUT", "/api/v1/inbox/morning.fit", "x").is(st, 422, `"error":{"code":"invalid","text":"it is no FIT file"}`, `"receipts":[{`)

	is(store.Upload{ID: "u1", Runner: "anna", At: st.now(), Trouble: "the store is locked"})
	if to := p.do("PUT", "/api/v1/inbox/morning.fit", "x").is(st, 202, `"done":false`, `"trouble":"the store is locked"`).header.Get("Location"); to != "/api/v1/uploads/u1" {
		t.Errorf("to ask at %q", to)
	}
	p.get("/api/v1/uploads/u1").is(st, 401) // this token only puts
	st.program(anna, store.TokenAPI).get("/api/v1/uploads/u1").is(st, 202)
	is(taken(receipt(analysis.Failed, "it is no FIT file")))
	st.program(anna, store.TokenAPI).get("/api/v1/uploads/u1").is(st, 200, `"code":"invalid"`)
	st.program(st.runner("Ben"), store.TokenAPI).get("/api/v1/uploads/u1").is(st, 404)

	rows, err := st.store.Audits(t.Context(), store.AuditFilter{Who: anna.ID, Deed: store.DeedUpload})
	st.must(err)
	if len(rows) != 4 {
		t.Errorf("%d uploads are in the log, want 4", len(rows))
	}
}

func TestInboxRefuses(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenInbox)
	p.do("PUT", "/api/v1/inbox/a.fit", "").is(st, 422, "the body is empty")
	p.do("PUT", "/api/v1/inbox/a.fit?runner=ben", "x").is(st, 400, "there is no parameter")
	p.do("POST", "/api/v1/inbox/a.fit", "x").is(st, 405)
	p.do("PUT", "/api/v1/inbox/", "x").is(st, 404)
	st.service.noRoom = true
	p.do("PUT", "/api/v1/inbox/a.fit", "x").is(st, 507, `"code":"no_room"`)

	st.service.refuses = ErrManyUploads
	if a := p.do("PUT", "/api/v1/inbox/a.fit", "x").is(st, 429, `"code":"too_many_requests"`, "under way"); a.header.Get("Retry-After") == "" {
		t.Error("it isn't said when to try again")
	}
	st.service.refuses = ErrManyWaiting
	p.do("PUT", "/api/v1/inbox/a.fit", "x").is(st, 507, `"code":"no_room"`, "waits to be taken in")

	st.service.refuses = nil
	st.service.noRoom, st.site.MostUpload = false, 10
	p.do("PUT", "/api/v1/inbox/a.fit", "eleven byte").is(st, 413, `"code":"too_large"`, "10 bytes")
	r, err := http.NewRequest("PUT", st.server.URL+"/api/v1/inbox/a.fit", io.MultiReader(strings.NewReader("eleven byte"))) // of a length that isn't told
	st.must(err)
	r.Header.Set("Authorization", "Bearer "+p.token)
	if a := st.nobody().do(r); a.status != 413 {
		t.Errorf("a file that is too large, in parts: %d %s", a.status, a.body)
	}
	if len(st.service.taken) != 0 {
		t.Errorf("kept was %v", st.service.taken)
	}
}
