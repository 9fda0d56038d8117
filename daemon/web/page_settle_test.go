package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// filterAll is every activity.
var filterAll = store.Filter{AllSports: true}

func nameless(r *analysis.Run, _ *analysis.Track) { r.Sport = analysis.UnknownSport }

// tenfold is a run whose watch measured ten times the way.
func tenfold(r *analysis.Run, _ *analysis.Track) {
	r.DistanceM, r.MovingS, r.ElapsedS = new(60_000.0), new(3000.0), new(3000.0)
}

// say posts the runner's word, and opens the page it leads to.
func (b *browser) say(t *testing.T, id string, values ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	a := b.post("/runs/"+id, form)
	if a.status != 303 {
		t.Fatalf("%q: %d %s", values, a.status, a.main())
	}
	return b.get(a.header.Get("Location"))
}

func TestSettleSport(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1, nameless))[0]
	b := st.as(anna)
	a := b.get("/runs/" + id)
	a.shows(t, "Kept aside, in no verdict: it names no sport.", "sport unknown", "Kept aside until you settle it", `<option value="" selected>as the file says</option>`, "Save sport")
	a.lacks(t, "--sport", "needled edit", "Its figures are right")
	a = b.say(t, id, "say", "sport", "sport", "running")
	a.shows(t, "It counts as running now.", "Outside the clinic&#39;s advice", `<option value="running" selected>`)
	a = b.say(t, id, "say", "sport", "sport", "")
	a.shows(t, "Kept aside, in no verdict")
	a = b.say(t, id, "say", "sport", "sport", "rock_climbing")
	a.shows(t, "It counts as rock climbing now.")
}

func TestSettleFigures(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	id := st.take(anna, l.leg(onDay(-3, 7, 0), 8.1, tenfold))[0]
	b := st.as(anna)
	b.get("/runs/"+id).shows(t, "is faster than anyone runs", "Its figures are right")
	a := b.say(t, id, "say", "accept")
	a.shows(t, "Its figures count now.", "Doubt its figures again")
	a.lacks(t, "Kept aside until")
	a = b.say(t, id, "say", "doubt")
	a.shows(t, "What you said of its figures is taken back.", "Kept aside until you settle it", "Its figures are right")
}

// What can't be judged in any case says so.
func TestSettleDeadClock(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	id := st.take(anna, l.leg(onDay(-14000, 7, 0), 5))[0]
	b := st.as(anna)
	a := b.get("/runs/" + id)
	a.shows(t, "It can’t be judged as it is, whatever is said of it.")
	a.lacks(t, "Its figures are right")
	if a := b.post("/runs/"+id, url.Values{"say": {"accept"}}); a.status != 422 || strings.Contains(a.body, "needled merge") {
		t.Errorf("%d %s", a.status, a.main())
	}
}

// Two watches of one run, which differ: needled asks, and each answer can be
// taken back.
func TestSettleRival(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	other := func(r *analysis.Run, _ *analysis.Track) { r.Device = "COROS Pace 3" }
	ids := st.take(anna, l.leg(onDay(-3, 7, 0), 10), l.leg(onDay(-3, 7, 20), 4.2, other))
	b := st.as(anna)
	aside := ""
	for _, id := range ids {
		if e, err := st.store.Run(t.Context(), anna.Runner, id); err != nil || e.Run.Doubt != "" {
			aside = id
		}
	}
	if aside == "" {
		t.Fatal("neither is in doubt with the other")
	}
	a := b.get("/runs/" + aside)
	a.shows(t, "Is it the same run as", "They are one run", "They are two runs")
	a.lacks(t, "needled merge", "needled split")
	rival := regexp.MustCompile(`name="other" value="([a-z0-9]+)"`).FindStringSubmatch(a.body)[1]

	a = b.say(t, aside, "say", "split")
	a.shows(t, "They are 2 runs now, and each counts.", "Another one shares time with it", "They are one run")
	a = b.say(t, aside, "say", "merge", "other", rival)
	a.shows(t, "They are one run now.", "2 files are taken for this one run.", "Take it apart", "(leads: the figures are this one’s)")
	one := regexp.MustCompile(`data-chart="/runs/([a-z0-9]+)/`).FindStringSubmatch(a.body)[1]
	a = b.say(t, one, "say", "split")
	a.shows(t, "They are 2 runs now")
}

// A word that can't be taken changes nothing, and names no commands.
func TestSettleMistakes(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	ben := st.runner("Ben")
	ids := st.take(anna, l.leg(onDay(-3, 7, 0), 10), l.leg(onDay(-2, 7, 0), 9))
	his := st.take(ben, l.leg(onDay(-3, 7, 0), 7))[0]
	b := st.as(anna)
	for _, c := range []struct {
		say    url.Values
		status int
	}{
		{url.Values{}, 422},
		{url.Values{"say": {"nonsense"}}, 422},
		{url.Values{"say": {"sport"}, "sport": {"<script>"}}, 422},
		{url.Values{"say": {"accept"}}, 422},
		{url.Values{"say": {"split"}}, 422},
		{url.Values{"say": {"merge"}, "other": {ids[0]}}, 422},
		{url.Values{"say": {"merge"}, "other": {ids[1]}}, 409},
		{url.Values{"say": {"merge"}, "other": {his}}, 404},
		{url.Values{"say": {"merge"}}, 404},
	} {
		a := b.post("/runs/"+ids[0], c.say)
		if a.status != c.status {
			t.Errorf("%v: %d, want %d: %s", c.say, a.status, c.status, a.main())
		}
		a.lacks(t, "<script>", "needled merge", "needled split", "needled edit", his)
	}
	all, err := st.store.Runs(t.Context(), anna.Runner, filterAll)
	st.must(err)
	if len(all) != 2 {
		t.Errorf("%d runs are left", len(all))
	}
}
