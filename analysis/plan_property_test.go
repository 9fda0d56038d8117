package analysis_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	. "needled/analysis"

	"pgregory.net/rapid"
)

// planned draws a history as it was known at a moment, and that moment.
func planned(t *rapid.T) (History, time.Time) {
	h, at := anyHistory(t), anyTime(t, -1, 25)
	h.Treatments = slices.DeleteFunc(h.Treatments, func(tr Treatment) bool { return tr.At.After(at) })
	h.Runs = slices.DeleteFunc(h.Runs, func(r Run) bool { return r.StartHidden || !r.Start.Before(at) })
	h.CheckIns = slices.DeleteFunc(h.CheckIns, func(c CheckIn) bool { return c.At.After(at) })
	return h, at
}

// judged is what Assess says of one more run.
func judged(h History, r Run) *Verdict {
	h.Runs = append(slices.Clone(h.Runs), r)
	return verdictBy(clinic(), h, r.ID)
}

func TestAssessJudgesAsThePlanPromised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, at := planned(t)
		plan := PlanAt(h, clinic(), at)
		v := judged(h, newRun("next", at, 1))
		if plan.State == Free {
			if v != nil {
				t.Fatalf("it is free, but a run has the verdict %s", v.Level)
			}
			return
		}
		if v == nil || v.Treatment != plan.Treatment.ID || *v.RunNumber != *plan.RunNumber {
			t.Fatalf("run %d after %s was planned, it is %+v", *plan.RunNumber, plan.Treatment.ID, v)
		}
		early := v.Finding(TooEarly)
		if v.HoursSinceTreatment == nil { // on the day of a treatment known by date only
			if early.Level == OK {
				t.Fatalf("%s: a run is fine (%s)", plan.State, early.Text)
			}
			return
		}
		if want := map[State]Level{Rest: Violation, Careful: Caution, Ready: OK}[plan.State]; early.Level != want {
			t.Fatalf("%s: a run is %s (%s)", plan.State, early.Level, early.Text)
		}
	})
}

func TestARunAtThePlannedCapsIsFineAndOneBeyondIsNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, at := planned(t)
		plan := PlanAt(h, clinic(), at)
		if plan.State == Free {
			t.Skip("free")
		}
		level := func(rule Rule, changes ...func(*Run)) Level {
			return judged(h, newRun("next", at, 5, changes...)).Finding(rule).Level
		}
		check := func(what string, rule Rule, atCap, beyond func(*Run)) {
			t.Helper()
			if l := level(rule, atCap); l != OK {
				t.Fatalf("at the planned %s: %s", what, l)
			}
			if l := level(rule, beyond); !l.WorseThan(Unknown) {
				t.Fatalf("beyond the planned %s: %s", what, l)
			}
		}
		c := plan.Caps
		if c.DistanceM != nil {
			metres := func(m float64) func(*Run) { return func(r *Run) { r.DistanceM = new(m) } }
			check("distance", TooLong, metres(*c.DistanceM), metres(*c.DistanceM+1))
		}
		if c.MovingS != nil {
			seconds := func(s float64) func(*Run) { return func(r *Run) { r.DistanceM, r.MovingS = nil, new(s) } }
			check("time", TooLong, seconds(*c.MovingS), seconds(*c.MovingS+1))
		}
		check("climb", TooHilly, climbs(*c.ClimbMPerKm, 0), climbs(*c.ClimbMPerKm+0.01, 0))
		if c.HRMax != nil {
			rate := func(bpm float64) func(*Run) {
				return func(r *Run) { r.Measures.HeartRate = bytes.Repeat([]byte{byte(bpm)}, int(*r.MovingS)) }
			}
			check("heart rate", TooHard, rate(*c.HRMax), rate(*c.HRMax+1))
		}
		if c.SpeedMPS != nil {
			check("speed", TooHard, speed(*c.SpeedMPS), speed(*c.SpeedMPS*1.002))
		}
	})
}
