package analysis

import (
	"math"
	"slices"

	"needled/analysis/series"
)

const (
	longestTraceS = 48 * 3600 // a trace or search a second at a time goes no further
	markM         = 100       // Measures.Marks
	mostMarks     = 10_000    // 1,000 km
)

// Measure takes from a run's track what the rules need of it, as the numbers
// of the protocol marked Measuring say. The run's totals should be complete
// (Complete). Nil when the track holds no samples, laps or workout steps.
//
// Whatever the track holds, the figures are finite and their number is
// bounded.
func Measure(run Run, track Track, p Protocol) *Measures {
	if len(track.Samples) == 0 && len(track.Laps) == 0 && len(track.Steps) == 0 {
		return nil
	}
	c := channelsOf(run, track)
	m := &Measures{
		HeartRate: heartRateTrace(c, p.Value(HRMaxPlausible)),
		Marks:     marksOf(c),
		HasSpeed:  c.hasSpeed,
	}
	m.Intervals, m.IntervalSteps = intervalsOf(track)
	m.findBouts(c, p)
	m.findGrades(run, c, p)
	return m
}

// traceEnd is how far a trace of seconds goes.
func (c channels) traceEnd() float64 { return min(c.endS, longestTraceS) }

// heartRateTrace is Measures.HeartRate. Readings above plausible are none.
func heartRateTrace(c channels, plausible float64) []byte {
	if !slices.ContainsFunc(c.heartRate, positive) {
		return nil
	}
	held := series.PerSecond(c.t, c.heartRate, c.pauses, c.traceEnd(), 0)
	trace := make([]byte, len(held))
	end := 0
	for i, v := range held {
		if v > 0 && v <= plausible {
			trace[i] = byte(math.Round(v))
			end = i + 1
		}
	}
	if end == 0 {
		return nil
	}
	return trace[:end]
}

// marksOf is Measures.Marks.
func marksOf(c channels) []float64 {
	var marks []float64
	var fromM, fromS float64
	for i, m := range c.distance {
		if math.IsNaN(m) {
			continue
		}
		for next := float64(len(marks)+1) * markM; next <= m && len(marks) < mostMarks; next += markM {
			marks = append(marks, tenth(fromS+(c.t[i]-fromS)*(next-fromM)/(m-fromM)))
		}
		fromM, fromS = m, c.t[i]
	}
	return marks
}

func (m *Measures) findBouts(c channels, p Protocol) {
	if !c.hasSpeed {
		return
	}
	speed := series.PerSecond(c.t, c.speed, c.pauses, c.traceEnd(), 0)
	bouts, median := series.Bouts(speed, series.Pattern{
		Share: p.Value(BoutShare),
		MinS:  p.Value(BoutMin), MaxS: p.Value(BoutMax), RestS: p.Value(BoutRest),
	})
	m.MedianSpeedMPS = median
	for _, b := range bouts {
		m.Bouts = append(m.Bouts, Bout{Span{b.FromS, b.ToS}, b.SpeedMPS})
	}
}

// findGrades takes grades from altitude, indoors from recorded incline. A
// watch or bicycle computer that states a grade outdoors has made it of
// altitude, and an altitude channel indoors is no incline.
func (m *Measures) findGrades(run Run, c channels, p Protocol) {
	altitude, smooth := c.altitude, p.Value(AltitudeSmooth)
	if run.Indoors() {
		if !c.hasIncline() {
			return
		}
		height, up, down := climbByIncline(c)
		altitude, smooth = height, 0
		m.GradesFromIncline, m.InclineAscentM, m.InclineDescentM = true, new(tenth(up)), new(tenth(down))
	} else {
		altitude = series.Climbed(c.t, altitude, c.pauses)
	}
	for _, g := range series.Grades(c.t, c.distance, altitude, p.Value(GradeWindow), smooth) {
		m.Grades = append(m.Grades, GradeSpan{
			FromM: g.FromM, ToM: g.ToM, FromS: tenth(g.FromS), ToS: tenth(g.ToS),
			GradePct: math.Round(g.Pct*1000) / 1000,
		})
	}
}

// hasIncline says whether an incline was recorded. A treadmill that says 0
// throughout doesn't know its incline.
func (c channels) hasIncline() bool {
	return slices.ContainsFunc(c.grade, func(g float64) bool { return g > 0 || g < 0 }) &&
		slices.ContainsFunc(c.distance, positive)
}

// climbByIncline sums up the height at each sample, the ascent and descent
// that a recorded incline and the distance amount to. An incline stands until
// the next one is recorded, at most series.MaxHold seconds; where none stands,
// the height is not known, and what was climbed there is not counted.
func climbByIncline(c channels) (height []float64, up, down float64) {
	height = make([]float64, len(c.t))
	var now, fromM, grade float64
	gradeAt, begun := math.Inf(-1), false
	for i, t := range c.t {
		height[i] = math.NaN()
		stands := t-gradeAt <= series.MaxHold
		if isKnown(c.distance[i]) {
			if begun && stands {
				rise := (c.distance[i] - fromM) * grade / 100
				now, up, down = now+rise, up+max(rise, 0), down+max(-rise, 0)
			}
			fromM, begun = c.distance[i], true
		}
		if isKnown(c.grade[i]) {
			grade, gradeAt, stands = c.grade[i], t, true
		}
		if stands {
			height[i] = now
		}
	}
	return height, up, down
}

// tenth rounds to one decimal: nothing here is known more finely.
func tenth(v float64) float64 { return math.Round(v*10) / 10 }
