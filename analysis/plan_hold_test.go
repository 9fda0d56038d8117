package analysis_test

import (
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
)

// A plan says what a check-in speaks against, whatever the hours say.
func TestPlanHoldsOnCheckIns(t *testing.T) {
	treated := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	run := analysis.Run{ID: "r", Sport: analysis.Running, Start: treated.Add(72 * time.Hour), DistanceM: new(3000.0), MovingS: new(1200.0), ElapsedS: new(1200.0)}
	ended := run.End()
	symptoms := analysis.CheckIn{Kind: analysis.AfterRun, At: ended.Add(time.Hour), Pain: new(6), SharpPain: true}
	passed := analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0)}
	failed := analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(false)}
	at := func(c analysis.CheckIn, after time.Duration) analysis.CheckIn {
		c.At = ended.Add(after)
		return c
	}
	for _, c := range []struct {
		name   string
		checks []analysis.CheckIn
		want   string // part of what holds, "" for nothing
	}{
		{"no check-in", nil, ""},
		{"symptoms after the last run", []analysis.CheckIn{symptoms}, "sharp pain"},
		{"symptoms, then a passed check", []analysis.CheckIn{symptoms, at(passed, 5*time.Hour)}, ""},
		{"a passed check, then symptoms", []analysis.CheckIn{at(passed, time.Minute), symptoms}, "sharp pain"},
		{"pain as it may be", []analysis.CheckIn{{Kind: analysis.AfterRun, At: ended.Add(time.Hour), Pain: new(2)}}, ""},
		{"a failed check", []analysis.CheckIn{at(failed, 5*time.Hour)}, "squat"},
		{"a failed check of long ago", []analysis.CheckIn{at(failed, -30*time.Hour)}, ""},
	} {
		h := analysis.History{Treatments: []analysis.Treatment{{ID: "t1", At: treated}}, Runs: []analysis.Run{run}, CheckIns: c.checks}
		plan := analysis.PlanAt(h, configs.DefaultProtocol(), ended.Add(10*time.Hour))
		if hold := string(plan.Hold); (hold == "") != (c.want == "") || !strings.Contains(hold, c.want) {
			t.Errorf("%s: hold %q, want %q", c.name, hold, c.want)
		}
		if plan.State != analysis.Ready {
			t.Errorf("%s: state %s; check-ins don't change it", c.name, plan.State)
		}
	}
}

func TestPlanSaysWhyThereAreNoLimits(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		days int // from now to the treatment
		want string
	}{
		{"none", 0, "No treatment is recorded"},
		{"long ago", -60, "The recovery from the treatment of Thu 2 Apr 2026 ended on Thu 23 Apr 2026."},
		{"to come", 7, "A treatment is planned for Mon 8 Jun 2026."},
	} {
		var h analysis.History
		if c.days != 0 {
			h.Treatments = []analysis.Treatment{{ID: "t1", At: now.AddDate(0, 0, c.days)}}
		}
		plan := analysis.PlanAt(h, configs.DefaultProtocol(), now)
		var said []string
		for _, a := range plan.Advice {
			said = append(said, string(a))
		}
		if plan.State != analysis.Free || !strings.Contains(strings.Join(said, " "), c.want) {
			t.Errorf("%s: %s, %q, want %q", c.name, plan.State, said, c.want)
		}
	}
}
