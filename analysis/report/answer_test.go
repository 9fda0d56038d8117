package report

import (
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
)

// With the time of the treatment unknown, the answer is the one that holds
// for sure.
func TestAnswerIsSure(t *testing.T) {
	zone := berlin(t)
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, zone)
	h := analysis.History{Runner: analysis.Runner{Zone: zone}, Treatments: []analysis.Treatment{{ID: "t1", At: day, DateOnly: true}}}
	for _, tt := range []struct {
		at                           time.Time
		answer, window, next, advice string
	}{
		{day.Add(20 * time.Hour), "Rest until Mon 23 Nov 00:00 to be sure: the time of the treatment isn't known.",
			"between 0 and 20 h since the treatment; advised are 24 h of rest, then care until 48 h", "Then, first run", "Walking is fine"},
		{day.Add(44*time.Hour + 40*time.Minute), "Rest until Mon 23 Nov 00:00 to be sure: the time of the treatment isn't known.",
			"between 20 and 44 h since", "Then, first run", "Walking is fine"},
		{day.Add(48*time.Hour - 1), "Rest until Mon 23 Nov 00:00 to be sure", "between 23 and 47 h since", "Then, first run", "Walking is fine"},
		{day.Add(48 * time.Hour), "Careful until Tue 24 Nov 00:00 to be sure, short and easy: the time of the treatment isn't known.",
			"between 24 and 48 h since", "Next, first run", "Short and easy"},
		{day.Add(72*time.Hour - 1), "Careful until Tue 24 Nov 00:00 to be sure", "between 47 and 71 h since", "Next, first run", "Short and easy"},
		{day.Add(72 * time.Hour), "Go: first run", "between 48 and 72 h since", "Next, first run", "Drink"},
	} {
		said := TodayOf(analysis.PlanAt(h, configs.DefaultProtocol(), tt.at), Style{Zone: zone})
		if !strings.HasPrefix(said.Answer, tt.answer) || !strings.HasPrefix(said.Window.Text, tt.window) ||
			said.Next != tt.next || !strings.Contains(strings.Join(said.Advice, " "), tt.advice) {
			t.Errorf("%v: %q, %q, %q, %q", tt.at, said.Answer, said.Window.Text, said.Next, said.Advice)
		}
	}
}

// Outside a recovery the answer says why, and never leaves out what speaks
// against a run.
func TestAnswerOutsideARecovery(t *testing.T) {
	now := time.Date(2026, 6, 3, 12, 0, 0, 0, time.UTC)
	treated := func(days int) []analysis.Treatment {
		return []analysis.Treatment{{ID: "t1", At: now.AddDate(0, 0, days)}}
	}
	pain := func(hours int) []analysis.CheckIn {
		return []analysis.CheckIn{{Kind: analysis.AfterRun, At: now.Add(-time.Duration(hours) * time.Hour), Pain: new(5)}}
	}
	for _, tt := range []struct {
		h    analysis.History
		want string
	}{
		{analysis.History{}, "Record your treatment to know how far you may run."},
		{analysis.History{Treatments: treated(2)}, "A treatment is planned for Fri 5 Jun 2026; no limits until then."},
		{analysis.History{Treatments: treated(-60)}, "No limits right now."},
		{analysis.History{Treatments: treated(-60), CheckIns: pain(2)}, "No limits by the advice right now. But today you reported pain 5/10: wait until a readiness check is passed."},
		{analysis.History{Treatments: treated(-60), CheckIns: pain(30)}, "No limits by the advice right now. But yesterday you reported pain 5/10: wait until a readiness check is passed."},
		{analysis.History{Treatments: treated(-60), CheckIns: pain(40)}, "No limits by the advice right now. But on Mon 1 Jun 2026 you reported pain 5/10: wait until a readiness check is passed."},
	} {
		if got := Answer(analysis.PlanAt(tt.h, configs.DefaultProtocol(), now), Style{}); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// While a check-in speaks against a run, caps are not an invitation.
func TestHeldCapsAreForLater(t *testing.T) {
	now := time.Date(2026, 6, 3, 12, 0, 0, 0, time.UTC)
	for _, since := range []time.Duration{30 * time.Hour, 70 * time.Hour} {
		h := analysis.History{Treatments: []analysis.Treatment{{ID: "t1", At: now.Add(-since)}},
			CheckIns: []analysis.CheckIn{{Kind: analysis.Readiness, At: now.Add(-time.Hour), SquatOK: new(false)}}}
		said := TodayOf(analysis.PlanAt(h, configs.DefaultProtocol(), now), Style{})
		if said.Next != "Once a readiness check is passed, first run" || strings.Contains(strings.Join(said.Advice, " "), "if it feels right") {
			t.Errorf("%v after: %q, %q", since, said.Next, said.Advice)
		}
	}
}
