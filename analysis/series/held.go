package series

import (
	"math"
	"slices"
)

// Held is the highest value that v kept at or above for at least heldS
// seconds on end. Readings above plausible, or not above 0, count as absent:
// they neither raise the result nor interrupt what lies around them.
//
// Each reading counts until the next one, but for no more than half of heldS
// (and at least a second), so that one reading before a hole is never a peak.
// A hole longer than MaxHold interrupts; the reading before it, like the last
// of all, counts one second.
// ok is false when nothing was held that long.
func Held(t, v []float64, heldS, plausible float64) (highest float64, ok bool) {
	at, reading := make([]float64, 0, len(t)), make([]float64, 0, len(t))
	for i := range v {
		if v[i] > 0 && v[i] <= plausible {
			at, reading = append(at, t[i]), append(reading, v[i])
		}
	}
	longest := max(1, heldS/2)
	held := func(x float64) bool {
		var run float64
		for i, r := range reading {
			if r < x {
				run = 0
				continue
			}
			next := math.Inf(1)
			if i+1 < len(at) {
				next = at[i+1] - at[i]
			}
			hole := next > MaxHold
			if hole {
				next = 1
			}
			if run += min(next, longest); run >= heldS {
				return true
			}
			if hole {
				run = 0
			}
		}
		return false
	}

	// What holds at a value holds at every lower one.
	levels := slices.Clone(reading)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	lo, hi := 0, len(levels) // levels[:lo] are held, levels[hi:] are not
	for lo < hi {
		mid := (lo + hi) / 2
		if held(levels[mid]) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return math.NaN(), false
	}
	return levels[lo-1], true
}
