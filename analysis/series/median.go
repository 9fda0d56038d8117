package series

import (
	"math"
	"slices"
)

// medianMoving is the median of the speeds above standing.
func medianMoving(speed []float64) float64 {
	moving := make([]float64, 0, len(speed))
	for _, v := range speed {
		if v >= StandingMPS {
			moving = append(moving, v)
		}
	}
	if len(moving) == 0 {
		return 0
	}
	half := len(moving) / 2
	order(moving, half)
	if len(moving)%2 == 0 {
		return (slices.Max(moving[:half]) + moving[half]) / 2
	}
	return moving[half]
}

// order rearranges v until the k-th smallest is at k, with none larger before
// it and none smaller after: a median in linear time.
func order(v []float64, k int) {
	for tries := 0; len(v) > 12 && tries < 50; tries++ {
		lo, mid, hi := v[0], v[len(v)/2], v[len(v)-1]
		pivot := max(min(lo, mid), min(max(lo, mid), hi))
		i, j := 0, len(v)-1
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			v = v[:j+1]
		case k >= i:
			v, k = v[i:], k-i
		default:
			return // between the parts all equal the pivot
		}
	}
	slices.Sort(v)
}

// runningMedian replaces each known value by the median of the known ones
// among the five around it. It removes outliers of one or two seconds and
// leaves the edges of steps where they are. Near the ends the window shrinks
// evenly; of an even number of known values the lower middle is taken.
func runningMedian(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		if math.IsNaN(v[i]) {
			out[i] = v[i]
			continue
		}
		half := min(2, i, len(v)-1-i)
		var window [5]float64
		n := 0
		for _, x := range v[i-half : i+half+1] {
			if math.IsNaN(x) {
				continue
			}
			at := n
			for ; at > 0 && window[at-1] > x; at-- {
				window[at] = window[at-1]
			}
			window[at] = x
			n++
		}
		out[i] = window[(n-1)/2]
	}
	return out
}
