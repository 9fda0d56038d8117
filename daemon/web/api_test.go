package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// inRecovery is a runner three days after a treatment, with a usual distance, a
// run in the recovery, and a check-in.
func (st *stage) inRecovery(name string) fed {
	st.Helper()
	f := st.fed(name)
	f.usual(days(3))
	f.treated(days(3))
	f.record(f.easy(hours(20), 7))
	f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: st.now().Add(-hours(21)), SquatOK: new(true), Soreness: new(1)})
	return f
}

func firstRun(p program, path string) string {
	p.Helper()
	all := p.get(path).items(p.stage)
	if len(all) == 0 {
		p.Fatal("there are no runs")
	}
	return all[len(all)-1]["id"].(string)
}

// A runner reads everything of their own, and nothing of another's.
func TestRunnersAPI(t *testing.T) {
	st := newStage(t)
	anna, ben := st.inRecovery("Anna"), st.inRecovery("Ben")
	p, other := st.program(anna.Person, store.TokenAPI), st.program(ben.Person, store.TokenAPI)

	p.get("/api/v1/whoami").is(st, 200, `"name":"Anna"`, `"runner":"anna"`)
	p.get("/api/v1/protocol").is(st, 200, `"distance.run_1_share"`)
	p.get("/api/v1/runner").is(st, 200, `"name":"anna"`)
	p.get("/api/v1/status").is(st, 200, `"state":"ready"`, `"run_number":2`)
	p.get("/api/v1/status?at=2026-03-01T20:00:00Z").is(st, 200, `"state":"rest"`, `"run_number":1`)
	p.get("/api/v1/status?at=2026-03-02T09:00:00+01:00").is(st, 200, `"at":"2026-03-02T08:00:00Z"`)
	p.get("/api/v1/sources").is(st, 200, `"name":"files"`)
	p.get("/api/v1/batches").is(st, 200, `"outcomes":{"added":4}`)
	p.get("/api/v1/checkins").is(st, 200, `"soreness":1`)
	p.get("/api/v1/recoveries").is(st, 200, `"summary":`)

	if n := len(p.get("/api/v1/runs").is(st, 200).items(st)); n != 5 {
		t.Errorf("%d runs, want 5", n)
	}
	if n := len(p.get("/api/v1/runs?level=violation,caution").is(st, 200, `"too-long"`).items(st)); n != 1 {
		t.Errorf("%d runs outside the advice, want 1", n)
	}
	if n := len(p.get("/api/v1/runs?since=2026-03-03&until=2026-03-03&all_sports=true").is(st, 200).items(st)); n != 1 {
		t.Errorf("%d runs on the day, want 1", n)
	}
	run := firstRun(p, "/api/v1/runs")
	p.get("/api/v1/runs/"+run).is(st, 200, `"baseline":{`, `"recordings":[{`)
	p.get("/api/v1/runs/"+run[:6]).is(st, 200, `"id":"`+run+`"`)
	treatment := p.get("/api/v1/treatments").is(st, 200).items(st)[0]["id"].(string)
	p.get("/api/v1/treatments/"+treatment).is(st, 200, `"muscles":["calf"]`)

	for _, path := range []string{"/runs/" + run, "/treatments/" + treatment, "/recoveries/" + treatment, "/uploads/u1", "/runs/nothing", "/treatments/t999"} {
		other.get("/api/v1"+path).is(st, 404, `"code":"not_found"`)
	}
	other.do("DELETE", "/api/v1/treatments/"+treatment, "").is(st, 404)
	other.do("PUT", "/api/v1/treatments/"+treatment, `{"at":"2026-03-01"}`).is(st, 404)
	other.do("DELETE", "/api/v1/checkins/c1", "").is(st, 404)
	for _, path := range []string{"/patients", "/patients/ben/runs", "/patients/anna/runs"} {
		p.get("/api/v1"+path).is(st, 404, `"code":"not_found"`)
	}
}

// A report comes in every form.
func TestAPIReportForms(t *testing.T) {
	st := newStage(t)
	anna := st.inRecovery("Anna")
	p := st.program(anna.Person, store.TokenAPI)
	path := "/api/v1/recoveries/" + p.get("/api/v1/treatments").items(st)[0]["id"].(string)
	for format, begins := range map[string]string{"": `{"runner":"anna"`, "?format=json": `{"runner":"anna"`, "?format=csv": "", "?format=html": "<!doctype html>", "?format=pdf": "%PDF-"} {
		if a := p.get(path+format).is(st, 200); !strings.HasPrefix(strings.ToLower(a.body), strings.ToLower(begins)) {
			t.Errorf("%s begins with %.40q", format, a.body)
		}
	}
	p.get(path+"?format=docx").is(st, 400, "format is json, csv, html or pdf")
}

// A list is an array, or a value a line, of the same values.
func TestListsByLine(t *testing.T) {
	st := newStage(t)
	p := st.program(st.inRecovery("Anna").Person, store.TokenAPI)
	for _, path := range []string{"/runs", "/treatments", "/checkins", "/recoveries", "/sources", "/batches", "/runs?level=unknown"} {
		array := p.get("/api/v1"+path).is(st, 200).body
		lines := p.get("/api/v1"+path, "Accept: application/x-ndjson").is(st, 200).body
		want := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(array, "["), "]\n"), ",\n", "\n")
		if want != "" {
			want += "\n"
		}
		if lines != want {
			t.Errorf("%s: by line\n%s\nas array\n%s", path, lines, array)
		}
	}
}

// A clinician reads, and records treatments, as long as the runner lets them;
// every look is in the log.
func TestPatientsAPI(t *testing.T) {
	st := newStage(t)
	anna, kim := st.inRecovery("Anna"), st.clinician("Kim")
	own, p := st.program(anna.Person, store.TokenAPI), st.program(kim, store.TokenAPI)
	run, treatment := firstRun(own, "/api/v1/runs"), own.get("/api/v1/treatments").items(st)[0]["id"].(string)
	paths := []string{"/runner", "/status", "/runs", "/runs/" + run, "/treatments", "/treatments/" + treatment, "/checkins", "/recoveries", "/recoveries/" + treatment}

	for _, path := range paths {
		p.get("/api/v1/patients/anna"+path).is(st, 404)
		p.get("/api/v1/patients/nobody"+path).is(st, 404)
		p.get("/api/v1"+path).is(st, 404) // of no runs of their own
	}
	st.grant(anna.Person, kim)
	for _, path := range paths {
		mine, theirs := own.get("/api/v1"+path).is(st, 200), p.get("/api/v1/patients/anna"+path).is(st, 200)
		if path != "/status" && mine.body != theirs.body {
			t.Errorf("%s: the clinician reads\n%s\nthe runner\n%s", path, theirs.body, mine.body)
		}
	}
	p.get("/api/v1/patients/anna/status").is(st, 200, `"sources":[]`)
	added := p.do("POST", "/api/v1/patients/anna/treatments", `{"at":"2026-02-01T10:00:00Z","caps":{"distance.run_1_share":0.3}}`).is(st, 201, `"caps":{"distance.run_1_share":0.3}`)
	if to := added.header.Get("Location"); to != "/api/v1/patients/anna/treatments/"+added.fields(st)["id"].(string) {
		t.Errorf("it is at %s", to)
	}
	for _, r := range [][2]string{{"PATCH", "/runner"}, {"POST", "/checkins"}} { // the runner's alone
		p.do(r[0], "/api/v1/patients/anna"+r[1], `{"units":"imperial"}`).is(st, 405)
	}
	rows, err := st.store.Audits(t.Context(), store.AuditFilter{Who: kim.ID, Whose: "anna"})
	st.must(err)
	said := map[string]int{}
	for _, row := range rows {
		said[row.Deed+" "+row.Outcome]++
	}
	for _, want := range []string{"view runs ok", "view run ok", "export report ok", "add treatment ok", "view runs refused"} {
		if said[want] == 0 {
			t.Errorf("%q isn't in the log: %v", want, said)
		}
	}
	st.must(st.store.Withdraw(t.Context(), "anna", kim.ID, st.now()))
	for _, path := range paths {
		p.get("/api/v1/patients/anna"+path).is(st, 404)
	}
	p.do("DELETE", "/api/v1/patients/anna/treatments/"+treatment, "").is(st, 404)
}

// What came from Strava alone is the runner's: a clinician's answers don't hold
// it, nor what was reckoned from it.
func TestFetchedIsNotSharedByAPI(t *testing.T) {
	st := newStage(t)
	anna, kim := st.inRecovery("Anna"), st.clinician("Kim")
	st.grant(anna.Person, kim)
	anna.record(anna.easy(hours(2), 9, func(r *analysis.Run) { r.Provenance, r.Format, r.Device = analysis.StravaAPI, "strava", "" }))
	own, p := st.program(anna.Person, store.TokenAPI), st.program(kim, store.TokenAPI)
	fetched := firstRun(own, "/api/v1/runs")
	own.get("/api/v1/runs/"+fetched).is(st, 200, `"strava_api"`)
	p.get("/api/v1/patients/anna/runs/"+fetched).is(st, 404)
	p.get("/api/v1/patients/anna/status").is(st, 200, `"run_number":2`)
	for _, path := range []string{"/runner", "/status", "/runs", "/treatments", "/checkins", "/recoveries"} {
		if a := p.get("/api/v1/patients/anna"+path).is(st, 200); strings.Contains(a.body, fetched) || strings.Contains(strings.ToLower(a.body), "strava") {
			t.Errorf("%s speaks of it: %s", path, a.body)
		}
	}
}

// A clinician's patients, a page at a time.
func TestPatientsByAPI(t *testing.T) {
	st := newStage(t)
	kim := st.clinician("Kim")
	p := st.program(kim, store.TokenAPI)
	p.get("/api/v1/patients").is(st, 200, `{"total":0,"offset":0,"patients":[]}`)
	for _, name := range []string{"Anna", "Ben"} {
		st.grant(st.inRecovery(name).Person, kim)
	}
	st.grant(st.runner("Carl"), kim)
	page := p.get("/api/v1/patients?limit=2&sort=name").is(st, 200, `"total":3`, `"runner":"anna"`, `"worst":{`)
	if n := len(page.fields(st)["patients"].([]any)); n != 2 {
		t.Errorf("%d on a page of two", n)
	}
	p.get("/api/v1/patients?offset=2&limit=2&sort=name").is(st, 200, `"runner":"carl"`, `"treatment":null`)
	p.get("/api/v1/patients?search=ben").is(st, 200, `"total":1`)
	p.get("/api/v1/patients?show=outside").is(st, 200, `"total":2`)
	for query, text := range map[string]string{"show=outsite": "did you mean outside", "sort=age": "there is no sort", "limit=0": "from 1 to 200", "offset=-1": "from 0", "limit=x": "whole number"} {
		p.get("/api/v1/patients?"+query).is(st, 400, text)
	}
}

// What is asked wrongly is refused, by name, with what was meant.
func TestBadQueries(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	for query, text := range map[string]string{
		"runs?levels=ok":                         "did you mean level",
		"runs?level=violaton":                    "did you mean violation",
		"runs?level=ok,":                         "there is no level",
		"runs?since=yesterday":                   "since: \\\"yesterday\\\" is no time",
		"runs?until=2026-02-30":                  "is no time",
		"runs?since=2026-03-03&until=2026-03-01": "since is not before until",
		"runs?all_sports=perhaps":                "true or false",
		"runs?since=2026-01-01&since=2026-01-02": "given 2 times",
		"runs?%zz":                               "can't be read",
		"status?at=" + strings.Repeat("9", 300):  "is no time",
		"treatments?since=2026-01-01":            "there is no parameter",
		"checkins?since=2026-13-01":              "is no time",
		"recoveries?since=x":                     "is no time",
		"runs?token=secret":                      "there is no parameter",
	} {
		p.get("/api/v1/"+query).is(st, 400, `"code":"bad_request"`, text)
	}
}

// Whatever goes wrong, a program reads JSON.
func TestErrorsAreJSON(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	for _, path := range []string{"/api/v1/", "/api/v1/run", "/api/v1/runs/", "/api/v1/runs/a/b", "/api/v1/../v1/nothing"} {
		p.get(path).is(st, 404, `{"error":{"code":"not_found"`)
	}
	a := p.do("POST", "/api/v1/runs", "{}").is(st, 405, `"code":"method_not_allowed"`)
	if allow := a.header.Get("Allow"); allow != "GET" {
		t.Errorf("allowed is %q", allow)
	}
	if allow := p.do("PATCH", "/api/v1/treatments/t1", "{}").is(st, 405).header.Get("Allow"); allow != "GET, PUT, DELETE" {
		t.Errorf("allowed is %q", allow)
	}
	p.get("/api/v1/runs", "Host: evil.example").is(st, 421, `"code":"wrong_host"`)
	p.do("POST", "/api/v1/treatments", fmt.Sprintf(`{"at":"2026-03-01","note":%q}`, strings.Repeat("x", 300<<10))).is(st, 413, `"code":"too_large"`)
	st.must(st.store.Close())
	if a := p.get("/api/v1/runs"); a.status < 500 || !slices.Contains([]string{"internal", "unavailable"}, a.fields(st)["error"].(map[string]any)["code"].(string)) || strings.Contains(a.body, "sql") {
		t.Errorf("without a store: %d %s", a.status, a.body)
	}
	if a := p.do(http.MethodOptions, "/api/v1/runs", "", "Origin: https://evil.example", "Access-Control-Request-Method: GET"); a.status != 405 {
		t.Errorf("other sites are told %d", a.status)
	}
}
