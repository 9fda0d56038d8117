package analysis

import "time"

// rest is the rest window of one treatment, before any early release.
type rest struct {
	floor, clear time.Time
	source       Source // of the floor and clear in force
	release      bool   // a fully passed readiness check moves clear to floor
}

// restOf is the rest window of a treatment, by its class and the runner's
// experience.
func restOf(t Treatment, runner Runner, p Protocol) rest {
	class, _ := t.ClassIn(p)
	floor, clear := TypicalFloor, TypicalClear
	if class == Demanding {
		floor, clear = DemandingFloor, DemandingClear
	}
	extra, source := 0.0, p.Numbers[floor].Source
	if runner.Experience == NewRunner || runner.ReturningFromInjury {
		extra, source = p.Value(LongerRest), p.Numbers[LongerRest].Source
	}
	return rest{
		floor:   t.At.Add(hours(p.Value(floor) + extra)),
		clear:   t.At.Add(hours(p.Value(clear) + extra)),
		source:  source,
		release: runner.Experience == Seasoned && class == Typical && !t.TouchesLowerLimb(),
	}
}

// window is the rest window in force for treatment i: where an earlier
// treatment's floor or clear lies later, it still applies.
func (j *judge) window(i int) (floor, clear time.Time) {
	for k := range i + 1 {
		floor, clear = later(floor, j.rests[k].floor), later(clear, j.rests[k].clear)
	}
	return floor, clear
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// hoursSince is the hours from treatment i to the start of run m, nil when
// either instant is not known well enough.
func (j *judge) hoursSince(i, m int) *float64 {
	t, at := j.treatments[i], j.times[m]
	if !at.known() || t.DateOnly && at.earliest.Before(t.DayEnd(j.zone)) {
		return nil
	}
	return new(at.earliest.Sub(t.At).Hours())
}

// early is how one treatment's rest reads for a start.
type early struct {
	level     Level
	treatment int
	at, cap   time.Duration // since that treatment: the start, and the floor or clear it is held against
}

// earlyAt is the worst reading, over treatment i and those before it, of a
// run that starts at the instant. released says that the run's readiness
// check was passed in full.
func (j *judge) earlyAt(i int, at time.Time, released bool) early {
	worst := early{level: OK, treatment: i, at: at.Sub(j.treatments[i].At)}
	for k := i; k >= 0; k-- {
		t, r := j.treatments[k], j.rests[k]
		if at.Before(t.At) {
			continue // a hidden start, before the treatment of that day
		}
		clear := r.clear
		if r.release && released {
			clear = r.floor
		}
		e := early{level: OK, treatment: k, at: at.Sub(t.At), cap: clear.Sub(t.At)}
		switch {
		case at.Before(r.floor) && t.DateOnly && at.Before(t.DayEnd(j.zone)):
			e.level, e.cap = Unknown, r.floor.Sub(t.At)
		case at.Before(r.floor):
			e.level, e.cap = Violation, r.floor.Sub(t.At)
		case at.Before(clear):
			e.level = Caution
		}
		if k == i || e.level.WorseThan(worst.level) {
			worst = e
		}
	}
	return worst
}

// tooEarly compares the start of run m with the rest window of treatment i
// and of those before it.
func (j *judge) tooEarly(i, m int) Finding {
	at := j.times[m]
	released := j.passedReadiness(m, j.protocols[i])
	e := j.earlyAt(i, at.latest, released)
	t, r := j.treatments[e.treatment], j.rests[e.treatment]
	f := Finding{Rule: TooEarly, Level: e.level, Unit: "h", Source: r.source, Confidence: FromDevice}
	if j.runs[m].Provenance == StravaAPI {
		f.Confidence = FromService
	}
	if first := j.earlyAt(i, at.earliest, released); !at.known() {
		if first.level != e.level || at.earliest.Before(j.treatments[i].At) && e.level != OK {
			f.Level = Unknown
			f.Text = "The source hides the time of day this run started, so we can't tell whether the rest was kept. The watch's own file would show it."
			return f
		}
		f.Cap = new(e.cap.Hours())
		f.Text = phrase("The source hides the time of day, but the whole day lies %s.", map[Level]string{
			Violation: "before the end of the rest the clinic advises",
			Caution:   "between the rest and the time most runners are clear",
			Unknown:   "on the day of the treatment, whose time is not known",
			OK:        "after the time of rest",
		}[e.level])
		return f
	}

	if e.level == Unknown {
		f.Cap = new(e.cap.Hours())
		f.Text = "Time of treatment unknown: this run was on the same day, so we can't tell whether it came before or after. Add the time of the treatment to settle it."
		return f
	}
	ran, limit := e.at.Hours(), e.cap.Hours()
	f.Measured, f.Cap = new(ran), new(limit)
	since := "the treatment"
	switch {
	case e.treatment != i:
		since = "the earlier treatment of " + t.At.In(j.zone).Format("Mon 2 Jan") + ", whose rest still applied"
	case t.DateOnly:
		since = "the start of the treatment's day (time of treatment unknown)"
	}
	a, b := Figure(ran, limit, 0), Figure(limit, ran, 0)
	switch e.level {
	case Violation:
		f.Text = phrase("%s h after %s; the clinic advises at least %s h of rest.", a, since, b)
	case Caution:
		f.Text = phrase("%s h after %s: past the minimum, but most runners wait until %s h.", a, since, b)
	default:
		f.Text = phrase("%s h after %s; clear to run from %s h.", a, since, b)
		if r.release && released {
			f.Text = phrase("%s h after %s; clear from %s h, since the readiness check was passed in full.", a, since, b)
		}
	}
	return f
}
