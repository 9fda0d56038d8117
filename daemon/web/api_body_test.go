package web

import (
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
)

// A treatment is recorded, read, changed by what was read, and removed.
func TestTreatmentsByAPI(t *testing.T) {
	st := newStage(t)
	anna := st.runner("Anna")
	p := st.program(anna, store.TokenAPI)
	added := p.do("POST", "/api/v1/treatments", `{"at":"2026-03-02T17:30:00+01:00","muscles":["calf","glutes","calf"],"intensity":"intensive","cpt":"20561","note":" left side\r\n "}`).
		is(st, 201, `"at":"2026-03-02T16:30:00Z"`, `"muscles":["calf","glutes"]`, `"note":"left side"`)
	path := added.header.Get("Location")
	sent := strings.Replace(p.get(path).is(st, 200).body, `"class":null`, `"class":"typical"`, 1)
	if a := p.do("PUT", path, sent).is(st, 200, `"class":"typical"`); a.body != sent {
		t.Errorf("sent back\n%s\nit is\n%s", sent, a.body)
	}
	p.do("PUT", path, `{"at":"2026-03-01"}`).is(st, 200, `"date_only":true`, `"muscles":[]`, `"cpt":null`, `"note":null`)
	p.do("POST", "/api/v1/treatments", `{"at":"2026-03-01"}`).is(st, 409, `"code":"conflict"`, "at that instant already")
	p.do("DELETE", path, "").is(st, 204)
	p.do("DELETE", path, "").is(st, 404)
	p.get("/api/v1/treatments").is(st, 200, "[]")
	if a := p.do("PUT", path, sent); a.status != 404 {
		t.Errorf("changing one that is gone: %d", a.status)
	}
}

// A date is that of the runner's zone, however it is written.
func TestTreatmentDatesByAPI(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	p.do("PATCH", "/api/v1/runner", `{"zone":"Europe/Berlin"}`).is(st, 200)
	a := p.do("POST", "/api/v1/treatments", `{"at":"2026-03-02"}`).is(st, 201, `"at":"2026-03-01T23:00:00Z"`)
	p.do("PUT", a.header.Get("Location"), a.body).is(st, 200, `"at":"2026-03-01T23:00:00Z"`, `"date_only":true`)
}

func TestCheckInsByAPI(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	p.do("POST", "/api/v1/checkins", `{"kind":"readiness","squat_ok":true,"heel_raise_ok":false,"soreness":0}`).
		is(st, 201, `"id":"c1"`, `"at":"2026-03-04T09:00:00Z"`, `"full_rom":null`, `"soreness":0`)
	p.do("POST", "/api/v1/checkins", `{"kind":"after","pain":10,"sharp_pain":true,"at":"2026-03-04T08:00:00Z"}`).is(st, 201, `"at":"2026-03-04T08:00:00Z"`)
	// A phone's clock may be a little ahead.
	p.do("POST", "/api/v1/checkins", `{"kind":"after","pain":0,"at":"2026-03-04T09:02:00Z"}`).is(st, 201, `"at":"2026-03-04T09:00:00Z"`)
	p.do("POST", "/api/v1/checkins", `{"kind":"after","pain":0,"at":"2026-03-04T09:02:01Z"}`).is(st, 422, "future")
	p.get("/api/v1/checkins?since=2026-03-04T08:30:00Z").is(st, 200, `"c1"`, `"c3"`)
	p.do("DELETE", "/api/v1/checkins/c2", "").is(st, 204)
	p.do("DELETE", "/api/v1/checkins/c2", "").is(st, 404)
}

// What is given of a runner is changed, the rest stays; null takes away.
func TestRunnerByAPI(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	p.do("PATCH", "/api/v1/runner", `{"experience":"seasoned","hr_max":188,"usual_m":8000,"birth_year":1985,"units":"imperial","zone":"Europe/Berlin"}`).
		is(st, 200, `"hr_max":188`, `"units":"imperial"`)
	p.do("PATCH", "/api/v1/runner", `{"hr_max":null,"returning_from_injury":true}`).
		is(st, 200, `"hr_max":null`, `"usual_m":8000`, `"experience":"seasoned"`, `"returning_from_injury":true`, `"zone":"Europe/Berlin"`)
	p.do("PATCH", "/api/v1/runner", `{"zone":null,"units":null}`).is(st, 200, `"zone":"UTC"}`)
	r, err := st.store.Runner(t.Context(), "anna")
	st.must(err)
	if r.Zone != nil || r.Location() != time.UTC {
		t.Errorf("the zone is %v", r.Zone)
	}
}

// Bodies that can't be are refused by name, and change nothing.
func TestBadBodies(t *testing.T) {
	st := newStage(t)
	p := st.program(st.runner("Anna"), store.TokenAPI)
	for _, c := range []struct {
		at, body string
		status   int
		text     string
	}{
		{"POST /treatments", `{`, 400, "no JSON object; it stops being JSON in line 1"},
		{"POST /treatments", "{\n\"at\": \"2026-03-01\"\n\"cpt\": \"\"}", 400, "line 3"},
		{"POST /treatments", `null`, 400, "no JSON object"},
		{"POST /treatments", `[]`, 400, "no JSON object"},
		{"POST /treatments", `{"at":"2026-03-01"} {}`, 400, "no JSON object"},
		{"POST /treatments", "{\"at\":\"2026-03-01\",\"note\":\"\xff\"}", 400, "UTF-8"},
		{"POST /treatments", `{"At":"2026-03-01"}`, 400, "did you mean at?"},
		{"POST /treatments", `{"at":"2026-03-01","muscle":["calf"]}`, 400, "did you mean muscles?"},
		{"POST /treatments", `{"at":"2026-03-01","date_only":"yes"}`, 400, "date_only is to be true or false"},
		{"POST /treatments", `{"at":1}`, 400, "at is to be a text"},
		{"POST /treatments", `{"at":"2026-03-01","muscles":"calf"}`, 400, "muscles is to be a list of texts"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"distance.run_1_share":"0.5"}}`, 400, "caps is to be an object of numbers"},
		{"POST /treatments", `{}`, 422, "at is missing"},
		{"POST /treatments", `{"at":"tomorrow"}`, 400, "is no time"},
		{"POST /treatments", `{"at":"0026-03-01"}`, 422, "check the year"},
		{"POST /treatments", `{"at":"2062-03-01"}`, 422, "check the year"},
		{"POST /checkins", `{"kind":"after","pain":1,"at":"1926-03-01T08:00:00Z"}`, 422, "check the year"},
		{"POST /treatments", `{"at":"2026-03-01","muscles":["calfs"]}`, 422, "did you mean calf?"},
		{"POST /treatments", `{"at":"2026-03-01","intensity":"hard"}`, 422, "standard or intensive"},
		{"POST /treatments", `{"at":"2026-03-01","class":"easy"}`, 422, "typical or demanding"},
		{"POST /treatments", `{"at":"2026-03-01","cpt":"20562"}`, 422, "20560 or 20561"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"distance.run1_share":0.5}}`, 422, "distance.run_1_share"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"distance.run_1_share":7}}`, 422, "impossible"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"rest.typical_floor_h":90}}`, 422, "rest.typical_floor_h"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"distance.run_1_share":null}}`, 422, "leave it out"},
		{"POST /treatments", `{"at":"2026-03-01","caps":{"hills.window_m":100}}`, 422, "not what is advised"},
		{"POST /treatments", `{"at":"2026-03-01","muscles":[null]}`, 422, "no muscle"},
		{"POST /treatments", `{"at":"2026-03-01","note":"\u0000"}`, 422, "can't be kept"},
		{"POST /treatments", `{"at":"2026-03-01","note":"` + strings.Repeat("ä", 2001) + `"}`, 422, "2000"},
		{"POST /treatments", `{"at":"2026-03-01","id":"t7"}`, 422, "leave them out"},
		{"POST /treatments", `{"at":"2026-03-01","runner":"ben"}`, 422, "leave them out"},
		{"POST /checkins", `{}`, 422, "kind is readiness"},
		{"POST /checkins", `{"kind":"before"}`, 422, "kind is readiness"},
		{"POST /checkins", `{"kind":"after"}`, 422, "nothing is said in it"},
		{"POST /checkins", `{"kind":"after","pain":11}`, 422, "from 0 to 10"},
		{"POST /checkins", `{"kind":"after","pain":-1}`, 422, "from 0 to 10"},
		{"POST /checkins", `{"kind":"after","pain":1.5}`, 400, "pain is to be a whole number, or null"},
		{"POST /checkins", `{"kind":"after","soreness":1}`, 422, "before a run"},
		{"POST /checkins", `{"kind":"readiness","cramping":true}`, 422, "after a run"},
		{"POST /checkins", `{"kind":"after","pain":1,"at":"2026-03-03"}`, 422, "time of day"},
		{"POST /checkins", `{"kind":"after","pain":1,"runner":"ben"}`, 400, "there is no field"},
		{"PATCH /runner", `{}`, 422, "nothing to change"},
		{"PATCH /runner", `{"name":"ben"}`, 400, "there is no field"},
		{"PATCH /runner", `{"hrmax":190}`, 400, "did you mean hr_max?"},
		{"PATCH /runner", `{"hr_max":99}`, 422, "between 100 and 240"},
		{"PATCH /runner", `{"birth_year":85}`, 422, "in full"},
		{"PATCH /runner", `{"zone":"Berlin"}`, 422, "Europe/Berlin"},
		{"PATCH /runner", `{"zone":"Local"}`, 422, "Europe/Berlin"},
		{"PATCH /runner", `{"experience":"pro"}`, 422, "new, recreational or seasoned"},
		{"PATCH /runner", `{"units":"miles"}`, 422, "metric or imperial"},
	} {
		method, path, _ := strings.Cut(c.at, " ")
		p.do(method, "/api/v1"+path, c.body).is(st, c.status, c.text)
	}
	p.get("/api/v1/treatments").is(st, 200, "[]")
	p.get("/api/v1/checkins").is(st, 200, "[]")
}
