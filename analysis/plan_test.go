package analysis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func TestTheStateAtAMoment(t *testing.T) {
	runs := []Run{newRun("a", daysAfter(3), 3), newRun("b", daysAfter(4), 3), newRun("c", daysAfter(5), 3)}
	for _, tt := range []struct {
		name string
		runs []Run
		at   time.Time
		want State
	}{
		{"before the treatment", nil, treated.Add(-time.Second), Free},
		{"at its end", nil, treated, Rest},
		{"just before the floor", nil, hoursAfter(24).Add(-time.Second), Rest},
		{"at the floor", nil, hoursAfter(24), Careful},
		{"just before the clear", nil, hoursAfter(48).Add(-time.Second), Careful},
		{"at the clear", nil, hoursAfter(48), Ready},
		{"21 days on, no run yet", nil, daysAfter(21), Ready},
		{"after 21 days", nil, daysAfter(21).Add(time.Second), Free},
		{"7 days after the first of three runs", runs, daysAfter(10), Ready},
		{"a second later", runs, daysAfter(10).Add(time.Second), Free},
		{"with two of them so far", runs, daysAfter(4.5), Ready},
	} {
		plan := PlanAt(history(tt.runs...), clinic(), tt.at)
		if plan.State != tt.want || !plan.At.Equal(tt.at) {
			t.Errorf("%s: %s, want %s", tt.name, plan.State, tt.want)
		}
		told := plan.Treatment != nil && plan.Earliest != nil && plan.Clear != nil && plan.RunNumber != nil && plan.Caps != nil && plan.Baseline != nil && len(plan.Advice) > 0
		nothing := plan.Treatment == nil && plan.Earliest == nil && plan.Clear == nil && plan.RunNumber == nil && plan.Caps == nil
		if tt.want == Free && !nothing || tt.want != Free && !told {
			t.Errorf("%s: %+v", tt.name, plan)
		}
		if tt.want != Free && (!plan.Earliest.Equal(hoursAfter(24)) || !plan.Clear.Equal(hoursAfter(48))) {
			t.Errorf("%s: earliest %s, clear %s", tt.name, plan.Earliest, plan.Clear)
		}
	}
	if plan := PlanAt(History{}, clinic(), treated); plan.State != Free {
		t.Errorf("without any treatment: %s", plan.State)
	}
}

func TestThePlansCapsByRunNumber(t *testing.T) {
	for number, want := range map[int]float64{1: 3600, 2: 4500, 3: 5400, 4: 6000, 5: 6000} {
		var runs []Run
		for i := range number - 1 {
			runs = append(runs, newRun(fmt.Sprint("r", i), daysAfter(2+float64(i)/2), 3))
		}
		runs = append(runs, activity("walk", daysAfter(2), Walking), newRun("oops", daysAfter(2), 0.1))
		plan := PlanAt(history(runs...), clinic(), daysAfter(6))
		if *plan.RunNumber != number || !near(plan.Caps.DistanceM, want) || !near(plan.Caps.ClimbMPerKm, 8) {
			t.Errorf("run %d: number %d, %v m, %v m/km", number, *plan.RunNumber, shown(plan.Caps.DistanceM), shown(plan.Caps.ClimbMPerKm))
		}
		if (plan.Caps.TargetM != nil) != (number == 1) {
			t.Errorf("run %d: target %v", number, plan.Caps.TargetM)
		}
		if number == 1 && *plan.Caps.TargetM != [2]float64{3000, 3600} {
			t.Errorf("target %v, want 3.0–3.6 km", *plan.Caps.TargetM)
		}
		if plan.Caps.HRMax != nil || !near(plan.Caps.SpeedMPS, 1000.0/360) || !near(plan.Caps.MovingS, want*0.36) {
			t.Errorf("run %d: %+v", number, plan.Caps)
		}
	}
}

func TestThePlansHeartRateIsTheHighestStillWithinTheCap(t *testing.T) {
	for top, want := range map[float64]float64{190: 144, 200: 152, 175: 133, 150: 114} {
		h := history()
		h.Runner.HRMax = new(top)
		plan := PlanAt(h, clinic(), daysAfter(2))
		if !near(plan.Caps.HRMax, want) || plan.Caps.SpeedMPS != nil {
			t.Errorf("HRmax %v: up to %v, want %v", top, shown(plan.Caps.HRMax), want)
		}
	}
}

func TestALowerCapLowersTheTarget(t *testing.T) {
	for share, want := range map[float64][2]float64{0.4: {2400, 2400}, 0.5: {3000, 3000}, 0.55: {3000, 3300}} {
		h := history()
		h.Treatments[0].Caps = map[Key]float64{Run1Share: share}
		caps := PlanAt(h, clinic(), daysAfter(2)).Caps
		if !near(&caps.TargetM[0], want[0]) || !near(&caps.TargetM[1], want[1]) || !near(caps.DistanceM, want[1]) {
			t.Errorf("share %v: target %v, want %v", share, *caps.TargetM, want)
		}
	}
}

func TestThePlanNeverAdvisesADistanceThatWouldBeFlagged(t *testing.T) {
	plan := PlanAt(longAgo(), clinic(), daysAfter(2)) // usual 10 km, but 4 km in the last month
	if !near(plan.Caps.DistanceM, 4400) || *plan.Caps.TargetM != [2]float64{4400, 4400} {
		t.Errorf("up to %v m, target %v; want 110 %% of 4 km", shown(plan.Caps.DistanceM), *plan.Caps.TargetM)
	}
}

func TestThePlanKnowsOnlyWhatWasKnownThen(t *testing.T) {
	h := history()
	was := PlanAt(h, clinic(), daysAfter(2))
	h.Treatments = append(h.Treatments, Treatment{ID: "t2", At: daysAfter(2).Add(time.Second), Class: Demanding})
	h.Runs = append(h.Runs, newRun("a", daysAfter(2), 20), newRun("b", daysAfter(3), 20))
	h.CheckIns = []CheckIn{{Kind: Readiness, At: daysAfter(2).Add(time.Second), SquatOK: new(false)}}
	is := PlanAt(h, clinic(), daysAfter(2))
	if is.State != was.State || is.Treatment.ID != "t1" || *is.RunNumber != 1 || fmt.Sprint(is.Advice) != fmt.Sprint(was.Advice) {
		t.Errorf("%s after %s, run %d, %v; it was %s, %v", is.State, is.Treatment.ID, *is.RunNumber, is.Advice, was.State, was.Advice)
	}
	if now := PlanAt(h, clinic(), daysAfter(4)); now.Treatment.ID != "t2" || *now.RunNumber != 2 {
		t.Errorf("on day 4 it is after %s, run %d", now.Treatment.ID, *now.RunNumber)
	}
}

func TestThePlanOfOverlappingTreatments(t *testing.T) {
	h := history()
	h.Treatments = []Treatment{{ID: "t1", At: treated, Class: Demanding}, {ID: "t2", At: hoursAfter(10), Class: Typical}}
	for hours, want := range map[float64]State{47.9: Rest, 48: Careful, 71.9: Careful, 72: Ready} {
		plan := PlanAt(h, clinic(), hoursAfter(hours))
		if plan.State != want || plan.Treatment.ID != "t2" || !plan.Earliest.Equal(hoursAfter(48)) || !plan.Clear.Equal(hoursAfter(72)) {
			t.Errorf("%v h: %s, earliest %s, clear %s; want %s", hours, plan.State, plan.Earliest, plan.Clear, want)
		}
	}
}

func TestThePlanOfASeasonedRunnerWithAPassedCheck(t *testing.T) {
	h := seasoned()
	h.CheckIns = []CheckIn{passed("c", hoursAfter(29))}
	if plan := PlanAt(h, clinic(), hoursAfter(30)); plan.State != Ready || !plan.Clear.Equal(hoursAfter(24)) {
		t.Errorf("%s, clear %s", plan.State, plan.Clear)
	}
	if plan := PlanAt(h, clinic(), hoursAfter(28)); plan.State != Careful || !plan.Clear.Equal(hoursAfter(48)) {
		t.Errorf("before the check: %s, clear %s", plan.State, plan.Clear)
	}
}

func TestThePlansAdvice(t *testing.T) {
	failed := CheckIn{Kind: Readiness, At: hoursAfter(49), HeelRaise: new(false)}
	undated := history()
	undated.Treatments[0].DateOnly = true
	noBaseline := historyOf(before([2]float64{3, 5}, [2]float64{2, 5}))
	checked := history()
	checked.CheckIns = []CheckIn{failed}
	for _, tt := range []struct {
		name    string
		h       History
		hours   float64
		says    []string
		nothing []string
	}{
		{"at rest", history(), 5, []string{"Walking is fine and helps.", "Drink", "foam rolling"}, []string{"heel raises", "pace"}},
		{"careful", history(), 30, []string{"Test before you go", "Flat and even ground", "at a pace you can talk at", "cut it short", "Drink before and after"}, []string{"Walking"}},
		{"ready", history(), 50, []string{"Test before you go", "Flat and even ground", "Drink before and after"}, []string{"not yet"}},
		{"a check failed", checked, 50, []string{"not yet: heel raises with discomfort"}, []string{"Test before you go"}},
		{"a check failed long ago", checked, 49 + 24.1, []string{"Test before you go"}, []string{"not yet"}},
		{"date only", undated, 5, []string{"Time of treatment unknown"}, nil},
		{"no baseline", noBaseline, 50, []string{"We can't tell how long your usual run is yet: 2 of 3 runs so far"}, nil},
	} {
		advice := fmt.Sprint(PlanAt(tt.h, clinic(), hoursAfter(tt.hours)).Advice)
		for _, s := range tt.says {
			if !strings.Contains(advice, s) {
				t.Errorf("%s: %q is missing from %s", tt.name, s, advice)
			}
		}
		for _, s := range tt.nothing {
			if strings.Contains(advice, s) {
				t.Errorf("%s: %q has no place in %s", tt.name, s, advice)
			}
		}
	}
}
