package xmltrack

import (
	"bytes"
	"math"
	"strconv"
)

// Number reads a number; NaN where there is none. A comma may stand for the
// decimal point, as some programs write it under some locales.
func Number(b []byte) float64 {
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil && bytes.IndexByte(b, ',') >= 0 {
		v, err = strconv.ParseFloat(string(bytes.Replace(b, []byte(","), []byte("."), 1)), 64)
	}
	if err != nil || math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// Positive is v, or NaN where v is not above 0: for quantities of which 0
// stands for none, as heart rates.
func Positive(v float64) float64 {
	if v > 0 {
		return v
	}
	return math.NaN()
}

// mostAmount is more metres or seconds than any recording has.
const mostAmount = 1e8

// Amount is v, or NaN where v can't be the metres or seconds of an activity.
func Amount(v float64) float64 {
	if v >= 0 && v <= mostAmount {
		return v
	}
	return math.NaN()
}

// Known is v, or other where v is NaN.
func Known(v, other float64) float64 {
	if math.IsNaN(v) {
		return other
	}
	return v
}
