package analysis_test

import (
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
)

// A treatment known by date only is judged by the milder reading; a plan also
// tells from when on the rest is over for sure.
func TestPlanIsSureOnlyFromTheEndOfTheDayOn(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, zone)
	end := day.AddDate(0, 0, 1)
	history := analysis.History{Runner: analysis.Runner{Name: "anna", Zone: zone},
		Treatments: []analysis.Treatment{{ID: "t1", At: day, DateOnly: true, Muscles: []analysis.Muscle{"calf"}}}}
	for _, c := range []struct {
		name          string
		at            time.Time
		state         analysis.State
		rest, careful bool
	}{
		{"that evening", end.Add(-time.Hour), analysis.Rest, true, false},
		{"just before 24 h after the beginning", day.Add(24*time.Hour - 1), analysis.Rest, true, false},
		{"24 h after the beginning", day.Add(24 * time.Hour), analysis.Careful, true, false},
		{"just before 24 h after the end", end.Add(24*time.Hour - 1), analysis.Careful, true, false},
		{"24 h after the end", end.Add(24 * time.Hour), analysis.Ready, false, true},
		{"just before 48 h after the end", end.Add(48*time.Hour - 1), analysis.Ready, false, true},
		{"48 h after the end", end.Add(48 * time.Hour), analysis.Ready, false, false},
	} {
		plan := analysis.PlanAt(history, configs.DefaultProtocol(), c.at)
		if plan.State != c.state || plan.SurelyRest() != c.rest || plan.SurelyCareful() != c.careful {
			t.Errorf("%s: %s, rest %v, careful %v", c.name, plan.State, plan.SurelyRest(), plan.SurelyCareful())
		}
		if s := plan.Sure; s == nil || !s.Treated.Equal(end) || !s.Earliest.Equal(end.Add(24*time.Hour)) || !s.Clear.Equal(end.Add(48*time.Hour)) {
			t.Errorf("%s: sure %+v", c.name, s)
		}
	}

	history.Treatments[0].DateOnly = false
	if plan := analysis.PlanAt(history, configs.DefaultProtocol(), day.Add(30*time.Hour)); plan.Sure != nil || plan.SurelyRest() || !plan.SurelyCareful() {
		t.Errorf("with a time of day: %+v", plan.Sure)
	}
}

// The unknown time of an earlier treatment counts, too, while its rest lasts.
func TestPlanIsSureOfAnEarlierDay(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	at := day.Add(25 * time.Hour)
	h := analysis.History{Treatments: []analysis.Treatment{
		{ID: "t1", At: day, DateOnly: true, Class: analysis.Demanding}, {ID: "t2", At: day.Add(24 * time.Hour)}}}
	plan := analysis.PlanAt(h, configs.DefaultProtocol(), at)
	if want := day.Add(72 * time.Hour); plan.Sure == nil || !plan.Sure.Earliest.Equal(want) || !plan.Sure.Treated.Equal(h.Treatments[1].At) {
		t.Errorf("sure %+v, want rest until %v", plan.Sure, want)
	}
}

// Outside a recovery a plan tells what a check-in of the last 48 hours speaks
// against a run with, unless a readiness check was passed since.
func TestPlanTellsOfComplaintsOutsideARecovery(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	after := func(ago time.Duration, pain int) analysis.CheckIn {
		return analysis.CheckIn{Kind: analysis.AfterRun, At: now.Add(-ago), Pain: &pain}
	}
	passed := analysis.CheckIn{Kind: analysis.Readiness, At: now.Add(-time.Hour), SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0)}
	early := passed
	early.At = now.Add(-5 * time.Hour)
	for _, c := range []struct {
		name   string
		checks []analysis.CheckIn
		want   string
	}{
		{"nothing told", nil, ""},
		{"pain of 3", []analysis.CheckIn{after(2*time.Hour, 3)}, ""},
		{"pain of 4", []analysis.CheckIn{after(2*time.Hour, 4)}, "pain 4/10"},
		{"48 hours ago", []analysis.CheckIn{after(48*time.Hour, 5)}, "pain 5/10"},
		{"longer ago", []analysis.CheckIn{after(48*time.Hour+1, 5)}, ""},
		{"sharp", []analysis.CheckIn{{Kind: analysis.AfterRun, At: now.Add(-time.Hour), SharpPain: true}}, "sharp pain"},
		{"cramping", []analysis.CheckIn{{Kind: analysis.AfterRun, At: now.Add(-time.Hour), Cramping: true}}, "cramping"},
		{"failed readiness", []analysis.CheckIn{{Kind: analysis.Readiness, At: now.Add(-time.Hour), FullROM: new(false)}}, "range of motion limited"},
		{"passed since", []analysis.CheckIn{passed, after(2*time.Hour, 5)}, ""},
		{"passed before", []analysis.CheckIn{after(2*time.Hour, 5), early}, "pain 5/10"},
	} {
		h := analysis.History{Treatments: []analysis.Treatment{{ID: "t1", At: now.AddDate(0, -2, 0)}}, CheckIns: c.checks}
		plan := analysis.PlanAt(h, configs.DefaultProtocol(), now)
		got := ""
		if plan.Complaint != nil && len(plan.Complaint.Said) == 1 {
			got = plan.Complaint.Said[0]
		}
		if plan.State != analysis.Free || plan.Ended == nil || plan.Hold != "" || got != c.want || (plan.Complaint != nil) != (c.want != "") {
			t.Errorf("%s: %s, complaint %+v, want %q", c.name, plan.State, plan.Complaint, c.want)
		}
	}
}
