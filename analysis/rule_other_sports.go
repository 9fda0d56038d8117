package analysis

// highIntensity looks at an activity of another sport: before the end of the
// rest, one that is strenuous by its type, or by its heart rate, lies outside
// the advice.
func (j *judge) highIntensity(r *Recovery, i, m int) Finding {
	run, p := j.runs[m], r.Protocol
	f := Finding{Rule: HighIntensity, Level: OK, Unit: "share", Source: p.Numbers[CrossHR].Source, Confidence: run.recordedBy()}
	name := run.activity()

	inRest, known := j.inRest(i, m)
	if known && !inRest {
		f.Text = phrase("%s, after the time of rest.", name)
		return f
	}
	top := j.hrMaxAt(run, p)
	limit := top.limit(p.Value(CrossHR))
	hard, covered := heartRateAbove(run, limit, p)
	strenuous, when := false, name+" in the time of rest"
	if !known {
		when = name + ", perhaps in the time of rest"
	}
	switch {
	case run.Sport.HighImpact(run.SubSport):
		strenuous, f.Source = true, ClinicAdvice
		f.Text = phrase("%s; the advice is no strenuous activity until its end.", when)
	case covered && top.bpm > 0:
		f.Measured, f.Cap = new(hard.share), new(p.Value(CrossHRTime))
		strenuous = exceeds(hard.share, p.Value(CrossHRTime))
		f.Text = phrase("%s: %s %% of the time above %.0f beats/min (%s of HRmax); the cap is %s.",
			when, Figure(hard.share*100, *f.Cap*100, 0), limit, Percent(p.Value(CrossHR)), PercentBeside(*f.Cap, hard.share))
		if strenuous {
			f.FromS, f.ToS = new(hard.longest.FromS), new(hard.longest.ToS)
		}
	default:
		f.Level = Unknown
		f.Text = phrase("%s: without heart rate and HRmax we can't tell how strenuous it was. A heart rate sensor, with your HRmax or year of birth, would show it.", when)
		return f
	}
	switch {
	case strenuous && known:
		f.Level = Caution
	case strenuous:
		f.Level = Unknown
		f.Text = phrase("%s, perhaps in the time of rest: the time of the treatment or of the activity is not known. Adding it would settle it.", name)
	}
	return f
}

// activity is what the activity was, in a person's words: its kind where the
// sport only says that it was training.
func (r Run) activity() string {
	switch r.Sport {
	case Training, UnknownSport, "fitness_equipment":
		if r.SubSport != "" && r.SubSport != "generic" {
			return Sport(r.SubSport).Words()
		}
	}
	return r.Sport.Words()
}

// inRest says whether activity m started before the floor of treatment i, or
// of one before it; known is false where the times don't tell.
func (j *judge) inRest(i, m int) (inRest, known bool) {
	first, last := j.earlyAt(i, j.times[m].earliest, true), j.earlyAt(i, j.times[m].latest, true)
	before := func(e early) bool { return e.level == Violation }
	if first.level == Unknown || last.level == Unknown || before(first) != before(last) {
		return false, false
	}
	if !j.times[m].known() && j.times[m].earliest.Before(j.treatments[i].At) {
		return false, false
	}
	return before(last), true
}
