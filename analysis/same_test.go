package analysis_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

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
	cut := func(late time.Duration, metres, lasts float64, i Integrity) func(*Run) {
		return func(r *Run) {
			r.Start, r.DistanceM, r.ElapsedS, r.Integrity = r.Start.Add(late), new(metres), new(lasts), i
		}
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

		{"5 % shorter", long(5700), Same},
		{"more than 5 % shorter", long(5699), Doubtful},
		{"more than 5 % longer", long(6317), Doubtful},
		{"no distance", func(r *Run) { r.DistanceM = nil }, Same},
		{"a treadmill's distance of 0", long(0), Same},
		{"cut short by half", cut(0, 3000, 1080, Truncated), Same},
		{"readable by half", cut(0, 3000, 1080, Partial), Same},
		{"cut short, 5 s later", cut(5*time.Second, 3000, 1080, Truncated), Same},
		{"cut short, 6 s later", cut(6*time.Second, 3000, 1080, Truncated), Doubtful},
		{"cut short, ended 5 s later", cut(0, 3000, 2165, Truncated), Same},
		{"cut short, ended 6 s later", cut(0, 3000, 2166, Truncated), Doubtful},
		{"cut short, yet longer", cut(0, 6400, 1080, Truncated), Doubtful},
		{"half as long, with a bad checksum", cut(0, 3000, 1080, BadCRC), Doubtful},
		{"half as long, intact", cut(0, 3000, 1080, Intact), Doubtful},

		{"names no sport", sport(UnknownSport), Same},
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

// Software that saves a file again may lose the device and move the start by
// whole hours. Two runs of one day that are equal in all they state stay two.
func TestMovedByHours(t *testing.T) {
	withoutDevice := func(late time.Duration, change func(*Run)) func(*Run) {
		return func(r *Run) {
			r.Start, r.Device = r.Start.Add(late), ""
			if change != nil {
				change(r)
			}
		}
	}
	marks := func(at ...float64) func(*Run) { return func(r *Run) { r.Measures = &Measures{Marks: at} } }
	const twoHours = 2 * time.Hour
	for _, c := range []struct {
		name string
		b    func(*Run)
		want Match
	}{
		{"two hours and 2 s later", withoutDevice(twoHours+2*time.Second, nil), Same},
		{"two hours and 3 s later", withoutDevice(twoHours+3*time.Second, nil), Distinct},
		{"14 hours later", withoutDevice(14*time.Hour, nil), Same},
		{"15 hours later", withoutDevice(15*time.Hour, nil), Distinct},
		{"as long", withoutDevice(twoHours, func(r *Run) { r.DistanceM = new(6030.0) }), Same},
		{"longer", withoutDevice(twoHours, func(r *Run) { r.DistanceM = new(6031.0) }), Distinct},
		{"slower", withoutDevice(twoHours, func(r *Run) { r.ElapsedS = new(2163.0) }), Distinct},
		{"no distance", withoutDevice(twoHours, func(r *Run) { r.DistanceM = nil }), Distinct},
		{"heart rate 1 beat higher", withoutDevice(twoHours, func(r *Run) { r.AvgHR, r.MaxHR = new(141.0), new(161.0) }), Same},
		{"mean heart rate higher", withoutDevice(twoHours, func(r *Run) { r.AvgHR = new(141.1) }), Distinct},
		{"highest heart rate higher", withoutDevice(twoHours, func(r *Run) { r.MaxHR = new(161.1) }), Distinct},
		{"no heart rate", withoutDevice(twoHours, func(r *Run) { r.AvgHR, r.MaxHR = nil, nil }), Same},
		{"marks 2 s off", withoutDevice(twoHours, marks(36, 74)), Same},
		{"marks 3 s off", withoutDevice(twoHours, marks(36, 75)), Distinct},
		{"fewer marks", withoutDevice(twoHours, marks(36)), Same},
		{"the same device", func(r *Run) { r.Start = r.Start.Add(twoHours) }, Distinct},
		{"another device", func(r *Run) { r.Start, r.Device = r.Start.Add(twoHours), "Coros Pace 3" }, Distinct},
	} {
		t.Run(c.name, func(t *testing.T) {
			watch := func(r *Run) {
				r.Device, r.AvgHR, r.MaxHR = "Garmin vívoactive HR", new(140.0), new(160.0)
				r.Measures = &Measures{Marks: []float64{36, 72}}
			}
			a, b := told("a", watch), told("b", func(r *Run) { watch(r); c.b(r) })
			if got, back := SameRun(a, b), SameRun(b, a); got != c.want || back != c.want {
				t.Errorf("match %d, the other way %d; want %d", got, back, c.want)
			}
		})
	}
}

// Without a device nothing tells a file saved again from a second run.
func TestTwoRunsOfOneDayWithoutDevice(t *testing.T) {
	later := func(r *Run) { r.Start = r.Start.Add(12 * time.Hour) }
	if SameRun(told("morning", nil), told("evening", later)) != Distinct {
		t.Error("two runs of one day were taken for one")
	}
}

func TestSameRunFamilies(t *testing.T) {
	walk := told("a", func(r *Run) { r.Sport = Walking })
	hike := told("b", func(r *Run) { r.Sport = Hiking })
	if SameRun(walk, hike) != Same {
		t.Error("a walk that a service calls a hike is the same activity")
	}
}

func TestShortRepeatsAreDistinct(t *testing.T) {
	// 400 m in 90 s, twice, 20 s apart: the starts lie within 120 s.
	repeat := func(original string, late time.Duration) Recording {
		return told(original, func(r *Run) {
			r.Start, r.DistanceM, r.ElapsedS = r.Start.Add(late), new(400.0), new(90.0)
		})
	}
	if SameRun(repeat("a", 0), repeat("b", 110*time.Second)) != Distinct {
		t.Error("two repeats one after the other were taken for one run")
	}
}

func TestShortDistancesDifferByMetres(t *testing.T) {
	metres := func(original string, d float64) Recording {
		return told(original, func(r *Run) { r.DistanceM = new(d) })
	}
	if SameRun(metres("a", 100), metres("b", 120)) != Same {
		t.Error("20 m more of 100 m is what a GPS may be wrong by")
	}
	if SameRun(metres("a", 100), metres("b", 121)) != Doubtful {
		t.Error("21 m more of 100 m is another distance")
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
		told("h", as("strava", StravaAPI)),
		told("i", func(r *Run) { r.Integrity = Truncated }),
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

func TestLinkLetsTheBetterOfAPairCount(t *testing.T) {
	fit := told("fit", nil)
	gpx := told("gpx", func(r *Run) { r.Format, r.DistanceM = "gpx", new(7000.0) })
	tcx := told("tcx", func(r *Run) { r.Format, r.DistanceM = "tcx", new(7010.0) })
	runs := Link([]Recording{gpx, fit, tcx})
	if len(runs) != 2 || !slices.Equal(runs[0].Recordings, []int{1}) || runs[0].Rival != -1 {
		t.Fatalf("the FIT file should count on its own: %+v", runs)
	}
	if !slices.Equal(runs[1].Recordings, []int{2, 0}) || runs[1].Rival != 0 {
		t.Errorf("TCX and GPX agree, and should be kept aside together, TCX leading: %+v", runs)
	}
}

// Whatever the order recordings come in, the same ones end up together.
func TestLinkDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recordings := rapid.SliceOfNDistinct(rapid.Custom(drawRecording), 1, 8, func(r Recording) Sum { return r.Original }).Draw(t, "recordings")
		order := rapid.Permutation(indexesOf(recordings)).Draw(t, "order")
		shuffled := make([]Recording, len(order))
		for i, k := range order {
			shuffled[i] = recordings[k]
		}
		want, got := Link(recordings), Link(shuffled)
		if len(want) != len(got) {
			t.Fatalf("%d runs in one order, %d in another", len(want), len(got))
		}
		for i := range want {
			same := slices.EqualFunc(want[i].Recordings, got[i].Recordings, func(a, b int) bool {
				return recordings[a].Original == shuffled[b].Original
			})
			if !same || want[i].Rival != got[i].Rival {
				t.Fatalf("run %d is made of %v in one order, of %v in another", i, want[i], got[i])
			}
		}
	})
}

func indexesOf(rs []Recording) []int {
	is := make([]int, len(rs))
	for i := range is {
		is[i] = i
	}
	return is
}

func drawRecording(t *rapid.T) Recording {
	return told(rapid.StringN(4, 4, 4).Draw(t, "original"), func(r *Run) {
		r.Format = rapid.SampledFrom([]string{"fit", "tcx", "gpx", "strava"}).Draw(t, "format")
		r.Sport = rapid.SampledFrom([]Sport{Running, Running, Walking, UnknownSport}).Draw(t, "sport")
		r.Integrity = rapid.SampledFrom([]Integrity{Intact, Intact, BadCRC, Truncated}).Draw(t, "integrity")
		r.Start = r.Start.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "late")) * 2 * time.Minute)
		r.DistanceM = rapid.SampledFrom([]*float64{nil, new(6000.0), new(6250.0), new(6500.0)}).Draw(t, "distance")
		r.ElapsedS = rapid.SampledFrom([]*float64{nil, new(600.0), new(2160.0), new(2400.0)}).Draw(t, "elapsed")
	})
}
