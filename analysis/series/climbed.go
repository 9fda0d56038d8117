package series

import "math"

// A change of altitude between neighbouring samples of more than jumpM metres
// and faster than jumpMPS metres a second is no climb.
const (
	jumpM   = 10
	jumpMPS = 5
)

// Climbed is alt without what the runner did not climb, with everything after
// it shifted to join:
//   - jumps between neighbouring samples: single wild values, a 0 for no fix,
//     a barometer being calibrated;
//   - what changed while the timer was paused, where pressure drifts and
//     nobody runs; of the change between the samples on both sides, the share
//     of the time that was paused.
//
// Samples within a pause become absent. The result is right in its
// differences, not in its height above the sea.
func Climbed(t, alt []float64, pauses []Span) []float64 {
	out := make([]float64, len(alt))
	fill(out, math.NaN())
	since := pauses // those that end after the latest altitude
	last, shift := -1, 0.0
	for i, a := range alt {
		pauses = after(pauses, t[i])
		if math.IsNaN(a) || len(pauses) > 0 && pauses[0].FromS < t[i] {
			continue
		}
		if last >= 0 {
			change, took := a-alt[last], t[i]-t[last]
			if math.Abs(change) > max(jumpM, jumpMPS*took) {
				shift -= change
			} else {
				shift -= change * paused(since, t[last], t[i]) / took
			}
		}
		out[i] = a + shift
		last, since = i, pauses
	}
	return out
}
