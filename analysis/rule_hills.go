package analysis

import (
	"math"
)

// tooHilly compares a run's climb per km, the larger of ascent and descent,
// and the share of its course that is steep, with the caps. What needled
// estimated itself can reach caution, not violation.
func tooHilly(run Run, p Protocol) Finding {
	f := Finding{Rule: TooHilly, Unit: "m/km", Source: p.Numbers[ClimbCaution].Source, Confidence: run.AscentSource}
	if f.Confidence == "" {
		f.Confidence = Estimated
	}
	if why := run.hillsUnknown(p); why != "" {
		f.Level, f.Text = Unknown, why
		return f
	}
	c := climbOf(run)
	steep, from := steepShare(run.Measures, p)

	f.Level = Worst(c.level(p), steepLevel(steep, c.stated, p))
	measured := c.perKm()
	if measured == nil || steepLevel(steep, c.stated, p).WorseThan(c.level(p)) {
		f.Unit, f.Measured, f.Cap = "share", steep, new(p.Value(SteepCaution))
		if f.Level == Violation {
			f.Cap = new(p.Value(SteepViolation))
		}
		f.Source = p.Numbers[SteepCaution].Source
		f.Text = phrase("%s %% of the distance was at grades of %s %% or steeper; the cap is %s %%.",
			Figure(*steep*100, *f.Cap*100, 0), plain(p.Value(SteepGrade)), Figure(*f.Cap*100, *steep*100, 0))
	} else {
		f.Measured, f.Cap = measured, new(p.Value(ClimbCaution))
		if f.Level == Violation {
			f.Cap = new(p.Value(ClimbViolation))
		}
		what := "climb"
		if c.downPerKm != nil && *c.downPerKm == *measured && (c.upPerKm == nil || *c.upPerKm < *measured) {
			what = "descent"
		}
		got, limit := climbVersus(*measured, *f.Cap)
		f.Text = phrase("%s of %s; the cap is %s.", got, what, limit)
	}
	if !c.stated && f.Level == Caution {
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
	incline := m != nil && m.GradesFromIncline && (m.InclineAscentM != nil || len(m.Grades) > 0)
	switch d := r.distance(); {
	case r.Indoors() && !incline:
		return "Indoors, and no incline was recorded, so we can't tell whether it was uphill."
	case d == nil:
		return "No distance was recorded, so we can't tell how hilly it was."
	case *d < p.Value(HillsMinM):
		return phrase("Under %s: too short to judge hills.", km(p.Value(HillsMinM)))
	case !r.Indoors() && r.AscentM == nil && r.DescentM == nil && (m == nil || len(m.Grades) == 0):
		return "Neither ascent nor altitude was recorded, so we can't tell how hilly it was. A watch with a barometer or GPS altitude would show it."
	}
	return ""
}

// climbing is a run's climb per km and who states it.
type climbing struct {
	upPerKm, downPerKm   *float64
	upStated, downStated bool // by device or service, not estimated
	stated               bool // the ascent is
}

func climbOf(run Run) climbing {
	up, down := run.AscentM, run.DescentM
	c := climbing{
		upStated:   run.AscentM != nil && run.AscentSource != Estimated,
		downStated: run.DescentM != nil && run.DescentSource != Estimated,
	}
	if m := run.Measures; run.Indoors() && m != nil && m.GradesFromIncline {
		up, down = m.InclineAscentM, m.InclineDescentM
		c.upStated, c.downStated = true, true
	}
	c.stated = c.upStated
	d := *run.distance() / 1000
	if up != nil {
		c.upPerKm = new(*up / d)
	}
	if down != nil {
		c.downPerKm = new(*down / d)
	}
	return c
}

// perKm is the larger of ascent and descent per km.
func (c climbing) perKm() *float64 {
	switch {
	case c.upPerKm == nil:
		return c.downPerKm
	case c.downPerKm == nil:
		return c.upPerKm
	}
	return new(max(*c.upPerKm, *c.downPerKm))
}

func (c climbing) level(p Protocol) Level {
	return Worst(climbLevel(c.upPerKm, c.upStated, p), climbLevel(c.downPerKm, c.downStated, p))
}

func climbLevel(perKm *float64, stated bool, p Protocol) Level {
	switch {
	case perKm == nil || !exceeds(*perKm, p.Value(ClimbCaution)):
		return OK
	case stated && exceeds(*perKm, p.Value(ClimbViolation)):
		return Violation
	}
	return Caution
}

func steepLevel(share *float64, stated bool, p Protocol) Level {
	switch {
	case share == nil || exceeds(p.Value(SteepCaution), *share):
		return OK
	case stated && !exceeds(p.Value(SteepViolation), *share):
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
	var current *GradeSpan
	for _, g := range m.Grades {
		total += g.ToM - g.FromM
		if exceeds(limit, math.Abs(g.GradePct)) {
			current = nil
			continue
		}
		steep += g.ToM - g.FromM
		if current != nil && current.ToM == g.FromM {
			current.ToM, current.ToS = g.ToM, g.ToS
		} else {
			current = &GradeSpan{FromM: g.FromM, ToM: g.ToM, FromS: g.FromS, ToS: g.ToS}
		}
		if longest == nil || current.ToM-current.FromM > longest.ToM-longest.FromM {
			longest = current
		}
	}
	return new(steep / total), longest
}

// technicalTerrain flags what the file or service calls a trail run.
func technicalTerrain(run Run) Finding {
	f := Finding{Rule: TechnicalTerrain, Level: OK, Source: ClinicAdvice, Confidence: run.statedBy(),
		Text: "Not recorded as a trail run."}
	if run.Sport == "trail_running" || run.SubSport == "trail" {
		f.Level = Caution
		f.Text = "Recorded as a trail run; the advice for the first runs is even ground."
	}
	return f
}
