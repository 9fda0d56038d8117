package xmltrack

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	none := math.NaN()
	for text, want := range map[string]float64{
		"45.5": 45.5, "-.0": 0, "7.": 7, "1e2": 100, "45,5": 45.5, "-0,25": -0.25,
		"": none, "null": none, "NaN": none, "Inf": none, "1e999": none, "1,234,567": none, "12 km": none,
	} {
		if got := Number([]byte(text)); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

func TestAmountsOfNoActivity(t *testing.T) {
	for v, want := range map[float64]bool{-0.1: false, 0: true, 42195: true, 1e8: true, 1.001e8: false} {
		if got := !math.IsNaN(Amount(v)); got != want {
			t.Errorf("%v m or s is believed: %v, want %v", v, got, want)
		}
	}
}
