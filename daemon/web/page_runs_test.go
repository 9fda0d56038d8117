package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

func TestRunsList(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	b := st.as(anna)
	b.get("/runs").shows(t, "There are no runs yet.", `<a href="/sources">Add files of your watch, or connect Strava</a>`)

	ride := l.leg(onDay(-30, 7, 0), 20, func(r *analysis.Run, _ *analysis.Track) { r.Sport = analysis.Cycling })
	st.take(anna, ride)
	b.get("/runs").shows(t, "There are no runs yet, only other sports.", `href="/runs?sports=1"`)

	st.recovering(anna, l)
	st.take(anna, l.leg(onDay(2, 20, 0), 8.1), l.leg(onDay(3, 20, 0), 2))
	all := b.get("/runs")
	all.shows(t, "Tue 3 Mar 2026", "outside</span> length 8.1 km, cap 3.6 km", "no verdict", `<a href="/runs" aria-current="true">All</a>`)
	all.lacks(t, "Thu 29 Jan 2026", "kept aside and", "Older")
	if newest, oldest := strings.Index(all.body, "Tue 3 Mar 2026"), strings.Index(all.body, "Wed 4 Feb 2026"); newest > oldest {
		t.Error("the oldest run stands first")
	}
	cases := map[string]struct{ shows, lacks []string }{
		"?sports=1":                          {[]string{"Thu 29 Jan 2026", "Cycling"}, nil},
		"?show=outside":                      {[]string{"Mon 2 Mar 2026"}, []string{"Wed 4 Feb 2026"}},
		"?show=within":                       {[]string{"No run matches.", `<a href="/runs">Show all</a>`}, []string{"/sources\">Add"}},
		"?show=aside":                        {[]string{"Nothing is kept aside."}, nil},
		"?show=<script>":                     {[]string{"Wed 4 Feb 2026"}, []string{"<script>"}},
		"?since=2026-02-04&until=2026-02-10": {[]string{"Wed 4 Feb 2026", "Tue 10 Feb 2026", `value="2026-02-10"`, "show=outside&amp;since=2026-02-04&amp;until=2026-02-10"}, []string{"Tue 17 Feb 2026"}},
		"?since=2026-03-05":                  {[]string{"No run matches."}, nil},
		"?before=nonsense":                   {[]string{"Tue 3 Mar 2026"}, nil},
	}
	for asked, want := range cases {
		t.Run(asked, func(t *testing.T) {
			a := b.get("/runs" + asked)
			if a.status != 200 {
				t.Error(a.status)
			}
			a.shows(t, want.shows...)
			a.lacks(t, want.lacks...)
		})
	}
}

// A day that is none is said, with what was entered, and nothing is listed.
func TestRunsMistakes(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	for asked, want := range map[string]string{
		"since=yesterday":                    "Enter a day, as in 2026-03-02.",
		"until=2026-02-30":                   "Enter a day, as in 2026-03-02.",
		"since=2026-03-05&until=2026-03-04":  "The last day lies before the first one.",
		"since=%22%3E%3Cscript%3Ealert":      "At most 10 characters fit in here.",
		"since=%3Cscript%3E&sports=1&show=x": "Enter a day",
	} {
		a := st.as(anna).get("/runs?" + asked)
		if a.status != 422 {
			t.Errorf("%s: %d", asked, a.status)
		}
		a.shows(t, want, "There is something to mend")
		a.lacks(t, "Wed 4 Feb 2026", "<script>")
	}
}

// Pages part no runs of one instant, and leave none out.
func TestRunsPages(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	var runs []analysis.Recording
	short := func(_ *analysis.Run, track *analysis.Track) { track.Samples = track.Samples[:0] }
	for n := range 120 {
		start := onDay(-200+n, 7, 0)
		if n >= 68 && n <= 71 { // around the end of the first page: these have only days
			start = onDay(-200+70, 0, 0)
		}
		runs = append(runs, l.leg(start, 3+0.5*float64(n%9), short, func(r *analysis.Run, _ *analysis.Track) { r.StartHidden = n >= 68 && n <= 71 }))
	}
	st.take(anna, runs...)
	found := regexp.MustCompile(`href="/runs/([a-z0-9]{8})"`)
	older := regexp.MustCompile(`href="([^"]+)" rel="next"`)
	seen := map[string]bool{}
	path, sizes := "/runs?sports=1", []int{}
	for path != "" && len(sizes) < 9 {
		a := st.as(anna).get(path)
		ids := found.FindAllStringSubmatch(a.body, -1)
		sizes = append(sizes, len(ids))
		for _, id := range ids {
			if seen[id[1]] {
				t.Errorf("%s stands on two pages", id[1])
			}
			seen[id[1]] = true
		}
		if (len(sizes) > 1) != strings.Contains(a.body, ">Newest</a>") {
			t.Errorf("page %d: a way back to the newest is on all but the first", len(sizes))
		}
		path = ""
		if next := older.FindStringSubmatch(a.body); next != nil {
			path = strings.ReplaceAll(next[1], "&amp;", "&")
		}
	}
	all, err := st.store.Runs(t.Context(), anna.Runner, filterAll)
	st.must(err)
	if len(seen) != len(all) || len(sizes) != 3 {
		t.Errorf("pages of %v, %d runs of %d", sizes, len(seen), len(all))
	}
}

// What is kept aside is told of on the first page, and listed with why.
func TestRunsKeptAside(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.take(anna, l.leg(onDay(-3, 7, 0), 5, nameless), l.leg(onDay(-2, 7, 0), 5))
	b := st.as(anna)
	b.get("/runs").shows(t, "1 recording is kept aside and counts nowhere until you settle it.", `href="/runs?show=aside"`)
	a := b.get("/runs?show=aside")
	a.shows(t, "Wed 25 Feb 2026", "kept aside: it names no sport")
	a.lacks(t, "--sport", "Thu 26 Feb 2026")
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	st.as(kim).get("/patients/anna/runs").shows(t, "1 recording is kept aside and counts nowhere.", `href="/patients/anna/runs?show=aside"`)
}

func TestRunsAtMidnight(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	r, err := st.store.Runner(t.Context(), anna.Runner)
	st.must(err)
	r.Zone, err = time.LoadLocation("Pacific/Auckland")
	st.must(err)
	st.must(st.store.EditRunner(t.Context(), r))
	start := time.Date(2026, 2, 9, 23, 59, 59, 0, r.Zone)
	st.take(anna, l.leg(start.UTC(), 5))
	for day, want := range map[string]bool{"2026-02-08": false, "2026-02-09": true, "2026-02-10": false} {
		a := st.as(anna).get(fmt.Sprintf("/runs?since=%s&until=%s", day, day))
		if got := strings.Contains(a.body, "Mon 9 Feb 2026"); got != want {
			t.Errorf("%s: listed %v, want %v", day, got, want)
		}
	}
}
