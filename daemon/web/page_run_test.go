package web

import (
	"math"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// A run outside the advice says what it was, what the cap was and why, what
// would have been fine, and which runs the cap rests on.
func TestRunPage(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	ids := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))
	for _, c := range []analysis.CheckIn{
		{Kind: analysis.Readiness, At: onDay(3, 6, 30), Soreness: new(1), Note: "<script>alert(1)</script>"},
		{Kind: analysis.AfterRun, At: onDay(3, 8, 30), Pain: new(2)},
		{Kind: analysis.Readiness, At: onDay(1, 6, 30), Soreness: new(7)}, // bears on nothing
	} {
		c.Runner = anna.Runner
		_, err := st.store.AddCheckIn(t.Context(), c)
		st.must(err)
	}
	a := st.as(anna).get("/runs/" + ids[0])
	if a.status != 200 {
		t.Fatal(a.status, a.body)
	}
	a.shows(t, "<h1>Tue 3 Mar 2026 · 8.1 km · 48:36</h1>", "Garmin Forerunner 255", "Outside the clinic&#39;s advice: longer than advised",
		"First run, 62 h after the treatment of Sat 28 Feb 2026", `id="finding-too-long" data-finding="too-long"`,
		"the cap for a first run was 3.6 km (60 % of your usual 6.0 km)", "What would have been fine", "up to 3.6 km",
		"the median of 4 runs in the 28 days before", `href="/runs/`, `data-chart="/runs/`+ids[0]+`/chart.json"`, `<noscript><picture>`,
		"2026-03-03-0700.fit", "soreness 1/10", "&lt;script&gt;alert(1)", "pain 2/10")
	a.lacks(t, "soreness 7/10", "<script>alert", "View on Strava", "Only on Strava", `id="settle"`, "The elevation lies")
	if n := strings.Count(a.body, `<li><a class="row" href="/runs/`); n != 4 {
		t.Errorf("%d baseline runs are links, want 4", n)
	}
	words := st.as(anna).get("/runs/" + ids[0] + "?words")
	words.shows(t, `id="words"`, "The elevation lies between 100 and 140 m.", "<table", `<th scope="row" class="number">8.1 km</th>`)
}

// What isn't known of a run is said to be unknown, and nothing is made up.
func TestRunPageOfLittle(t *testing.T) {
	no := math.NaN()
	bare := func(change func(*analysis.Sample)) func(*analysis.Run, *analysis.Track) {
		return func(_ *analysis.Run, track *analysis.Track) {
			for i := range track.Samples {
				change(&track.Samples[i])
			}
		}
	}
	cases := map[string]struct {
		change func(*analysis.Run, *analysis.Track)
		page   []string
		chart  []string
	}{
		"treadmill": {func(r *analysis.Run, track *analysis.Track) {
			r.SubSport = "treadmill"
			bare(func(s *analysis.Sample) { s.AltitudeM = no })(r, track)
		}, []string{"Hills not known"}, []string{"Indoors, and no incline was recorded"}},
		"no heart rate": {bare(func(s *analysis.Sample) { s.HeartRate = no }), []string{"Heart rate was not recorded"}, []string{"No heart rate was recorded."}},
		"no altitude":   {bare(func(s *analysis.Sample) { s.AltitudeM = no }), []string{"Hills not known"}, []string{"No elevation was recorded."}},
		"hidden start":  {func(r *analysis.Run, _ *analysis.Track) { r.StartHidden = true }, []string{"time of day hidden by the source"}, nil},
		"cut short": {func(r *analysis.Run, _ *analysis.Track) { r.CutShort, r.Integrity = true, analysis.Truncated },
			[]string{"The recording breaks off: the run may have gone on", "damaged file: cut short"}, nil},
		"no samples": {func(_ *analysis.Run, track *analysis.Track) { track.Samples = []analysis.Sample{} }, nil, []string{"Nothing was recorded along the way that could be drawn"}},
		"unreadable": {func(_ *analysis.Run, track *analysis.Track) { track.Samples = nil }, nil, []string{"can’t be read any more"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			st := newStage(t)
			anna, l := st.runnerWithRuns("Anna")
			st.recovering(anna, l)
			runs := []analysis.Recording{l.leg(onDay(3, 7, 0), 3, c.change)}
			id := st.take(anna, runs...)[0]
			b := st.as(anna)
			a := b.get("/runs/" + id + "?words")
			if a.status != 200 {
				t.Fatal(a.status, a.body)
			}
			a.shows(t, append(c.page, c.chart...)...)
			for _, file := range []string{"/chart.json", "/chart.svg", "/chart.svg?wide"} {
				drawn := b.get("/runs/" + id + file)
				if drawn.status != 200 {
					t.Errorf("%s: %d %s", file, drawn.status, drawn.body)
				}
			}
			b.get("/runs/"+id+"/chart.json").shows(t, c.chart...)
		})
	}
}

// What a file says of itself comes out as text.
func TestRunPageEscapes(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	evil := `"><script>alert(1)</script>`
	r := l.leg(onDay(3, 7, 0), 3, func(r *analysis.Run, _ *analysis.Track) { r.Device, r.Note, r.SubSport = evil, evil, evil })
	batch, err := st.store.BeginBatch(t.Context(), anna.Runner, st.now())
	st.must(err)
	st.must(st.store.KeepOriginals(t.Context(), [][]byte{originalOf(r.Run)}))
	receipts, err := st.store.Record(t.Context(), anna.Runner, batch, []analysis.Filing{{Path: "/x/" + evil + ".zip", Member: evil,
		Original: r.Original, Recordings: []analysis.Recording{r}}})
	st.must(err)
	for _, page := range []string{"/runs", "/runs/" + receipts[0].Run.ID + "?words&settle", "/runs/" + receipts[0].Run.ID + "/chart.svg"} {
		a := st.as(anna).get(page)
		if a.status != 200 {
			t.Errorf("%s: %d", page, a.status)
		}
		a.lacks(t, "<script>alert")
	}
}

// A run that is only on Strava is its runner's alone: to a clinician neither
// it nor its chart is there, and nothing hints at it.
func TestRunOnlyOnStrava(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	st.recovering(anna, l)
	fetched := st.take(anna, l.leg(onDay(2, 7, 0), 8.1, fromStrava))[0]
	filed := st.take(anna, l.leg(onDay(3, 7, 0), 5))[0]

	own := st.as(anna)
	own.get("/runs/"+fetched).shows(t, "Only on Strava. Add the watch file to keep it and to share it with your clinician.",
		`<a href="https://www.strava.com/activities/`, ">View on Strava</a>", "Garmin Forerunner 255")
	own.get("/runs").shows(t, "only on Strava", "Tue 3 Mar 2026")
	own.get("/runs/"+filed).shows(t, "Second run")
	chart := own.get("/runs/" + fetched + "/chart.json")
	if chart.status != 200 || chart.header.Get("Cache-Control") != "no-store" || chart.header.Get("ETag") != "" {
		t.Errorf("the chart of what came from Strava: %d, kept by %q", chart.status, chart.header.Get("Cache-Control"))
	}

	clinic := st.as(kim)
	for _, path := range []string{"", "?words", "/chart.json", "/chart.svg"} {
		if a := clinic.get("/patients/anna/runs/" + fetched + path); a.status != 404 {
			t.Errorf("the clinician gets %s: %d", path, a.status)
		}
	}
	for _, page := range []string{"/runs", "/runs?show=outside", "/runs?sports=1", "/runs/" + filed + "?words"} {
		a := clinic.get("/patients/anna" + page)
		if a.status != 200 {
			t.Errorf("%s: %d", page, a.status)
		}
		a.lacks(t, "Strava", "8.1 km", fetched, "Mon 2 Mar 2026 07:00")
	}
	a := clinic.get("/patients/anna/runs/" + filed)
	a.shows(t, "First run", `href="/patients/anna/runs/`, "2026-03-03-0700.fit")
	a.lacks(t, "/home/anna", "Something about it is wrong", `href="/runs/`)
}

// A patient who has only Strava data is one without runs.
func TestRunsOfOnlyStrava(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	before := st.as(kim).get("/patients/anna/runs").body
	st.take(anna, l.leg(onDay(2, 7, 0), 8.1, fromStrava))
	if after := st.as(kim).get("/patients/anna/runs").body; after != before || !strings.Contains(after, "There are no runs yet.") {
		t.Errorf("before %s\nafter %s", before, after)
	}
}

// IDs of others' runs, and none at all, answer alike; who may not see is told
// nothing, and it is noted.
func TestRunForged(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	ben, kim := st.runner("Ben"), st.clinician("Kim")
	st.recovering(anna, l)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 3))[0]
	none := st.as(ben).get("/runs/22222222")
	for _, path := range []string{"/runs/" + id, "/runs/" + id + "/chart.json", "/runs/" + id + "/chart.svg", "/runs/%25", "/runs/" + strings.Repeat("a", 3000), "/runs/'--"} {
		if a := st.as(ben).get(path); a.status != 404 || a.body != none.body {
			t.Errorf("Ben gets %s: %d", path, a.status)
		}
	}
	if a := st.as(ben).post("/runs/"+id, map[string][]string{"say": {"sport"}, "sport": {"walking"}}); a.status != 404 {
		t.Errorf("Ben settles it: %d", a.status)
	}
	clinic := st.as(kim)
	for _, path := range []string{"/runs", "/runs/" + id, "/runs/" + id + "/chart.json", "/runs/" + id + "/chart.svg"} {
		if a := clinic.get("/patients/anna" + path); a.status != 404 {
			t.Errorf("without consent %s: %d", path, a.status)
		}
	}
	if a := clinic.post("/patients/anna/runs/"+id, nil); a.status != 404 && a.status != 405 {
		t.Errorf("a clinician settles it: %d", a.status)
	}
	if got := notedOf(st, kim); strings.Join(got, ", ") != "view run refused, view run refused, view run refused, view runs refused" {
		t.Errorf("noted: %q", got)
	}
}

// notedOf is what the audit log says of somebody, the newest first.
func notedOf(st *stage, p store.Person) []string {
	st.Helper()
	audits, err := st.store.Audits(st.Context(), store.AuditFilter{Who: p.ID, N: 20})
	st.must(err)
	var all []string
	for _, a := range audits {
		all = append(all, a.Deed+" "+a.Outcome)
	}
	return all
}

// A page of a run is one look, with whatever of its chart is asked for.
func TestRunIsNotedOnce(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 3))[0]
	clinic := st.as(kim)
	for _, part := range []string{"", "/chart.json", "/chart.svg"} {
		if a := clinic.get("/patients/anna/runs/" + id + part); a.status != 200 {
			t.Errorf("%s: %d", part, a.status)
		}
	}
	if got := notedOf(st, kim); len(got) != 1 || got[0] != "view run ok" {
		t.Errorf("noted: %q", got)
	}
	st.must(st.store.Withdraw(t.Context(), anna.Runner, kim.ID, st.now().Add(time.Minute)))
	if a := clinic.get("/patients/anna/runs/" + id + "/chart.json"); a.status != 404 {
		t.Errorf("the chart after consent was withdrawn: %d", a.status)
	}
}
