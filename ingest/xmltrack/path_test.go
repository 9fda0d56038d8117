package xmltrack

import (
	"math"
	"testing"
)

// The metre was to make the way from pole to equator 10,000 km; on a sphere of
// the Earth's mean radius it is 10,007.5 km.
func TestDistanceOnTheSphere(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to Position
		wantM    float64
	}{
		{"a quarter of a meridian", Position{90, 10}, Position{0, 10}, 10_007_543},
		{"a thousandth of a degree north", Position{45, 5}, Position{45.001, 5}, 111.195},
		{"a thousandth of a degree east", Position{60, 5}, Position{60, 5.001}, 55.597},
		{"across the date line", Position{0, 179.9995}, Position{0, -179.9995}, 111.195},
		{"to the other side", Position{0, 1}, Position{0, -179}, 20_015_087},
		{"nowhere", Position{45, 5}, Position{45, 5}, 0},
	} {
		if got := c.from.To(c.to); math.Abs(got-c.wantM) > 0.0001*c.wantM {
			t.Errorf("%s: %.3f m, want %.3f m", c.name, got, c.wantM)
		}
	}
}

func TestPathLeavesOutWhatIsNoPlaceAndNoStep(t *testing.T) {
	var p Path
	for i, at := range []Position{
		{45, 5},
		{0, 0},       // no fix
		{45.0001, 5}, // 11 m
		{math.NaN(), 5},
		{95, 5},
		{45.1, 5},    // 11 km away within a second
		{45.0002, 5}, // and back
		{45.0003, 5}, // 11 m
	} {
		p.Add(float64(i), at)
	}
	if math.Abs(p.Metres-22.24) > 0.01 || p.Leaps != 2 {
		t.Errorf("%.2f m and %d leaps, want 22.24 m and 2", p.Metres, p.Leaps)
	}
}

// A step of 111.2 m: possible from 1.112 s on, at 100 m/s.
func TestLeapBoundary(t *testing.T) {
	for seconds, want := range map[float64]int{0: 1, 1: 1, 1.11: 1, 1.12: 0, 60: 0, math.NaN(): 0} {
		var p Path
		p.Add(0, Position{45, 5})
		p.Add(seconds, Position{45.001, 5})
		if p.Leaps != want {
			t.Errorf("111 m in %v s: %d leaps, want %d", seconds, p.Leaps, want)
		}
	}
	var p Path // times in whole minutes repeat
	p.Add(0, Position{45, 5})
	p.Add(0, Position{45.0005, 5})
	if p.Leaps != 0 {
		t.Error("56 m within the same second is a leap")
	}
}
