package analysis_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	. "needled/analysis"
)

// everySecond is a track of n samples, one a second from the start, each as
// fill leaves it; what fill doesn't set is absent.
func everySecond(n int, fill func(i int, s *Sample)) Track {
	samples := make([]Sample, n)
	for i := range samples {
		samples[i] = sampleAt(float64(i))
		fill(i, &samples[i])
	}
	return Track{Samples: samples}
}

// sampleAt is a sample without values.
func sampleAt(s float64) Sample {
	none := math.NaN()
	return Sample{AtS: s, DistanceM: none, AltitudeM: none, SpeedMPS: none, HeartRate: none, GradePct: none}
}

// lasting is a run outdoors of so many seconds.
func lasting(s float64) Run { return Run{Sport: Running, ElapsedS: new(s), Integrity: Intact} }

// onTreadmill is a run indoors of so many seconds.
func onTreadmill(s float64) Run {
	r := lasting(s)
	r.SubSport = "treadmill"
	return r
}

func beats(hr byte, n int) []byte { return bytes.Repeat([]byte{hr}, n) }

func TestMeasureNeedsSomethingToMeasure(t *testing.T) {
	if m := Measure(lasting(60), Track{Pauses: []Span{{1, 2}}}, clinic()); m != nil {
		t.Errorf("an empty track measures as %+v", m)
	}
	for name, track := range map[string]Track{
		"samples": {Samples: []Sample{sampleAt(0)}},
		"laps":    {Laps: []Lap{{Step: -1}}},
		"steps":   {Steps: []Step{{}}},
	} {
		if m := Measure(lasting(60), track, clinic()); m == nil || m.HasSpeed || m.HeartRate != nil {
			t.Errorf("a track with nothing but %s measures as %+v", name, m)
		}
	}
}

func TestHeartRateIsAByteASecond(t *testing.T) {
	at150 := func(_ int, s *Sample) { s.HeartRate = 150 }
	sparse := func(times ...float64) Track {
		var track Track
		for _, at := range times {
			s := sampleAt(at)
			s.HeartRate = 150
			track.Samples = append(track.Samples, s)
		}
		return track
	}
	withPauses := func(t Track, pauses ...Span) Track { t.Pauses = pauses; return t }

	for _, c := range []struct {
		name  string
		lasts float64
		track Track
		want  []byte
	}{
		{"every second counts once", 600, everySecond(600, at150), beats(150, 600)},
		{"a sample at the very end adds none", 600, everySecond(601, at150), beats(150, 600)},
		{"the last one counts where the timer covers it", 13.749, everySecond(14, at150), beats(150, 14)},
		{"samples after the stated end add none", 13.2, everySecond(16, at150), beats(150, 14)},
		{"an end well before the last sample is not believed", 13, everySecond(16, at150), beats(150, 15)},
		{"held for 30 s", 100, sparse(0, 50), slices.Concat(beats(150, 30), beats(0, 20), beats(150, 30))},
		{"not over a pause", 60, withPauses(sparse(0, 40), Span{10, 30}), slices.Concat(beats(150, 10), beats(0, 30), beats(150, 20))},
		{"pauses that overlap, out of order", 40, withPauses(everySecond(40, at150), Span{20, 30}, Span{10, 25}, Span{5, 3}),
			slices.Concat(beats(150, 10), beats(0, 20), beats(150, 10))},
		{"pauses within pauses", 40, withPauses(everySecond(40, at150), Span{10, 30}, Span{15, 20}),
			slices.Concat(beats(150, 10), beats(0, 20), beats(150, 10))},
		{"220 is a reading, 221 is none", 3, everySecond(3, func(i int, s *Sample) { s.HeartRate = []float64{220, 221, 219.6}[i] }), []byte{220, 0, 220}},
		{"neither is 0", 3, everySecond(3, func(i int, s *Sample) { s.HeartRate = []float64{90, 0, 91}[i] }), []byte{90, 0, 91}},
		{"a sample without one leaves the last standing", 3, everySecond(3, func(i int, s *Sample) { s.HeartRate = []float64{90, math.NaN(), 91}[i] }), []byte{90, 90, 91}},
		{"values of one instant", 2, Track{Samples: []Sample{
			{AtS: 0, HeartRate: 120, SpeedMPS: math.NaN()}, {AtS: 0, HeartRate: math.NaN(), SpeedMPS: 3}, {AtS: 1, HeartRate: 121}}}, []byte{120, 121}},
		{"back in time", 3, everySecond(3, func(i int, s *Sample) { s.AtS, s.HeartRate = []float64{0, 2, 1}[i], []float64{90, 91, 92}[i] }), []byte{90, 90, 91}},
		{"before the start", 1, sparse(-5, 0), beats(150, 1)},
		{"48 hours at most", 50 * 3600, sparse(48*3600-1, 49*3600), slices.Concat(beats(0, 48*3600-1), beats(150, 1))},
		{"no readings", 10, everySecond(10, func(_ int, s *Sample) { s.HeartRate = 0 }), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Measure(lasting(c.lasts), c.track, clinic()).HeartRate); diff != "" {
				t.Errorf("heart rate (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBoutsComeFromSpeedOrDistance(t *testing.T) {
	// Ten easy minutes, then three times a minute fast and a minute easy.
	speed := func(i int) float64 {
		if i >= 600 && i/60%2 == 0 {
			return 4
		}
		return 3
	}
	want := []Bout{{Span{600, 660}, 4}, {Span{720, 780}, 4}, {Span{840, 900}, 4}}
	bySpeed := everySecond(961, func(i int, s *Sample) { s.SpeedMPS = speed(i) })
	var metres float64
	byDistance := everySecond(961, func(i int, s *Sample) {
		s.DistanceM = metres
		metres += speed(i)
	})
	byBoth := everySecond(961, func(i int, s *Sample) {
		s.SpeedMPS, s.DistanceM = 0, byDistance.Samples[i].DistanceM // a sensor that failed
	})
	byTurns := everySecond(961, func(i int, s *Sample) {
		s.DistanceM = byDistance.Samples[i].DistanceM
		if i%200 < 100 {
			s.SpeedMPS = speed(i)
		}
	})
	for name, track := range map[string]Track{
		"speed": bySpeed, "distance": byDistance, "a dead sensor and distance": byBoth, "speed now and then, and distance": byTurns,
	} {
		m := Measure(lasting(960), track, clinic())
		if diff := cmp.Diff(want, m.Bouts, cmpopts.EquateApprox(0, 1e-6)); diff != "" || !m.HasSpeed || m.MedianSpeedMPS != 3 {
			t.Errorf("by %s: has speed %v, median %v m/s, bouts (-want +got):\n%s", name, m.HasSpeed, m.MedianSpeedMPS, diff)
		}
	}
}

func TestSpeedThatIsAlwaysZeroIsNotKnown(t *testing.T) {
	m := Measure(onTreadmill(600), everySecond(600, func(_ int, s *Sample) { s.SpeedMPS, s.DistanceM = 0, 0 }), clinic())
	if m.HasSpeed || m.Bouts != nil || m.MedianSpeedMPS != 0 {
		t.Errorf("a treadmill without footpod: has speed %v, median %v", m.HasSpeed, m.MedianSpeedMPS)
	}
}

// slope is 1 km at 4 m/s with the figures of one sample a second.
func slope(altitudePct, inclinePct float64) Track {
	return everySecond(251, func(i int, s *Sample) {
		s.DistanceM = 4 * float64(i)
		s.AltitudeM = 100 + s.DistanceM*altitudePct/100
		s.GradePct = inclinePct
	})
}

func TestGradesComeFromAltitudeOrIncline(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		name         string
		run          Run
		track        Track
		pct          float64 // NaN: no grades
		incline      bool
		ascent, fall float64
	}{
		{"outdoors, from altitude", lasting(250), slope(5, none), 5, false, 0, 0},
		{"outdoors, a grade that the device states changes nothing", lasting(250), slope(5, 9), 5, false, 0, 0},
		{"outdoors without altitude, a grade is no incline", lasting(250), slope(none, 3), none, false, 0, 0},
		{"indoors, from incline", onTreadmill(250), slope(none, 3), 3, true, 30, 0},
		{"indoors, altitude is no incline", onTreadmill(250), slope(5, none), none, false, 0, 0},
		{"indoors, incline before altitude", onTreadmill(250), slope(5, -2), -2, true, 0, 20},
		{"indoors, an incline of 0 throughout is not known", onTreadmill(250), slope(5, 0), none, false, 0, 0},
		{"nothing recorded", lasting(250), slope(none, none), none, false, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Measure(c.run, c.track, clinic())
			if want := map[bool]int{true: 0, false: 10}[math.IsNaN(c.pct)]; len(m.Grades) != want {
				t.Fatalf("%d grades, want %d: %v", len(m.Grades), want, m.Grades)
			}
			if len(m.Grades) > 0 {
				want := GradeSpan{FromM: 500, ToM: 600, FromS: 125, ToS: 150, GradePct: c.pct}
				if got := m.Grades[5]; got != want {
					t.Errorf("sixth window %+v, want %+v", got, want)
				}
			}
			if m.GradesFromIncline != c.incline {
				t.Errorf("from incline: %v", m.GradesFromIncline)
			}
			if c.incline && (!near(m.InclineAscentM, c.ascent) || !near(m.InclineDescentM, c.fall)) {
				t.Errorf("incline climbs %v m and falls %v m, want %v and %v", shown(m.InclineAscentM), shown(m.InclineDescentM), c.ascent, c.fall)
			}
			if !c.incline && (m.InclineAscentM != nil || m.InclineDescentM != nil) {
				t.Error("climb by incline without incline")
			}
		})
	}
}

func TestGradesOfWhatWasClimbed(t *testing.T) {
	t.Run("a wild altitude is no slope", func(t *testing.T) {
		track := slope(2, math.NaN())
		track.Samples[125].AltitudeM = 0
		for _, g := range Measure(lasting(250), track, clinic()).Grades[1:9] {
			if math.Abs(g.GradePct-2) > .2 {
				t.Errorf("window %+v, want 2 %%", g)
			}
		}
	})
	t.Run("nor is drift in a pause", func(t *testing.T) {
		track := slope(2, math.NaN())
		for i := range track.Samples[126:] {
			track.Samples[126+i].AtS += 600
			track.Samples[126+i].AltitudeM += 8
		}
		track.Pauses = []Span{{FromS: 125, ToS: 725}}
		for _, g := range Measure(lasting(850), track, clinic()).Grades[1:9] {
			if math.Abs(g.GradePct-2) > .5 {
				t.Errorf("window %+v, want 2 %%", g)
			}
		}
	})
	t.Run("distance and altitude in different samples", func(t *testing.T) {
		track := slope(2, math.NaN())
		for i := range track.Samples {
			if i%2 == 1 {
				track.Samples[i].AltitudeM = math.NaN()
			} else if i > 0 && i < 250 {
				track.Samples[i].DistanceM = math.NaN()
			}
		}
		if m := Measure(lasting(250), track, clinic()); len(m.Grades) != 10 || math.Abs(m.Grades[5].GradePct-2) > .01 {
			t.Errorf("grades %+v", m.Grades)
		}
	})
	t.Run("incline is exact and needs no smoothing", func(t *testing.T) {
		track := slope(math.NaN(), 4)
		for i := range track.Samples[125:] {
			track.Samples[125+i].GradePct = 0
		}
		m := Measure(onTreadmill(250), track, clinic())
		if m.Grades[4].GradePct != 4 || m.Grades[5].GradePct != 0 {
			t.Errorf("4 %% up to half way, then flat: %+v", m.Grades)
		}
	})
	t.Run("an incline stands for 30 s", func(t *testing.T) {
		track := slope(math.NaN(), math.NaN())
		track.Samples[0].GradePct = 5
		m := Measure(onTreadmill(250), track, clinic())
		if len(m.Grades) != 1 || !near(m.InclineAscentM, 6) { // 5 % of 4 m/s for 30 s
			t.Errorf("ascent %v m, grades %+v", shown(m.InclineAscentM), m.Grades)
		}
	})
}

func TestInclineIsWeightedByDistance(t *testing.T) {
	// 80 m at 5 %, standing there with the belt set to 10 %, then 20 m flat.
	at := func(s, m, pct float64) Sample {
		v := sampleAt(s)
		v.DistanceM, v.GradePct = m, pct
		return v
	}
	track := Track{Samples: []Sample{at(0, 0, 5), at(20, 80, 10), at(40, 80, 0), at(50, 100, 0)}}
	m := Measure(onTreadmill(50), track, clinic())
	want := []GradeSpan{{FromM: 0, ToM: 100, FromS: 0, ToS: 50, GradePct: 4}}
	if diff := cmp.Diff(want, m.Grades); diff != "" || !near(m.InclineAscentM, 4) {
		t.Errorf("ascent %v m, grades (-want +got):\n%s", shown(m.InclineAscentM), diff)
	}
}

func TestMarksAreReachedInTime(t *testing.T) {
	at := func(s, m float64) Sample {
		v := sampleAt(s)
		v.DistanceM = m
		return v
	}
	for _, c := range []struct {
		name    string
		samples []Sample
		want    []float64
	}{
		{"by proportion", []Sample{at(0, 0), at(40, 80), at(60, 120), at(100, 199)}, []float64{50}},
		{"several in one step", []Sample{at(0, 0), at(90, 300)}, []float64{30, 60, 90}},
		{"from a late first sample", []Sample{at(50, 200)}, []float64{25, 50}},
		{"a distance no one runs is left out", []Sample{at(0, 0), at(1, 1e6), at(30, 100)}, []float64{30}},
		{"a distance that falls is left out", []Sample{at(0, 0), at(30, 90), at(31, 5), at(40, 110)}, []float64{35}},
		{"no distance", []Sample{sampleAt(0), sampleAt(9)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Measure(lasting(100), Track{Samples: c.samples}, clinic()).Marks); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMeasuresOfARealRun(t *testing.T) {
	legs, err := readFIT(t, moduleFile(t, "github.com/tormoder/fit", "testdata/me/activity-small-fenix2-run.fit"))
	if err != nil {
		t.Fatal(err)
	}
	run := Complete(legs[0].run, legs[0].track, clinic())
	m := Measure(run, legs[0].track, clinic())
	t.Logf("%.0f m in %.0f s, %d samples, %d seconds of heart rate, %d windows, %d marks, median %.2f m/s",
		*run.DistanceM, *run.MovingS, len(legs[0].track.Samples), len(m.HeartRate), len(m.Grades), len(m.Marks), m.MedianSpeedMPS)
	if got, want := len(m.Marks), int(*run.DistanceM/100); got < want-1 || got > want {
		t.Errorf("%d marks in %.0f m", got, *run.DistanceM)
	}
	if speed := run.SpeedMPS(); math.Abs(m.MedianSpeedMPS / *speed - 1) > .2 {
		t.Errorf("median speed %.2f m/s, mean speed %.2f m/s", m.MedianSpeedMPS, *speed)
	}
}
