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
		{"neither duration nor distance", func(r *Run) { r.ElapsedS, r.MovingS, r.DistanceM = nil, nil, nil }, Doubtful},

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

// A file whose times name no zone may tell of a run that another tells of in
// UTC, whatever device both name.
func TestTimesWithoutZone(t *testing.T) {
	paced := func(r *Run) {
		r.Device, r.Measures = "Garmin Forerunner 245", &Measures{Marks: []float64{36, 74, 110}}
	}
	noZone := func(r *Run) { r.Note = "Odd. " + NoZone + " Odder." }
	for _, c := range []struct {
		name string
		a, b func(*Run)
		late time.Duration
		want Match
	}{
		{"as in summer", nil, noZone, 2 * time.Hour, Same},
		{"as in America", nil, noZone, -7 * time.Hour, Same},
		{"both by one clock", noZone, noZone, 2 * time.Hour, Distinct},
		{"both in UTC", nil, nil, 2 * time.Hour, Distinct},
		{"at another pace", nil, func(r *Run) { noZone(r); r.Measures.Marks[1] = 80 }, 2 * time.Hour, Distinct},
		{"nothing to compare", nil, func(r *Run) { noZone(r); r.Measures = nil }, 2 * time.Hour, Doubtful},
		{"where no zone is", nil, noZone, 100 * time.Minute, Distinct},
	} {
		t.Run(c.name, func(t *testing.T) {
			make := func(original string, change func(*Run)) Recording {
				return told(original, func(r *Run) {
					if paced(r); change != nil {
						change(r)
					}
				})
			}
			a, b := make("a", c.a), make("b", c.b)
			b.Run.Start = b.Run.Start.Add(c.late)
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

// The heart tells a file saved again from a second run; without it the pace
// along the way does.
func TestSavedAgain(t *testing.T) {
	watch := func(r *Run) { r.Device, r.AvgHR, r.MaxHR = "Garmin vívoactive HR", new(137.0), new(149.0) }
	paced := func(r *Run) {
		r.AvgHR, r.MaxHR, r.Measures = nil, nil, &Measures{}
		for i := range 60 {
			r.Measures.Marks = append(r.Measures.Marks, 36*float64(i+1)+5*float64(i%3))
		}
	}
	slower := func(by float64) func(*Run) { return func(r *Run) { paced(r); r.Measures.Marks[30] += by } }
	heart := func(mean, highest *float64) func(*Run) { return func(r *Run) { r.AvgHR, r.MaxHR = mean, highest } }
	const hour, minute = time.Hour, time.Minute
	for _, c := range []struct {
		name   string
		late   time.Duration
		device string
		a, b   func(*Run) // beside what the watch tells
		want   Match
	}{
		{"the same heart", 2*hour + time.Second, "", nil, nil, Same},
		{"earlier", -5 * hour, "", nil, nil, Same},
		{"as in Kathmandu", 5*hour + 45*minute, "", nil, nil, Same},
		{"beyond any zone", 14*hour + 15*minute, "", nil, nil, Distinct},
		{"where no zone is", 45 * minute, "", nil, nil, Distinct},
		{"another heart at most", hour, "", nil, heart(new(137.0), new(151.0)), Distinct},
		{"another heart on average", hour, "", nil, heart(new(139.0), new(149.0)), Distinct},
		{"no highest heart rate", hour, "", nil, heart(new(137.0), nil), Doubtful},
		{"nothing to compare", hour, "", nil, heart(nil, nil), Doubtful},
		{"nothing to compare, by one device", hour, "Garmin vívoactive HR", nil, heart(nil, nil), Distinct},
		{"the same pace", hour, "", paced, paced, Same},
		{"2 s later at one mark", hour, "", paced, slower(2), Same},
		{"a little more than 2 s later at one mark", hour, "", paced, slower(2.1), Distinct},
		{"the same pace on a treadmill", hour, "", paced, func(r *Run) { paced(r); r.SubSport = "treadmill" }, Doubtful},

		// A start that moved while the run lasted: nobody runs twice at once.
		{"within the run", 15 * minute, "Garmin vívoactive HR", nil, nil, Same},
		{"within the run, another heart", 15 * minute, "", nil, heart(new(139.0), new(149.0)), Distinct},
		{"within the run, nothing to compare", 15 * minute, "", nil, heart(nil, nil), Distinct},
	} {
		t.Run(c.name, func(t *testing.T) {
			make := func(original string, change func(*Run)) Recording {
				return told(original, func(r *Run) {
					if watch(r); change != nil {
						change(r)
					}
				})
			}
			a, b := make("a", c.a), make("b", c.b)
			b.Run.Start, b.Run.Device = b.Run.Start.Add(c.late), c.device
			if got, back := SameRun(a, b), SameRun(b, a); got != c.want || back != c.want {
				t.Errorf("match %d, the other way %d; want %d", got, back, c.want)
			}
		})
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
		told("l", func(r *Run) { r.Note = NoZone }),
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
