package analysis

import (
	"slices"
	"time"
)

// State is where a runner stands at a moment.
type State string

const (
	Free    State = "free"    // outside any recovery
	Rest    State = "rest"    // before the floor
	Careful State = "careful" // between floor and clear
	Ready   State = "ready"   // in a recovery, after clear
)

// Plan answers "may I run, and how far?" for one moment.
type Plan struct {
	At        time.Time
	State     State
	Treatment *Treatment // nil when free, as are the fields below
	Earliest  *time.Time // before it, running lies outside the advice
	Clear     *time.Time
	RunNumber *int
	Caps      *Caps
	Baseline  *Baseline
	Recovery  *Recovery
	Advice    []Phrase
}

// PlanAt is the plan at a moment, from what was known then: later treatments,
// runs and check-ins are left out.
func PlanAt(h History, p Protocol, at time.Time) Plan {
	h.Treatments = slices.DeleteFunc(slices.Clone(h.Treatments), func(t Treatment) bool { return t.At.After(at) })
	h.Runs = slices.DeleteFunc(slices.Clone(h.Runs), func(r Run) bool { return !r.Start.Before(at) })
	h.CheckIns = slices.DeleteFunc(slices.Clone(h.CheckIns), func(c CheckIn) bool { return c.At.After(at) })

	free := Plan{At: at, State: Free}
	j := newJudge(h, p)
	last := len(j.treatments) - 1
	if last < 0 {
		return free
	}
	for i := range last {
		j.pass(i)
	}
	r := j.assess(last)
	if at.After(r.Latest) || r.End != nil && at.After(*r.End) {
		return free
	}

	number := 1
	for _, e := range r.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			number++
		}
	}
	caps := capsOf(number, r.Baseline, j.hrMax(at, r.Protocol), r.Protocol)
	plan := Plan{At: at, Treatment: &r.Treatment, Earliest: &r.Floor, Clear: &r.Clear,
		RunNumber: &number, Caps: &caps, Baseline: &r.Baseline, Recovery: &r}

	instant := possible{at, at}
	released := j.passedReadinessAt(instant, r.Protocol)
	if released {
		plan.Clear = new(j.releasedClear(last))
	}
	switch {
	case at.Before(*plan.Earliest):
		plan.State = Rest
	case at.Before(*plan.Clear):
		plan.State = Careful
	default:
		plan.State = Ready
	}
	plan.Advice = j.advice(plan, instant, r.Protocol)
	return plan
}

// releasedClear is the clear instant of treatment i when the readiness check
// was passed in full.
func (j *judge) releasedClear(i int) time.Time {
	var clear time.Time
	for _, r := range j.rests[:i+1] {
		if r.release {
			clear = later(clear, r.floor)
		} else {
			clear = later(clear, r.clear)
		}
	}
	return clear
}

// advice is what the clinic would say at this moment.
func (j *judge) advice(plan Plan, at possible, p Protocol) []Phrase {
	var said []Phrase
	if plan.Treatment.DateOnly && plan.State == Rest {
		said = append(said, "Time of treatment unknown: the rest is counted from the start of that day.")
	}
	check := j.latestReadiness(at, ReadinessWindow, p)
	if check != nil {
		if failed := check.failed(p); len(failed) > 0 {
			said = append(said, phrase("Your last check-in said not yet: %s. Wait until it is passed.", joined(failed)))
		}
	}
	if plan.State == Rest {
		return append(said, "Walking is fine and helps.", "Drink well; foam rolling and dynamic stretching help some.")
	}
	if check == nil {
		said = append(said, "Test before you go: body-weight squat, single-leg heel raises, full range of motion, soreness gone.")
	}
	if plan.Baseline.UsualM == nil {
		said = append(said, phrase("We can't tell how long your usual run is yet: %d of %d runs so far. Keep it short.", plan.Baseline.Found, plan.Baseline.Needed))
	}
	said = append(said, "Flat and even ground, no speed work, at a pace you can talk at.")
	if plan.State == Careful {
		said = append(said, "Short and easy if it feels right; cut it short when it doesn't.")
	}
	return append(said, "Drink before and after.")
}
