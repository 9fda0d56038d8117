package analysis_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "needled/analysis"
)

// hill is half an hour with a climb of 100 m and the way back down, at 3 m/s.
var hill = everySecond(1801, func(i int, s *Sample) {
	s.DistanceM = 3 * float64(i)
	s.AltitudeM = 200 + min(float64(i), float64(1800-i))/9
	s.HeartRate = 140
})

func TestCompleteFillsWhatIsAbsent(t *testing.T) {
	got := Complete(Run{Sport: Running, Integrity: Intact}, hill, clinic())
	for _, c := range []struct {
		name string
		got  *float64
		want float64
	}{
		{"elapsed time", got.ElapsedS, 1800},
		{"moving time", got.MovingS, 1800},
		{"distance", got.DistanceM, 5400},
		{"mean speed", got.AvgSpeedMPS, 3},
		{"mean heart rate", got.AvgHR, 140},
		{"highest heart rate", got.MaxHR, 140},
		{"peak heart rate", got.PeakHR, 140},
	} {
		if !near(c.got, c.want) {
			t.Errorf("%s = %v, want %v", c.name, shown(c.got), c.want)
		}
	}
	// Smoothing rounds the top and the ends of the hill a little.
	for name, climb := range map[string]*float64{"ascent": got.AscentM, "descent": got.DescentM} {
		if climb == nil || *climb < 97 || *climb > 100 {
			t.Errorf("%s = %v, want about 100", name, shown(climb))
		}
	}
	if got.AscentSource != Estimated || got.DescentSource != Estimated {
		t.Errorf("ascent is %q, descent %q, want estimated", got.AscentSource, got.DescentSource)
	}
	if got.Note != "" {
		t.Errorf("note %q on nothing odd", got.Note)
	}
}

func TestARunLastsAtLeastItsMovingTime(t *testing.T) {
	got := Complete(Run{Sport: Running, MovingS: new(1805.5)}, hill, clinic())
	if !near(got.ElapsedS, 1805.5) {
		t.Errorf("elapsed %v s, want 1805.5", shown(got.ElapsedS))
	}
}

func TestCompleteKeepsWhatTheSourceStates(t *testing.T) {
	stated := Run{
		Sport: Running, Integrity: Intact,
		ElapsedS: new(2000.0), MovingS: new(1790.0), DistanceM: new(5000.0), AvgSpeedMPS: new(2.5),
		AvgHR: new(120.0), MaxHR: new(190.0), PeakHR: new(170.0),
		AscentM: new(80.0), AscentSource: FromDevice, DescentM: new(81.0), DescentSource: FromService,
	}
	got := Complete(stated, hill, clinic())
	for name, pair := range map[string][2]*float64{
		"elapsed": {got.ElapsedS, stated.ElapsedS}, "moving": {got.MovingS, stated.MovingS},
		"distance": {got.DistanceM, stated.DistanceM}, "speed": {got.AvgSpeedMPS, stated.AvgSpeedMPS},
		"mean heart rate": {got.AvgHR, stated.AvgHR}, "highest heart rate": {got.MaxHR, stated.MaxHR}, "peak": {got.PeakHR, stated.PeakHR},
		"ascent": {got.AscentM, stated.AscentM}, "descent": {got.DescentM, stated.DescentM},
	} {
		if !near(pair[0], *pair[1]) {
			t.Errorf("%s = %v, the source states %v", name, shown(pair[0]), *pair[1])
		}
	}
	if got.AscentSource != FromDevice || got.DescentSource != FromService {
		t.Errorf("ascent is %q, descent %q", got.AscentSource, got.DescentSource)
	}
}

func TestCompleteWithoutSamples(t *testing.T) {
	got := Complete(Run{Sport: Running, DistanceM: new(6000.0), MovingS: new(2000.0)}, Track{}, clinic())
	if !near(got.AvgSpeedMPS, 3) {
		t.Errorf("mean speed %v, want 3", shown(got.AvgSpeedMPS))
	}
	if got.AscentM != nil || got.ElapsedS != nil || got.PeakHR != nil {
		t.Errorf("something came of nothing: %+v", got)
	}
}

func TestADistanceOfZeroThatCantBe(t *testing.T) {
	for _, c := range []struct {
		name   string
		stated *float64
		metres float64 // that the records reach
		want   float64
		noted  bool
	}{
		{"50 m may be noise", new(0.0), 50, 0, false},
		{"51 m are not", new(0.0), 51, 51, true},
		{"5 km", new(0.0), 5000, 5000, true},
		{"a total above 0 stands", new(1.0), 5000, 1, false},
		{"a total that is left out", nil, 20, 20, false},
	} {
		run := lasting(1000)
		run.DistanceM, run.AvgSpeedMPS, run.MovingS = c.stated, c.stated, new(1000.0)
		got := Complete(run, everySecond(1001, func(i int, s *Sample) { s.DistanceM = c.metres * float64(i) / 1000 }), clinic())
		if !near(got.DistanceM, c.want) || strings.Contains(got.Note, "a distance of 0") != c.noted {
			t.Errorf("%s: %v m, note %q", c.name, shown(got.DistanceM), got.Note)
		}
		if c.noted && !near(got.AvgSpeedMPS, c.want/1000) {
			t.Errorf("%s: mean speed %v m/s", c.name, shown(got.AvgSpeedMPS))
		}
	}
}

func TestAnAscentOfZeroThatCantBe(t *testing.T) {
	// climbing rises by so many metres within the run, and falls as far.
	climbing := func(metres float64) Track {
		return everySecond(3601, func(i int, s *Sample) {
			s.DistanceM = 3 * float64(i)
			s.AltitudeM = 200 + metres*min(1, max(0, float64(i-600)/600))*min(1, max(0, float64(3000-i)/600))
		})
	}
	zero := func(r *Run) { r.AscentM, r.AscentSource = new(0.0), FromDevice }
	for _, c := range []struct {
		name   string
		change func(*Run)
		track  Track
		want   float64 // about
		source Confidence
		noted  bool
	}{
		{"30 m may be noise", zero, climbing(30), 0, FromDevice, false},
		{"32 m are a hill", zero, climbing(32), 32, Estimated, true},
		{"not in a damaged file", func(r *Run) { zero(r); r.Integrity = Truncated }, climbing(100), 0, FromDevice, false},
		{"not indoors", func(r *Run) { zero(r); r.SubSport = "treadmill" }, climbing(100), 0, FromDevice, false},
		{"a total above 0 stands", func(r *Run) { r.AscentM, r.AscentSource = new(1.0), FromDevice }, climbing(100), 1, FromDevice, false},
		{"a damaged file without total is estimated", func(r *Run) { r.Integrity = Truncated }, climbing(100), 100, Estimated, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := lasting(3600)
			run.DescentM, run.DescentSource = new(5.0), FromDevice
			c.change(&run)
			got := Complete(run, c.track, clinic())
			if got.AscentM == nil || math.Abs(*got.AscentM-c.want) > 1 || got.AscentSource != c.source {
				t.Errorf("ascent %v by %q, want %v by %q", shown(got.AscentM), got.AscentSource, c.want, c.source)
			}
			if !near(got.DescentM, 5) || got.DescentSource != FromDevice {
				t.Errorf("the descent of 5 m that the device states became %v by %q", shown(got.DescentM), got.DescentSource)
			}
			if noted := strings.Contains(got.Note, "0 m of ascent"); noted != c.noted {
				t.Errorf("note %q", got.Note)
			}
		})
	}
}

func TestDescentIsSettledByItself(t *testing.T) {
	run := lasting(1800)
	run.AscentM, run.AscentSource = new(104.0), FromDevice
	run.DescentM, run.DescentSource = new(0.0), FromDevice
	run.Note = "The clock was wrong."
	got := Complete(run, hill, clinic())
	if !near(got.AscentM, 104) || got.AscentSource != FromDevice || got.DescentSource != Estimated || *got.DescentM < 97 {
		t.Errorf("ascent %v by %q, descent %v by %q", shown(got.AscentM), got.AscentSource, shown(got.DescentM), got.DescentSource)
	}
	if !strings.HasPrefix(got.Note, "The clock was wrong. The source states 0 m of descent") {
		t.Errorf("note %q", got.Note)
	}
}

func TestAnEstimateNeedsAltitudeOnMostOfTheRun(t *testing.T) {
	altitudeUntil := func(s float64) Track {
		return everySecond(1001, func(i int, v *Sample) {
			v.DistanceM = 3 * float64(i)
			if v.AtS <= s {
				v.AltitudeM = 100 + v.AtS/10
			}
		})
	}
	sparse := func(every int) Track {
		var track Track
		for at := 0; at <= 1800; at += every {
			track.Samples = append(track.Samples, hill.Samples[at])
		}
		return track
	}
	for _, c := range []struct {
		name  string
		run   Run
		track Track
		known bool
	}{
		{"60 %", lasting(1000), altitudeUntil(600), true},
		{"less", lasting(1000), altitudeUntil(599), false},
		{"one altitude", lasting(1000), altitudeUntil(0), false},
		{"none", lasting(1000), altitudeUntil(-1), false},
		{"a point a minute", lasting(1800), sparse(60), true},
		{"a point each 5 min", lasting(1800), sparse(300), false},
		{"a raw 0 throughout", lasting(1000), everySecond(1001, func(_ int, s *Sample) { s.AltitudeM = -500 }), false},
		{"indoors", onTreadmill(1000), altitudeUntil(1000), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run.MovingS = c.run.ElapsedS
			got := Complete(c.run, c.track, clinic())
			if known := got.AscentM != nil && got.DescentM != nil; known != c.known {
				t.Errorf("ascent %v, descent %v", shown(got.AscentM), shown(got.DescentM))
			}
			if (got.AscentM == nil) != (got.AscentSource == "") || (got.DescentM == nil) != (got.DescentSource == "") {
				t.Errorf("sources %q and %q of %v and %v", got.AscentSource, got.DescentSource, shown(got.AscentM), shown(got.DescentM))
			}
		})
	}
}

func TestWildAltitudesAreNoAscent(t *testing.T) {
	for name, wild := range map[string]func(i int) float64{
		"a value of 0 now and then":   func(i int) float64 { return map[bool]float64{true: 0, false: 400}[i%97 == 0] },
		"no fix for the first minute": func(i int) float64 { return map[bool]float64{true: 0, false: 400}[i < 60] },
		"500 m up and down":           func(i int) float64 { return 400 + 500*float64(i%2) },
		"beyond the sky":              func(i int) float64 { return map[bool]float64{true: 12606.8, false: 400}[i%50 == 0] },
		"a raw 0":                     func(i int) float64 { return map[bool]float64{true: -500, false: -490}[i%50 == 0] },
		"an infinity":                 func(i int) float64 { return 400 + map[bool]float64{true: math.Inf(1)}[i%50 == 0] },
	} {
		track := everySecond(1801, func(i int, s *Sample) { s.DistanceM, s.AltitudeM = 3*float64(i), wild(i) })
		got := Complete(lasting(1800), track, clinic())
		if !near(got.AscentM, 0) || !near(got.DescentM, 0) {
			t.Errorf("%s on the flat: %v m up, %v m down", name, shown(got.AscentM), shown(got.DescentM))
		}
	}
}

func TestClimbWhilePausedIsNotTheRuns(t *testing.T) {
	// The timer stands while the runner takes the lift.
	track := everySecond(1201, func(i int, s *Sample) {
		s.DistanceM = 3 * float64(min(i, 600)+max(i-900, 0))
		s.AltitudeM = 100 + float64(min(max(i-600, 0), 300))
	})
	track.Pauses = []Span{{FromS: 600, ToS: 900}}
	got := Complete(Run{Sport: Running}, track, clinic())
	if !near(got.AscentM, 0) || !near(got.MovingS, 900) || !near(got.ElapsedS, 1200) {
		t.Errorf("ascent %v m, moving %v s, elapsed %v s", shown(got.AscentM), shown(got.MovingS), shown(got.ElapsedS))
	}
}

func TestHeartRateLeavesOutTheImplausible(t *testing.T) {
	track := everySecond(601, func(i int, s *Sample) {
		switch {
		case i < 100:
			s.HeartRate = 240 // a strap that fell off
		case i < 200:
			s.HeartRate = 0
		case i < 400:
			s.HeartRate = 120
		default:
			s.HeartRate = 150
		}
	})
	got := Complete(lasting(600), track, clinic())
	if !near(got.AvgHR, 135) || !near(got.MaxHR, 150) || !near(got.PeakHR, 150) {
		t.Errorf("mean %v, highest %v, peak %v", shown(got.AvgHR), shown(got.MaxHR), shown(got.PeakHR))
	}
}

func TestMeanHeartRateIsOneOfTime(t *testing.T) {
	// A watch that records only changes: 20 s at 120, 10 s at 150.
	track := everySecond(3, func(i int, s *Sample) { s.AtS, s.HeartRate = []float64{0, 20, 30}[i], []float64{120, 150, 150}[i] })
	if got := Complete(lasting(30), track, clinic()); !near(got.AvgHR, 130) {
		t.Errorf("mean %v, want 130", shown(got.AvgHR))
	}
}

func TestPeakHeartRateIsHeldAsLongAsTheProtocolSays(t *testing.T) {
	track := everySecond(120, func(i int, s *Sample) {
		s.HeartRate = 140
		if i >= 50 && i < 60 {
			s.HeartRate = 180
		}
	})
	for held, want := range map[float64]float64{10: 180, 11: 140} {
		got := Complete(lasting(120), track, clinicWith(HRMaxHeld, held))
		if !near(got.PeakHR, want) || !near(got.MaxHR, 180) {
			t.Errorf("held %v s: peak %v, want %v; highest %v", held, shown(got.PeakHR), want, shown(got.MaxHR))
		}
	}
}

func TestCompletingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		track := everySecond(rapid.IntRange(1, 300).Draw(t, "seconds"), func(i int, s *Sample) {
			s.AltitudeM = rapid.Float64Range(90, 130).Draw(t, "altitude")
			s.DistanceM = 3 * float64(i)
			s.HeartRate = rapid.Float64Range(0, 240).Draw(t, "heart rate")
		})
		once := Complete(Run{Sport: Running, Integrity: Intact}, track, clinic())
		twice := Complete(once, track, clinic())
		for name, pair := range map[string][2]*float64{
			"elapsed": {once.ElapsedS, twice.ElapsedS}, "moving": {once.MovingS, twice.MovingS},
			"ascent": {once.AscentM, twice.AscentM}, "peak": {once.PeakHR, twice.PeakHR},
		} {
			if shown(pair[0]) != shown(pair[1]) {
				t.Fatalf("%s was %v, then %v", name, shown(pair[0]), shown(pair[1]))
			}
		}
	})
}
