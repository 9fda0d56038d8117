package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// What is somebody else's is as if it weren't there, whether its ID stands in
// the address or in a form; nothing of it changes.
func TestForgedIDs(t *testing.T) {
	w := clinicWorld(t)
	st := w.copied(t)
	ben := fed{st, w.people["another runner"]}
	kim, lee := w.people["consent"], w.people["no consent"]
	ben.record(ben.easy(days(1), 5))
	bens, err := st.store.Runs(t.Context(), "ben", store.Filter{})
	st.must(err)
	theirs := ben.treated(days(1))
	st.grant(ben.Person, kim)
	note, err := st.store.AddPatientNote(t.Context(), store.PatientNote{Runner: "ben", By: kim.ID, At: st.now(), Text: "of Ben"})
	st.must(err)
	st.must(st.store.Withdraw(t.Context(), "ben", kim.ID, st.now()))
	lees, err := st.store.AddPatientNote(t.Context(), store.PatientNote{Runner: "anna", By: lee.ID, At: st.now(), Text: "of Lee"})
	st.must(err)
	was := st.dump()
	for _, c := range []struct {
		who        string
		path, form string
	}{
		{"another runner", "/runs/" + w.ids["runs"], "say=sport&sport=cycling"},
		{"another runner", "/runs/" + bens[0].Run.ID, "say=merge&other=" + w.ids["runs"]},
		{"another runner", "/treatments/" + w.ids["treatments"], "day=2026-03-01&muscles=calf"},
		{"another runner", "/treatments/" + w.ids["treatments"] + "/remove", ""},
		{"another runner", "/checkin/" + w.ids["checkin"] + "/remove", ""},
		{"another runner", "/sources/batches/" + w.ids["batches"] + "/undo", ""},
		{"another runner", "/settings/tokens/" + w.ids["tokens"] + "/revoke", ""},
		{"another runner", "/settings/sharing/" + w.people["admin"].ID + "/grant", ""},
		{"another runner", "/settings/sharing/" + w.people["runner"].ID + "/grant", ""},
		{"consent", "/patients/anna/treatments/" + theirs.ID, "day=2026-03-01&muscles=calf"},
		{"consent", "/patients/anna/treatments/" + theirs.ID + "/remove", ""},
		{"consent", "/patients/anna/notes/" + lees.ID + "/remove", ""},
		{"consent", "/patients/anna/notes/" + note.ID + "/remove", ""}, // of Ben, who lets nobody in any more
		{"consent", "/patients/ben/notes", "text=still+here"},
		{"no consent", "/invitations/" + w.links["/invitations"] + "/withdraw", ""},
	} {
		values, err := url.ParseQuery(c.form)
		st.must(err)
		a := w.enter(st, c.who).post(c.path, values)
		if a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict {
			t.Errorf("%s posts to %s: %d", c.who, c.path, a.status)
		}
		if now := st.dump(); now != was {
			t.Errorf("%s changed by %s what isn't theirs:\n%s", c.who, c.path, lineDiff(was, now))
			was = now
		}
	}
	for who, paths := range map[string][]string{
		"another runner": {"/runs/" + w.ids["runs"], "/runs/" + w.ids["runs"][:4], "/treatments/" + w.ids["treatments"], "/recovery/" + w.ids["treatments"], "/recovery/" + w.ids["treatments"] + "/report.pdf",
			"/checkin/" + w.ids["checkin"] + "/remove", "/sources/uploads/u1", "/runs/" + w.ids["runs"] + "/chart.json"},
		"consent": {"/patients/anna/runs/" + bens[0].Run.ID, "/patients/anna/recovery/" + theirs.ID, "/patients/ben", "/patients/anna/runs/" + w.ids["strava run"], "/patients/anna/sources", "/patients/anna/settings", "/patients/anna/checkin"},
	} {
		for _, path := range paths {
			if a := w.enter(st, who).get(path); a.status != http.StatusNotFound {
				t.Errorf("%s gets %s: %d", who, path, a.status)
			}
		}
	}
}

// Consent that ends while a page is open ends with the next click, and what
// was typed on that page changes nothing.
func TestConsentWithdrawnWhileAPageIsOpen(t *testing.T) {
	w := clinicWorld(t)
	st := w.copied(t)
	clinic, kim := w.enter(st, "consent"), w.people["consent"]
	if a := clinic.get("/patients/anna"); a.status != http.StatusOK {
		t.Fatalf("with consent: %d", a.status)
	}
	if a := w.enter(st, "runner").post("/settings/sharing/"+kim.ID+"/withdraw", nil); a.status != http.StatusSeeOther {
		t.Fatalf("withdrawing: %d", a.status)
	}
	was := st.dump()
	for _, r := range routes() {
		if !strings.Contains(r.pattern, "/patients/{runner}") {
			continue
		}
		c := &caller{T: t, world: w, who: "consent", stage: st, b: clinic}
		if a := c.ask(r); a.status != http.StatusNotFound || strings.Contains(a.body, annasWord) {
			t.Errorf("%s: %d", r.pattern, a.status)
		}
	}
	if now := st.dump(); now != was {
		t.Errorf("without consent this changed:\n%s", lineDiff(was, now))
	}
	for _, path := range []string{"/patients", "/patients?q=anna"} {
		if a := clinic.get(path); strings.Contains(a.body, "Anna") {
			t.Errorf("%s still tells of Anna", path)
		}
	}
}

// No form can be sent from another site, and under a name that isn't the
// site's nothing is answered at all.
func TestEveryRouteFromElsewhere(t *testing.T) {
	w := clinicWorld(t)
	st := w.copied(t)
	was := st.dump()
	for _, who := range []string{"runner", "consent", "admin"} {
		b := w.enter(st, who)
		for _, r := range routes() {
			method, _, _ := strings.Cut(r.pattern, " ")
			for name, change := range map[string]func(*http.Request){
				"another site":     func(q *http.Request) { q.Header.Set("Sec-Fetch-Site", "cross-site") },
				"another origin":   func(q *http.Request) { q.Header.Set("Origin", "https://evil.test") },
				"a rebinding name": func(q *http.Request) { q.Host = "evil.test" },
				"a name like ours": func(q *http.Request) { q.Host = "localhost.evil.test:8321" },
			} {
				host := strings.HasPrefix(name, "a ")
				if method == http.MethodGet && !host {
					continue // a link from another site may be followed
				}
				q, err := http.NewRequest(method, st.server.URL+w.address(r), strings.NewReader(strings.ReplaceAll(bodies[r.pattern], "$TOKEN", "x")))
				st.must(err)
				q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				change(q)
				a := b.do(q)
				switch {
				case host && a.status != http.StatusMisdirectedRequest:
					t.Errorf("%s by %s: %d", r.pattern, name, a.status)
				case !host && a.status != http.StatusForbidden && a.status != http.StatusUnauthorized:
					t.Errorf("%s by %s: %d", r.pattern, name, a.status)
				}
				if strings.Contains(a.body, annasWord) || host && strings.Contains(a.body, "Anna") {
					t.Errorf("%s by %s tells of Anna", r.pattern, name)
				}
			}
		}
	}
	if now := st.dump(); now != was {
		t.Errorf("this changed:\n%s", lineDiff(was, now))
	}
}

// Odd addresses are answered as what isn't there, and never with a fault.
func TestOddRequests(t *testing.T) {
	w := clinicWorld(t)
	st := w.copied(t)
	was := st.dump()
	long := strings.Repeat("x", 20_000)
	for _, who := range []string{"nobody", "runner", "consent", "admin"} {
		b := w.enter(st, who)
		for _, path := range []string{"/runs/" + long, "/runs/%00", "/runs/%ff%fe", "/runs/..%2f..%2fetc", "/runs/a%2Fb", "/treatments/%00", "/recovery/%ff", "/recovery/t1/..%2freport.pdf", "/recovery/t1/report.exe",
			"/patients/" + long, "/patients/%00", "/patients/%ff", "/patients/..%2fanna", "/patients/%2e%2e", "/patients/anna%00", "/patients/ANNA", "/patients/anna%2Fruns", "/people/%00", "/people/" + long,
			"/assets/%2e%2e/site.go", "/assets/..%2f..%2fsite.go", "/assets/", "/calendar/x.ics", "/calendar/" + long + ".ics", "/calendar/%00.ics", "/sources/uploads/%00", "/settings/tokens/%00/revoke", "/api/v1/patients/%00/runs", "/api/v1/runs/%ff"} {
			if a := b.get(path); a.status == http.StatusOK || a.status >= 500 && a.status != http.StatusNotImplemented {
				t.Errorf("%s gets %.60s: %d", who, path, a.status)
			} else if to := a.header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
				t.Errorf("%s gets %.60s: sent to %.60s", who, path, to)
			}
		}
		for _, query := range []string{"?q=%ff%00", "?q=" + long, "?since=%00", "?before=99999999999999999999", "?page=-1", "?page=99999999999999999999", "?show=%ff", "?a=%zz", "?;", "?who=%00&whose=%ff"} {
			for _, path := range []string{"/patients", "/runs", "/patients/anna/runs", "/people/audit", "/people/audit.csv", "/settings/sharing", "/sources", "/login", "/open", "/join", "/setup", "/password", "/api/v1/runs", "/api/v1/patients"} {
				if a := b.get(path + query); a.status >= 500 {
					t.Errorf("%s gets %s%.30s: %d", who, path, query, a.status)
				}
			}
		}
		for _, next := range []string{"https://evil.test", "//evil.test", `/\evil.test`, "javascript:alert(1)", "/%09/evil.test", "/..//evil.test", "/login\n//evil.test"} {
			a := b.get("/login?" + url.Values{"next": {next}}.Encode())
			if to := a.header.Get("Location"); who != "nobody" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\t\n")) {
				t.Errorf("%s is sent from login?next=%q to %q", who, next, to)
			}
		}
		for _, r := range routes() {
			for _, other := range []string{http.MethodHead, http.MethodOptions, http.MethodTrace, "PROPFIND"} {
				q, err := http.NewRequest(other, st.server.URL+w.address(r), nil)
				st.must(err)
				q.Header.Set("Sec-Fetch-Site", "same-origin")
				a := b.do(q)
				if a.status >= 500 || a.body != "" && other == http.MethodHead || a.status == http.StatusOK && other != http.MethodHead {
					t.Errorf("%s, %s by %s: %d", who, r.pattern, other, a.status)
				}
			}
		}
	}
	if now := st.dump(); now != was {
		t.Errorf("this changed:\n%s", lineDiff(was, now))
	}
}

// Whose needled knows nothing, or only what Strava holds, still is answered:
// pages and reports say that nothing is known.
func TestRecoveriesOfNothing(t *testing.T) {
	st := newStage(t)
	kim := st.clinician("Kim")
	nothing, onlyStrava, noBaseline := st.fed("Nia"), st.fed("Sam"), st.fed("Bea")
	for _, f := range []fed{nothing, onlyStrava, noBaseline} {
		st.grant(f.Person, kim)
		f.treated(days(3))
	}
	onlyStrava.record(onlyStrava.easy(days(1), 9, func(r *analysis.Run) { r.Provenance, r.Format = analysis.StravaAPI, "strava" }))
	noBaseline.record(noBaseline.easy(days(1), 9))
	for _, f := range []fed{nothing, onlyStrava, noBaseline} {
		treatments, err := st.store.Treatments(t.Context(), f.Runner)
		st.must(err)
		for base, b := range map[string]*browser{"": st.as(f.Person), "/patients/" + f.Runner: st.as(kim)} {
			for _, path := range []string{"/today", "/runs", "/treatments", "/progress", "/recovery/" + treatments[0].ID} {
				if a := b.get(base + path); a.status != http.StatusOK || strings.Contains(a.body, "NaN") {
					t.Errorf("%s%s: %d", base, path, a.status)
				}
			}
			for _, format := range []string{"pdf", "html", "csv", "json"} {
				a := b.get(base + "/recovery/" + treatments[0].ID + "/report." + format)
				if a.status != http.StatusOK || a.body == "" || strings.Contains(a.body, "NaN") {
					t.Errorf("%s, report.%s: %d", base, format, a.status)
				}
			}
		}
		if a := st.as(kim).get("/patients/" + f.Runner); a.status != http.StatusOK {
			t.Errorf("the patient %s: %d", f.Runner, a.status)
		}
	}
}
