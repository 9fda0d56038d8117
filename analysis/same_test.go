package analysis_test

import (
	"slices"
	"testing"
	"time"

	. "needled/analysis"
)

// told is a recording of 6 km in 36 minutes on 2 March 2026, from an original
// of its own, changed as given.
func told(original string, change func(*Run)) Recording {
	r := Recording{Original: SumOf([]byte(original)), Run: Run{
		Provenance: WatchFile, Format: "fit", Sport: Running, Integrity: Intact,
		Start:     time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC),
		DistanceM: new(6000.0), MovingS: new(2100.0), ElapsedS: new(2160.0),
	}}
	if change != nil {
		change(&r.Run)
	}
	return r
}

func TestSameRun(t *testing.T) {
	after := func(d time.Duration) func(*Run) { return func(r *Run) { r.Start = r.Start.Add(d) } }
	long := func(metres float64) func(*Run) { return func(r *Run) { r.DistanceM = new(metres) } }
	sport := func(s Sport) func(*Run) { return func(r *Run) { r.Sport = s } }
	// half starts late and is only half as long in time, which the starts
	// alone would not match.
	half := func(late, lasts time.Duration) func(*Run) {
		return func(r *Run) { r.Start, r.ElapsedS = r.Start.Add(late), new(lasts.Seconds()) }
	}
	for _, c := range []struct {
		name string
		b    func(*Run)
		want Match
	}{
		{"saved again", nil, Same},
		{"started 224 s later, mostly the same time", after(224 * time.Second), Same},
		{"overlap of just 80 %", after(432 * time.Second), Same},
		{"overlap of just under 80 %", after(433 * time.Second), Distinct},
		{"the shorter one lies within for just 80 %", half(1800*time.Second, 450*time.Second), Same},
		{"the shorter one lies within for just under 80 %", half(1801*time.Second, 450*time.Second), Distinct},
		{"right after the other", after(2160 * time.Second), Distinct},

		{"no duration, 120 s later", func(r *Run) { r.ElapsedS, r.MovingS, r.Start = nil, nil, r.Start.Add(120*time.Second) }, Same},
		{"no duration, 121 s later", func(r *Run) { r.ElapsedS, r.MovingS, r.Start = nil, nil, r.Start.Add(121*time.Second) }, Distinct},
		{"neither duration nor distance", func(r *Run) { r.ElapsedS, r.MovingS, r.DistanceM = nil, nil, nil }, Doubtful},

		{"5 % shorter", long(5700), Same},
		{"more than 5 % shorter", long(5699), Doubtful},
		{"more than 5 % longer", long(6317), Doubtful},
		{"no distance", func(r *Run) { r.DistanceM = nil }, Same},
		{"a treadmill's distance of 0", long(0), Same},
		{"cut short by half", func(r *Run) { r.DistanceM, r.ElapsedS, r.Integrity = new(3000.0), new(1080.0), Truncated }, Doubtful},

		{"names no sport", sport(UnknownSport), Same},
		{"another name for running", sport("trail_running"), Same},
		{"a ride", sport(Cycling), Distinct},
		{"a walk", sport(Walking), Distinct},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := told("a", nil), told("b", c.b)
			if got, back := SameRun(a, b), SameRun(b, a); got != c.want || back != c.want {
				t.Errorf("match %d, the other way %d; want %d", got, back, c.want)
			}
		})
	}
}

func TestSameRunFamilies(t *testing.T) {
	walk := told("a", func(r *Run) { r.Sport = Walking })
	hike := told("b", func(r *Run) { r.Sport = Hiking })
	if SameRun(walk, hike) != Same {
		t.Error("a walk that a service calls a hike is the same activity")
	}
}

// Software that saves a file again keeps all but the start.
func TestSavedAgain(t *testing.T) {
	beating := func(r *Run) { r.AvgHR, r.MaxHR = new(137.0), new(149.0) }
	moved := func(by time.Duration, change func(*Run)) func(*Run) {
		return func(r *Run) {
			beating(r)
			r.Start = r.Start.Add(by)
			if change != nil {
				change(r)
			}
		}
	}
	const hour, second = time.Hour, time.Second
	for _, c := range []struct {
		name string
		b    func(*Run)
		want Match
	}{
		{"2 h and 2 s later", moved(2*hour+2*second, nil), Same},
		{"2 h less 2 s later", moved(2*hour-2*second, nil), Same},
		{"2 h and 3 s later", moved(2*hour+3*second, nil), Distinct},
		{"14 h later", moved(14*hour, nil), Same},
		{"14 h 15 min later", moved(14*hour+15*time.Minute, nil), Distinct},
		{"5 h 45 min later, as in Kathmandu", moved(5*hour+45*time.Minute, nil), Same},
		{"45 min later, where no zone is", moved(45*time.Minute, nil), Distinct},
		{"15 min later, while it lasted", moved(15*time.Minute, nil), Same},
		{"2 s longer", moved(hour, func(r *Run) { r.ElapsedS = new(2162.0) }), Same},
		{"3 s longer", moved(hour, func(r *Run) { r.ElapsedS = new(2163.0) }), Distinct},
		{"0.5 % farther", moved(hour, func(r *Run) { r.DistanceM = new(6030.0) }), Same},
		{"1 % farther", moved(hour, func(r *Run) { r.DistanceM = new(6060.0) }), Doubtful},
		{"5 % less far", moved(hour, func(r *Run) { r.DistanceM = new(5700.0) }), Doubtful},
		{"more than 5 % less far", moved(hour, func(r *Run) { r.DistanceM = new(5699.0) }), Distinct},
		{"no distance", moved(hour, func(r *Run) { r.DistanceM = nil }), Distinct},
		{"a beat more", moved(hour, func(r *Run) { r.AvgHR, r.MaxHR = new(138.0), new(150.0) }), Same},
		{"the same loop, the heart higher at most", moved(hour, func(r *Run) { r.MaxHR = new(151.0) }), Distinct},
		{"the same loop, the heart higher on average", moved(hour, func(r *Run) { r.AvgHR = new(139.0) }), Distinct},
		{"no heart rate", moved(hour, func(r *Run) { r.AvgHR, r.MaxHR = nil, nil }), Doubtful},
		{"no heart rate, while it lasted", moved(15*time.Minute, func(r *Run) { r.AvgHR, r.MaxHR = nil, nil }), Distinct},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := told("a", beating), told("b", c.b)
			if got, back := SameRun(a, b), SameRun(b, a); got != c.want || back != c.want {
				t.Errorf("match %d, the other way %d; want %d", got, back, c.want)
			}
		})
	}
}

// Without heart rate the pace along the way tells.
func TestSavedAgainWithoutHeartRate(t *testing.T) {
	marked := func(original string, late time.Duration, change func(*Run)) Recording {
		return told(original, func(r *Run) {
			r.Start, r.Measures = r.Start.Add(late), &Measures{}
			for i := range 60 {
				r.Measures.Marks = append(r.Measures.Marks, 36*float64(i+1)+5*float64(i%3))
			}
			if change != nil {
				change(r)
			}
		})
	}
	slower := func(by float64) func(*Run) {
		return func(r *Run) { r.Measures.Marks[30] += by }
	}
	for _, c := range []struct {
		name string
		b    func(*Run)
		want Match
	}{
		{"the same pace all the way", nil, Same},
		{"3 s later at one mark", slower(3), Same},
		{"a little more than 3 s later at one mark", slower(3.1), Doubtful},
		{"10 marks", func(r *Run) { r.Measures.Marks = r.Measures.Marks[:10] }, Same},
		{"9 marks", func(r *Run) { r.Measures.Marks = r.Measures.Marks[:9] }, Doubtful},
		{"on a treadmill", func(r *Run) { r.SubSport = "treadmill" }, Doubtful},
		{"without measures", func(r *Run) { r.Measures = nil }, Doubtful},
		{"1 % farther", func(r *Run) { r.DistanceM = new(6060.0) }, Doubtful},
	} {
		a, b := marked("a", 0, nil), marked("b", 2*time.Hour+time.Second, c.b)
		if got, back := SameRun(a, b), SameRun(b, a); got != c.want || back != c.want {
			t.Errorf("%s: match %d, the other way %d; want %d", c.name, got, back, c.want)
		}
	}
	beating := func(hr float64) func(*Run) { return func(r *Run) { r.AvgHR, r.MaxHR = new(hr), new(hr+20) } }
	if SameRun(marked("a", 0, beating(130)), marked("b", time.Hour, beating(140))) != Distinct {
		t.Error("two hearts are two runs, at whatever pace")
	}
}

func TestShortRepeatsAreDistinct(t *testing.T) {
	// 400 m in 90 s, several times: the starts lie within 120 s.
	repeat := func(original string, late time.Duration) Recording {
		return told(original, func(r *Run) {
			r.Start, r.DistanceM, r.ElapsedS = r.Start.Add(late), new(400.0), new(90.0)
		})
	}
	for late, want := range map[time.Duration]Match{
		110 * time.Second: Distinct,
		90 * time.Second:  Distinct,
		89 * time.Second:  Doubtful, // the watch of one was stopped late
		46 * time.Second:  Doubtful,
		45 * time.Second:  Same, // half of the time
	} {
		if got := SameRun(repeat("a", 0), repeat("b", late)); got != want {
			t.Errorf("%v after the other: match %d, want %d", late, got, want)
		}
	}
}

func TestShortDistancesDifferByMetres(t *testing.T) {
	metres := func(original string, d float64) Recording {
		return told(original, func(r *Run) { r.DistanceM = new(d) })
	}
	if SameRun(metres("a", 159), metres("b", 209)) != Same {
		t.Error("50 m more of 159 m is what a GPS may be wrong by")
	}
	if SameRun(metres("a", 159), metres("b", 210)) != Doubtful {
		t.Error("51 m more of 159 m is another distance")
	}
	longer := func(by float64) Recording {
		r := metres("b", 209)
		r.Run.ElapsedS = new(*r.Run.ElapsedS + by)
		return r
	}
	if SameRun(metres("a", 159), longer(10)) != Same || SameRun(metres("a", 159), longer(11)) != Doubtful {
		t.Error("metres are allowed for where both lasted as long, within 10 s")
	}
}

func TestLegsOfOneOriginalNeverMatch(t *testing.T) {
	a, b := told("triathlon", nil), told("triathlon", nil)
	b.Leg = 1
	if SameRun(a, b) != Distinct {
		t.Error("two legs of one file were taken for one run")
	}
	// A track of the whole event, without distance, covers both legs.
	b.Run.Start = a.Run.End()
	whole := told("whole", func(r *Run) { r.Format, r.Sport, r.DistanceM, r.ElapsedS = "gpx", UnknownSport, nil, new(4320.0) })
	for _, run := range Link([]Recording{whole, a, b}) {
		if slices.Contains(run.Recordings, 1) && slices.Contains(run.Recordings, 2) {
			t.Error("the track of the whole event joined its legs")
		}
	}
}

func TestBetter(t *testing.T) {
	as := func(format string, p Provenance) func(*Run) {
		return func(r *Run) { r.Format, r.Provenance = format, p }
	}
	// From the best to the least.
	ranked := []Recording{
		told("k", func(r *Run) { r.Device = "Garmin Forerunner 35" }),
		told("a", func(r *Run) { r.PeakHR = new(171.0) }),
		told("b", func(r *Run) { r.ElapsedS = new(2200.0) }),
		told("c", nil),
		told("d", func(r *Run) { r.Integrity = BadCRC }),
		told("e", as("fit", RunnerExport)),
		told("f", as("tcx", RunnerExport)),
		told("g", as("gpx", WatchFile)),
		told("i", func(r *Run) { r.Integrity = Truncated }),
		told("h", as("strava", StravaAPI)),
		told("j", func(r *Run) { r.Doubt = "it lies in the future" }),
	}
	for i, a := range ranked {
		for _, b := range ranked[i+1:] {
			if !Better(a, b) || Better(b, a) {
				t.Errorf("%s %s %s should come before %s %s %s", a.Run.Format, a.Run.Provenance, a.Run.Integrity, b.Run.Format, b.Run.Provenance, b.Run.Integrity)
			}
		}
	}
}
