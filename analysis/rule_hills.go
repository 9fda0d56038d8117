package analysis

import (
	"math"
)

// tooHilly compares a run's climb per km, the larger of ascent and descent,
// and the share of its course that is steep, with the caps. What needled
// estimated itself can reach caution, not violation.
func tooHilly(run Run, p Protocol) Finding {
	f := Finding{Rule: TooHilly, Unit: "m/km", Source: p.Numbers[ClimbCaution].Source, Confidence: run.ascentBy()}
	if why := run.hillsUnknown(p); why != "" {
		f.Level, f.Text = Unknown, why
		return f
	}
	steep, from := steepShare(run.Measures, p)
	steepness := steepLevel(steep, f.Confidence, p)
	climb := run.climbing(p)

	f.Level = Worst(steepness, climb.level(p))
	if climb == nil || steepness.WorseThan(climb.level(p)) {
		f.Unit, f.Measured, f.Cap = "share", steep, new(p.Value(SteepCaution))
		f.Source = p.Numbers[SteepCaution].Source
		f.Text = phrase("%s %% of the distance was at grades of %s %% or steeper; it should stay under %s %%.",
			Figure(*steep*100, *f.Cap*100, 0), plain(p.Value(SteepGrade)), Figure(*f.Cap*100, *steep*100, 0))
	} else {
		f.Measured, f.Cap, f.Confidence = new(climb.perKm), new(p.Value(ClimbCaution)), climb.by
		got, limit := climbVersus(climb.perKm, *f.Cap)
		f.Text = phrase("%s of %s; the cap is %s.", got, climb.what, limit)
	}
	if f.Confidence == Estimated && f.Level == Caution {
		f.Text += " The climb is needled's own estimate, so this can't count as more than a caution."
	}
	if from != nil && f.Level.WorseThan(OK) {
		f.FromS, f.ToS, f.FromM, f.ToM = new(from.FromS), new(from.ToS), new(from.FromM), new(from.ToM)
	}
	return f
}

// hillsUnknown says why a run's hills can't be judged, "" when they can.
func (r Run) hillsUnknown(p Protocol) Phrase {
	m := r.Measures
	switch d := r.distance(); {
	case r.Indoors() && !r.byIncline():
		return "Indoors, and no incline was recorded, so we can't tell whether it was uphill. A treadmill that records its incline would show it."
	case d == nil:
		return "No distance was recorded, so we can't tell how hilly it was. GPS or a footpod would show it."
	case *d < p.Value(HillsMinM):
		return phrase("Too short to judge hills: that takes at least %s of running.", km(p.Value(HillsMinM)))
	case !r.Indoors() && r.AscentM == nil && r.DescentM == nil && (m == nil || len(m.Grades) == 0):
		return "Neither ascent nor altitude was recorded, so we can't tell how hilly it was. A watch with a barometer or GPS altitude would show it."
	}
	return ""
}

// byIncline says whether the run was indoors with its incline recorded.
func (r Run) byIncline() bool {
	m := r.Measures
	return r.Indoors() && m != nil && m.GradesFromIncline && (m.InclineAscentM != nil || len(m.Grades) > 0)
}

// ascentBy is who states the ascent.
func (r Run) ascentBy() Confidence {
	switch {
	case r.byIncline():
		return FromDevice
	case r.AscentM == nil || r.AscentSource == "":
		return Estimated
	}
	return r.AscentSource
}

// climbing is a climb per km, up or down, and who states it.
type climbing struct {
	what  string
	perKm float64
	by    Confidence
}

// climbing is the worse of a run's ascent and descent, nil without either.
func (r Run) climbing(p Protocol) *climbing {
	km := *r.distance() / 1000
	var up, down *climbing
	switch m := r.Measures; {
	case r.byIncline():
		up, down = climbed("climb", m.InclineAscentM, km, FromDevice), climbed("descent", m.InclineDescentM, km, FromDevice)
	default:
		up, down = climbed("climb", r.AscentM, km, r.AscentSource), climbed("descent", r.DescentM, km, r.DescentSource)
	}
	switch {
	case up == nil:
		return down
	case down == nil:
		return up
	case down.level(p).WorseThan(up.level(p)):
		return down
	case up.level(p).WorseThan(down.level(p)) || up.perKm >= down.perKm:
		return up
	}
	return down
}

func climbed(what string, metres *float64, km float64, by Confidence) *climbing {
	if metres == nil {
		return nil
	}
	return &climbing{what: what, perKm: *metres / km, by: by}
}

func (c *climbing) level(p Protocol) Level {
	switch {
	case c == nil || !exceeds(c.perKm, p.Value(ClimbCaution)):
		return OK
	case c.by != Estimated && exceeds(c.perKm, p.Value(ClimbViolation)):
		return Violation
	}
	return Caution
}

func steepLevel(share *float64, by Confidence, p Protocol) Level {
	switch {
	case share == nil || exceeds(p.Value(SteepCaution), *share):
		return OK
	case by != Estimated && !exceeds(p.Value(SteepViolation), *share):
		return Violation
	}
	return Caution
}

// steepShare is the share of the measured distance at or above the steep
// grade, up or down, and the longest stretch of it. Nil without windows.
func steepShare(m *Measures, p Protocol) (share *float64, longest *GradeSpan) {
	if m == nil || len(m.Grades) == 0 {
		return nil, nil
	}
	limit := p.Value(SteepGrade)
	var steep, total float64
	var current, best GradeSpan
	for _, g := range m.Grades {
		total += g.ToM - g.FromM
		if exceeds(limit, math.Abs(g.GradePct)) {
			current = GradeSpan{}
			continue
		}
		steep += g.ToM - g.FromM
		if current.ToM > 0 && current.ToM == g.FromM {
			current.ToM, current.ToS = g.ToM, g.ToS
		} else {
			current = g
		}
		if current.ToM-current.FromM > best.ToM-best.FromM {
			best = current
		}
	}
	if steep > 0 {
		longest = &best
	}
	return new(steep / total), longest
}

// technicalTerrain flags what the file or service calls a trail run.
func technicalTerrain(run Run) Finding {
	f := Finding{Rule: TechnicalTerrain, Level: OK, Source: ClinicAdvice, Confidence: run.recordedBy(),
		Text: "Not recorded as a trail run."}
	if run.Sport == "trail_running" || run.SubSport == "trail" {
		f.Level = Caution
		f.Text = "Recorded as a trail run; the advice for the first runs is even ground."
	}
	return f
}
