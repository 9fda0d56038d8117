package series_test

import (
	"testing"

	"needled/analysis/series"
)

func TestSpeedsFollowFromDistance(t *testing.T) {
	for _, c := range []struct {
		name    string
		t, d, v []float64
	}{
		{"steady", seconds(3), []float64{0, 3, 6}, []float64{3, 3, 3}},
		{"a step keeps its edge", seconds(5), []float64{0, 3, 6, 11, 16}, []float64{3, 3, 5, 5, 5}},
		{"a hole", []float64{0, 60, 61}, []float64{0, 6, 9}, []float64{.1, 3, 3}},
		{"absent in between", seconds(3), []float64{0, absent, 6}, []float64{3, 3, 3}},
		{"absent at first", seconds(3), []float64{absent, 1, 4}, []float64{absent, 3, 3}},
		{"a distance updated every 3 s", seconds(7), []float64{0, 0, 0, 9, 9, 9, 18}, []float64{3, 3, 3, 3, 3, 3, 3}},
		{"standing for 10 s may be a slow sensor", []float64{0, 10, 11}, []float64{5, 5, 16}, []float64{1, 1, 1}},
		{"standing longer is standing", []float64{0, 11, 12}, []float64{5, 5, 8}, []float64{0, 3, 3}},
		{"stopped at the end", seconds(4), []float64{0, 3, 3, 3}, []float64{3, 0, 0, 0}},
		{"never moved", seconds(2), []float64{0, 0}, []float64{0, 0}},
		{"one distance tells nothing", seconds(2), []float64{4, absent}, []float64{absent, absent}},
		{"none either", seconds(1), []float64{absent}, []float64{absent}},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, "Speeds", series.Speeds(c.t, c.d), c.v) })
	}
}

func TestMovingLeavesOutPausesGapsAndStanding(t *testing.T) {
	for _, c := range []struct {
		name   string
		t, v   []float64
		pauses []series.Span
		want   float64
	}{
		{name: "running", t: seconds(61), v: hold(3, 61), want: 60},
		{name: "without speed every second counts", t: seconds(61), v: hold(absent, 61), want: 60},
		{name: "standing", t: seconds(61), v: join(hold(3, 30), hold(.49, 31)), want: 30},
		{name: "0.5 m/s is moving", t: seconds(61), v: join(hold(3, 30), hold(.5, 31)), want: 60},
		{name: "paused", t: seconds(61), v: hold(3, 61), pauses: []series.Span{{FromS: 10, ToS: 30}}, want: 40},
		{name: "a gap", t: []float64{0, 100, 101}, v: hold(3, 3), want: 31},
		{name: "standing in a gap", t: []float64{0, 100, 101}, v: []float64{.1, 3, 3}, want: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := series.Moving(c.t, c.v, c.pauses, c.t[len(c.t)-1]); !equal(got, c.want) {
				t.Errorf("Moving = %v s, want %v", got, c.want)
			}
		})
	}
}

func TestFillGoesOverShortHolesOnly(t *testing.T) {
	for _, c := range []struct {
		name       string
		t, v, want []float64
	}{
		{"between known ones", []float64{0, 10, 30}, []float64{0, absent, 60}, []float64{0, 20, 60}},
		{"30 s", []float64{0, 1, 30}, []float64{0, absent, 30}, []float64{0, 1, 30}},
		{"31 s", []float64{0, 1, 31}, []float64{0, absent, 31}, []float64{0, absent, 31}},
		{"not at the ends", seconds(3), []float64{absent, 5, absent}, []float64{absent, 5, absent}},
	} {
		t.Run(c.name, func(t *testing.T) {
			series.Fill(c.t, c.v)
			check(t, "Fill", c.v, c.want)
		})
	}
}
