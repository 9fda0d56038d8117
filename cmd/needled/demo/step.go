package demo

import (
	"github.com/tormoder/fit"

	"needled/analysis"
)

// step is one thing a patient did after a treatment.
type step struct {
	day          int // after the day of the treatment
	hour, minute int
	share        float64 // of the usual distance
	pace         float64 // of the careful one
	climb        float64 // metres up, and down again, per km
	reps         int     // hard repetitions
	sport        fit.Sport
	subSport     fit.SubSport
	unset        bool // recorded by a watch whose clock was not set

	before, after *analysis.CheckIn
}

// gently is a run as the clinic advises: careful and flat.
func gently(day int, share float64) step {
	return step{day: day, hour: 6, minute: 50 - 5*(day%3), share: share, pace: 1, climb: 3, sport: fit.SportRunning}
}

func hilly(day int, share, climb float64) step {
	s := gently(day, share)
	s.climb = climb
	return s
}

func hard(day int, share, pace float64) step {
	s := gently(day, share)
	s.pace = pace
	return s
}

func speedWork(day int, share float64, reps int) step {
	s := gently(day, share)
	s.reps = reps
	return s
}

// strolled is a walk, in km by share of the usual run.
func strolled(day int, share float64) step {
	s := gently(day, share)
	s.sport, s.hour, s.minute, s.pace = fit.SportWalking, 12, 10, 0.5
	return s
}

func weights(day int) step {
	s := gently(day, 0.12)
	s.sport, s.subSport, s.pace = fit.SportTraining, fit.SubSportStrengthTraining, 0.25
	return s
}

func hardRide(day int) step {
	s := gently(day, 1.6)
	s.sport, s.pace = fit.SportCycling, 1.12
	return s
}

func (s step) at(hour, minute int) step {
	s.hour, s.minute = hour, minute
	return s
}

func (s step) onTreadmill() step {
	s.subSport, s.climb = fit.SubSportTreadmill, 0
	return s
}

func (s step) onTrail() step {
	s.subSport = fit.SubSportTrail
	return s
}

func (s step) clockUnset() step {
	s.unset = true
	return s
}

// ready is a readiness check passed in full before the run.
func (s step) ready() step {
	s.before = passed("")
	return s
}

// unready is one that was failed.
func (s step) unready(soreness int, note string) step {
	s.before = failed(soreness, note)
	return s
}

// felt is what was said after the run.
func (s step) felt(pain int, note string) step {
	s.after = &analysis.CheckIn{Kind: analysis.AfterRun, Pain: &pain, SharpPain: pain > 5, Note: note}
	return s
}

func passed(note string) *analysis.CheckIn {
	return &analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0), Note: note}
}

func failed(soreness int, note string) *analysis.CheckIn {
	return &analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(true), HeelRaise: new(false), FullROM: new(true), Soreness: &soreness, Note: note}
}

// outing is the step after a treatment of that day, for a patient who usually
// runs so far.
func (s step) outing(treated int, usualKm float64, b body) outing {
	if s.sport == fit.SportCycling {
		b.careful *= 2.2
	}
	o := run(moment{treated + s.day, s.hour, s.minute}, usualKm*s.share, b.careful*s.pace, s.climb, 0)
	o.sport, o.subSport, o.reps, o.body = s.sport, s.subSport, s.reps, b
	o.recorder.unset = s.unset
	return o
}

// checks are what was said before and after the step.
func (s step) checks(o outing) []checked {
	var all []checked
	if s.before != nil {
		when := o.when
		when.minute -= 20
		all = append(all, checked{when, *s.before})
	}
	if s.after != nil {
		when := o.when
		when.minute += int(o.km*1000/o.speed/60) + 15
		all = append(all, checked{when, *s.after})
	}
	return all
}

// advised is the return as the clinic advises it.
func advised() []step {
	return []step{
		strolled(1, 0.4), gently(3, 0.54).ready().felt(1, ""), gently(5, 0.68), gently(7, 0.82), gently(10, 0.9),
	}
}
