package series

import "math"

// Ascent estimates the metres climbed and descended: altitude is smoothed over
// ±smoothS seconds, then the legs between turning points are added up, where a
// turning point is a reversal of at least turnM metres. The mean of time hides
// the sensor's noise, the turning points the rest of it; of the simple ways
// this comes closest to what watches state. The known altitudes before and
// after a hole in the recording are joined by a straight leg. ok is false with
// fewer than two known altitudes.
func Ascent(t, alt []float64, smoothS, turnM float64) (up, down float64, ok bool) {
	var legs legs
	known := 0
	for _, a := range Mean(t, alt, smoothS) {
		if !math.IsNaN(a) {
			legs.add(a, turnM)
			known++
		}
	}
	legs.end()
	return legs.up, legs.down, known >= 2
}

// legs adds up the legs between turning points.
type legs struct {
	up, down  float64
	direction int     // of the current leg: 1 up, -1 down, 0 not known yet
	from      float64 // where the current leg began
	extreme   float64 // the farthest it has come
	low, high float64 // of all so far, while the direction is not known
	begun     bool
}

func (l *legs) add(a, turn float64) {
	switch {
	case !l.begun:
		l.low, l.high, l.begun = a, a, true
	case l.direction == 0:
		l.low, l.high = min(l.low, a), max(l.high, a)
		if a > l.low && a-l.low >= turn {
			l.direction, l.from, l.extreme = 1, l.low, a
		} else if a < l.high && l.high-a >= turn {
			l.direction, l.from, l.extreme = -1, l.high, a
		}
	case l.direction == 1 && a > l.extreme, l.direction == -1 && a < l.extreme:
		l.extreme = a
	case math.Abs(a-l.extreme) >= turn:
		l.end()
		l.direction, l.from, l.extreme = -l.direction, l.extreme, a
	}
}

// end adds the current leg.
func (l *legs) end() {
	switch l.direction {
	case 1:
		l.up += l.extreme - l.from
	case -1:
		l.down += l.from - l.extreme
	}
}
