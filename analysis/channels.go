package analysis

import (
	"cmp"
	"math"
	"slices"

	"needled/analysis/series"
)

// What lies outside these bounds is a fault of the sensor or the file and
// counts as absent.
const (
	lowestM, highestM = -499, 9000 // altitude, metres; FIT writes -500 for a raw 0
	steepestPct       = 60         // incline
	fastestMPS        = 40         // in any sport
	leapM             = 100        // a correction of distance by GPS, beyond what was run
	longestS          = 30 * 86400 // a recording: a month
)

// channels are the samples of a track by quantity, fit for package series:
// times rise, distance never falls, absent and impossible values are NaN.
type channels struct {
	t, distance, altitude, speed, heartRate, grade []float64

	hasSpeed bool          // the runner is known to have moved: speed holds values
	pauses   []series.Span // by time, not overlapping
	endS     float64       // when the run ended
}

// channelsOf takes the samples of a run's track apart. Samples of one instant
// count as one, since some watches spread values over several; a sample that
// goes back in time is left out.
func channelsOf(run Run, track Track) channels {
	n := len(track.Samples)
	room := make([]float64, 6*n)
	column := func(i int) []float64 { return room[i*n : i*n : (i+1)*n] }
	c := channels{
		t: column(0), distance: column(1), altitude: column(2),
		speed: column(3), heartRate: column(4), grade: column(5),
	}
	var farM, farS float64 // the latest distance that was believed
	for _, s := range track.Samples {
		last := len(c.t) - 1
		if !(s.AtS >= 0 && s.AtS <= longestS) || last >= 0 && s.AtS < c.t[last] {
			continue
		}
		if last < 0 || s.AtS > c.t[last] {
			c.t = append(c.t, s.AtS)
			c.distance = append(c.distance, math.NaN())
			c.altitude = append(c.altitude, math.NaN())
			c.speed = append(c.speed, math.NaN())
			c.heartRate = append(c.heartRate, math.NaN())
			c.grade = append(c.grade, math.NaN())
			last++
		}
		if set(&c.distance[last], s.DistanceM, farM, farM+leapM+fastestMPS*(s.AtS-farS)) {
			farM, farS = s.DistanceM, s.AtS
		}
		set(&c.altitude[last], s.AltitudeM, lowestM, highestM)
		set(&c.speed[last], s.SpeedMPS, 0, fastestMPS)
		set(&c.heartRate[last], s.HeartRate, 0, math.MaxUint8-1)
		set(&c.grade[last], s.GradePct, -steepestPct, steepestPct)
	}
	c.pauses = pausesOf(track.Pauses)
	c.endS = endOf(run, c.t)
	series.Fill(c.t, c.distance)
	c.completeSpeed()
	return c
}

// set stores v where it is possible, and says whether it was.
func set(at *float64, v, low, high float64) bool {
	possible := v >= low && v <= high
	if possible {
		*at = v
	}
	return possible
}

// completeSpeed takes speed from distance where none was recorded. A sensor
// that reads 0 throughout recorded none.
func (c *channels) completeSpeed() {
	recorded := slices.ContainsFunc(c.speed, positive)
	if recorded && !slices.ContainsFunc(c.speed, math.IsNaN) {
		c.hasSpeed = true
		return
	}
	for i, v := range series.Speeds(c.t, c.distance) {
		if !recorded || math.IsNaN(c.speed[i]) {
			c.speed[i] = v
		}
	}
	c.hasSpeed = slices.ContainsFunc(c.speed, positive)
}

func positive(v float64) bool { return v > 0 }

func isKnown(v float64) bool { return !math.IsNaN(v) }

// pausesOf puts pauses in order and joins those that overlap.
func pausesOf(spans []Span) []series.Span {
	var sorted []series.Span
	for _, p := range spans {
		p = p.within(longestS)
		if p.FromS < p.ToS {
			sorted = append(sorted, series.Span(p))
		}
	}
	slices.SortFunc(sorted, func(a, b series.Span) int { return cmp.Compare(a.FromS, b.FromS) })
	joined := sorted[:0]
	for _, p := range sorted {
		if n := len(joined); n > 0 && p.FromS <= joined[n-1].ToS {
			joined[n-1].ToS = max(joined[n-1].ToS, p.ToS)
		} else {
			joined = append(joined, p)
		}
	}
	return joined
}

// within cuts the span to [0, endS]; what is no number becomes 0.
func (s Span) within(endS float64) Span {
	cut := func(v float64) float64 {
		if math.IsNaN(v) {
			return 0
		}
		return min(max(v, 0), endS)
	}
	return Span{cut(s.FromS), cut(s.ToS)}
}

// endOf is when a run ended: as its source says, else at its last sample. A
// sample well after the stated end shows the statement wrong; one in the
// second of it does not.
func endOf(run Run, t []float64) float64 {
	var last float64
	if len(t) > 0 {
		last = t[len(t)-1]
	}
	if e := run.ElapsedS; e != nil && *e > 0 && *e > last-2 {
		return min(*e, longestS)
	}
	return last
}
