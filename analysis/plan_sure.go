package analysis

import "time"

// Sure is the time of rest by the latest reading: that of a treatment known by
// date only is counted from the end of its day.
type Sure struct {
	Treated  time.Time // the latest instant the treatment can have ended
	Earliest time.Time // as in Plan
	Clear    time.Time
}

// sureRest is the latest reading of the rest in force for treatment i, nil
// where no unknown time of day makes it longer than plan says. released says
// that a readiness check was passed in full.
func (j *judge) sureRest(i int, plan Plan, released bool) *Sure {
	var s Sure
	for k, r := range j.rests[:i+1] {
		t, clear := j.treatments[k], r.clear
		if r.release && released {
			clear = r.floor
		}
		shift := time.Duration(0)
		if t.DateOnly {
			shift = t.DayEnd(j.zone).Sub(t.At)
		}
		s.Treated = t.At.Add(shift)
		s.Earliest, s.Clear = later(s.Earliest, r.floor.Add(shift)), later(s.Clear, clear.Add(shift))
	}
	if !s.Earliest.After(*plan.Earliest) && !s.Clear.After(*plan.Clear) {
		return nil
	}
	return &s
}

// SurelyRest says whether the rest may not be over: by State, or because the
// time of day of a treatment isn't known.
func (p Plan) SurelyRest() bool {
	return p.State == Rest || p.Sure != nil && p.At.Before(p.Sure.Earliest)
}

// SurelyCareful says whether running may not be clear yet, the rest being over
// for sure.
func (p Plan) SurelyCareful() bool {
	return !p.SurelyRest() && (p.State == Careful || p.Sure != nil && p.At.Before(p.Sure.Clear))
}
