package analysis

import (
	"fmt"
	"time"
)

// What no run is: beyond these a run is kept aside for a person to look at.
const (
	farthestRunM = 400_000 // metres
	fastestRun   = 12.0    // m/s, mean over moving time
	timelessM    = 100     // metres, of a run that states no time at all
)

var watchesBegan = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// DoubtKind is what makes a run unbelievable as its source tells it.
type DoubtKind string

const (
	ClockUnset       DoubtKind = "clock-unset" // it started before 2000
	InFuture         DoubtKind = "in-future"   // it started after it was taken in
	NegativeDistance DoubtKind = "negative-distance"
	NoSport          DoubtKind = "no-sport"
	TooFar           DoubtKind = "too-far"
	TooFast          DoubtKind = "too-fast"
)

// DoubtOf says why a run that is taken in now can't be believed as it stands;
// both are "" when it can.
func DoubtOf(run Run, now time.Time) (kind DoubtKind, reason string) {
	speed := run.SpeedMPS()
	if speed == nil && run.DistanceM != nil && run.ElapsedS != nil && *run.ElapsedS > 0 {
		speed = new(*run.DistanceM / *run.ElapsedS)
	}
	if speed == nil {
		speed = run.AvgSpeedMPS
	}
	switch {
	case run.Start.Before(watchesBegan):
		return ClockUnset, fmt.Sprintf("its start, %s, lies before 2000: the watch's clock was not set", run.Start.Format(time.DateOnly))
	case run.Start.After(now):
		return InFuture, fmt.Sprintf("its start, %s, lies in the future: the watch's clock was wrong, or this machine's is", run.Start.Format("2006-01-02 15:04 MST"))
	case run.DistanceM != nil && *run.DistanceM < 0:
		return NegativeDistance, fmt.Sprintf("its distance is negative, %.0f m", *run.DistanceM)
	case run.Sport == UnknownSport && run.SubSport != "":
		return NoSport, "it names a sport needled doesn't know: " + Sport(run.SubSport).Words() + "; say which it was with --sport"
	case run.Sport == UnknownSport:
		return NoSport, "it names no sport; say which with --sport"
	case !run.Sport.IsRun():
		return "", ""
	case run.DistanceM != nil && *run.DistanceM > farthestRunM:
		return TooFar, fmt.Sprintf("its distance, %.0f km, is more than anyone runs in one go", *run.DistanceM/1000)
	case speed == nil && run.DistanceM != nil && *run.DistanceM > timelessM:
		return TooFast, fmt.Sprintf("it covers %.1f km in no time", *run.DistanceM/1000)
	case speed != nil && *speed > fastestRun:
		return TooFast, fmt.Sprintf("its average speed, %.1f m/s, is faster than anyone runs", *speed)
	}
	return "", ""
}
