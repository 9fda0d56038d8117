package analysis_test

import (
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func doubtful(r *Run) { r.Doubt = "it names no sport" }

// What is kept aside counts nowhere, but is told of: it may have been a run.
func TestWhatIsKeptAsideInARecovery(t *testing.T) {
	aside := func(id string, at time.Time) Run { return activity(id, at, UnknownSport, doubtful) }
	r := oneRecovery(t,
		aside("before", treated.Add(-time.Second)), aside("at the treatment", treated), aside("later", daysAfter(3)),
		activity("ride", daysAfter(4), Cycling, doubtful), aside("at the end", daysAfter(21)), aside("after", daysAfter(21).Add(time.Second)))
	var ids []string
	for _, run := range r.Aside {
		ids = append(ids, run.ID)
	}
	sameList(t, "kept aside", ids, "at the treatment", "later", "ride", "at the end")
	if n := r.AsideRuns(); n != 3 { // no ride is a run
		t.Errorf("%d may have been runs, want 3", n)
	}
	if said := string(r.AsideInWords()); !strings.HasPrefix(said, "3 recordings since the treatment are kept aside") {
		t.Errorf("it says %q", said)
	}
}

func TestWhatIsKeptAsideBelongsToOneRecovery(t *testing.T) {
	h := history(activity("x", daysAfter(10), UnknownSport, doubtful))
	h.Treatments = append(h.Treatments, Treatment{ID: "next", At: daysAfter(10)})
	rs := Assess(h, clinic())
	if len(rs[0].Aside) != 0 || len(rs[1].Aside) != 1 {
		t.Errorf("the first has %d, the second %d; want 0 and 1", len(rs[0].Aside), len(rs[1].Aside))
	}
}

func TestWithoutABaselineItIsToldWhatIsKeptAsideOfBefore(t *testing.T) {
	h := history(activity("x", treated.Add(-time.Second), UnknownSport, doubtful), activity("at it", treated, UnknownSport, doubtful))
	h.Runs = h.Runs[len(h.Runs)-2:]
	if b := Assess(h, clinic())[0].Baseline; b.UsualM != nil || b.Aside != 1 {
		t.Errorf("usual %v, %d kept aside; want none and 1", shown(b.UsualM), b.Aside)
	}
}

func TestThePlanTellsOfWhatIsKeptAside(t *testing.T) {
	x := activity("x", daysAfter(3), UnknownSport, doubtful)
	for _, tt := range []struct {
		name string
		at   time.Time
		told bool
	}{
		{"when it had not begun", daysAfter(3), false},
		{"just after its start", daysAfter(3).Add(time.Second), true},
		{"when the recovery is over", daysAfter(21).Add(time.Second), false},
	} {
		plan := PlanAt(history(x), clinic(), tt.at)
		advised := strings.Contains(strings.Join(phrases(plan.Advice), " "), "kept aside")
		if (plan.Aside != "") != tt.told || advised != tt.told {
			t.Errorf("%s: aside %q, advice %q", tt.name, plan.Aside, plan.Advice)
		}
	}
}

func phrases(ps []Phrase) []string {
	said := make([]string, len(ps))
	for i, p := range ps {
		said[i] = string(p)
	}
	return said
}
