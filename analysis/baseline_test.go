package analysis_test

import (
	"fmt"
	"testing"
	"time"

	. "needled/analysis"
)

// before are runs of so many km, each so many days before the treatment.
func before(kmByDay ...[2]float64) []Run {
	var runs []Run
	for i, r := range kmByDay {
		runs = append(runs, newRun(fmt.Sprintf("b%d", i+1), daysBefore(r[0]), r[1]))
	}
	return runs
}

func baselineOf(t *testing.T, h History) Baseline {
	t.Helper()
	rs := Assess(h, clinic())
	return rs[len(rs)-1].Baseline
}

func historyOf(runs []Run) History {
	h := history()
	h.Runs = runs
	return h
}

func TestUsualDistanceIsTheMedianOfTheFirstSpanWithEnoughRuns(t *testing.T) {
	second := time.Second.Hours() / 24
	for _, tt := range []struct {
		name string
		runs []Run
		days int // 0: no baseline
		km   float64
	}{
		{"four runs in 28 days", before([2]float64{27, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 20}), 28, 7},
		{"five runs in 28 days", before([2]float64{27, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{5, 9}, [2]float64{1, 20}), 28, 8},
		{"the first exactly 28 days before", before([2]float64{28, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 20}), 28, 7},
		{"the first a second earlier", before([2]float64{28 + second, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 20}), 42, 7},
		{"three in 28, older ones of another length left aside", before([2]float64{80, 1}, [2]float64{41, 12}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 10}), 42, 9},
		{"the first exactly 42 days before", before([2]float64{42, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 20}), 42, 7},
		{"the first a second earlier than that", before([2]float64{42 + second, 4}, [2]float64{20, 6}, [2]float64{10, 8}, [2]float64{1, 20}), 90, 7},
		{"three in 90 days", before([2]float64{89, 4}, [2]float64{60, 6}, [2]float64{1, 10}), 90, 6},
		{"the first exactly 90 days before", before([2]float64{90, 4}, [2]float64{60, 6}, [2]float64{1, 10}), 90, 6},
		{"the first a second earlier than 90 days", before([2]float64{90 + second, 4}, [2]float64{60, 6}, [2]float64{1, 10}), 0, 0},
		{"three in 28 days are enough for 90", before([2]float64{9, 4}, [2]float64{6, 6}, [2]float64{1, 10}), 90, 6},
		{"two runs", before([2]float64{6, 6}, [2]float64{1, 10}), 0, 0},
		{"a run at the treatment doesn't count", before([2]float64{9, 4}, [2]float64{6, 6}, [2]float64{0, 10}), 0, 0},
		{"a run a second before does", before([2]float64{9, 4}, [2]float64{6, 6}, [2]float64{second, 10}), 90, 6},
		{"none", nil, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := baselineOf(t, historyOf(tt.runs))
			if b.Days != tt.days || b.Declared {
				t.Errorf("over %d days, want %d", b.Days, tt.days)
			}
			if tt.days == 0 && b.UsualM != nil {
				t.Errorf("usual %v m, want none", *b.UsualM)
			}
			if tt.days != 0 && !near(b.UsualM, tt.km*1000) {
				t.Errorf("usual %v m, want %v km", shown(b.UsualM), tt.km)
			}
			for _, r := range b.Runs {
				if !r.Start.Before(treated) || r.Start.Before(daysBefore(float64(tt.days))) {
					t.Errorf("made of run %s at %s", r.ID, r.Start)
				}
			}
		})
	}
}

func TestARunWhoseFileBreaksOffIsNotUsual(t *testing.T) {
	runs := before([2]float64{20, 4}, [2]float64{15, 6}, [2]float64{10, 8}, [2]float64{5, 10}, [2]float64{1, 12})
	runs[4].CutShort = true
	b := baselineOf(t, historyOf(runs))
	if !near(b.UsualM, 7000) || len(b.Runs) != 4 {
		t.Errorf("usual %v m of %d runs, want 7 km of 4", shown(b.UsualM), len(b.Runs))
	}
	if !near(b.LongestM, 12000) || b.LongestRun != "b5" {
		t.Errorf("longest %v m in %s; the run was at least 12 km", shown(b.LongestM), b.LongestRun)
	}
	if b := baselineOf(t, historyOf(runs[2:])); b.UsualM != nil || b.Found != 2 {
		t.Errorf("usual %v m, %d runs found, want 2", shown(b.UsualM), b.Found)
	}
}

func TestTheBaselineListsItsRunsAndTheirSpeedTimeAndClimb(t *testing.T) {
	runs := before([2]float64{20, 4}, [2]float64{15, 6}, [2]float64{10, 8}, [2]float64{5, 10}, [2]float64{60, 30})
	for i := range 4 {
		r := &runs[i]
		r.MovingS = new(*r.DistanceM / float64(i+1)) // 1, 2, 3, 4 m/s
		r.AscentM, r.DescentM = new(*r.DistanceM/1000*float64(i)), new(*r.DistanceM/1000*2)
	}
	b := baselineOf(t, historyOf(runs))
	var ids []string
	for _, r := range b.Runs {
		ids = append(ids, r.ID)
	}
	sameList(t, "runs", ids, "b1", "b2", "b3", "b4")
	if !near(b.UsualSpeedMPS, 2.5) {
		t.Errorf("usual speed %v m/s, want 2.5", shown(b.UsualSpeedMPS))
	}
	if !near(b.UsualMovingS, (3000+8000.0/3)/2) { // of 4000, 3000, 2667 and 2500 s
		t.Errorf("usual moving time %v s", shown(b.UsualMovingS))
	}
	if !near(b.UsualClimb, 2) { // the larger of ascent and descent: 2, 2, 2, 3 m/km
		t.Errorf("usual climb %v m/km, want 2", shown(b.UsualClimb))
	}
}

func TestTheBaselineIsFrozenAtTheTreatment(t *testing.T) {
	h := history()
	was := baselineOf(t, h)
	for d := range 10 {
		h.Runs = append(h.Runs, newRun(fmt.Sprint("after", d), daysAfter(float64(d)), 30))
	}
	if is := baselineOf(t, h); *is.UsualM != *was.UsualM || len(is.Runs) != len(was.Runs) || *is.LongestM != *was.LongestM {
		t.Errorf("usual %v of %d runs, longest %v; it was %v of %d, %v", *is.UsualM, len(is.Runs), *is.LongestM, *was.UsualM, len(was.Runs), *was.LongestM)
	}
}

func TestAccidentsDoubtsAndOtherSportsAreNotUsual(t *testing.T) {
	h := history()
	h.Runs = append(h.Runs,
		newRun("accident", daysBefore(3), 0.3, func(r *Run) { r.MovingS = new(100.0) }),
		newRun("doubt", daysBefore(3), 50, func(r *Run) { r.Doubt = "too long" }),
		activity("ride", daysBefore(3), Cycling, func(r *Run) { r.DistanceM = new(90000.0) }),
		activity("hike", daysBefore(3), Hiking),
		newRun("treadmill", daysBefore(3), 0, func(r *Run) { r.DistanceM, r.MovingS = nil, new(9000.0) }))
	b := baselineOf(t, h)
	if len(b.Runs) != 4 || !near(b.UsualM, 6000) || !near(b.LongestM, 6000) {
		t.Errorf("usual %v m of %d runs, longest %v m", shown(b.UsualM), len(b.Runs), shown(b.LongestM))
	}
}

func TestRunsOfAnEarlierRecoveryAreNotUsualButMayBeTheLongest(t *testing.T) {
	h := historyOf(append(
		before([2]float64{40, 10}, [2]float64{38, 10}, [2]float64{36, 10}, [2]float64{34, 10}),
		newRun("rec1", daysBefore(20), 3), newRun("rec2", daysBefore(18), 4), newRun("rec3", daysBefore(16), 12), newRun("rec4", daysBefore(13), 5)))
	h.Treatments = append(h.Treatments, Treatment{ID: "t0", At: daysBefore(22), Muscles: []Muscle{"calf"}})
	b := baselineOf(t, h)
	if b.Days != 42 || !near(b.UsualM, 10000) || len(b.Runs) != 4 {
		t.Errorf("usual %v m of %d runs over %d days, want 10 km of the four before both", shown(b.UsualM), len(b.Runs), b.Days)
	}
	if !near(b.LongestM, 12000) || b.LongestRun != "rec3" {
		t.Errorf("longest %v m, run %s; want the 12 km of the earlier recovery", shown(b.LongestM), b.LongestRun)
	}
}

func TestTheLongestRunIsOfThe30DaysBefore(t *testing.T) {
	second := time.Second.Hours() / 24
	for _, tt := range []struct {
		days float64
		want float64
	}{{30, 21000}, {30 + second, 6000}, {second, 21000}, {0, 6000}} {
		h := history(newRun("long", daysBefore(tt.days), 21))
		if b := baselineOf(t, h); !near(b.LongestM, tt.want) {
			t.Errorf("21 km %v days before: longest %v m, want %v", tt.days, shown(b.LongestM), tt.want)
		}
	}
	if b := baselineOf(t, historyOf(nil)); b.LongestM != nil {
		t.Errorf("without runs the longest is %v m", *b.LongestM)
	}
}

func TestWithTooFewRunsTheDeclaredDistanceIsUsual(t *testing.T) {
	h := historyOf(before([2]float64{6, 6}, [2]float64{1, 10}))
	h.Runner.UsualM = new(8000.0)
	if b := baselineOf(t, h); !b.Declared || !near(b.UsualM, 8000) || b.Days != 0 || len(b.Runs) != 0 {
		t.Errorf("declared %v: %v m of %d runs over %d days", b.Declared, shown(b.UsualM), len(b.Runs), b.Days)
	}
	h = history()
	h.Runner.UsualM = new(8000.0)
	if b := baselineOf(t, h); b.Declared || !near(b.UsualM, 6000) {
		t.Errorf("declared %v: %v m; runs come before words", b.Declared, shown(b.UsualM))
	}
}

func TestWithoutABaselineItSaysHowManyRunsWereFoundAndNeeded(t *testing.T) {
	b := baselineOf(t, historyOf(before([2]float64{6, 6}, [2]float64{80, 10})))
	if b.UsualM != nil || b.Found != 2 || b.Needed != 3 {
		t.Errorf("usual %v, %d of %d runs", shown(b.UsualM), b.Found, b.Needed)
	}
}
