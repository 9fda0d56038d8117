package analysis

import (
	"cmp"
	"math"
	"slices"

	"needled/analysis/series"
)

// What lies outside these bounds is a sensor's fault and counts as absent.
const (
	lowestM, highestM = -500, 9000 // altitude, metres
	steepestPct       = 60         // incline
	fastestMPS        = 40         // any sport we may meet
	farthestS         = 30 * 86400 // a recording of a month
)

// channels are the samples of a track by quantity, fit for package series:
// times rise, distance never falls, absent and impossible values are NaN.
type channels struct {
	t, distance, altitude, speed, heartRate, grade []float64

	pauses []series.Span // by time, not overlapping
	endS   float64       // when the run ended
	// hasSpeed says whether speed was recorded or follows from distance.
	hasSpeed bool
}

// channelsOf takes the samples of a run's track apart. Samples of one instant
// count as one, since some watches spread values over several.
func channelsOf(run Run, track Track) channels {
	n := len(track.Samples)
	room := make([]float64, 6*n)
	column := func(i int) []float64 { return room[i*n : i*n : (i+1)*n] }
	c := channels{column(0), column(1), column(2), column(3), column(4), column(5), nil, 0, false}

	far := odometer{}
	for _, s := range track.Samples {
		last := len(c.t) - 1
		switch {
		case !(s.AtS >= 0 && s.AtS <= farthestS) || last >= 0 && s.AtS < c.t[last]:
			continue
		case last < 0 || s.AtS > c.t[last]:
			c.t = append(c.t, s.AtS)
			for _, v := range []*[]float64{&c.distance, &c.altitude, &c.speed, &c.heartRate, &c.grade} {
				*v = append(*v, math.NaN())
			}
			last++
		}
		known(&c.distance[last], s.DistanceM, 0, far.limit(s.AtS))
		known(&c.altitude[last], s.AltitudeM, lowestM, highestM)
		known(&c.speed[last], s.SpeedMPS, 0, fastestMPS)
		known(&c.heartRate[last], s.HeartRate, 1, math.MaxUint8-1)
		known(&c.grade[last], s.GradePct, -steepestPct, steepestPct)
	}
	return c
}

// known sets at to v where v lies within its bounds.
func known(at *float64, v, low, high float64) {
	if v >= low && v <= high {
		*at = v
	}
}
