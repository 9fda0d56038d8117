package analysis_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	. "needled/analysis"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sameRecoveries fails where two assessments differ.
func sameRecoveries(t *rapid.T, was, is []Recovery) {
	t.Helper()
	if !reflect.DeepEqual(was, is) {
		t.Fatalf("it differs (- before, + after):\n%s", cmp.Diff(was, is))
	}
}

// without leaves an activity out of an assessment.
func without(id string, rs []Recovery) []Recovery {
	for i := range rs {
		rs[i].Entries = slices.DeleteFunc(rs[i].Entries, func(e Entry) bool { return e.Run.ID == id })
		if len(rs[i].Entries) == 0 {
			rs[i].Entries = nil
		}
		rs[i].Aside = slices.DeleteFunc(rs[i].Aside, func(r Run) bool { return r.ID == id })
		if len(rs[i].Aside) == 0 {
			rs[i].Aside = nil
		}
		rs[i].Baseline.Aside = 0
	}
	return rs
}

func TestTheOrderOfAHistoryNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		was := Assess(h, clinic())
		h.Runs = rapid.Permutation(h.Runs).Draw(t, "runs in another order")
		h.Treatments = rapid.Permutation(h.Treatments).Draw(t, "treatments in another order")
		h.CheckIns = rapid.Permutation(h.CheckIns).Draw(t, "check-ins in another order")
		sameRecoveries(t, was, Assess(h, clinic()))
	})
}

func TestAssessingTwiceGivesTheSameAndChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		before := fmt.Sprint(h.Runs, h.Treatments, h.CheckIns)
		was := Assess(h, clinic())
		sameRecoveries(t, was, Assess(h, clinic()))
		PlanAt(h, clinic(), anyTime(t, 0, 25))
		sameRecoveries(t, was, Assess(h, clinic()))
		if fmt.Sprint(h.Runs, h.Treatments, h.CheckIns) != before {
			t.Error("the history was changed")
		}
	})
}

func TestAWalkNeverChangesTheVerdictsOfRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		was := Assess(h, clinic())
		walk := anyRun(t, "walk")
		walk.Sport = Walking
		h.Runs = append(h.Runs, walk)
		sameRecoveries(t, without("walk", was), without("walk", Assess(h, clinic())))
	})
}

// … but that it is told of.
func TestARunInDoubtChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		was := Assess(h, clinic())
		odd := anyRun(t, "odd")
		odd.Doubt = "it is odd"
		h.Runs = append(h.Runs, odd)
		sameRecoveries(t, without("odd", was), without("odd", Assess(h, clinic())))
	})
}

// checkNeverWorse draws a history, changes one of its runs for the better,
// and fails when the rule then says something worse of it.
func checkNeverWorse(t *testing.T, rule Rule, history func(*rapid.T) History, better func(*rapid.T, *Run)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		h := history(t)
		if len(h.Runs) == 0 {
			t.Skip("no run")
		}
		i := rapid.IntRange(0, len(h.Runs)-1).Draw(t, "which")
		run := &h.Runs[i]
		was := verdictBy(clinic(), h, run.ID)
		change := *run
		better(t, &change)
		h.Runs = slices.Clone(h.Runs)
		h.Runs[i] = change
		is := verdictBy(clinic(), h, run.ID)
		if was == nil || is == nil || was.RunNumber == nil || was.Treatment != is.Treatment {
			return
		}
		if a, b := was.Finding(rule), is.Finding(rule); b.Level.WorseThan(a.Level) {
			t.Fatalf("it was %s: %s\nit is  %s: %s", a.Level, a.Text, b.Level, b.Text)
		}
	})
}

func TestShorterIsNeverWorse(t *testing.T) {
	checkNeverWorse(t, TooLong, anyHistory, func(t *rapid.T, r *Run) {
		part := rapid.Float64Range(0.01, 1).Draw(t, "part")
		if r.DistanceM != nil {
			r.DistanceM = new(part * *r.DistanceM)
		}
		r.MovingS, r.ElapsedS = new(part**r.MovingS), new(part**r.ElapsedS)
	})
}

func TestFlatterIsNeverWorse(t *testing.T) {
	checkNeverWorse(t, TooHilly, anyHistory, func(t *rapid.T, r *Run) {
		part := rapid.Float64Range(0, 1)
		less := func(v *float64, what string) *float64 {
			if v == nil {
				return nil
			}
			return new(part.Draw(t, what) * *v)
		}
		r.AscentM, r.DescentM = less(r.AscentM, "ascent"), less(r.DescentM, "descent")
		if r.Measures == nil {
			return
		}
		m := *r.Measures
		m.InclineAscentM = less(m.InclineAscentM, "incline")
		m.Grades = slices.Clone(m.Grades)
		for i := range m.Grades {
			m.Grades[i].GradePct *= part.Draw(t, "grade")
		}
		r.Measures = &m
	})
}

func TestSlowerIsNeverWorse(t *testing.T) {
	noHeartRate := func(t *rapid.T) History {
		h := anyHistory(t)
		for i := range h.Runs {
			h.Runs[i].Measures = nil
		}
		return h
	}
	checkNeverWorse(t, TooHard, noHeartRate, func(t *rapid.T, r *Run) {
		times := rapid.Float64Range(1, 3).Draw(t, "times")
		r.MovingS, r.ElapsedS = new(times**r.MovingS), new(times**r.ElapsedS)
	})
}

func TestALowerHeartRateIsNeverWorse(t *testing.T) {
	checkNeverWorse(t, TooHard, anyHistory, func(t *rapid.T, r *Run) {
		if r.Measures == nil {
			return
		}
		less := rapid.ByteRange(0, 60).Draw(t, "beats less")
		m := *r.Measures
		m.HeartRate = slices.Clone(r.Measures.HeartRate)
		for s, bpm := range m.HeartRate {
			if bpm != 0 {
				m.HeartRate[s] = max(1, bpm-min(bpm, less))
			}
		}
		r.Measures = &m
	})
}

func TestLaterIsNeverWorse(t *testing.T) {
	timed := func(t *rapid.T) History {
		h := anyHistory(t)
		h.CheckIns = nil // a later run may outlive its check, which is another matter
		h.Treatments = slices.DeleteFunc(h.Treatments, func(tr Treatment) bool { return tr.DateOnly })
		for i := range h.Runs {
			h.Runs[i].StartHidden = false
		}
		return h
	}
	checkNeverWorse(t, TooEarly, timed, func(t *rapid.T, r *Run) {
		r.Start = r.Start.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "minutes later")) * time.Minute)
	})
}
