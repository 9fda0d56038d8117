package chart

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// many are so many rows with three lines that go up and down.
func many(n int) rows {
	var r rows
	for i := range n {
		x := float64(i)
		r.add(x, x/100, 100+50*math.Sin(x/40), 300+20*math.Sin(x/7), 140+10*math.Sin(x/11), 0)
	}
	return r
}

func TestFewRowsStayAsTheyAre(t *testing.T) {
	for _, c := range []struct{ rows, want int }{{0, 0}, {1, 1}, {MostPoints - 1, MostPoints - 1}, {MostPoints, MostPoints}} {
		if got := len(many(c.rows).thinned(MostPoints).t); got != c.want {
			t.Errorf("of %d rows %d stay", c.rows, got)
		}
	}
	if got := len(many(MostPoints + 1).thinned(MostPoints).t); got > MostPoints || got < MostPoints/4 {
		t.Errorf("of %d rows %d stay", MostPoints+1, got)
	}
}

func TestPeaksStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(MostPoints+1, 20*MostPoints).Draw(t, "rows")
		r := many(n)
		lines := []*[]float64{&r.altitude, &r.pace, &r.heartRate}
		for _, line := range lines {
			(*line)[rapid.IntRange(0, n-1).Draw(t, "peak")] = 1e4
			(*line)[rapid.IntRange(0, n-1).Draw(t, "trough")] = -1e4
		}
		got := r.thinned(MostPoints)
		if len(got.t) > MostPoints {
			t.Fatalf("%d rows stay", len(got.t))
		}
		if got.t[0] != 0 || got.t[len(got.t)-1] != float64(n-1) {
			t.Fatalf("it goes from %v to %v", got.t[0], got.t[len(got.t)-1])
		}
		for i, line := range [][]float64{got.altitude, got.pace, got.heartRate} {
			if slices.Max(line) != slices.Max(*lines[i]) || slices.Min(line) != slices.Min(*lines[i]) {
				t.Fatalf("line %d lost its peak or trough", i)
			}
		}
	})
}

func TestGapsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(MostPoints+1, 10*MostPoints).Draw(t, "rows")
		r := many(n)
		gap := rapid.IntRange(1, n-2).Draw(t, "gap")
		r.heartRate[gap] = math.NaN()
		if got := r.thinned(MostPoints); !slices.Contains(got.t, float64(gap)) {
			t.Fatalf("the line goes on over a gap at row %d", gap)
		}
	})
}

func TestThinningToLittle(t *testing.T) {
	for _, most := range []int{0, 1, 2, 11, 12} {
		if got := len(many(100).thinned(most).t); got > max(most, keptOfBucket+2) || got < 2 {
			t.Errorf("thinned to %d, %d rows stay", most, got)
		}
	}
}
