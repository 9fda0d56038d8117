package analysis

import (
	"math"
	"slices"

	"needled/analysis/series"
)

// Course is what a run's samples say along the way, as the rules read them:
// columns of one length, one row an instant. Times rise, distance never falls,
// absent and impossible values are NaN.
type Course struct {
	AtS       []float64 // seconds since the start
	DistanceM []float64 // metres since the start
	AltitudeM []float64 // metres, without jumps that nobody climbed
	SpeedMPS  []float64 // m/s
	HeartRate []float64 // beats/min

	Pauses []Span  // by time, not overlapping
	EndS   float64 // when the run ended
	// ByIncline says that AltitudeM is the height, from 0, that the incline
	// recorded indoors amounts to.
	ByIncline bool
}

// CourseOf is the course of a run. Indoors an altitude channel is no height
// above anything and is left out.
func CourseOf(run Run, track Track, p Protocol) Course {
	ch := channelsOf(run, track)
	c := Course{AtS: ch.t, DistanceM: ch.distance, SpeedMPS: ch.speed, HeartRate: ch.heartRate, EndS: ch.endS}
	for _, s := range ch.pauses {
		c.Pauses = append(c.Pauses, Span(s))
	}
	switch {
	case !run.Indoors():
		c.AltitudeM = aboveTheSea(series.Climbed(ch.t, ch.altitude, ch.pauses), ch.altitude)
	case ch.hasIncline():
		c.AltitudeM, _, _ = climbByIncline(ch)
		c.ByIncline = true
	default:
		c.AltitudeM = slices.Repeat([]float64{math.NaN()}, len(ch.t))
	}
	plausible := p.Value(HRMaxPlausible)
	for i, hr := range c.HeartRate {
		if !(hr > 0 && hr <= plausible) {
			c.HeartRate[i] = math.NaN()
		}
		if c.SpeedMPS[i] > fastestMPS { // derived from a distance that leapt
			c.SpeedMPS[i] = math.NaN()
		}
	}
	return c
}

// aboveTheSea shifts what was climbed, which is right in its differences only,
// to the height at which most of it was recorded.
func aboveTheSea(climbed, recorded []float64) []float64 {
	var shifts []float64
	for i, a := range climbed {
		if isKnown(a) {
			shifts = append(shifts, recorded[i]-a)
		}
	}
	if len(shifts) == 0 {
		return climbed
	}
	slices.Sort(shifts)
	shift := shifts[len(shifts)/2]
	for i := range climbed {
		climbed[i] += shift
	}
	return climbed
}
