package series

import "math"

// Ascent estimates the metres climbed and descended: altitude is smoothed over
// ±smoothS seconds, then the legs between turning points are added up, where a
// turning point is a reversal of at least turnM metres. Of all simple ways
// this comes closest to what watches state (docs in the package's tests).
// ok is false with fewer than two known altitudes.
func Ascent(t, alt []float64, smoothS, turnM float64) (up, down float64, ok bool) {
	var legs zigzag
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

// zigzag adds up legs between turning points.
type zigzag struct {
	up, down  float64
	from, ext float64
	low, high float64
	dir int
	begun bool
}

func (z *zigzag) add(a, turn float64) {
	if !z.begun {
		z.low, z.high, z.begun = a, a, true
		return
	}
	switch z.dir {
	case 0:
		z.low, z.high = min(z.low, a), max(z.high, a)
		if a-z.low >= turn && a > z.low {
			z.dir, z.from, z.ext = 1, z.low, a
		} else if z.high-a >= turn && a < z.high {
			z.dir, z.from, z.ext = -1, z.high, a
		}
	case 1:
		if a > z.ext {
			z.ext = a
		} else if z.ext-a >= turn {
			z.up += z.ext - z.from
			z.dir, z.from, z.ext = -1, z.ext, a
		}
	case -1:
		if a < z.ext {
			z.ext = a
		} else if a-z.ext >= turn {
			z.down += z.from - z.ext
			z.dir, z.from, z.ext = 1, z.ext, a
		}
	}
}

func (z *zigzag) end() {
	switch z.dir {
	case 1:
		z.up += z.ext - z.from
	case -1:
		z.down += z.from - z.ext
	}
}
