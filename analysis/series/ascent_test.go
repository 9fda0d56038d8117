package series_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

func TestAscentAddsUpLegsBetweenTurningPoints(t *testing.T) {
	for _, c := range []struct {
		name     string
		alt      []float64
		up, down float64
	}{
		{"flat", []float64{100, 100, 100}, 0, 0},
		{"one climb", []float64{100, 101, 103, 110}, 10, 0},
		{"up and down", []float64{100, 110, 95}, 10, 15},
		{"a climb of the turning point", []float64{0, 2}, 2, 0},
		{"one just below", []float64{0, 1.9}, 0, 0},
		{"a dip just below the turning point is noise", []float64{0, 10, 8.1, 20}, 20, 0},
		{"a dip of the turning point counts", []float64{0, 10, 8, 20}, 22, 2},
		{"noise below the turning point is no climb", []float64{0, 1.9, 0, 1.9, 0, 1.9}, 0, 0},
		{"noise before the first leg does not shorten it", []float64{0, -1, 0, 9}, 10, 0},
		{"a short end leg does not count", []float64{0, 10, 9}, 10, 0},
		{"absent values are passed over", []float64{0, absent, 10, absent, 0}, 10, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			up, down, ok := series.Ascent(seconds(len(c.alt)), c.alt, 0, 2)
			if !ok || !equal(up, c.up) || !equal(down, c.down) {
				t.Errorf("Ascent = %v up, %v down, %v; want %v up, %v down", up, down, ok, c.up, c.down)
			}
		})
	}
}

func TestAscentIsUnknownWithoutAltitudes(t *testing.T) {
	for _, alt := range [][]float64{nil, {5}, {absent, absent}, {absent, 5, absent}} {
		if _, _, ok := series.Ascent(seconds(len(alt)), alt, 10, 2); ok {
			t.Errorf("Ascent of %v claims to be known", alt)
		}
	}
}

func TestAscentSmoothsNoiseAway(t *testing.T) {
	// Half an hour on the flat with ±3 m of alternating noise.
	alt := make([]float64, 1800)
	for i := range alt {
		alt[i] = 200 + 3*float64(1-2*(i%2))
	}
	if up, down, _ := series.Ascent(seconds(len(alt)), alt, 10, 2); up != 0 || down != 0 {
		t.Errorf("noise on the flat climbs %v m and falls %v m", up, down)
	}
}

func TestAscentSpansAHoleInTheRecording(t *testing.T) {
	at := []float64{0, 1, 300, 301} // a tunnel
	up, down, ok := series.Ascent(at, []float64{100, 100, 130, 130}, 10, 2)
	if !ok || up != 30 || down != 0 {
		t.Errorf("Ascent = %v up, %v down, %v; want 30 up", up, down, ok)
	}
}

func TestAscentDoesNotDependOnTheSeaLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		alt := altitudes(t, len(at))
		shift := rapid.Float64Range(-400, 4000).Draw(t, "shift")
		shifted := make([]float64, len(alt))
		for i := range alt {
			shifted[i] = alt[i] + shift
		}
		up, down, _ := series.Ascent(at, alt, 10, 2.000001) // not at a tie, which rounding may break
		up2, down2, _ := series.Ascent(at, shifted, 10, 2.000001)
		if !equal(up, up2) || !equal(down, down2) {
			t.Fatalf("%v up, %v down; %v m higher %v up, %v down", up, down, shift, up2, down2)
		}
	})
}

func TestAscentOfTheWayBackIsTheDescent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		alt := altitudes(t, len(at))
		back, altBack := slices.Clone(at), slices.Clone(alt)
		for i := range back {
			back[i] = at[len(at)-1] - at[i]
		}
		slices.Reverse(back)
		slices.Reverse(altBack)
		up, down, _ := series.Ascent(at, alt, 10, 2.000001)
		downBack, upBack, _ := series.Ascent(back, altBack, 10, 2.000001)
		if !equal(up, upBack) || !equal(down, downBack) {
			t.Fatalf("%v up, %v down; on the way back %v down, %v up", up, down, upBack, downBack)
		}
	})
}

func TestAscentMinusDescentIsTheDifferenceInHeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alt := altitudes(t, rapid.IntRange(2, 200).Draw(t, "n"))
		turn := rapid.Float64Range(0, 10).Draw(t, "turn")
		up, down, _ := series.Ascent(seconds(len(alt)), alt, 0, turn)
		height := alt[len(alt)-1] - alt[0]
		if math.Abs(up-down-height) > 2*turn+1e-6 { // less than a turning point is lost at either end
			t.Fatalf("%v up and %v down differ by more than %v from a height of %v", up, down, turn, height)
		}
	})
}

// altitudes draws a hilly course.
func altitudes(t *rapid.T, n int) []float64 {
	alt := make([]float64, n)
	now := 0.0
	for i, step := range rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(t, "steps of altitude") {
		now += step
		alt[i] = now
	}
	return alt
}

func TestClimbedTakesOutWhatNobodyClimbed(t *testing.T) {
	for _, c := range []struct {
		name   string
		t, alt []float64
		pauses []series.Span
		want   []float64
	}{
		{name: "a climb stays", t: seconds(4), alt: []float64{100, 101, 102, 103}, want: []float64{100, 101, 102, 103}},
		{name: "a wild value", t: seconds(4), alt: []float64{100, 600, 100, 101}, want: []float64{100, 100, 100, 101}},
		{name: "no fix at first", t: seconds(4), alt: []float64{0, 0, 500, 501}, want: []float64{0, 0, 0, 1}},
		{name: "the barometer is set", t: seconds(4), alt: []float64{100, 101, 160, 161}, want: []float64{100, 101, 101, 102}},
		{name: "10 m in a second may be", t: seconds(3), alt: []float64{100, 110, 110}, want: []float64{100, 110, 110}},
		{name: "more may not", t: seconds(3), alt: []float64{100, 110.1, 110.1}, want: []float64{100, 100, 100}},
		{name: "5 m a second over a hole may be", t: []float64{0, 20}, alt: []float64{100, 200}, want: []float64{100, 200}},
		{name: "more may not over a hole", t: []float64{0, 20}, alt: []float64{100, 200.1}, want: []float64{100, 100}},
		{name: "drift while paused", t: []float64{0, 10, 70, 80}, alt: []float64{100, 101, 106, 107},
			pauses: []series.Span{{FromS: 10, ToS: 70}}, want: []float64{100, 101, 101, 102}},
		{name: "a climb on both sides of a pause", t: []float64{0, 40}, alt: []float64{100, 104},
			pauses: []series.Span{{FromS: 10, ToS: 30}}, want: []float64{100, 102}},
		{name: "samples in a pause", t: []float64{0, 10, 20, 30}, alt: []float64{100, 101, 150, 101},
			pauses: []series.Span{{FromS: 10, ToS: 30}}, want: []float64{100, 101, absent, 101}},
		{name: "absent values", t: seconds(3), alt: []float64{absent, 100, absent}, want: []float64{absent, 100, absent}},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, "Climbed", series.Climbed(c.t, c.alt, c.pauses), c.want)
		})
	}
}
