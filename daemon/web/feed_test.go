package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// The feed of a runner is read by whoever has its address, and by nobody else.
func TestCalendar(t *testing.T) {
	st := newStage(t)
	anna := st.inRecovery("Anna")
	text, token := st.tokenOf(anna.Person, store.TokenCalendar)
	path, reader := "/calendar/"+text+".ics", st.nobody()
	a := reader.get(path).is(st, 200, "BEGIN:VCALENDAR", "Rest: no running", "Clear to run: second run")
	if kind, cache := a.header.Get("Content-Type"), a.header.Get("Cache-Control"); kind != "text/calendar; charset=utf-8" || !strings.Contains(cache, "private") {
		t.Errorf("as %s, to be kept %s", kind, cache)
	}
	if len(a.header.Values("Set-Cookie")) > 0 {
		t.Error("it sets a cookie")
	}
	for _, other := range []string{"/calendar/" + text, "/calendar/" + text[:42] + ".ics", "/calendar/.ics", "/calendar/x.ics",
		"/calendar/" + st.program(anna.Person, store.TokenAPI).token + ".ics"} {
		reader.get(other).is(st, 404)
	}
	kim := st.clinician("Kim")
	if a := reader.get("/calendar/"+st.program(kim, store.TokenCalendar).token+".ics").is(st, 404); strings.Contains(a.body, "Kim") {
		t.Errorf("the error names whose token it is: %s", a.body)
	}
	st.must(st.store.RevokeToken(t.Context(), anna.ID, token.ID, st.now()))
	reader.get(path).is(st, 404)
}

// A program that has the feed already is told so, until it changes.
func TestCalendarIsReadAgain(t *testing.T) {
	st := newStage(t)
	anna := st.inRecovery("Anna")
	text, _ := st.tokenOf(anna.Person, store.TokenCalendar)
	path, reader := "/calendar/"+text+".ics", st.nobody()
	again := func(header, value string) answer {
		r, err := http.NewRequest(http.MethodGet, st.server.URL+path, nil)
		st.must(err)
		r.Header.Set(header, value)
		return reader.do(r)
	}
	first := reader.get(path).is(st, 200)
	st.after(hours(5))
	for _, name := range []string{"ETag", "Last-Modified"} {
		header := map[string]string{"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[name]
		if a := again(header, first.header.Get(name)); a.status != 304 || a.body != "" {
			t.Errorf("by %s: %d %s", name, a.status, a.body)
		}
	}
	treatments, err := st.store.Treatments(t.Context(), "anna")
	st.must(err)
	treatments[0].Class = analysis.Demanding
	_, err = st.store.EditTreatment(t.Context(), treatments[0])
	st.must(err)
	changed := again("If-None-Match", first.header.Get("ETag")).is(st, 200)
	if sequence(changed.body) <= sequence(first.body) {
		t.Errorf("programs take it for old: %d after %d", sequence(changed.body), sequence(first.body))
	}
	again("If-Modified-Since", first.header.Get("Last-Modified")).is(st, 200)

	// Many looks are one row a day.
	rows := func() int {
		all, err := st.store.Audits(t.Context(), store.AuditFilter{Who: anna.ID, Deed: store.DeedViewCalendar})
		st.must(err)
		return len(all)
	}
	if n := rows(); n != 1 {
		t.Errorf("%d rows after five hours, want 1", n)
	}
	st.after(hours(19))
	reader.get(path).is(st, 200)
	reader.get(path).is(st, 200)
	if n := rows(); n != 2 {
		t.Errorf("%d rows after a day, want 2", n)
	}
}

var sequences = regexp.MustCompile(`SEQUENCE:(\d+)`)

func sequence(feed string) int {
	n := -1
	if found := sequences.FindStringSubmatch(feed); found != nil {
		n, _ = strconv.Atoi(found[1])
	}
	return n
}

// The feed leaves the runner's hands, so that nothing in it comes from Strava.
func TestCalendarWithoutFetched(t *testing.T) {
	st := newStage(t)
	anna := st.inRecovery("Anna")
	text, _ := st.tokenOf(anna.Person, store.TokenCalendar)
	before := st.nobody().get("/calendar/"+text+".ics").is(st, 200, "second run")
	anna.record(anna.easy(hours(2), 9, func(r *analysis.Run) { r.Provenance, r.Format, r.Device = analysis.StravaAPI, "strava", "" }))
	if after := st.nobody().get("/calendar/"+text+".ics").is(st, 200); after.body != before.body {
		t.Errorf("a run that is on Strava only changes the feed:\n%s", after.body)
	}
}

// Of a runner without treatments the feed is empty, and sound.
func TestCalendarOfNothing(t *testing.T) {
	st := newStage(t)
	text, _ := st.tokenOf(st.runner("Anna"), store.TokenCalendar)
	a := st.nobody().get("/calendar/"+text+".ics").is(st, 200, "BEGIN:VCALENDAR", "END:VCALENDAR")
	if strings.Contains(a.body, "VEVENT") {
		t.Errorf("it tells of something: %s", a.body)
	}
}
