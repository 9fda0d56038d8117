package analysis_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

// held is a heart rate held for so many seconds; 0 is no reading.
type held struct{ bpm, seconds int }

// at makes a run of 1000 s in moving time with the heart rates, one after
// another.
func at(rates ...held) func(*Run) {
	return func(r *Run) {
		r.DistanceM, r.MovingS, r.ElapsedS = new(1000/0.36), new(1000.0), new(1000.0)
		for _, b := range rates {
			r.Measures.HeartRate = append(r.Measures.HeartRate, bytes.Repeat([]byte{byte(b.bpm)}, b.seconds)...)
		}
	}
}

func speed(mps float64) func(*Run) {
	return func(r *Run) { r.MovingS = new(*r.DistanceM / mps) }
}

// hrMax200 is a history whose runner declared an HRmax of 200: 76 % is 152,
// 82 % is 164.
func hrMax200(runs ...Run) History {
	h := history(runs...)
	h.Runner.HRMax = new(200.0)
	return h
}

func TestTooHardByHeartRate(t *testing.T) {
	for _, tt := range []struct {
		name          string
		rates         []held
		want          Level
		measured, cap float64
	}{
		{"all easy", []held{{120, 1000}}, OK, 0, 0.10},
		{"all at 76 %", []held{{152, 1000}}, OK, 0, 0.10},
		{"9.9 % above 76 %", []held{{120, 901}, {153, 99}}, OK, 0.099, 0.10},
		{"10 % above 76 %", []held{{120, 900}, {153, 100}}, OK, 0.10, 0.10},
		{"10.1 % above 76 %", []held{{120, 899}, {153, 101}}, Caution, 0.101, 0.10},
		{"all above 76 %", []held{{153, 1000}}, Caution, 1, 0.10},
		{"all at 82 %", []held{{164, 1000}}, Caution, 1, 0.10},
		{"20 % above 82 %", []held{{120, 800}, {165, 200}}, Caution, 0.20, 0.10},
		{"20.1 % above 82 %", []held{{120, 799}, {165, 201}}, Violation, 0.201, 0.20},
		{"all above 82 %", []held{{190, 1000}}, Violation, 1, 0.20},
	} {
		f := findingOf(t, hrMax200(newRun("r", daysAfter(2), 3, at(tt.rates...))), "r", TooHard)
		if f.Level != tt.want || !near(f.Measured, tt.measured) || !near(f.Cap, tt.cap) || f.Unit != "share" || f.Source != Literature {
			t.Errorf("%s: %s, %v of %v %s from %s; want %s, %v of %v (%s)", tt.name, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, f.Source, tt.want, tt.measured, tt.cap, f.Text)
		}
		if got := strings.Contains(string(f.Text), "71 to 89 %"); got != (tt.want != OK) {
			t.Errorf("%s: the range between people: %v (%s)", tt.name, got, f.Text)
		}
	}
}

func TestHeartRateMustCoverThreeFifthsOfMovingTime(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  Run
		unit string
		want Level
	}{
		{"59.9 %, hard", newRun("r", daysAfter(2), 3, at(held{190, 599})), "m/s", OK},
		{"60 %, hard", newRun("r", daysAfter(2), 3, at(held{190, 600})), "share", Violation},
		{"60 % in pieces", newRun("r", daysAfter(2), 3, at(held{190, 300}, held{0, 200}, held{190, 300})), "share", Violation},
		{"60 % of moving time, paused for long", newRun("r", daysAfter(2), 3, at(held{190, 600}, held{0, 5000})), "share", Violation},
		{"the share is of moving time, not of covered time", newRun("r", daysAfter(2), 3, at(held{153, 100}, held{120, 500})), "share", OK},
		{"none", newRun("r", daysAfter(2), 3, at()), "m/s", OK},
		{"no samples", newRun("r", daysAfter(2), 3, func(r *Run) { r.Measures = nil; r.AvgHR = new(190.0) }), "m/s", OK},
	} {
		f := findingOf(t, hrMax200(tt.run), "r", TooHard)
		if f.Level != tt.want || f.Unit != tt.unit {
			t.Errorf("%s: %s in %s, want %s in %s (%s)", tt.name, f.Level, f.Unit, tt.want, tt.unit, f.Text)
		}
	}
}

// A record without heart rate is time without it, unless the readings around
// it are at most 5 s apart.
func TestHeartRateCoversTheRecordsThatHaveIt(t *testing.T) {
	recorded := func(has func(second int) bool) Run {
		track := everySecond(1000, func(i int, s *Sample) {
			s.DistanceM = 2.7 * float64(i)
			if has(i) {
				s.HeartRate = 190
			}
		})
		return newRun("r", daysAfter(2), 3, at(), func(r *Run) { r.Measures = Measure(*r, track, clinic()) })
	}
	for _, tt := range []struct {
		name string
		has  func(second int) bool
		unit string // share of time where heart rate is used, else m/s
	}{
		{"59.9 % of records, then none", func(s int) bool { return s < 599 }, "m/s"},
		{"60 % of records, then none", func(s int) bool { return s < 600 }, "share"},
		{"59 of every 100", func(s int) bool { return s%100 < 59 }, "m/s"},
		{"60 of every 100", func(s int) bool { return s%100 < 60 }, "share"},
		{"every 30th", func(s int) bool { return s%30 == 0 }, "m/s"},
		{"every 6th", func(s int) bool { return s%6 == 0 }, "m/s"},
		{"every 5th, between records of another kind", func(s int) bool { return s%5 == 0 }, "share"},
	} {
		if f := findingOf(t, hrMax200(recorded(tt.has)), "r", TooHard); f.Unit != tt.unit {
			t.Errorf("%s: compared by %s, want %s (%s)", tt.name, f.Unit, tt.unit, f.Text)
		}
	}
}

func TestTheEvidenceOfTooHardIsTheLongestStretchAboveTheCap(t *testing.T) {
	f := findingOf(t, hrMax200(newRun("r", daysAfter(2), 3, at(held{170, 100}, held{120, 400}, held{170, 150}, held{155, 200}, held{120, 150}))), "r", TooHard)
	if f.Level != Violation || !near(f.FromS, 500) || !near(f.ToS, 650) {
		t.Errorf("%s from %v s to %v s", f.Level, shown(f.FromS), shown(f.ToS))
	}
	f = findingOf(t, hrMax200(newRun("r", daysAfter(2), 3, at(held{170, 100}, held{120, 500}, held{155, 90}, held{156, 60}, held{120, 250}))), "r", TooHard)
	if f.Level != Caution || !near(f.FromS, 600) || !near(f.ToS, 750) {
		t.Errorf("%s from %v s to %v s", f.Level, shown(f.FromS), shown(f.ToS))
	}
}

func TestHeartRateOutranksSpeed(t *testing.T) {
	fast := newRun("r", daysAfter(2), 3, at(held{130, 1000}), speed(9))
	if f := findingOf(t, hrMax200(fast), "r", TooHard); f.Level != OK || f.Unit != "share" {
		t.Errorf("fast at an easy heart rate: %s in %s", f.Level, f.Unit)
	}
}

func TestHRMax(t *testing.T) {
	// A heart rate of 153 for the whole run is a caution with an HRmax of 200,
	// a violation with 180 (82 % is 147.6), and unknown without any HRmax.
	peaks := func(n int, peak float64, at time.Time) []Run {
		var runs []Run
		for i := range n {
			runs = append(runs, newRun(fmt.Sprint("p", i), at.Add(-time.Duration(i)*time.Hour), 6, func(r *Run) { r.PeakHR = new(peak - float64(i)) }))
		}
		return runs
	}
	start := daysAfter(2)
	for _, tt := range []struct {
		name   string
		runner Runner
		runs   []Run
		unit   string
		want   Level
		says   string
	}{
		{"declared", Runner{HRMax: new(200.0)}, nil, "share", Caution, "HRmax 200, declared"},
		{"declared before found and age", Runner{HRMax: new(200.0), BirthYear: new(1986)}, peaks(10, 180, daysBefore(5)), "share", Caution, "HRmax 200, declared"},
		{"found in ten runs", Runner{}, peaks(10, 180, daysBefore(5)), "share", Violation, "HRmax 180, "},
		{"found before age", Runner{BirthYear: new(1986)}, peaks(10, 200, daysBefore(5)), "share", Caution, "HRmax 200, "},
		{"nine runs are too few", Runner{}, peaks(9, 180, daysBefore(5)), "m/s", OK, "HRmax is not known"},
		{"nine runs are too few, so by age", Runner{BirthYear: new(1986)}, peaks(9, 200, daysBefore(5)), "share", Violation, "HRmax 180, estimated by age"},
		{"the oldest a year before the run", Runner{}, peaks(10, 180, start.Add(-365*24*time.Hour).Add(9*time.Hour)), "share", Violation, "HRmax 180, "},
		{"the oldest a second more than a year before", Runner{}, peaks(10, 180, start.Add(-365*24*time.Hour).Add(9*time.Hour-time.Second)), "m/s", OK, "HRmax is not known"},
		{"the run itself doesn't count", Runner{}, append(peaks(9, 180, daysBefore(5)), newRun("self", start, 3)), "m/s", OK, "HRmax is not known"},
		{"by age", Runner{BirthYear: new(1986)}, nil, "share", Violation, "HRmax 180, estimated by age"},
		{"nothing known", Runner{}, nil, "m/s", OK, "HRmax is not known"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := history(append(tt.runs, newRun("r", start, 3, at(held{153, 1000}), func(r *Run) { r.PeakHR = new(153.0) }))...)
			h.Runner = tt.runner
			for i := range h.Runs {
				if h.Runs[i].ID == "self" {
					h.Runs = append(h.Runs[:i], h.Runs[i+1:]...)
					break
				}
			}
			f := findingOf(t, h, "r", TooHard)
			if f.Level != tt.want || f.Unit != tt.unit || !strings.Contains(string(f.Text), tt.says) {
				t.Errorf("%s in %s, want %s in %s and %q (%s)", f.Level, f.Unit, tt.want, tt.unit, tt.says, f.Text)
			}
		})
	}
}

func TestHRMaxByAgeTakesTheYearOfTheRun(t *testing.T) {
	// Born 1986: 40 in 2026, HRmax 180.0; 39 in 2025, 180.7. At the turn of
	// the year in Berlin it is still 2025 in UTC.
	h := historyOf(nil)
	h.Runner = Runner{BirthYear: new(1986), Zone: zone(t, "Europe/Berlin")}
	start := time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC)
	h.Treatments[0].At = start.Add(-60 * time.Hour)
	h.Runs = []Run{newRun("r", start, 3, at(held{150, 1000}))}
	if f := findingOf(t, h, "r", TooHard); !strings.Contains(string(f.Text), "above 147 beats/min") {
		t.Errorf("82 %% of 180 is 147.6, so from 148 on: %s", f.Text)
	}
}

func TestAHeartRateAtTheLimitIsNotAboveItForAnyHRMax(t *testing.T) {
	for top := 100; top <= 220; top++ {
		h := history(newRun("r", daysAfter(2), 3, at(held{top * 82 / 100, 1000})))
		h.Runner.HRMax = new(float64(top))
		if f := findingOf(t, h, "r", TooHard); f.Level == Violation {
			t.Errorf("HRmax %d: %d beats/min is a violation (%s)", top, top*82/100, f.Text)
		}
		h = history(newRun("r", daysAfter(2), 3, at(held{top*82/100 + 1, 1000})))
		h.Runner.HRMax = new(float64(top))
		if f := findingOf(t, h, "r", TooHard); f.Level != Violation {
			t.Errorf("HRmax %d: %d beats/min is %s (%s)", top, top*82/100+1, f.Level, f.Text)
		}
		h = history(newRun("r", daysAfter(2), 3, at(held{top * 76 / 100, 1000})))
		h.Runner.HRMax = new(float64(top))
		if f := findingOf(t, h, "r", TooHard); f.Level != OK {
			t.Errorf("HRmax %d: %d beats/min is %s (%s)", top, top*76/100, f.Level, f.Text)
		}
	}
}

func TestWithoutHeartRateSpeedIsComparedWithTheUsual(t *testing.T) {
	const usualSpeed = 1000.0 / 360
	for share, want := range map[float64]Level{0.5: OK, 0.9999: OK, 1: OK, 1.0009: OK, 1.0011: Caution, 1.1: Caution, 1.1009: Caution, 1.1013: Violation, 2: Violation} {
		f := findingOf(t, history(newRun("r", daysAfter(2), 3, speed(share*usualSpeed))), "r", TooHard)
		if f.Level != want || !near(f.Measured, share*usualSpeed) || !near(f.Cap, usualSpeed) || f.Unit != "m/s" || f.Source != NeedledOwn {
			t.Errorf("%v of usual: %s, %v of %v %s; want %s (%s)", share, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, want, f.Text)
		}
	}
	f := findingOf(t, history(newRun("r", daysAfter(2), 3, speed(4))), "r", TooHard)
	if got := f.Text.String(); got != "4:10/km; the cap is 6:00/km (100 % of your usual speed). Heart rate was not recorded on enough of the run, so speed is compared." {
		t.Errorf("%s: %s", f.Level, got)
	}
}

// Watches round times to milliseconds, which must not make the usual pace too
// fast.
func TestAMillisecondIsNoFasterPace(t *testing.T) {
	f := findingOf(t, history(newRun("r", daysAfter(2), 3, func(r *Run) { r.MovingS = new(1079.999) })), "r", TooHard)
	if got := f.Text.String(); f.Level != OK || !strings.HasPrefix(got, "6:00/km; the cap is 6:00/km") {
		t.Errorf("%s: %s", f.Level, got)
	}
}

func TestWithoutHeartRateAndUsualSpeedEffortIsUnknown(t *testing.T) {
	noDistance := func(r *Run) { r.DistanceM = nil }
	noTime := func(r *Run) { r.MovingS = nil }
	for _, tt := range []struct {
		name     string
		h        History
		supplies string
	}{
		{"no baseline", historyOf([]Run{newRun("r", daysAfter(2), 3)}), "sensor"},
		{"no distance", history(newRun("r", daysAfter(2), 3, noDistance)), "sensor"},
		{"no moving time", history(newRun("r", daysAfter(2), 3, noTime)), "sensor"},
		{"heart rate but no HRmax, no baseline", historyOf([]Run{newRun("r", daysAfter(2), 3, at(held{150, 1000}))}), "year of birth"},
	} {
		f := findingOf(t, tt.h, "r", TooHard)
		if f.Level != Unknown || !strings.Contains(string(f.Text), tt.supplies) || !strings.Contains(string(f.Text), "would settle it") {
			t.Errorf("%s: %s (%s)", tt.name, f.Level, f.Text)
		}
	}
}

func TestTheLoadIsForInformationOnly(t *testing.T) {
	heart := func(avg float64) func(*Run) { return func(r *Run) { r.AvgHR = new(avg) } }
	h := hrMax200(newRun("r", daysAfter(2), 3, heart(140)))
	for i := range 4 {
		heart(140)(&h.Runs[i])
	}
	v := verdictOf(t, h, "r")
	if !near(v.LoadShare, 0.5) {
		t.Errorf("half the usual time at the usual heart rate: load %v, want 0.5", shown(v.LoadShare))
	}
	if n := fmt.Sprint(v.Notes); !strings.Contains(n, "50 %") || !strings.Contains(n, "For information") {
		t.Errorf("notes %s", n)
	}
	h.Runs[4].AvgHR = new(199.0)
	if hard := verdictOf(t, h, "r"); hard.Level != v.Level || *hard.LoadShare < 1 {
		t.Errorf("a load of %v changes the level from %s to %s", *hard.LoadShare, v.Level, hard.Level)
	}
	h.Runs[4].AvgHR = nil
	if v := verdictOf(t, h, "r"); v.LoadShare != nil {
		t.Errorf("load %v without heart rate", *v.LoadShare)
	}
}
