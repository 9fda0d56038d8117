package series_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

func TestGradesAreTakenOverWholeWindows(t *testing.T) {
	for _, c := range []struct {
		name      string
		t, d, alt []float64
		want      []series.Grade
	}{
		{name: "5 % up, 3 % down", t: []float64{0, 30, 60}, d: []float64{0, 100, 200}, alt: []float64{50, 55, 52},
			want: []series.Grade{{0, 100, 0, 30, 5}, {100, 200, 30, 60, -3}}},
		{name: "between samples by proportion", t: []float64{0, 20, 40}, d: []float64{0, 80, 160}, alt: []float64{0, 8, 24},
			want: []series.Grade{{0, 100, 0, 25, 12}}},
		{name: "99 m are no window", t: []float64{0, 33}, d: []float64{0, 99}, alt: []float64{0, 9}},
		{name: "a tail is left out", t: []float64{0, 30, 57}, d: []float64{0, 100, 199}, alt: []float64{0, 5, 50},
			want: []series.Grade{{0, 100, 0, 30, 5}}},
		{name: "from where the distance begins", t: []float64{0, 30}, d: []float64{2.5, 102.5}, alt: []float64{0, 4},
			want: []series.Grade{{2.5, 102.5, 0, 30, 4}}},
		{name: "the noise of floating point costs no window", t: []float64{0, 30}, d: []float64{28.01, 128.01}, alt: []float64{0, 4},
			want: []series.Grade{{28.01, 128.01, 0, 30, 4}}},
		{name: "standing at a border, with drift", t: []float64{0, 30, 90, 120}, d: []float64{0, 100, 100, 200}, alt: []float64{0, 5, 6, 9},
			want: []series.Grade{{0, 100, 0, 90, 6}, {100, 200, 90, 120, 3}}},
		{name: "100 m without altitude are bridged", t: []float64{0, 30, 60}, d: []float64{0, 50, 150}, alt: []float64{0, 1, 5},
			want: []series.Grade{{0, 100, 0, 45, 3}}},
		{name: "a gap, where windows end and begin anew", t: []float64{0, 30, 60, 90, 120}, d: []float64{0, 100, 150, 251, 351},
			alt: []float64{0, 1, 3, 50, 52}, want: []series.Grade{{0, 100, 0, 30, 1}, {251, 351, 90, 120, 2}}},
		{name: "samples with one of the two", t: []float64{0, 10, 20, 30}, d: []float64{0, absent, 50, 100}, alt: []float64{0, 3, absent, 2},
			want: []series.Grade{{0, 100, 0, 30, 2}}},
		{name: "no altitude", t: seconds(2), d: []float64{0, 100}, alt: hold(absent, 2)},
		{name: "no distance", t: seconds(2), d: hold(absent, 2), alt: []float64{0, 5}},
		{name: "never moved", t: seconds(2), d: []float64{0, 0}, alt: []float64{0, 5}},
		{name: "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := series.Grades(c.t, c.d, c.alt, 100, 0)
			if !slices.EqualFunc(got, c.want, sameGrade) {
				t.Errorf("Grades = %v, want %v", got, c.want)
			}
		})
	}
}

func sameGrade(a, b series.Grade) bool {
	return equal(a.FromM, b.FromM) && equal(a.ToM, b.ToM) && equal(a.FromS, b.FromS) && equal(a.ToS, b.ToS) && equal(a.Pct, b.Pct)
}

func TestGradeOfASlopeSurvivesSmoothing(t *testing.T) {
	n := 601 // ten minutes at 3 m/s and 4 %
	d, alt := make([]float64, n), make([]float64, n)
	for i := range n {
		d[i], alt[i] = 3*float64(i), 100+.12*float64(i)
	}
	grades := series.Grades(seconds(n), d, alt, 100, 10)
	if len(grades) != 18 {
		t.Fatalf("%d windows in 1.8 km", len(grades))
	}
	// The first 10 s and the last are smoothed over what there is of them,
	// which flattens the first and last window a little.
	for i, g := range grades[1:17] {
		if !equal(g.Pct, 4) {
			t.Errorf("window %d has a grade of %v %%, want 4", i+1, g.Pct)
		}
	}
	for _, g := range []series.Grade{grades[0], grades[17]} {
		if g.Pct < 3.3 || g.Pct > 4 {
			t.Errorf("a window at the end has a grade of %v %%", g.Pct)
		}
	}
}

func TestGradesAreTakenOfSmoothedAltitude(t *testing.T) {
	n := 1001 // on the flat, with a noise of ±1 m
	d, alt := make([]float64, n), make([]float64, n)
	for i := range n {
		d[i], alt[i] = 3*float64(i), 100+float64(1-i%7/3)
	}
	for _, g := range series.Grades(seconds(n), d, alt, 100, 10) {
		if g.Pct < -.5 || g.Pct > .5 {
			t.Errorf("a grade of %v %% on the flat", g.Pct)
		}
	}
}

func TestGradesFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		d := make([]float64, len(at))
		for i, step := range rapid.SliceOfN(rapid.Float64Range(0, 130), len(at)-1, len(at)-1).Draw(t, "steps") {
			d[i+1] = d[i] + step
		}
		alt := altitudes(t, len(at))
		grades := series.Grades(at, d, alt, 100, 10)
		for i, g := range grades {
			if !equal(g.ToM-g.FromM, 100) || g.ToS <= g.FromS {
				t.Fatalf("window %d is %v", i, g)
			}
			if i > 0 && (g.FromM < grades[i-1].ToM || g.FromS < grades[i-1].ToS) {
				t.Fatalf("window %v begins before the end of %v", g, grades[i-1])
			}
		}
		if float64(len(grades)) > d[len(d)-1]/100+1e-6 {
			t.Fatalf("%d windows in %v m", len(grades), d[len(d)-1])
		}
	})
}
