package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// clinicDay is a clinic whose patients some things happen to; fetching says
// whether what Strava holds of them comes too.
type clinicDay struct {
	*stage
	fetching       bool
	anna, zoe, kim store.Person
	rob            store.Person
	runs           legs
	api            map[string]string // tokens, by whose
}

func newClinicDay(t *testing.T, fetching bool) *clinicDay {
	c := &clinicDay{stage: newStage(t), fetching: fetching, api: map[string]string{}}
	c.rob = c.admin("Rob")
	c.after(time.Second)
	c.anna, c.runs = c.runnerWithRuns("Anna")
	c.after(time.Second)
	c.zoe = c.runner("Zoe")
	c.after(time.Second)
	c.kim = c.clinician("Kim")
	c.grant(c.anna, c.kim)
	c.grant(c.zoe, c.kim)
	for _, p := range []store.Person{c.kim, c.anna} {
		text := "a-token-of-" + p.Name
		for _, kind := range []store.TokenKind{store.TokenAPI, store.TokenCalendar} {
			_, err := c.store.AddToken(t.Context(), store.Token{Hash: hashOf(text + string(kind)), Person: p.ID, Kind: kind, Name: "a token", Created: c.now()})
			c.must(err)
		}
		c.api[p.Name] = text
	}
	return c
}

// strava takes in what was fetched, in the one of the two clinics that fetches.
func (c *clinicDay) strava(p store.Person, recordings ...analysis.Recording) {
	c.Helper()
	if c.fetching {
		c.take(p, recordings...)
	}
}

// begin gives Anna a usual run, a treatment, and runs after it.
func (c *clinicDay) begin() {
	c.recovering(c.anna, c.runs)
	c.take(c.anna, c.runs.leg(onDay(1, 7, 0), 3), c.runs.leg(onDay(3, 7, 0), 6.5))
	_, err := c.store.AddCheckIn(c.Context(), analysis.CheckIn{Runner: "anna", Kind: analysis.AfterRun, At: onDay(3, 9, 0), Pain: new(4)})
	c.must(err)
	_, err = c.store.AddTreatment(c.Context(), analysis.Treatment{Runner: "zoe", At: onDay(1, 12, 0), Muscles: []analysis.Muscle{"calf"}})
	c.must(err)
}

// goOn lets things come from Strava: before the treatment, between two runs of
// a recovery, a run that a file holds too, one that may be the same as one in a
// file, one of no sport; and all that is known of Zoe.
func (c *clinicDay) goOn() {
	c.after(2 * time.Hour)
	leg := func(at time.Time, km float64, changes ...func(*analysis.Run, *analysis.Track)) analysis.Recording {
		return c.runs.leg(at, km, append(changes, fromStrava, func(r *analysis.Run, _ *analysis.Track) { r.Device = stravaWord })...)
	}
	c.strava(c.anna, leg(onDay(-20, 18, 0), 14), leg(onDay(-9, 18, 0), 15), leg(onDay(2, 7, 0), 12), leg(onDay(2, 18, 0), 2),
		leg(onDay(1, 7, 0), 3), leg(onDay(3, 7, 1), 5), leg(onDay(4, 7, 0), 4, nameless), leg(onDay(4, 6, 0), 4, func(r *analysis.Run, _ *analysis.Track) { r.Sport = analysis.Cycling }))
	c.strava(c.zoe, leg(onDay(-9, 7, 0), 6), leg(onDay(-2, 7, 0), 6), leg(onDay(2, 7, 0), 11), leg(onDay(3, 7, 0), 11))
	c.after(time.Hour)
	c.take(c.anna, c.runs.leg(onDay(4, 8, 0), 4))
}

// asks is every address a clinician, a program of theirs, a calendar and an
// admin may ask for, with all that is known without Strava in it.
func (c *clinicDay) asks() map[string][]string {
	c.Helper()
	ids := []string{}
	for _, review := range []bool{false, true} {
		entries, err := c.store.View("anna", store.Shared).Runs(c.Context(), store.Filter{AllSports: true, Review: review})
		c.must(err)
		for _, e := range entries {
			ids = append(ids, e.Run.ID)
		}
	}
	slices.Sort(ids)
	queries := map[string][]string{
		"/patients": {""}, "/api/v1/patients": {""}, "/patients/{runner}/runs/{id}": {"", "?words", "?settle"},
		"/patients/{runner}/runs":        {"", "?show=outside", "?show=caution", "?show=unknown", "?show=within", "?show=aside", "?sports=1", "?since=2026-03-01&until=2026-03-03"},
		"/api/v1/patients/{runner}/runs": {"", "?since=2026-03-01"},
		"/people/audit":                  {"", "?whose=anna"}, "/people/audit.csv": {""},
	}
	for _, show := range []string{"outside", "silent", "resting", ""} {
		for _, sort := range []string{"name", "treatment", "data", ""} {
			q := url.Values{"show": {show}, "sort": {sort}}.Encode()
			queries["/patients"] = append(queries["/patients"], "?"+q)
			queries["/api/v1/patients"] = append(queries["/api/v1/patients"], "?"+q)
		}
	}
	for _, word := range []string{"anna", "zoe", "strava", strings.ToLower(stravaWord)} {
		queries["/patients"] = append(queries["/patients"], "?q="+word)
		queries["/api/v1/patients"] = append(queries["/api/v1/patients"], "?search="+word)
	}
	asks := map[string][]string{"calendar": {"/calendar/a-token-of-Anna" + string(store.TokenCalendar) + ".ics"}}
	for _, r := range routes() {
		method, pattern, _ := strings.Cut(r.pattern, " ")
		whose := map[who]string{aClinician: "clinician", anAdmin: "admin"}[r.who]
		if method != http.MethodGet || whose == "" {
			continue
		}
		if strings.HasPrefix(pattern, apiPrefix) {
			whose = "program"
		}
		for _, path := range c.addresses(pattern, ids) {
			asked := queries[pattern]
			if asked == nil {
				asked = []string{""}
			}
			for _, q := range asked {
				asks[whose] = append(asks[whose], path+q)
			}
		}
	}
	return asks
}

// addresses fill a pattern in with all there is.
func (c *clinicDay) addresses(pattern string, runs []string) []string {
	paths := []string{pattern}
	fill := func(part string, values ...string) {
		var all []string
		for _, path := range paths {
			for _, value := range values {
				all = append(all, strings.Replace(path, part, value, 1))
			}
		}
		paths = slices.Compact(all)
	}
	fill("{runner}", "anna", "zoe")
	fill("{person}", c.kim.ID)
	fill("{treatment}", "t1", "t2", "t3")
	fill("{file}", "report.pdf", "report.html", "report.csv", "report.json")
	if strings.Contains(pattern, "treatments/{id}") {
		fill("{id}", "t1", "t2", "t3")
	}
	fill("{id}", append(slices.Clone(runs), "nosuchid")...)
	return paths
}

// seen is all that is answered to asks, by who asked and for what. What differs
// by nature is made alike: where the site listens.
func (c *clinicDay) seen(asks map[string][]string) map[string]string {
	c.Helper()
	all := map[string]string{}
	browsers := map[string]*browser{"clinician": c.as(c.kim), "admin": c.as(c.rob), "program": c.nobody(), "calendar": c.nobody()}
	for _, who := range []string{"clinician", "program", "calendar", "admin"} {
		for _, path := range asks[who] {
			r, err := http.NewRequest(http.MethodGet, c.server.URL+path, nil)
			c.must(err)
			if who == "program" {
				r.Header.Set("Authorization", "Bearer "+c.api["Kim"]+string(store.TokenAPI))
			}
			a := browsers[who].do(r)
			if a.status >= 500 {
				c.Errorf("%s: %d", path, a.status)
			}
			delete(a.header, "Date")
			delete(a.header, "Set-Cookie")
			if who == "calendar" {
				delete(a.header, "Etag") // is of the addresses in it too
			}
			text := fmt.Sprint(a.status, a.header, "\n", a.body)
			all[who+" "+path] = strings.ReplaceAll(text, strings.TrimPrefix(c.server.URL, "http://"), "HOST")
		}
	}
	return all
}

// What was fetched from Strava is nobody's but the runner's: whatever else can
// be asked for is, to the byte, what it were if that had never come. Lists,
// numbers, counts, searches, the order of the roster, what is new, and when
// data last came are in it.
func TestStravaIsForTheRunnerAlone(t *testing.T) {
	with, without := newClinicDay(t, true), newClinicDay(t, false)
	phase := func(name string, happens func(*clinicDay)) {
		t.Helper()
		happens(with)
		happens(without)
		asks := without.asks()
		told, want := with.seen(asks), without.seen(asks)
		for _, path := range slices.Sorted(maps.Keys(want)) {
			if told[path] != want[path] {
				t.Errorf("%s: %s tells of what is on Strava only:\n%s", name, path, lineDiff(want[path], told[path]))
			}
		}
		for path, text := range told {
			if strings.Contains(text, stravaWord) {
				t.Errorf("%s: %s names what is on Strava only", name, path)
			}
		}
	}
	phase("before anything came", (*clinicDay).begin)
	phase("what was fetched is there", (*clinicDay).goOn)
	own := with.as(with.anna).get("/runs?sports=1").body
	if own == without.as(without.anna).get("/runs?sports=1").body {
		t.Error("Anna sees nothing of Strava's; this test shows nothing")
	}
	if aside, err := with.store.Reviews(t.Context(), "anna", store.Filter{AllSports: true}); err != nil || len(aside) < 2 {
		t.Errorf("%d recordings are kept aside, %v; want one that may be another's, and one of no sport", len(aside), err)
	}
	with.hides(t, without)
	phase("a new treatment", func(c *clinicDay) {
		_, err := c.store.AddTreatment(c.Context(), analysis.Treatment{Runner: "anna", At: onDay(4, 10, 0), Muscles: []analysis.Muscle{"hip"}})
		c.must(err)
	})
	phase("all of it expired", func(c *clinicDay) {
		c.after(days(8))
		_, err := c.store.PurgeExpired(c.Context())
		c.must(err)
	})
}

// hides checks that no run of which only Strava knows is there for a
// clinician: the answer is as in the clinic where it never came.
func (c *clinicDay) hides(t *testing.T, without *clinicDay) {
	t.Helper()
	all, err := c.store.Runs(t.Context(), "anna", store.Filter{AllSports: true})
	c.must(err)
	hidden := 0
	clinic, other := c.as(c.kim), without.as(without.kim)
	for _, e := range all {
		if e.Run.Device != stravaWord {
			continue
		}
		hidden++
		for _, path := range []string{"", "/chart.json", "/chart.svg"} {
			path = "/patients/anna/runs/" + e.Run.ID + path
			if a, unknown := clinic.get(path), other.get(path); a.status != 404 || a.body != unknown.body {
				t.Errorf("%s is of a run on Strava only: %d", path, a.status)
			}
		}
	}
	if hidden < 4 {
		t.Errorf("%d runs are on Strava only; this test shows little", hidden)
	}
}

// request asks for an address.
func (st *stage) request(path string) *http.Request {
	st.Helper()
	r, err := http.NewRequest(http.MethodGet, st.server.URL+path, nil)
	st.must(err)
	return r
}
