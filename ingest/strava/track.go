package strava

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"needled/analysis"
)

const (
	// pauseS is the shortest standstill, in seconds, that is taken as a pause.
	pauseS = 10
	// pausesFit is how far, as a share, the time between pauses may lie from
	// the moving time of the summary for the pauses to be believed. On a
	// treadmill Strava may see no motion at all.
	pausesFit = 0.1
)

// track is made of the samples. A stream of another length than the times
// can't be put beside them and is left out, which partial then says.
func (d document) track() (track analysis.Track, partial string, err error) {
	if d.Streams == nil {
		return analysis.Track{}, "", nil
	}
	var s streams
	if json.Unmarshal(d.Streams, &s) != nil {
		return analysis.Track{}, "", errDamaged
	}
	n := len(s.Time)
	var odd []string
	for _, stream := range []struct {
		name string
		of   *values
	}{{"distance", &s.Distance}, {"altitude", &s.Altitude}, {"speed", &s.Velocity}, {"heart rate", &s.HeartRate}, {"motion", &s.Moving}} {
		if l := len(*stream.of); l > 0 && l != n {
			odd = append(odd, fmt.Sprintf("%s (%d)", stream.name, l))
			*stream.of = nil
		}
	}
	if len(odd) > 0 {
		partial = fmt.Sprintf("Strava's samples don't fit together: %s beside %d times; these were left out.", strings.Join(odd, ", "), n)
	}
	track.Samples = make([]analysis.Sample, n)
	for i := range n {
		track.Samples[i] = analysis.Sample{
			AtS: s.Time[i], DistanceM: s.Distance.at(i), AltitudeM: s.Altitude.at(i),
			SpeedMPS: s.Velocity.at(i), HeartRate: s.HeartRate.at(i), GradePct: math.NaN(),
		}
	}
	track.Pauses = s.pauses(d.Activity.MovingS)
	return track, partial, nil
}

// at is a value, NaN where the stream is absent.
func (vs values) at(i int) float64 {
	if i >= len(vs) {
		return math.NaN()
	}
	return vs[i]
}

// pauses are the stretches that Strava doesn't count as moving. moving is the
// summary's moving time.
func (s streams) pauses(moving *float64) []analysis.Span {
	n := len(s.Moving)
	if n < 2 || moving == nil {
		return nil
	}
	var spans []analysis.Span
	var paused float64
	for i := 1; i < n; i++ {
		from := s.Time[i-1]
		for i < n && s.Moving[i] == 0 { // a sample tells of the time since the one before
			i++
		}
		if to := s.Time[i-1]; to-from >= pauseS {
			spans = append(spans, analysis.Span{FromS: from, ToS: to})
			paused += to - from
		}
	}
	if rest := s.Time[n-1] - s.Time[0] - paused; !(math.Abs(rest-*moving) <= pausesFit**moving) {
		return nil
	}
	return spans
}
