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
	// Sure is the rest by its latest reading, nil where no unknown time of day
	// makes it longer than State, Earliest and Clear have it.
	Sure *Sure
	// Ended is when the last recovery ended; nil unless free, and when there
	// was none.
	Ended *time.Time
	// Planned is the next treatment; nil unless free, and without one.
	Planned *Treatment
	// Complaint is what a late check-in speaks against a run with, though no
	// recovery is open; nil unless free.
	Complaint *Complaint
	// Hold is why a check-in speaks against running now, whatever the hours
	// say; "" when none does.
	Hold Phrase
	// Aside says that recordings of the recovery are kept aside, so that the
	// number of the next run is not certain; "" when none is.
	Aside  Phrase
	Advice []Phrase
}

// PlanReach is how far before a moment runs can bear on its plan: HRmax looks a
// year back.
const PlanReach = 500 * 24 * time.Hour

// PlanAt is the plan at a moment, from what was known then: later treatments,
// runs and check-ins are left out, but that a free plan announces the next
// treatment.
func PlanAt(h History, p Protocol, at time.Time) Plan {
	planned := nextAfter(h.Treatments, at)
	h.Treatments = slices.DeleteFunc(slices.Clone(h.Treatments), func(t Treatment) bool { return t.At.After(at) })
	h.Runs = slices.DeleteFunc(slices.Clone(h.Runs), func(r Run) bool { return !r.Start.Before(at) })
	h.CheckIns = slices.DeleteFunc(slices.Clone(h.CheckIns), func(c CheckIn) bool { return c.At.After(at) })

	free := Plan{At: at, State: Free, Planned: planned, Complaint: complaintAt(h.CheckIns, at, p)}
	j := newJudge(h, p)
	last := len(j.treatments) - 1
	if last < 0 {
		if free.Advice = j.announce(planned); planned == nil {
			free.Advice = []Phrase{"No treatment is recorded, so there is nothing to hold a run against."}
		}
		return free
	}
	for i := range last {
		j.pass(i)
	}
	r := j.assess(last)
	if at.After(r.Latest) || r.End != nil && at.After(*r.End) {
		end := r.Latest
		if r.End != nil {
			end = *r.End
		}
		free.Ended = &end
		free.Advice = append([]Phrase{phrase("The recovery from the treatment of %s ended on %s.", j.day(r.Treatment.At), j.day(end))}, j.announce(planned)...)
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
	plan.Sure = j.sureRest(last, plan, released)
	switch {
	case at.Before(*plan.Earliest):
		plan.State = Rest
	case at.Before(*plan.Clear):
		plan.State = Careful
	default:
		plan.State = Ready
	}
	plan.Hold, plan.Aside = j.hold(r, instant), r.AsideInWords()
	plan.Advice = j.advice(plan, instant, r.Protocol)
	return plan
}

// hold reads the check-ins that speak against running now: a failed readiness
// check, or symptoms after the last run with no check passed since.
func (j *judge) hold(r Recovery, now possible) Phrase {
	check := j.latestReadiness(now, ReadinessWindow, r.Protocol)
	if check != nil {
		if failed := check.failed(r.Protocol); len(failed) > 0 {
			return phrase("Your readiness check of %s said not yet: %s.", j.moment(check.At), joined(failed))
		}
	}
	for _, k := range slices.Backward(j.counted) {
		checks := j.checksAfter(k, r.Protocol)
		if f := symptoms(checks, r.Protocol); len(checks) > 0 && f.Level == Violation &&
			(check == nil || check.At.Before(checks[len(checks)-1].At)) && !j.runs[k].Start.Before(r.Treatment.At) {
			return f.Text
		}
		break // only the last run
	}
	return ""
}

// nextAfter is the first treatment planned after the instant, nil without one.
func nextAfter(treatments []Treatment, at time.Time) *Treatment {
	var next *Treatment
	for i, t := range treatments {
		if t.At.After(at) && (next == nil || t.At.Before(next.At)) {
			next = &treatments[i]
		}
	}
	return next
}

// announce tells of a planned treatment.
func (j *judge) announce(planned *Treatment) []Phrase {
	if planned == nil {
		return nil
	}
	return []Phrase{phrase("A treatment is planned for %s.", j.day(planned.At))}
}

func (j *judge) day(at time.Time) string    { return at.In(j.zone).Format("Mon 2 Jan 2006") }
func (j *judge) moment(at time.Time) string { return at.In(j.zone).Format("Mon 2 Jan 15:04") }

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
	if plan.Hold != "" {
		said = append(said, plan.Hold, "Wait until a readiness check is passed.")
	}
	if plan.Aside != "" {
		said = append(said, plan.Aside)
	}
	if plan.Treatment.DateOnly {
		said = append(said, "Time of treatment unknown: the rest is counted from the start of that day, and may really end later.")
	}
	check := j.latestReadiness(at, ReadinessWindow, p)
	if plan.SurelyRest() {
		return append(said, "Walking is fine and helps.", "Drink well; foam rolling and dynamic stretching help some.")
	}
	if check == nil {
		said = append(said, "Test before you go: body-weight squat, single-leg heel raises, full range of motion, soreness gone.")
	}
	if plan.Baseline.UsualM == nil {
		said = append(said, phrase("We can't tell how long your usual run is yet: %d of %d runs so far. Keep it short.", plan.Baseline.Found, plan.Baseline.Needed))
	}
	said = append(said, "Flat and even ground, no speed work, at a pace you can talk at.")
	if plan.SurelyCareful() && plan.Hold == "" {
		said = append(said, "Short and easy if it feels right; cut it short when it doesn't.")
	}
	return append(said, "Drink before and after.")
}
