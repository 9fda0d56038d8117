package analysis

import (
	"fmt"
	"math"
	"slices"

	"needled/analysis/series"
)

const (
	// climbCoverage is the share of moving time that altitude must cover for
	// an estimate of the climb.
	climbCoverage = 0.6
	// falseZeroM is the distance in metres beyond which a stated total of 0 is
	// not believed.
	falseZeroM = 50
	// altitudeHold is how far apart, in seconds of timer time, two altitudes
	// may lie and still cover the time between them: watches that save power
	// record a point a minute.
	altitudeHold = 120
)

// Complete fills what the source left out of a run from its samples: elapsed
// and moving time, distance, mean speed, heart rate, and the climb. What the
// source states stays, save a distance, ascent or descent of 0 that its samples
// contradict, which Run.Note then says. What can't be known stays nil.
//
// It is the same for every format, and comes before Measure.
func Complete(run Run, track Track, p Protocol) Run {
	if len(track.Samples) == 0 {
		run.completeSpeed()
		return run
	}
	c := channelsOf(run, track)
	run.completeTimes(c)
	run.completeDistance(c)
	run.completeSpeed()
	run.completeHeartRate(c, p)
	run.completeClimb(c, p)
	return run
}

func (r *Run) completeTimes(c channels) {
	if r.ElapsedS == nil && c.endS > 0 {
		elapsed := c.endS
		if r.MovingS != nil {
			elapsed = max(elapsed, *r.MovingS)
		}
		r.ElapsedS = new(elapsed)
	}
	if r.MovingS == nil {
		if moving := series.Moving(c.t, c.speed, c.pauses, c.endS); moving >= 1 { // of less no speed follows
			r.MovingS = new(moving)
		}
	}
}

// completeDistance takes the last distance of the samples where the source
// states none, or a 0 that can't be.
func (r *Run) completeDistance(c channels) {
	if r.DistanceM != nil && *r.DistanceM != 0 {
		return
	}
	for _, d := range slices.Backward(c.distance) {
		switch {
		case !isKnown(d):
			continue
		case r.DistanceM == nil:
			r.DistanceM = new(d)
		case d > falseZeroM:
			r.DistanceM, r.AvgSpeedMPS = new(d), nil // a mean speed by the 0 is none
			r.remark(fmt.Sprintf("The source states a distance of 0, but its records reach %.0f m; that is used.", d))
		}
		return
	}
}

func (r *Run) completeSpeed() {
	if r.AvgSpeedMPS == nil {
		r.AvgSpeedMPS = r.SpeedMPS()
	}
}

// completeHeartRate leaves implausible readings out. The mean is one of time,
// so that watches that record only changes are not misread.
func (r *Run) completeHeartRate(c channels, p Protocol) {
	plausible := p.Value(HRMaxPlausible)
	var beats, time, highest float64
	for i, s := range series.Standing(c.t, c.pauses, c.endS, series.MaxHold) {
		if hr := c.heartRate[i]; hr > 0 && hr <= plausible {
			beats, time, highest = beats+hr*s, time+s, max(highest, hr)
		}
	}
	if r.AvgHR == nil && time > 0 {
		r.AvgHR = new(math.Round(beats / time))
	}
	if r.MaxHR == nil && highest > 0 {
		r.MaxHR = new(highest)
	}
	if r.PeakHR == nil {
		if peak, ok := series.Held(c.t, c.heartRate, p.Value(HRMaxHeld), plausible); ok {
			r.PeakHR = new(peak)
		}
	}
}

// completeClimb estimates ascent and descent from altitude, outdoors only.
// Totals of a damaged file stay as they are: its altitudes may be in part.
func (r *Run) completeClimb(c channels, p Protocol) {
	if r.Indoors() || !r.altitudeCovers(c) {
		return
	}
	climbed := series.Climbed(c.t, c.altitude, c.pauses)
	up, down, ok := series.Ascent(c.t, climbed, p.Value(AltitudeSmooth), p.Value(TurningPoint))
	if !ok {
		return
	}
	r.settleClimb("ascent", &r.AscentM, &r.AscentSource, tenth(up), p)
	r.settleClimb("descent", &r.DescentM, &r.DescentSource, tenth(down), p)
}

// settleClimb puts the estimate where the source states nothing, or a 0 that
// can't be.
func (r *Run) settleClimb(name string, stated **float64, source *Confidence, estimate float64, p Protocol) {
	switch {
	case *stated == nil:
	case **stated == 0 && estimate > p.Value(FalseZero) && r.Integrity == Intact:
		r.remark(fmt.Sprintf("The source states 0 m of %s, but its altitudes amount to %.0f m; that estimate is used.", name, estimate))
	default:
		return
	}
	*stated, *source = new(estimate), Estimated
}

// altitudeCovers says whether altitude is known for enough of the run to
// estimate its climb.
func (r *Run) altitudeCovers(c channels) bool {
	at := make([]float64, 0, len(c.t))
	for i, t := range c.t {
		if isKnown(c.altitude[i]) {
			at = append(at, t)
		}
	}
	if len(at) < 2 || r.MovingS == nil {
		return false
	}
	var covered float64
	for _, s := range series.Standing(at, c.pauses, at[len(at)-1], altitudeHold) {
		covered += s
	}
	return covered >= climbCoverage**r.MovingS
}

// remark adds a sentence to the run's note.
func (r *Run) remark(sentence string) {
	if r.Note != "" {
		r.Note += " "
	}
	r.Note += sentence
}
