package series_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

func TestHeldIsTheHighestValueKeptLongEnough(t *testing.T) {
	for _, c := range []struct {
		name string
		t, v []float64
		want float64 // NaN: none
	}{
		{"10 s", seconds(70), join(hold(150, 30), hold(180, 10), hold(150, 30)), 180},
		{"9 s", seconds(69), join(hold(150, 30), hold(180, 9), hold(150, 30)), 150},
		{"the last 10 s", seconds(40), join(hold(150, 30), hold(180, 10)), 180},
		{"rising through it", seconds(20), join([]float64{171, 172, 173, 174, 175, 176, 177, 178, 179, 180}, hold(150, 10)), 171},
		{"220 is plausible", seconds(40), hold(220, 40), 220},
		{"221 is not", seconds(40), hold(221, 40), absent},
		{"implausible readings interrupt nothing", seconds(40), join(hold(180, 5), hold(240, 3), hold(180, 3), hold(150, 29)), 180},
		{"nor do zeros or absent ones", seconds(40), join(hold(180, 5), []float64{0, absent, 0}, hold(180, 3), hold(150, 29)), 180},
		{"two readings before a lower one", []float64{0, 7, 14, 21}, []float64{180, 180, 150, 150}, 180},
		{"one reading is no peak", []float64{0, 25, 40, 60}, []float64{150, 190, 150, 150}, 150},
		{"30 s apart belong together", []float64{0, 30, 60}, hold(160, 3), 160},
		{"31 s apart don't", []float64{0, 31, 62}, hold(160, 3), absent},
		{"not even many of them", join(seconds(6), []float64{36, 37, 38, 39, 40, 41}), hold(160, 12), absent},
		{"too short a run", seconds(9), hold(160, 9), absent},
		{"no readings", seconds(20), hold(absent, 20), absent},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := series.Held(c.t, c.v, 10, 220)
			if !equal(got, c.want) || ok == math.IsNaN(got) {
				t.Errorf("Held = %v, %v; want %v", got, ok, c.want)
			}
		})
	}
}

func TestHeldForOneSecondIsTheHighest(t *testing.T) {
	if got, _ := series.Held(seconds(4), []float64{150, 181, 150, 149}, 1, 220); got != 181 {
		t.Errorf("Held = %v, want 181", got)
	}
}

func TestHoldingLongerIsNeverHigher(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		v := rapid.SliceOfN(rapid.Float64Range(40, 240), len(at), len(at)).Draw(t, "v")
		short := rapid.Float64Range(1, 60).Draw(t, "short")
		long := rapid.Float64Range(short, 120).Draw(t, "long")
		low, held := series.Held(at, v, long, 220)
		high, ok := series.Held(at, v, short, 220)
		if held && (!ok || low > high) {
			t.Fatalf("%v was held %v s, but %v held %v s", low, long, high, short)
		}
	})
}
