package chart

import (
	"math"
	"strconv"
)

// Column holds the values of one quantity; NaN where it is not known.
type Column []float64

// MarshalJSON writes what is not known as null.
func (c Column) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 8*len(c)+2), '[')
	for i, v := range c {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendFloat(b, v, 'f', -1, 64)
		}
	}
	return append(b, ']'), nil
}

// rounded to so many decimals, and never -0.
func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale)/scale + 0
}

// last is the last value that is known, NaN without any.
func last(v []float64) float64 {
	for i := len(v) - 1; i >= 0; i-- {
		if !math.IsNaN(v[i]) {
			return v[i]
		}
	}
	return math.NaN()
}

// known are the values that are known.
func known(v []float64) []float64 {
	k := make([]float64, 0, len(v))
	for _, x := range v {
		if !math.IsNaN(x) {
			k = append(k, x)
		}
	}
	return k
}
