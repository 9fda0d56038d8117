package series

import "math"

// Mean smooths v: each known value becomes the mean of the known values within
// ±halfS seconds of it. Absent values stay absent. The window is one of time,
// not of samples: across a pause or gap longer than halfS nothing is mixed.
func Mean(t, v []float64, halfS float64) []float64 {
	out := make([]float64, len(v))
	var sum float64
	var known, lo, hi int
	for i := range v {
		for ; hi < len(v) && t[hi] <= t[i]+halfS; hi++ {
			if !math.IsNaN(v[hi]) {
				sum, known = sum+v[hi], known+1
			}
		}
		for ; t[lo] < t[i]-halfS; lo++ {
			if !math.IsNaN(v[lo]) {
				sum, known = sum-v[lo], known-1
			}
		}
		out[i] = math.NaN()
		if !math.IsNaN(v[i]) {
			out[i] = sum / float64(known)
		}
	}
	return out
}
