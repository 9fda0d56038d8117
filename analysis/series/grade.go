package series

import (
	"math"
	"slices"
)

// Grade is a window of the course with its mean grade.
type Grade struct {
	FromM, ToM float64 // metres since the start
	FromS, ToS float64 // seconds since the start
	Pct        float64 // rise by run, in percent
}

// Grades cuts the course into consecutive windows of windowM metres and gives
// the grade of each: altitude is smoothed over ±smoothS seconds and taken, by
// proportion, at the borders of the windows. d is the distance in metres and
// never falls.
//
// Only whole windows are given. Where altitude is missing for more than one
// window's length nothing is known of the course: windows end before such a
// gap and begin anew after it. Standing still adds no course; the altitude
// where the runner moves on is the one that counts.
func Grades(t, d, alt []float64, windowM, smoothS float64) []Grade {
	if !(windowM > 0) {
		return nil
	}
	c := courseOf(t, d, Mean(t, alt, smoothS))
	var out []Grade
	for from := 0; from < len(c.d); {
		to := from + 1 // the stretch is [from, to)
		for to < len(c.d) && c.d[to]-c.d[to-1] <= windowM {
			to++
		}
		out = c.windows(out, from, to, windowM)
		from = to
	}
	return out
}

// course holds the samples of which distance and altitude are known.
type course struct{ t, d, alt []float64 }

func courseOf(t, d, alt []float64) course {
	if !slices.ContainsFunc(d, math.IsNaN) && !slices.ContainsFunc(alt, math.IsNaN) {
		return course{t, d, alt}
	}
	room := func() []float64 { return make([]float64, 0, len(t)) }
	c := course{room(), room(), room()}
	for i := range t {
		if !math.IsNaN(d[i]) && !math.IsNaN(alt[i]) {
			c.t, c.d, c.alt = append(c.t, t[i]), append(c.d, d[i]), append(c.alt, alt[i])
		}
	}
	return c
}

// windows appends the whole windows of the stretch [from, to).
func (c course) windows(out []Grade, from, to int, windowM float64) []Grade {
	start := c.d[from]
	whole := int((c.d[to-1]-start)/windowM + 1e-9)
	at := from
	var last struct{ m, s, alt float64 }
	for k := range whole + 1 {
		m := start + float64(k)*windowM
		for at+1 < to && c.d[at+1] <= m {
			at++
		}
		s, alt := c.t[at], c.alt[at]
		if at+1 < to {
			share := (m - c.d[at]) / (c.d[at+1] - c.d[at])
			s += share * (c.t[at+1] - s)
			alt += share * (c.alt[at+1] - alt)
		}
		if k > 0 {
			out = append(out, Grade{last.m, m, last.s, s, (alt - last.alt) / windowM * 100})
		}
		last.m, last.s, last.alt = m, s, alt
	}
	return out
}
