package analysis_test

import (
	"math"
	"slices"
	"testing"

	. "needled/analysis"
	"needled/configs"
)

func courseOf(run Run, pauses []Span, samples ...Sample) Course {
	return CourseOf(run, Track{Samples: samples, Pauses: pauses}, configs.DefaultProtocol())
}

func reading(s, metres, altitude, speed, heartRate float64) Sample {
	return Sample{AtS: s, DistanceM: metres, AltitudeM: altitude, SpeedMPS: speed, HeartRate: heartRate, GradePct: math.NaN()}
}

func TestCourseHoldsWhatCanBe(t *testing.T) {
	nan := math.NaN()
	c := courseOf(Run{Sport: Running}, nil,
		reading(0, 0, 500, 3, 120),
		reading(1, 3, 9500, 41, 231), // impossible
		reading(2, 6, 501, 3, 0),     // no heart rate
		reading(1, 9, 501, 3, 121),   // goes back in time
		reading(3, 5, 502, 3, 122),   // goes back in distance
	)
	same := func(what string, got, want []float64) {
		t.Helper()
		if !slices.EqualFunc(got, want, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }) {
			t.Errorf("%s %v, want %v", what, got, want)
		}
	}
	same("times", c.AtS, []float64{0, 1, 2, 3})
	same("distances", c.DistanceM, []float64{0, 3, 6, nan})
	same("altitudes", c.AltitudeM, []float64{500, nan, 501, 502})
	same("heart rates", c.HeartRate, []float64{120, nan, nan, 122})
	if c.EndS != 3 {
		t.Errorf("it ends at %v s", c.EndS)
	}
	for i, v := range c.SpeedMPS {
		if v > 40 {
			t.Errorf("a speed of %v m/s in row %d", v, i)
		}
	}
}

func TestCourseLeapsNowhere(t *testing.T) {
	nan := math.NaN()
	c := courseOf(Run{Sport: Running}, nil, reading(0, 0, nan, nan, nan), reading(1, 90, nan, nan, nan), reading(2, 93, nan, nan, nan), reading(3, 96, nan, nan, nan))
	if !math.IsNaN(c.SpeedMPS[0]) || c.SpeedMPS[1] != 3 {
		t.Errorf("speeds %v; a leap of 90 m in a second is none", c.SpeedMPS)
	}
}

func TestCourseHasTheHeightOfMostOfTheRun(t *testing.T) {
	// No fix at first: the altitude begins at 0 and jumps to where it is.
	var samples []Sample
	for s := range 100 {
		altitude := 800.0
		if s < 3 {
			altitude = 0
		}
		samples = append(samples, reading(float64(s), 3*float64(s), altitude, 3, 120))
	}
	c := courseOf(Run{Sport: Running}, nil, samples...)
	if slices.Min(c.AltitudeM) != 800 || slices.Max(c.AltitudeM) != 800 {
		t.Errorf("the course goes from %v to %v m", slices.Min(c.AltitudeM), slices.Max(c.AltitudeM))
	}
}

func TestCourseIndoors(t *testing.T) {
	indoors := Run{Sport: Running, SubSport: "treadmill"}
	samples := []Sample{reading(0, 0, 500, 3, 120), reading(1, 3, 510, 3, 120), reading(2, 6, 520, 3, 120)}
	c := courseOf(indoors, nil, samples...)
	if len(c.AltitudeM) != 3 || slices.ContainsFunc(c.AltitudeM, func(a float64) bool { return !math.IsNaN(a) }) || c.ByIncline {
		t.Errorf("an altitude channel indoors gives heights %v", c.AltitudeM)
	}
	for i := range samples {
		samples[i].GradePct = 10
	}
	c = courseOf(indoors, nil, samples...)
	if !c.ByIncline || math.Abs(c.AltitudeM[2]-0.6) > 1e-9 {
		t.Errorf("10 %% over 6 m is a height of %v", c.AltitudeM)
	}
}

func TestCourseOfNothing(t *testing.T) {
	if c := courseOf(Run{}, nil); len(c.AtS) != 0 || len(c.AltitudeM) != 0 || c.EndS != 0 {
		t.Errorf("%+v", c)
	}
}
