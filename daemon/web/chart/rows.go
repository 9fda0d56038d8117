package chart

import (
	"math"

	"needled/analysis"
	"needled/analysis/series"
)

const (
	// smoothS is half the window, in seconds, over which speed is averaged for
	// a pace that reads well.
	smoothS = 15
	// distanceDecimals of a km or mile: metres.
	distanceDecimals = 3
	// shownPauseS is how long a pause has to last, in seconds, to interrupt a
	// line.
	shownPauseS = 5
)

// rows are the columns of a chart before they are thinned out.
type rows struct{ t, distance, altitude, pace, heartRate, grade []float64 }

// rowsOf are the rows of a course in the reader's units. Where the recording
// has a hole, or the timer stood still, a row without values interrupts the
// lines.
func rowsOf(c analysis.Course, run analysis.Run, in reader) rows {
	moving := make([]float64, len(c.SpeedMPS))
	for i, v := range c.SpeedMPS {
		moving[i] = v
		if v < series.StandingMPS {
			moving[i] = math.NaN()
		}
	}
	smooth := series.Mean(c.AtS, moving, smoothS)
	grade := gradesAlong(c.DistanceM, run.Measures)

	var r rows
	pauses := c.Pauses
	for i, t := range c.AtS {
		if i > 0 {
			before := c.AtS[i-1]
			for len(pauses) > 0 && pauses[0].ToS <= before {
				pauses = pauses[1:]
			}
			if t-before > series.MaxHold || pausedBetween(pauses, before, t) > shownPauseS {
				r.add((before+t)/2, (c.DistanceM[i-1]+c.DistanceM[i])/2/in.perLong, math.NaN(), math.NaN(), math.NaN(), math.NaN())
			}
		}
		r.add(t, c.DistanceM[i]/in.perLong, c.AltitudeM[i]/in.perShort, in.perLong/smooth[i], c.HeartRate[i], grade[i])
	}
	return r
}

func (r *rows) add(t, distance, altitude, pace, heartRate, grade float64) {
	r.t, r.distance, r.altitude = append(r.t, t), append(r.distance, distance), append(r.altitude, altitude)
	r.pace, r.heartRate, r.grade = append(r.pace, pace), append(r.heartRate, heartRate), append(r.grade, grade)
}

// pausedBetween is how long the timer stood still, in seconds.
func pausedBetween(pauses []analysis.Span, from, to float64) (s float64) {
	for _, p := range pauses {
		if p.FromS >= to {
			break
		}
		s += max(min(p.ToS, to)-max(p.FromS, from), 0)
	}
	return s
}

// gradesAlong is the grade of the course at each distance.
func gradesAlong(distance []float64, m *analysis.Measures) []float64 {
	out := make([]float64, len(distance))
	var spans []analysis.GradeSpan
	if m != nil {
		spans = m.Grades
	}
	for i, d := range distance {
		out[i] = math.NaN()
		for len(spans) > 0 && spans[0].ToM < d {
			spans = spans[1:]
		}
		if len(spans) > 0 && spans[0].FromM <= d {
			out[i] = spans[0].GradePct
		}
	}
	return out
}

func (r rows) columns() Columns {
	column := func(v []float64, decimals int) Column {
		c := make(Column, len(v))
		for i := range v {
			c[i] = rounded(v[i], decimals)
		}
		return c
	}
	return Columns{
		TimeS: column(r.t, 1), Distance: column(r.distance, distanceDecimals), Altitude: column(r.altitude, 1),
		Pace: column(r.pace, 0), HeartRate: column(r.heartRate, 0), Grade: column(r.grade, 1),
	}
}
