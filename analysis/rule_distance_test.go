package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	. "needled/analysis"
)

// asNumber is a history in which the run is the number-th of its recovery.
func asNumber(number int, r Run) History {
	h := history()
	for i := range number - 1 {
		h.Runs = append(h.Runs, newRun(fmt.Sprint("earlier", i), hoursAfter(48+float64(i)), 1))
	}
	r.Start = hoursAfter(48 + float64(number))
	h.Runs = append(h.Runs, r)
	return h
}

func TestDistanceCapsByRunNumber(t *testing.T) {
	const cm = 0.01
	for number, share := range map[int]float64{1: 0.60, 2: 0.75, 3: 0.90, 4: 1.00, 5: 1.00} {
		limit, margin := share*6000, share*6000+600
		for _, tt := range []struct {
			metres float64
			want   Level
		}{
			{400, OK}, {limit - cm, OK}, {limit, OK}, {limit + cm, Caution},
			{margin - cm, Caution}, {margin, Caution}, {margin + cm, Violation}, {9 * limit, Violation},
		} {
			run := newRun("r", treated, 1, func(r *Run) { r.DistanceM = new(tt.metres) })
			f := findingOf(t, asNumber(number, run), "r", TooLong)
			if f.Level != tt.want || !near(f.Measured, tt.metres) || !near(f.Cap, limit) || f.Unit != "m" {
				t.Errorf("run %d of %.2f m: %s, %v of %v %s; want %s, cap %v (%s)", number, tt.metres,
					f.Level, shown(f.Measured), shown(f.Cap), f.Unit, tt.want, limit, f.Text)
			}
			if want := map[bool]Source{true: ClinicAdvice, false: NeedledOwn}[number == 1]; f.Source != want {
				t.Errorf("run %d: source %s, want %s", number, f.Source, want)
			}
		}
	}
}

func TestTooLongSaysItAsTheProtocolDoes(t *testing.T) {
	for _, tt := range []struct {
		number int
		km     float64
		want   string
	}{
		{1, 4.9, "4.9 km; the cap for a first run was 3.6 km (60 % of your usual 6.0 km)."},
		{1, 3.0, "3.0 km; the cap for a first run was 3.6 km (60 % of your usual 6.0 km)."},
		{2, 4.9, "4.9 km; the cap for a second run was 4.5 km (75 % of your usual 6.0 km)."},
		{3, 5.6, "5.6 km; the cap for a third run was 5.4 km (90 % of your usual 6.0 km)."},
		{4, 6.0, "6.0 km; the cap for a later run was 6.0 km (100 % of your usual 6.0 km)."},
	} {
		f := findingOf(t, asNumber(tt.number, newRun("r", treated, tt.km)), "r", TooLong)
		if got := f.Text.String(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestTheEvidenceOfTooLongIsWhatLiesBeyondTheCap(t *testing.T) {
	run := newRun("r", treated, 4.9, func(r *Run) {
		for m := 100; m <= 4900; m += 100 {
			r.Measures.Marks = append(r.Measures.Marks, float64(m)*0.36)
		}
	})
	f := findingOf(t, asNumber(1, run), "r", TooLong)
	if !near(f.FromM, 3600) || !near(f.ToM, 4900) || !near(f.FromS, 3600*0.36) || !near(f.ToS, 4900*0.36) {
		t.Errorf("from %v m to %v m, %v s to %v s", shown(f.FromM), shown(f.ToM), shown(f.FromS), shown(f.ToS))
	}
	f = findingOf(t, asNumber(1, newRun("r", treated, 3.6)), "r", TooLong)
	if f.FromM != nil || f.ToM != nil || f.FromS != nil || f.ToS != nil {
		t.Error("a run within its cap has evidence against it")
	}
}

func TestWithoutDistanceMovingTimeIsCompared(t *testing.T) {
	// The usual run takes 2160 s.
	for _, absent := range []*float64{nil, new(0.0)} {
		for _, tt := range []struct {
			number  int
			seconds float64
			want    Level
		}{
			{1, 1295.9, OK}, {1, 1296, OK}, {1, 1296.1, Caution}, {1, 1512, Caution}, {1, 1512.1, Violation},
			{2, 1620, OK}, {2, 1620.1, Caution}, {2, 1836.1, Violation},
			{3, 1944, OK}, {3, 1944.1, Caution}, {3, 2160.1, Violation},
			{4, 2160, OK}, {4, 2160.1, Caution}, {4, 2376.1, Violation},
		} {
			run := newRun("r", treated, 5, func(r *Run) {
				r.SubSport, r.DistanceM, r.MovingS = "treadmill", absent, new(tt.seconds)
			})
			f := findingOf(t, asNumber(tt.number, run), "r", TooLong)
			if f.Level != tt.want || !near(f.Measured, tt.seconds) || f.Unit != "s" {
				t.Errorf("run %d of %v s: %s, %v %s; want %s (%s)", tt.number, tt.seconds, f.Level, shown(f.Measured), f.Unit, tt.want, f.Text)
			}
			if f.FromM != nil {
				t.Error("metres are given as evidence of a run without distance")
			}
		}
	}
}

func TestTimesBesideEachOtherNeverReadAlikeUnlessTheyAre(t *testing.T) {
	timed := func(s float64) string {
		run := newRun("r", treated, 5, func(r *Run) { r.DistanceM, r.MovingS = nil, new(s) })
		return findingOf(t, asNumber(1, run), "r", TooLong).Text.String()
	}
	for s, want := range map[float64]string{
		1296:   "21:36 min; the cap for a first run was 21:36 min (60 % of your usual 36:00 min).",
		1296.4: "21:36.4 min; the cap for a first run was 21:36.0 min (60 % of your usual 36:00 min).",
		3725:   "1:02:05 h; the cap for a first run was 21:36 min (60 % of your usual 36:00 min).",
	} {
		if got := timed(s); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// longAgo is a history whose usual distance is 10 km, from runs of months
// ago; the only run of the last 30 days was 4 km.
func longAgo(runs ...Run) History {
	h := historyOf(before([2]float64{70, 10}, [2]float64{60, 10}, [2]float64{50, 10}, [2]float64{10, 4}))
	h.Runs = append(h.Runs, runs...)
	return h
}

func TestMuchLongerThanTheLongestRunIsASecondReason(t *testing.T) {
	for _, tt := range []struct {
		metres, cap float64
		want        Level
		reasons     int
	}{
		{4399.99, 6000, OK, 1},
		{4400, 6000, OK, 1},
		{4400.01, 4400, Caution, 1},
		{6000, 4400, Caution, 1},
		{6000.01, 6000, Caution, 2},
		{7000, 6000, Caution, 2},
		{7000.01, 6000, Violation, 2},
	} {
		h := longAgo(newRun("r", daysAfter(2), 1, func(r *Run) { r.DistanceM = new(tt.metres) }))
		f := findingOf(t, h, "r", TooLong)
		if f.Level != tt.want || !near(f.Measured, tt.metres) || !near(f.Cap, tt.cap) {
			t.Errorf("%v m: %s, %v of %v; want %s of %v", tt.metres, f.Level, shown(f.Measured), shown(f.Cap), tt.want, tt.cap)
		}
		text := f.Text.String()
		if got := strings.Count(text, "the cap for") + strings.Count(text, "your longest run"); got != tt.reasons {
			t.Errorf("%v m: %d reasons, want %d: %s", tt.metres, got, tt.reasons, text)
		}
		want := NeedledOwn
		switch tt.cap {
		case 6000:
			want = ClinicAdvice
		case 4400:
			want = Literature
		}
		if f.Source != want {
			t.Errorf("%v m: source %s, want %s", tt.metres, f.Source, want)
		}
		found := 0
		for _, f := range verdictOf(t, h, "r").Findings {
			if f.Rule == TooLong {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%v m: %d findings too-long, want one", tt.metres, found)
		}
	}
}

func TestWithoutABaselineTooLongIsUnknownHoweverShort(t *testing.T) {
	h := historyOf(before([2]float64{10, 4}, [2]float64{5, 4}))
	for metres, want := range map[float64]Level{400: Unknown, 4400: Unknown, 4400.01: Caution} {
		h.Runs = append(before([2]float64{10, 4}, [2]float64{5, 4}), newRun("r", daysAfter(2), 1, func(r *Run) { r.DistanceM = new(metres) }))
		f := findingOf(t, h, "r", TooLong)
		if f.Level != want || !near(f.Measured, metres) {
			t.Errorf("%v m: %s, want %s", metres, f.Level, want)
		}
		if text := f.Text.String(); !strings.Contains(text, "2 of 3 runs") || !strings.Contains(text, "would settle it") {
			t.Errorf("%v m: it doesn't say what is missing: %s", metres, text)
		}
	}
}

func TestWithADeclaredDistanceTheTextSaysSo(t *testing.T) {
	h := historyOf(nil)
	h.Runner.UsualM = new(8000.0)
	h.Runs = []Run{newRun("r", daysAfter(2), 4.9)}
	f := findingOf(t, h, "r", TooLong)
	if f.Level != Caution || f.Text.String() != "4.9 km; the cap for a first run was 4.8 km (60 % of the 8.0 km you gave as usual)." {
		t.Errorf("%s: %s", f.Level, f.Text)
	}
	h.Runs[0].DistanceM = nil
	if f := findingOf(t, h, "r", TooLong); f.Level != Unknown || !strings.Contains(string(f.Text), "would settle it") {
		t.Errorf("without distance and usual time: %s (%s)", f.Level, f.Text)
	}
}

func TestNeitherDistanceNorTimeIsUnknown(t *testing.T) {
	f := findingOf(t, history(newRun("r", daysAfter(2), 3, func(r *Run) { r.DistanceM, r.MovingS, r.ElapsedS = nil, nil, nil })), "r", TooLong)
	if f.Level != Unknown || f.Measured != nil {
		t.Errorf("%s, %v (%s)", f.Level, shown(f.Measured), f.Text)
	}
}

func TestAFileThatBreaksOffMayHideALongerRun(t *testing.T) {
	whole := func(damage Integrity) func(*Run) { return func(r *Run) { r.Integrity = damage } }
	cut := func(damage Integrity) func(*Run) { return func(r *Run) { r.Integrity, r.CutShort = damage, true } }
	for _, tt := range []struct {
		name   string
		metres float64
		change func(*Run)
		want   Level
		begins string
	}{
		{"3 km", 3000, cut(Truncated), Unknown, "At least 3.0 km: the file breaks off"},
		{"at the cap", 3600, cut(BadCRC), Unknown, "At least 3.6 km: the file breaks off"},
		{"above it", 3601, cut(Truncated), Caution, "At least 3.601 km; the cap"},
		{"5 km", 5000, cut(Partial), Violation, "At least 5.0 km; the cap"},
		{"damaged, with its totals", 3000, whole(Truncated), OK, "3.0 km; the cap"},
		{"without totals, and sound", 3000, whole(Partial), OK, "3.0 km; the cap"},
	} {
		run := newRun("r", daysAfter(2), 3, tt.change, func(r *Run) { r.DistanceM = &tt.metres })
		f := findingOf(t, history(run), "r", TooLong)
		if f.Level != tt.want || !strings.HasPrefix(f.Text.String(), tt.begins) {
			t.Errorf("%s: %s, want %s and %q (%s)", tt.name, f.Level, tt.want, tt.begins, f.Text)
		}
	}
}

func TestACapSetForOneTreatment(t *testing.T) {
	h := history(newRun("r", daysAfter(2), 4.2))
	h.Treatments[0].Caps = map[Key]float64{Run1Share: 0.7, DistanceMargin: 0}
	if f := findingOf(t, h, "r", TooLong); f.Level != OK || !near(f.Cap, 4200) || f.Source != ClinicAdvice {
		t.Errorf("%s, cap %v, source %s", f.Level, shown(f.Cap), f.Source)
	}
}

func TestACapWithAFractionOfAPercentReadsAsItWasSet(t *testing.T) {
	h := history(newRun("r", daysAfter(2), 4.2))
	h.Treatments[0].Caps = map[Key]float64{Run1Share: 0.405}
	f := findingOf(t, h, "r", TooLong)
	if want := "40.5 % of your usual 6.0 km"; !strings.Contains(f.Text.In(Metric), want) {
		t.Errorf("%q doesn't say %q", f.Text.In(Metric), want)
	}
}
