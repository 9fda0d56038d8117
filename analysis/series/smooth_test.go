package series_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

var absent = math.NaN()

// seconds is 0, 1, 2, … n-1.
func seconds(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i)
	}
	return t
}

// join makes one slice of several.
func join(parts ...[]float64) []float64 { return slices.Concat(parts...) }

// hold is v, n times.
func hold(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }

// equal compares within the noise of floating point; NaN equals NaN.
func equal(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-6*max(1, math.Abs(a), math.Abs(b))
}

func check(t interface {
	Helper()
	Errorf(string, ...any)
}, what string, got, want []float64) {
	t.Helper()
	if !slices.EqualFunc(got, want, equal) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestMeanIsTakenOverTimeNotSamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		t, v   []float64
		half   float64
		smooth []float64
	}{
		{name: "a window of 0 changes nothing", t: seconds(3), v: []float64{1, 5, 3}, half: 0, smooth: []float64{1, 5, 3}},
		{name: "both borders belong to the window", t: seconds(3), v: []float64{0, 3, 6}, half: 1, smooth: []float64{1.5, 3, 4.5}},
		{name: "uneven sampling", t: []float64{0, 1, 5}, v: []float64{0, 2, 10}, half: 2, smooth: []float64{1, 1, 10}},
		{name: "absent stays absent, and counts nowhere", t: seconds(3), v: []float64{1, absent, 3}, half: 2, smooth: []float64{2, absent, 2}},
		{name: "nothing is mixed across a gap", t: []float64{0, 1, 60, 61}, v: []float64{10, 10, 50, 50}, half: 10, smooth: []float64{10, 10, 50, 50}},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, "Mean", series.Mean(c.t, c.v, c.half), c.smooth)
		})
	}
}

func TestMeanOfAConstantIsThatConstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		v := rapid.Float64Range(-500, 9000).Draw(t, "v")
		half := rapid.Float64Range(0, 60).Draw(t, "half")
		check(t, "Mean", series.Mean(at, hold(v, len(at)), half), hold(v, len(at)))
	})
}

func TestMeanStaysWithinTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		v := rapid.SliceOfN(rapid.Float64Range(-500, 9000), len(at), len(at)).Draw(t, "v")
		for _, m := range series.Mean(at, v, rapid.Float64Range(0, 60).Draw(t, "half")) {
			if m < slices.Min(v)-1e-6 || m > slices.Max(v)+1e-6 {
				t.Fatalf("a mean of %v lies outside %v … %v", m, slices.Min(v), slices.Max(v))
			}
		}
	})
}

// times draws rising times, a second to two minutes apart.
func times(t *rapid.T) []float64 {
	steps := rapid.SliceOfN(rapid.OneOf(rapid.Just(1), rapid.IntRange(1, 120)), 1, 200).Draw(t, "steps")
	at := make([]float64, len(steps))
	for i, s := range steps[1:] {
		at[i+1] = at[i] + float64(s)
	}
	return at
}
