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
	steep, from := run.steep(p)
	steepness := steep.level(f.Confidence, p)
	climb := run.climbing(p)

	f.Level = Worst(steepness, climb.level(p))
	switch {
	case climb == nil && steep.atLeast && steepness == OK:
		f.Level = Unknown
		f.Text = "Altitude was recorded on too little of the distance, so we can't tell how hilly it was. A watch with a barometer or GPS altitude would show it."
	case climb == nil || steepness.WorseThan(climb.level(p)):
		f.Unit, f.Measured, f.Cap = "share", new(steep.share), new(p.Value(SteepCaution))
		f.Source = p.Numbers[SteepCaution].Source
		f.Text = phrase("%s %% of the distance was at grades of %s %% or steeper; it should stay under %s.",
			Figure(steep.share*100, *f.Cap*100, 0), plain(p.Value(SteepGrade)), PercentBeside(*f.Cap, steep.share))
		if steep.atLeast {
			f.Text = "At least " + f.Text
		}
	default:
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
	case !r.Indoors() && r.AscentM == nil && r.DescentM == nil && (m == nil || m.GradesFromIncline || len(m.Grades) == 0):
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

// steepCoverage is the share of a run's distance whose grades must be known
// for them to speak for the rest of it.
const steepCoverage = 0.6

// steepShare is how much of a run is steep.
type steepShare struct {
	share   float64 // of the run's distance
	atLeast bool    // the grades of too much of it are unknown
}

func (s *steepShare) level(by Confidence, p Protocol) Level {
	switch {
	case s == nil || exceeds(p.Value(SteepCaution), s.share):
		return OK
	case by != Estimated && !exceeds(p.Value(SteepViolation), s.share):
		return Violation
	}
	return Caution
}

// SteepShare is the share of a run's distance at or above the steep grade, up
// or down: where grades are known for less than 60 % of it, the least it can
// be. Nil without grades.
func (r Run) SteepShare(p Protocol) *float64 {
	s, _ := r.steep(p)
	if s == nil {
		return nil
	}
	return &s.share
}

// steep is how much of a run is steep, and the longest stretch of it. Nil
// without grades.
func (r Run) steep(p Protocol) (s *steepShare, longest *GradeSpan) {
	m := r.Measures
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
	if d := r.distance(); d != nil && exceeds(steepCoverage**d, total) {
		return &steepShare{share: steep / *d, atLeast: true}, longest
	}
	return &steepShare{share: steep / total}, longest
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
