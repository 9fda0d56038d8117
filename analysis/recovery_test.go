package analysis_test

import (
	"testing"
	"time"

	. "needled/analysis"
)

// oneRecovery is the recovery after the treatment of history().
func oneRecovery(t *testing.T, runs ...Run) Recovery {
	t.Helper()
	rs := Assess(history(runs...), clinic())
	if len(rs) != 1 {
		t.Fatalf("%d recoveries, want 1", len(rs))
	}
	return rs[0]
}

func TestRecoveryEndsWithTheThirdRunOrAWeekAfterTheFirst(t *testing.T) {
	day := func(id string, d float64) Run { return newRun(id, daysAfter(d), 3) }
	second := time.Second.Hours() / 24 // in days
	for _, tt := range []struct {
		name string
		runs []Run
		want []string
		end  float64 // days after the treatment; 0: open
	}{
		{"no run", nil, []string{}, 0},
		{"one run", []Run{day("a", 2)}, []string{"a"}, 0},
		{"two runs, weeks apart", []Run{day("a", 2), day("b", 18)}, []string{"a", "b"}, 0},
		{"three runs within the week", []Run{day("a", 2), day("b", 3), day("c", 4)}, []string{"a", "b", "c"}, 9},
		{"a fourth within the week", []Run{day("a", 2), day("b", 3), day("c", 4), day("d", 8)}, []string{"a", "b", "c", "d"}, 9},
		{"a fourth 7 days after the first", []Run{day("a", 2), day("b", 3), day("c", 4), day("d", 9)}, []string{"a", "b", "c", "d"}, 9},
		{"a fourth a second later", []Run{day("a", 2), day("b", 3), day("c", 4), day("d", 9+second)}, []string{"a", "b", "c"}, 9},
		{"the third 7 days after the first", []Run{day("a", 2), day("b", 3), day("c", 9), day("d", 9+second)}, []string{"a", "b", "c"}, 9},
		{"the third after the week", []Run{day("a", 2), day("b", 5), day("c", 12)}, []string{"a", "b", "c"}, 12},
		{"a fourth after such a third", []Run{day("a", 2), day("b", 5), day("c", 12), day("d", 12+second)}, []string{"a", "b", "c"}, 12},
		{"a run a second before the treatment", []Run{day("a", -second), day("b", 2)}, []string{"b"}, 0},
		{"a run at the end of the treatment", []Run{day("a", 0)}, []string{"a"}, 0},
		{"a run on the 21st day", []Run{day("a", 21)}, []string{"a"}, 0},
		{"a run after the 21st day", []Run{day("a", 21+second)}, []string{}, 0},
		{"a week that would go beyond 21 days", []Run{day("a", 16), day("b", 17), day("c", 18), day("d", 21), day("e", 22)}, []string{"a", "b", "c", "d"}, 21},
		{"a third run after 21 days", []Run{day("a", 16), day("b", 17), day("c", 22)}, []string{"a", "b"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := oneRecovery(t, tt.runs...)
			sameList(t, "members", members(r), tt.want...)
			for i, n := range numbers(r) {
				if n != i+1 {
					t.Errorf("run %s has number %d, want %d", r.Entries[i].Run.ID, n, i+1)
				}
			}
			switch {
			case tt.end == 0 && r.End != nil:
				t.Errorf("it ends %s, want it open", r.End)
			case tt.end != 0 && (r.End == nil || !r.End.Equal(daysAfter(tt.end))):
				t.Errorf("it ends %v, want %v", r.End, daysAfter(tt.end))
			}
			if !r.Latest.Equal(daysAfter(21)) {
				t.Errorf("it may last until %s, want 21 days", r.Latest)
			}
		})
	}
}

func TestRecoveryEndsAtTheNextTreatment(t *testing.T) {
	h := history(newRun("a", daysAfter(2), 3), newRun("b", daysAfter(10).Add(-time.Second), 3), newRun("c", daysAfter(10), 3))
	h.Treatments = append(h.Treatments, Treatment{ID: "t2", At: daysAfter(10), Muscles: []Muscle{"calf"}})
	rs := Assess(h, clinic())
	sameList(t, "first recovery", members(rs[0]), "a", "b")
	sameList(t, "second recovery", members(rs[1]), "c")
	sameList(t, "numbers of the second", numbers(rs[1]), 1)
	if rs[0].End == nil || !rs[0].End.Equal(daysAfter(10)) || !rs[0].Latest.Equal(daysAfter(10)) {
		t.Errorf("the first ends %v, at the latest %s", rs[0].End, rs[0].Latest)
	}
	if rs[1].End != nil || !rs[1].Latest.Equal(daysAfter(31)) {
		t.Errorf("the second ends %v, at the latest %s", rs[1].End, rs[1].Latest)
	}
}

func TestARecoveryThatIsOverBeforeTheNextTreatmentKeepsItsEnd(t *testing.T) {
	h := history(newRun("a", daysAfter(2), 3), newRun("b", daysAfter(3), 3), newRun("c", daysAfter(4), 3), newRun("d", daysAfter(9.5), 3))
	h.Treatments = append(h.Treatments, Treatment{ID: "t2", At: daysAfter(10)})
	rs := Assess(h, clinic())
	sameList(t, "first recovery", members(rs[0]), "a", "b", "c")
	if rs[0].End == nil || !rs[0].End.Equal(daysAfter(9)) {
		t.Errorf("the first ends %v", rs[0].End)
	}
	if v := verdictOf(t, h, "d"); v != nil {
		t.Errorf("a run between two recoveries has the verdict %s", v.Level)
	}
}

func TestTreatmentsAreSortedByTimeAndMayShareAnInstant(t *testing.T) {
	h := history(newRun("a", daysAfter(3), 3))
	h.Treatments = []Treatment{{ID: "later", At: daysAfter(1)}, {ID: "y", At: treated}, {ID: "x", At: treated}}
	rs := Assess(h, clinic())
	for i, want := range []string{"x", "y", "later"} {
		if rs[i].Treatment.ID != want {
			t.Errorf("recovery %d is of %s, want %s", i, rs[i].Treatment.ID, want)
		}
	}
	sameList(t, "recovery of x", members(rs[0]))
	sameList(t, "recovery of y", members(rs[1]))
	sameList(t, "recovery of the later", members(rs[2]), "a")
}

func TestAccidentsOfTheButtonAreListedAndCountNowhere(t *testing.T) {
	for _, tt := range []struct {
		name       string
		metres, s  float64
		isAccident bool
	}{
		{"both under", 399.99, 179.9, true},
		{"400 m", 400, 179.9, false},
		{"3 min", 399.99, 180, false},
		{"both at", 400, 180, false},
		{"nothing at all", 0, 0, true},
		{"a treadmill run without distance", 0, 1800, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			odd := newRun("odd", daysAfter(2), 1, func(r *Run) { r.DistanceM, r.MovingS = new(tt.metres), new(tt.s) })
			r := oneRecovery(t, odd, newRun("next", daysAfter(3), 3))
			sameList(t, "members", members(r), "odd", "next")
			if got := r.Entries[0].Verdict == nil; got != tt.isAccident {
				t.Errorf("without verdict: %v, want %v", got, tt.isAccident)
			}
			want := 2
			if tt.isAccident {
				want = 1
			}
			if n := numbers(r)[1]; n != want {
				t.Errorf("the next run has number %d, want %d", n, want)
			}
		})
	}
}

func TestAnAccidentIsNoThirdRun(t *testing.T) {
	short := func(r *Run) { r.DistanceM, r.MovingS = new(200.0), new(60.0) }
	r := oneRecovery(t, newRun("a", daysAfter(2), 3), newRun("b", daysAfter(3), 3), newRun("oops", daysAfter(4), 1, short), newRun("c", daysAfter(15), 3))
	sameList(t, "members", members(r), "a", "b", "oops", "c")
	sameList(t, "numbers", numbers(r), 1, 2, 0, 3)
}

func TestAShortActivityOfAnotherSportIsNoAccident(t *testing.T) {
	walk := activity("w", daysAfter(1), Walking, func(r *Run) { r.DistanceM, r.MovingS = new(200.0), new(60.0) })
	if v := verdictOf(t, history(walk), "w"); v == nil || v.Level != OK {
		t.Errorf("verdict %v", v)
	}
}

func TestOtherSportsAreListedWithoutANumber(t *testing.T) {
	r := oneRecovery(t,
		activity("bike", daysAfter(2.5), Cycling), newRun("a", daysAfter(3), 3), activity("walk", daysAfter(3.5), Walking),
		newRun("b", daysAfter(4), 3), newRun("c", daysAfter(5), 3), activity("swim", daysAfter(10), Swimming), activity("hike", daysAfter(10.1), Hiking))
	sameList(t, "members", members(r), "bike", "a", "walk", "b", "c", "swim")
	sameList(t, "numbers", numbers(r), 0, 1, 0, 2, 3, 0)
}

func TestARunInDoubtIsInNoRecovery(t *testing.T) {
	doubtful := newRun("x", daysAfter(2), 3, func(r *Run) { r.Doubt = "it is 500 km long" })
	r := oneRecovery(t, doubtful, newRun("a", daysAfter(3), 3))
	sameList(t, "members", members(r), "a")
	sameList(t, "numbers", numbers(r), 1)
}

func TestRunsAreNumberedByStartWhateverTheirOrder(t *testing.T) {
	r := oneRecovery(t, newRun("c", daysAfter(5), 3), newRun("a", daysAfter(2), 3), newRun("b", daysAfter(3), 3))
	sameList(t, "members", members(r), "a", "b", "c")
	sameList(t, "numbers", numbers(r), 1, 2, 3)
}

func TestARecoveryMayBeChangedForOneTreatment(t *testing.T) {
	h := history(newRun("a", daysAfter(2), 3), newRun("b", daysAfter(3), 3), newRun("c", daysAfter(6), 3))
	h.Treatments[0].Caps = map[Key]float64{RecoveryRuns: 2, RecoveryDays: 2}
	r := Assess(h, clinic())[0]
	sameList(t, "members", members(r), "a", "b")
	if r.End == nil || !r.End.Equal(daysAfter(4)) {
		t.Errorf("it ends %v", r.End)
	}
}
