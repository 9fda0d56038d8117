package analysis_test

import (
	"testing"
	"time"

	. "needled/analysis"
)

// wantWindow runs just before, at and just after floor and clear, in hours
// after the treatment, and looks at too-early. prepare, when not nil, adds
// what comes with a run at that time.
func wantWindow(t *testing.T, h History, floor, clear float64, prepare func(start time.Time) []CheckIn) {
	t.Helper()
	for _, at := range []struct {
		start time.Time
		level Level
		cap   float64
	}{
		{treated, Violation, floor},
		{hoursAfter(floor).Add(-time.Second), Violation, floor},
		{hoursAfter(floor), Caution, clear},
		{hoursAfter(floor).Add(time.Second), Caution, clear},
		{hoursAfter(clear).Add(-time.Second), Caution, clear},
		{hoursAfter(clear), OK, clear},
		{hoursAfter(clear).Add(time.Second), OK, clear},
		{hoursAfter(clear + 100), OK, clear},
	} {
		if floor == clear && at.level == Caution {
			continue
		}
		h.Runs = append(usual(), newRun("r", at.start, 3))
		if prepare != nil {
			h.CheckIns = prepare(at.start)
		}
		f := findingOf(t, h, "r", TooEarly)
		ran := at.start.Sub(treated).Hours()
		if f.Level != at.level || !near(f.Measured, ran) || !near(f.Cap, at.cap) || f.Unit != "h" {
			t.Errorf("%.4f h after the treatment: %s, %v of %v %s; want %s, cap %v h (%s)",
				ran, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, at.level, at.cap, f.Text)
		}
		if v := verdictOf(t, h, "r"); !near(v.HoursSinceTreatment, ran) {
			t.Errorf("hours since treatment: %v, want %v", shown(v.HoursSinceTreatment), ran)
		}
	}
}

func TestRestWindowByClass(t *testing.T) {
	for _, tt := range []struct {
		name         string
		treatment    Treatment
		floor, clear float64
	}{
		{"typical", Treatment{Muscles: []Muscle{"calf"}}, 24, 48},
		{"no muscle recorded", Treatment{}, 24, 48},
		{"standard needling", Treatment{Muscles: []Muscle{"calf"}, Intensity: Standard}, 24, 48},
		{"many small muscles", Treatment{Muscles: []Muscle{"shin", "foot", "hip-flexors", "tfl", "neck", "trapezius"}}, 24, 48},
		{"one large group", Treatment{Muscles: []Muscle{"quadriceps", "shin"}}, 24, 48},
		{"one large group named twice, left and right", Treatment{Muscles: []Muscle{"calf", "calf"}}, 24, 48},
		{"two large groups", Treatment{Muscles: []Muscle{"calf", "glutes"}}, 48, 72},
		{"two large groups of the back", Treatment{Muscles: []Muscle{"lower-back", "latissimus"}}, 48, 72},
		{"intensive needling", Treatment{Muscles: []Muscle{"foot"}, Intensity: Intensive}, 48, 72},
		{"intensive needling, no muscle recorded", Treatment{Intensity: Intensive}, 48, 72},
		{"the clinician says typical", Treatment{Muscles: []Muscle{"calf", "glutes"}, Intensity: Intensive, Class: Typical}, 24, 48},
		{"the clinician says demanding", Treatment{Muscles: []Muscle{"foot"}, Class: Demanding}, 48, 72},
		{"CPT 20561 alone", Treatment{Muscles: []Muscle{"foot"}, CPT: "20561"}, 24, 48},
		{"CPT 20560 on two large groups", Treatment{Muscles: []Muscle{"calf", "glutes"}, CPT: "20560"}, 48, 72},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := history()
			tt.treatment.ID, tt.treatment.At = "t1", treated
			h.Treatments = []Treatment{tt.treatment}
			wantWindow(t, h, tt.floor, tt.clear, nil)
			r := Assess(h, clinic())[0]
			if want := map[float64]Class{24: Typical, 48: Demanding}[tt.floor]; r.Class != want || r.ClassWhy == "" {
				t.Errorf("class %s because %q, want %s", r.Class, r.ClassWhy, want)
			}
			if !r.Floor.Equal(hoursAfter(tt.floor)) || !r.Clear.Equal(hoursAfter(tt.clear)) {
				t.Errorf("floor %s, clear %s", r.Floor, r.Clear)
			}
		})
	}
}

func TestMusclesOfTheLowerLimbAndLargeGroups(t *testing.T) {
	lower := map[Muscle]bool{"calf": true, "shin": true, "foot": true, "hamstrings": true, "quadriceps": true,
		"adductors": true, "glutes": true, "hip-flexors": true, "tfl": true}
	large := map[Muscle]bool{"quadriceps": true, "hamstrings": true, "glutes": true, "calf": true,
		"adductors": true, "lower-back": true, "latissimus": true}
	if n := len(Muscles()); n != 18 {
		t.Errorf("%d muscles are known, want 18", n)
	}
	for _, m := range Muscles() {
		if m.LowerLimb() != lower[m] || m.Large() != large[m] {
			t.Errorf("%s: lower limb %v, large %v", m, m.LowerLimb(), m.Large())
		}
	}
}

func TestExperienceShiftsTheRestWindow(t *testing.T) {
	for _, tt := range []struct {
		name         string
		runner       Runner
		class        Class
		floor, clear float64
	}{
		{"nothing said", Runner{}, Typical, 24, 48},
		{"recreational", Runner{Experience: Recreational}, Typical, 24, 48},
		{"seasoned, without a check", Runner{Experience: Seasoned}, Typical, 24, 48},
		{"new", Runner{Experience: NewRunner}, Typical, 48, 72},
		{"returning from injury", Runner{ReturningFromInjury: true}, Typical, 48, 72},
		{"new and returning", Runner{Experience: NewRunner, ReturningFromInjury: true}, Typical, 48, 72},
		{"new, demanding", Runner{Experience: NewRunner}, Demanding, 72, 96},
		{"seasoned and returning", Runner{Experience: Seasoned, ReturningFromInjury: true}, Demanding, 72, 96},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := history()
			h.Runner, h.Treatments[0].Class = tt.runner, tt.class
			wantWindow(t, h, tt.floor, tt.clear, nil)
		})
	}
}

func TestTheSourceIsThatOfTheFloorOrOfTheClear(t *testing.T) {
	p := clinic()
	p.Numbers[TypicalClear] = Number{Value: 48, Unit: "h", Source: Literature}
	for hours, want := range map[float64]Source{10: ClinicAdvice, 30: Literature, 50: Literature} {
		if f := findingBy(t, p, history(newRun("r", hoursAfter(hours), 3)), "r", TooEarly); f.Source != want {
			t.Errorf("%v h: source %s, want %s", hours, f.Source, want)
		}
	}
	h := history(newRun("r", hoursAfter(30), 3))
	h.Runner.Experience = NewRunner
	if f := findingBy(t, p, h, "r", TooEarly); f.Source != NeedledOwn {
		t.Errorf("a day longer for a new runner: source %s, want N", f.Source)
	}
}

func TestRestSetForOneTreatment(t *testing.T) {
	h := history()
	h.Treatments[0].Caps = map[Key]float64{TypicalFloor: 30, TypicalClear: 60}
	wantWindow(t, h, 30, 60, nil)
}

// passed is a readiness check-in that was passed in full.
func passed(id string, at time.Time) CheckIn {
	return CheckIn{ID: id, Kind: Readiness, At: at, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0)}
}

// seasoned is a history in which a passed check gives an early release.
func seasoned() History {
	h := history()
	h.Runner.Experience = Seasoned
	h.Treatments[0].Muscles = []Muscle{"shoulder"}
	return h
}

func TestSeasonedRunnerIsReleasedByAPassedCheck(t *testing.T) {
	hourBefore := func(start time.Time) []CheckIn { return []CheckIn{passed("c", start.Add(-time.Hour))} }
	wantWindow(t, seasoned(), 24, 24, hourBefore)

	for _, tt := range []struct {
		name         string
		change       func(*History)
		floor, clear float64
	}{
		{"not seasoned", func(h *History) { h.Runner.Experience = Recreational }, 24, 48},
		{"a new runner", func(h *History) { h.Runner.Experience = NewRunner }, 48, 72},
		{"class demanding", func(h *History) { h.Treatments[0].Class = Demanding }, 48, 72},
		{"intensive needling", func(h *History) { h.Treatments[0].Intensity = Intensive }, 48, 72},
		{"a lower-limb muscle among others", func(h *History) { h.Treatments[0].Muscles = []Muscle{"shoulder", "foot"} }, 24, 48},
		{"no muscle recorded", func(h *History) { h.Treatments[0].Muscles = nil }, 24, 48},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := seasoned()
			tt.change(&h)
			wantWindow(t, h, tt.floor, tt.clear, hourBefore)
		})
	}
}

func TestEachItemOfTheCheckIsNeededForTheRelease(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*CheckIn)
	}{
		{"squat failed", func(c *CheckIn) { c.SquatOK = new(false) }},
		{"squat not recorded", func(c *CheckIn) { c.SquatOK = nil }},
		{"heel raises failed", func(c *CheckIn) { c.HeelRaise = new(false) }},
		{"heel raises not recorded", func(c *CheckIn) { c.HeelRaise = nil }},
		{"range of motion limited", func(c *CheckIn) { c.FullROM = new(false) }},
		{"range of motion not recorded", func(c *CheckIn) { c.FullROM = nil }},
		{"soreness 1", func(c *CheckIn) { c.Soreness = new(1) }},
		{"soreness not recorded", func(c *CheckIn) { c.Soreness = nil }},
		{"made after a run", func(c *CheckIn) { c.Kind = AfterRun }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantWindow(t, seasoned(), 24, 48, func(start time.Time) []CheckIn {
				c := passed("c", start.Add(-time.Hour))
				tt.change(&c)
				return []CheckIn{c}
			})
		})
	}
}

func TestTheCheckReleasesForOneDayAndTheLatestCounts(t *testing.T) {
	start := hoursAfter(30)
	failed := passed("failed", start.Add(-2*time.Hour))
	failed.FullROM = new(false)
	for _, tt := range []struct {
		name   string
		checks []CheckIn
		want   Level
	}{
		{"at the start", []CheckIn{passed("c", start)}, OK},
		{"24 h before", []CheckIn{passed("c", start.Add(-24*time.Hour))}, OK},
		{"more than 24 h before", []CheckIn{passed("c", start.Add(-24*time.Hour-time.Second))}, Caution},
		{"after the start", []CheckIn{passed("c", start.Add(time.Second))}, Caution},
		{"passed, then failed", []CheckIn{passed("c", start.Add(-3*time.Hour)), failed}, Caution},
		{"failed, then passed", []CheckIn{passed("c", start.Add(-time.Hour)), failed}, OK},
		{"none", nil, Caution},
	} {
		h := seasoned()
		h.Runs = append(h.Runs, newRun("r", start, 3))
		h.CheckIns = tt.checks
		if f := findingOf(t, h, "r", TooEarly); f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
	}
}
