package store

import (
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// clinic is a store with a clinician and runners.
type clinic struct {
	timed
	clinician string
}

func newClinic(t *testing.T, at time.Time) clinic {
	p := sqlitePlace(t)
	one := test(t, p(t, options())).at(p, at)
	c := clinic{one, "p1"}
	c.exec(`INSERT INTO people (id, name, login, password, admin, clinician, created_at) VALUES ('p1', 'Dr. Weber', 'weber', '', FALSE, TRUE, 0)`)
	return c
}

func (c clinic) exec(statement string, args ...any) {
	c.Helper()
	_, err := c.writer.Exec(statement, args...)
	c.must(err)
}

// patient adds a runner who consents, with the name of a person.
func (c clinic) patient(runner, name string) clinic {
	c.Helper()
	c.must(c.AddRunner(c.Context(), analysis.Runner{Name: runner}))
	if name != "" {
		c.exec(`INSERT INTO people (id, name, login, password, admin, clinician, runner, created_at) VALUES ($1, $2, '', '', FALSE, FALSE, $3, 0)`, "of "+runner, name, runner)
	}
	c.exec(`INSERT INTO consents (id, runner, clinician, granted_at) SELECT COALESCE(MAX(id), 0) + 1, $1, $2, 0 FROM consents`, runner, c.clinician)
	c.runner = runner
	return c
}

func (c clinic) list(q RosterQuery) ([]RosterRow, int) {
	c.Helper()
	if q.N == 0 {
		q.N = 100
	}
	if q.Now.IsZero() {
		q.Now = *c.now
	}
	rows, total, err := c.Roster(c.Context(), c.clinician, q)
	c.must(err)
	return rows, total
}

func (c clinic) names(q RosterQuery) string {
	c.Helper()
	rows, total := c.list(q)
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.Runner
	}
	if total != len(rows) {
		c.Errorf("%d rows, total %d", len(rows), total)
	}
	return strings.Join(names, " ")
}

// full is a clinic of which everybody is in another state at day 4.
func full(t *testing.T) clinic {
	c := newClinic(t, after(4))
	c.patient("ada", "Zoë Ärmel").record(newRun(after(3), 3)) // no treatment
	ben := c.patient("ben", "")                               // a violation
	ben.treat(treated)
	ben.record(append(usual(), newRun(after(1), 9))...)
	cleo := c.patient("cleo", "Cleo 100%") // runs that are fine
	cleo.treat(treated)
	cleo.record(append(usual(), newRun(after(3), 3))...)
	dan := c.patient("dan", "") // two cautions, treated later
	dan.treat(after(0.5))
	dan.record(append(usual(), newRun(after(1.8), 3), newRun(after(2), 3))...)
	eva := c.patient("eva", "") // ended with a violation
	eva.treat(after(-30))
	eva.record(newRun(after(-60), 6), newRun(after(-58), 6), newRun(after(-56), 6), newRun(after(-54), 6), newRun(after(-29.5), 9))
	fay := c.patient("fay", "") // treated today, nothing since
	fay.treat(after(3.9))
	c.must(c.AddRunner(t.Context(), analysis.Runner{Name: "gil"})) // doesn't consent
	gil := c
	gil.runner = "gil"
	gil.treat(treated)
	gil.record(append(usual(), newRun(after(0.2), 12))...)
	return c
}

func TestRosterOrder(t *testing.T) {
	c := full(t)
	for sort, want := range map[RosterSort]string{
		RosterWorst:     "ben dan fay cleo eva ada",
		RosterName:      "ben cleo dan eva fay ada", // ada is Zoë
		RosterTreatment: "fay dan ben cleo eva ada",
		RosterData:      "fay eva dan cleo ben ada", // nothing of fay ever came
	} {
		if got := c.names(RosterQuery{Sort: sort}); got != want {
			t.Errorf("sorted by %q: %s, want %s", sort, got, want)
		}
		all, _ := c.list(RosterQuery{Sort: sort})
		for offset := range 7 { // pages from either end
			page, total := c.list(RosterQuery{Sort: sort, Offset: offset, N: 2})
			c.equal(append([]RosterRow{}, page...), all[min(offset, 6):min(offset+2, 6)])
			c.equal(total, 6)
		}
	}
	_, _, err := c.Roster(t.Context(), "p1", RosterQuery{Sort: "shoe size"})
	c.fails(err, Invalid, "shoe size")
	_, _, err = c.Roster(t.Context(), "p1", RosterQuery{Filter: "lazy"})
	c.fails(err, Invalid, "lazy")
}

func TestRosterChooses(t *testing.T) {
	c := full(t)
	for want, q := range map[string]RosterQuery{
		"ben eva":          {Filter: RosterOutside},
		"dan":              {Filter: RosterCaution},
		"fay":              {Filter: RosterResting},
		"fay ":             {Filter: RosterSilent, SilentAfter: day},
		"ben dan fay cleo": {Filter: RosterSilent},
		"ada":              {Search: "äRM"},
		"cleo":             {Search: "100%"},
		"dan ada":          {Search: "da"},
		"":                 {Search: "_"},
		"dan ":             {Search: "da", Filter: RosterCaution},
		"ada ":             {Search: "zoe arm"},
	} {
		if got := c.names(q); got != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, want %q", q, got, want)
		}
	}
	rows, _ := c.list(RosterQuery{Search: "dan"})
	for at, want := range map[time.Time]string{rows[0].Floor.Add(-time.Microsecond): "dan", rows[0].Floor: ""} {
		if got := c.names(RosterQuery{Filter: RosterResting, Search: "dan", Now: at}); got != want {
			t.Errorf("resting at %v: %q, want %q", at, got, want)
		}
	}
}

func TestRosterRow(t *testing.T) {
	c := full(t)
	rows, _ := c.list(RosterQuery{Search: "ben"})
	r := rows[0]
	v := c.View("ben", Shared)
	recoveries, err := v.Recoveries(t.Context())
	c.must(err)
	c.equal(*r.Treatment, recoveries[0].Treatment)
	c.equal([]time.Time{r.Floor, r.Clear, r.Ends}, []time.Time{recoveries[0].Floor, recoveries[0].Clear, recoveries[0].Latest})
	if r.Runs != 1 || r.Violation != 1 || r.Name != "ben" || r.Zone != time.UTC || r.Units != "" {
		t.Errorf("%+v", r)
	}
	if w := r.Worst; w == nil || w.Rule != analysis.TooLong || w.Level != analysis.Violation || *w.Measured <= *w.Cap || w.Run != recoveries[0].Entries[0].Run.ID {
		t.Errorf("worst %+v", w)
	}
	last, err := v.LastData(t.Context())
	c.must(err)
	c.equal(r.LastData, last)
	var marks []string
	for _, m := range r.Marks {
		marks = append(marks, m.Day.Format("01-02")+" "+string(m.Level))
	}
	c.equal(marks, []string{"03-02 ", "03-03 violation", "03-04 ", "03-05 ", "03-06 "})
	rows, _ = c.list(RosterQuery{Search: "ben", Now: after(90)})
	c.equal(len(rows[0].Marks), markedDays)
	rows, _ = c.list(RosterQuery{Search: "ada"})
	if r := rows[0]; r.Treatment != nil || r.Runs != 0 || r.Marks != nil || r.LastData == nil || r.Name != "Zoë Ärmel" {
		t.Errorf("%+v", r)
	}
}

// The clock opens and closes recoveries, and consents and names change; the
// list follows.
func TestRosterFollows(t *testing.T) {
	c := full(t)
	names := func(want string) {
		t.Helper()
		if got := c.names(RosterQuery{}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	*c.now = after(-10)
	names("eva ada ben cleo dan fay") // treated later, all but one
	rows, _ := c.list(RosterQuery{Search: "ben"})
	if rows[0].Treatment != nil {
		t.Errorf("a treatment that has not begun: %+v", rows[0].Treatment)
	}
	*c.now = after(4)
	names("ben dan fay cleo eva ada")
	rows, _ = c.list(RosterQuery{Search: "ben"})
	*c.now = rows[0].Ends
	names("ben dan fay cleo eva ada")
	*c.now = rows[0].Ends.Add(time.Microsecond)
	names("dan fay ben eva cleo ada") // cleo was treated when ben was
	*c.now = after(4)
	c.exec(`UPDATE consents SET withdrawn_at = 1 WHERE runner = 'dan'`)
	names("ben fay cleo eva ada")
	if got := c.names(RosterQuery{Search: "dan"}); got != "" {
		t.Errorf("without consent: %s", got)
	}
	c.exec(`UPDATE people SET name = 'Berta' WHERE runner = 'ada'`)
	if got := c.names(RosterQuery{Search: "berta", Sort: RosterName}); got != "ada" {
		t.Errorf("by the new name: %q", got)
	}
	c.runner = "ben"
	all, err := c.Treatments(t.Context(), "ben")
	c.must(err)
	c.must(c.RemoveTreatment(t.Context(), "ben", all[0].ID))
	names("fay cleo eva ada ben")
	c.exec(`UPDATE people SET disabled_at = 1 WHERE id = 'p1'`)
	names("")
}

// What was fetched gives no hint in the list.
func TestRosterIsShared(t *testing.T) {
	c := full(t)
	var before []RosterRow
	before, _ = c.list(RosterQuery{})
	for _, runner := range []string{"ada", "ben", "cleo", "dan", "eva", "fay", "gil"} {
		c.runner = runner
		c.fetch("strava:"+runner, newRun(after(3.95), 12))
		c.fetch("strava:2"+runner, newRun(after(-4.5), 2))
		if c.runs(Filter{})[0].Run.ID == "" || len(c.fetched()) != 2 {
			t.Fatal("nothing was fetched")
		}
	}
	now, _ := c.list(RosterQuery{})
	c.equal(now, before)
	if got := c.names(RosterQuery{Filter: RosterSilent, SilentAfter: day}); got != "fay" {
		t.Errorf("silent: %s", got)
	}
	*c.now = after(11)
	purged, _ := c.list(RosterQuery{Now: after(4)})
	c.equal(purged, before)
}

func TestRosterOfNobody(t *testing.T) {
	c := newClinic(t, after(4))
	if rows, total := c.list(RosterQuery{}); rows != nil || total != 0 {
		t.Errorf("%v %d", rows, total)
	}
	rows, total, err := c.Roster(t.Context(), "nobody", RosterQuery{N: 10})
	if rows != nil || total != 0 || err != nil {
		t.Errorf("%v %d %v", rows, total, err)
	}
}

func TestFilterNewest(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.record(append(usual(), newRun(after(1), 3, func(r *analysis.Run) { r.Sport = analysis.Cycling }))...)
	for n := range 6 {
		all := s.runs(Filter{})
		if n > 0 {
			all = all[max(0, len(all)-n):]
		}
		s.equal(ids(s.runs(Filter{N: n})), ids(all))
	}
}

// The list and the run name the same finding first.
func TestRosterFlagIsTheVerdictsFirst(t *testing.T) {
	c := newClinic(t, after(4)).patient("ilse", "Ilse")
	c.treat(treated)
	hilly := func(r *analysis.Run) { r.AscentM = new(2000.0) } // farther beyond its cap than the length
	c.record(append(usual(), newRun(after(1), 9, hilly))...)
	rows, _ := c.list(RosterQuery{})
	flag, several := rows[0].Worst, false
	for _, e := range c.runs(Filter{}) {
		if e.Verdict == nil || e.Run.ID != flag.Run {
			continue
		}
		first := e.Verdict.Findings[0]
		several = len(e.Verdict.Findings) > 1 && e.Verdict.Findings[1].Level == first.Level
		c.equal(*flag, Flag{Run: e.Run.ID, Rule: first.Rule, Level: first.Level, Measured: first.Measured, Cap: first.Cap, Unit: first.Unit})
	}
	if !several {
		t.Errorf("run %s has one finding of the worst level; this test shows little", flag.Run)
	}
}

func TestRosterTellsWhatIsPlanned(t *testing.T) {
	c := newClinic(t, after(4)).patient("cam", "")
	c.treat(treated)
	c.treat(after(6))
	c.treat(after(9))
	rows, _ := c.list(RosterQuery{})
	if p := rows[0].Planned; p == nil || !p.At.Equal(after(6)) || !rows[0].Treatment.At.Equal(treated) {
		t.Errorf("planned %+v, treated %+v", p, rows[0].Treatment)
	}
	rows, _ = c.list(RosterQuery{Now: after(6)})
	if p := rows[0].Planned; p == nil || !p.At.Equal(after(9)) {
		t.Errorf("planned once that began: %+v", p)
	}
	if rows, _ = c.list(RosterQuery{Now: after(9)}); rows[0].Planned != nil {
		t.Errorf("planned when nothing is: %+v", rows[0].Planned)
	}
}

func TestRosterSearchHasAnEnd(t *testing.T) {
	c := full(t)
	c.list(RosterQuery{Search: strings.Repeat("ä", MostSearch)})
	_, _, err := c.Roster(t.Context(), "p1", RosterQuery{Search: strings.Repeat("ä", MostSearch+1), N: 10})
	c.fails(err, Invalid, "100 characters")
}

// Rows as an older version kept them are made anew.
func TestRosterOfAnOlderVersion(t *testing.T) {
	c := full(t)
	want, _ := c.list(RosterQuery{})
	c.exec(`UPDATE roster SET valid_until = -9223372036854775808, document = '{}', cautious = FALSE, search = ''`)
	got, _ := c.list(RosterQuery{})
	c.equal(got, want)
	if names := c.names(RosterQuery{Filter: RosterCaution, Search: "dan"}); names != "dan" {
		t.Errorf("cautions: %q", names)
	}
}
