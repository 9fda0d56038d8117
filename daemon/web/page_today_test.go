package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// says checks what a page says, as a person reads it, and what it doesn't.
func (a answer) says(t *testing.T, words ...string) {
	t.Helper()
	text := readable(a.body)
	for _, w := range words {
		not := strings.HasPrefix(w, "!")
		if strings.Contains(text, strings.TrimPrefix(w, "!")) == not {
			t.Errorf("%q: the page says\n%s", w, text)
		}
	}
}

// readable is a page without its tags.
func readable(body string) string {
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = "<main" + main
	}
	var b strings.Builder
	inside := false
	for _, r := range body {
		switch {
		case r == '<':
			inside = true
		case r == '>':
			inside = false
			b.WriteByte(' ')
		case !inside:
			b.WriteRune(r)
		}
	}
	text := strings.NewReplacer("&#39;", "'", "&#43;", "+", "&#34;", `"`, "&amp;", "&", "’", "'").Replace(b.String())
	return strings.Join(strings.Fields(text), " ")
}

// One sentence, and why, in every state a runner can be in.
func TestTodayInEachState(t *testing.T) {
	cases := []struct {
		name string
		set  func(f fed)
		says []string
	}{
		{"nothing", func(fed) {}, []string{"Record your treatment to know how far you may run.", "No treatment is recorded", "!No limits", "!Check in", "!Last run"}},
		{"rest", func(f fed) { f.usual(hours(15)); f.treated(hours(15)) },
			[]string{"Rest until today 18:00 (Wed 4 Mar).", "15 h of 24, then careful until 48 h", "the line is now", "Walking is fine and helps.", "Then, first run", "3.0–3.6 km", "!Before you go", "!Test before you go"}},
		{"careful", func(f fed) { f.usual(hours(30)); f.treated(hours(30)) },
			[]string{"Careful until tomorrow 03:00 (Thu 5 Mar): short and easy if it feels right.", "Next, first run", "Test before you go", "Flat and even ground"}},
		{"ready", func(f fed) { f.usual(hours(70)); f.treated(hours(70)) },
			[]string{"Go: first run, up to 3.6 km.", "past the 48 h advised", "!the line is now"}},
		{"free", func(f fed) { f.usual(days(60)); f.treated(days(60)) },
			[]string{"No limits right now.", "The recovery from the treatment of Sat 3 Jan 2026 ended", "In no recovery", "!Check in"}},
		{"hold", func(f fed) {
			f.usual(hours(70))
			f.treated(hours(70))
			f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: f.now().Add(-time.Hour), SquatOK: new(false)})
		}, []string{"Wait: your last check-in speaks against a run now.", "squat not free of pain or stiffness", "Wait until a readiness check is passed.", "Once a readiness check is passed, first run", "!feels right", "Last check-in: Wed 4 Mar 08:00"}},
		{"unknown", func(f fed) { f.treated(hours(60)) },
			[]string{"Go: first run, short and easy.", "We can't tell how long your usual run is yet: 0 of 3 runs so far.", "Settings"}},
		{"dated", func(f fed) { f.treated(hours(2), func(t *analysis.Treatment) { t.DateOnly = true }) },
			[]string{"Rest until", "to be sure: the time of the treatment isn't known.", "Time of treatment unknown", "time of day not known: calf"}},
		{"half sure", func(f fed) {
			f.usual(days(2))
			f.treated(hours(33), func(t *analysis.Treatment) { t.DateOnly = true })
		}, []string{"Rest until Thu 5 Mar 00:00 to be sure", "between 9 and 33 h since the treatment", "Then, first run", "!feels right", "!Before you go"}},
		{"ailing", func(f fed) {
			f.usual(days(60))
			f.treated(days(60))
			f.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: f.now().Add(-hours(20)), Pain: new(5)})
		}, []string{"No limits by the advice right now. But yesterday you reported pain 5/10", "Check in", "Last check-in: Tue 3 Mar 13:00, after a run: pain 5/10"}},
		{"rest with pain", func(f fed) {
			f.treated(hours(5))
			f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: f.now().Add(-hours(3)), Soreness: new(0)})
			f.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: f.now().Add(-hours(2)), Pain: new(5)})
		}, []string{"Rest until", "Last check-in Wed 4 Mar 07:00, after a run: pain 5/10", "!Before you go"}},
		{"planned", func(f fed) { f.usual(days(1)); f.treated(-days(2)) },
			[]string{"A treatment is planned for Fri 6 Mar 2026; no limits until then.", "!No treatment is recorded", "!No limits right now"}},
		{"again", func(f fed) { f.usual(days(3)); f.treated(days(3)); f.treated(-days(2)) },
			[]string{"Go: first run", "Next treatment: Fri 6 Mar 2026, 09:00 UTC"}},
		{"outside", func(f fed) { f.usual(hours(70)); f.treated(hours(70)); f.record(f.easy(hours(20), 4.9)) },
			[]string{"Go: second run", "Last run Tue 3 Mar 2026 13:00", "■ outside: Longer than advised", "4.9 km, cap 3.6 km", "How did it feel?"}},
		{"told", func(f fed) {
			f.usual(hours(70))
			f.treated(hours(70))
			f.record(f.easy(hours(20), 3))
			f.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: f.now().Add(-hours(10)), Pain: new(0)})
		}, []string{"● within", "!How did it feel?"}},
	}
	st := newStage(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := st.fed(c.name)
			c.set(f)
			a := st.as(f.Person).get("/today")
			if a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
			a.says(t, c.says...)
			if n := strings.Count(a.body, "<h1"); n != 1 {
				t.Errorf("%d headings of the first order", n)
			}
		})
	}
}

// A check-in is told for as long as one can count for a run, the last instant
// included.
func TestTodayTellsACheckInThatStillCounts(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	f.treated(hours(70))
	f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: f.now().Add(-hours(48)), Soreness: new(1)})
	b := st.as(f.Person)
	b.get("/today").says(t, "Last check-in: Mon 2 Mar 09:00")
	st.after(time.Microsecond)
	b.get("/today").says(t, "!Last check-in", "Four questions; one tap when all is fine.")
}

// A source that needs the runner is told to nobody else.
func TestTodayTellsOfSourcesToTheRunnerOnly(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	st.service.list = []store.Source{{Name: "strava", State: store.SourceNeedsYou, Detail: "connect <again>"}}
	f.treated(hours(70))
	st.as(f.Person).get("/today").says(t, "strava needs you. connect &lt;again&gt;")
	b := st.as(kim)
	if a := b.get("/patients/anna/today"); a.status != http.StatusNotFound {
		t.Errorf("without consent: %d", a.status)
	}
	st.grant(f.Person, kim)
	a := b.get("/patients/anna/today")
	a.says(t, "Go: first run", "!needs you", "!Check in", "!Settings")
	for _, own := range []string{`href="/checkin`, `href="/settings"`, `href="/sources"`} {
		if main := a.body[strings.Index(a.body, "<main"):]; strings.Contains(main, own) {
			t.Errorf("a clinician is sent to %s", own)
		}
	}
}

// What was fetched from Strava stays the runner's own on every page of the
// day.
func TestFetchedRunsAreTheRunnersOwn(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	st.grant(f.Person, kim)
	f.treated(hours(70))
	f.record(f.easy(hours(20), 4.9, func(r *analysis.Run) {
		r.Provenance, r.Format, r.SourceID, r.Device = analysis.StravaAPI, "strava", "strava:1", ""
	}))
	own, theirs := st.as(f.Person), st.as(kim)
	own.get("/today").says(t, "second run", "4.9 km", "only on Strava")
	theirs.get("/patients/anna/today").says(t, "first run", "!second run", "!4.9 km", "!Strava")
	own.get("/progress").says(t, "4.9 km")
	theirs.get("/patients/anna/progress").says(t, "!4.9 km", "No run in the last 16 weeks")
	own.get("/treatments").says(t, "1 run in the recovery")
	theirs.get("/patients/anna/treatments").says(t, "!1 run in the recovery")
}

// audited are the deeds noted of a runner's data, the oldest first.
func (st *stage) audited(whose string) []string {
	st.Helper()
	all, err := st.store.Audits(st.Context(), store.AuditFilter{Whose: whose})
	st.must(err)
	var deeds []string
	for _, a := range all {
		deeds = append(deeds, a.Deed+" "+a.Outcome)
	}
	slices.Reverse(deeds)
	return deeds
}

// What a clinician set for one treatment stands where its effect shows.
func TestTodaySaysWhatWasSetForThePatient(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	st.grant(f.Person, kim)
	f.usual(hours(70))
	f.treated(hours(70), func(t *analysis.Treatment) {
		t.Caps = map[analysis.Key]float64{analysis.Run1Share: 0.405}
	})
	st.as(f.Person).get("/today").says(t, "Go: first run, up to 2.4 km.", "Set by the clinician for you, for this treatment: First run, at most: 40.5 % of usual")
	st.as(kim).get("/patients/anna/today").says(t, "Set by the clinician for this patient, for this treatment: First run, at most: 40.5 % of usual", "!you ")
	ben := st.fed("ben")
	ben.usual(hours(70))
	ben.treated(hours(70))
	st.as(ben.Person).get("/today").says(t, "!Set by the clinician")
}
