package analysis

import "time"

// rest is the rest window of one treatment, before any early release.
type rest struct {
	floor, clear             time.Time
	floorSource, clearSource Source
	longerFor                string // who has to wait longer than the class says, "" when nobody
	release                  bool   // a fully passed readiness check moves clear to floor
}

// restOf is the rest window of a treatment, by its class and the runner's
// experience.
func restOf(t Treatment, runner Runner, p Protocol) rest {
	class, _ := t.ClassIn(p)
	floor, clear := TypicalFloor, TypicalClear
	if class == Demanding {
		floor, clear = DemandingFloor, DemandingClear
	}
	r := rest{
		floor:       t.At.Add(hours(p.Value(floor))),
		clear:       t.At.Add(hours(p.Value(clear))),
		floorSource: p.Numbers[floor].Source,
		clearSource: p.Numbers[clear].Source,
		release:     runner.Experience == Seasoned && class == Typical && !t.TouchesLowerLimb(),
	}
	switch {
	case runner.ReturningFromInjury:
		r.longerFor = "a runner coming back from injury"
	case runner.Experience == NewRunner:
		r.longerFor = "a new runner"
	default:
		return r
	}
	extra := p.Numbers[LongerRest]
	r.floor, r.clear = r.floor.Add(hours(extra.Value)), r.clear.Add(hours(extra.Value))
	r.floorSource, r.clearSource = extra.Source, extra.Source
	return r
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
		case t.DateOnly && at.Before(t.DayEnd(j.zone)):
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
	r := j.rests[e.treatment]
	f := Finding{Rule: TooEarly, Level: e.level, Unit: "h", Source: r.clearSource, Confidence: j.runs[m].recordedBy()}
	if e.level == Violation {
		f.Source = r.floorSource
	}
	if !at.known() {
		first := j.earlyAt(i, at.earliest, released)
		if first.level != e.level || at.earliest.Before(j.treatments[i].At) && e.level != OK {
			f.Level = Unknown
		}
		if f.Level != Unknown {
			f.Cap = new(e.cap.Hours())
		}
		f.Text = hiddenStart(f.Level, e.level)
		return f
	}

	if e.level == Unknown {
		f.Cap = new(e.cap.Hours())
		f.Text = "Time of treatment unknown: this run was on the same day, so we can't tell whether it came before or after. Adding the time of the treatment would settle it."
		return f
	}
	ran, limit := e.at.Hours(), e.cap.Hours()
	f.Measured, f.Cap = new(ran), new(limit)
	since := j.sinceTreatment(e.treatment, i)
	a, b := Figure(ran, limit, 0), Figure(limit, ran, 0)
	switch {
	case e.level == Violation && r.longerFor != "":
		f.Text = phrase("%s h after %s; the advice for %s is at least %s h of rest.", a, since, r.longerFor, b)
	case e.level == Violation:
		f.Text = phrase("%s h after %s; the clinic advises at least %s h of rest.", a, since, b)
	case e.level == Caution:
		f.Text = phrase("%s h after %s: past the minimum, but clear only from %s h on.", a, since, b)
	case r.release && released:
		f.Text = phrase("%s h after %s; clear from %s h on, since the readiness check was passed in full.", a, since, b)
	default:
		f.Text = phrase("%s h after %s; clear from %s h on.", a, since, b)
	}
	return f
}

// sinceTreatment names treatment k to the runner whose run belongs to
// treatment i.
func (j *judge) sinceTreatment(k, i int) string {
	t := j.treatments[k]
	day := t.At.In(j.zone).Format("Mon 2 Jan")
	switch {
	case k != i && t.DateOnly:
		return "the start of " + day + ", the day of an earlier treatment (time of treatment unknown) whose rest still applied"
	case k != i:
		return "the earlier treatment of " + day + ", whose rest still applied"
	case t.DateOnly:
		return "the start of the treatment's day (time of treatment unknown)"
	}
	return "the treatment"
}

// hiddenStart is what tooEarly says of a run of which only the day is known;
// last is how the last instant of that day reads.
func hiddenStart(level, last Level) Phrase {
	switch {
	case level == Violation:
		return "The source hides the time of day, but the whole day lies before the end of the rest that is advised."
	case level == Caution:
		return "The source hides the time of day, but the whole day lies past the minimum rest and before the time from which running is clear."
	case level == OK:
		return "The source hides the time of day, but the whole day lies after the time of rest."
	case last == Unknown:
		return "This run was on the day of the treatment, and neither the time of the treatment nor that of the run is known, so we can't tell which came first. Adding the time of the treatment, and the watch's own file, would settle it."
	}
	return "The source hides the time of day this run started, so we can't tell whether the rest was kept. The watch's own file would show it."
}
