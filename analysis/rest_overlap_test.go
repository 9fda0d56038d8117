package analysis_test

import (
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func TestASecondTreatmentNeverShortensTheRestOfTheFirst(t *testing.T) {
	// Demanding at 0 h: floor 48, clear 72. Typical at 10 h: floor 34, clear 58.
	h := history()
	h.Treatments = []Treatment{
		{ID: "t1", At: treated, Muscles: []Muscle{"calf", "glutes"}},
		{ID: "t2", At: hoursAfter(10), Muscles: []Muscle{"neck"}},
	}
	for _, tt := range []struct {
		hours         float64
		level         Level
		measured, cap float64 // since the treatment whose rest is the reason
		earlier       bool
	}{
		{33.99, Violation, 23.99, 24, false},
		{34, Violation, 34, 48, true}, // the second one's floor is over, the first one's is not
		{47.99, Violation, 47.99, 48, true},
		{48, Caution, 38, 48, false},
		{57.99, Caution, 47.99, 48, false},
		{58, Caution, 58, 72, true},
		{71.99, Caution, 71.99, 72, true},
		{72, OK, 62, 48, false},
	} {
		h.Runs = append(usual(), newRun("r", hoursAfter(tt.hours), 3))
		f := findingOf(t, h, "r", TooEarly)
		if f.Level != tt.level || !near(f.Measured, tt.measured) || !near(f.Cap, tt.cap) {
			t.Errorf("%v h: %s, %v of %v; want %s, %v of %v (%s)", tt.hours, f.Level, shown(f.Measured), shown(f.Cap), tt.level, tt.measured, tt.cap, f.Text)
		}
		if strings.Contains(f.Text.String(), "earlier treatment") != tt.earlier {
			t.Errorf("%v h: %q", tt.hours, f.Text)
		}
		v := verdictOf(t, h, "r")
		if v.Treatment != "t2" || !near(v.HoursSinceTreatment, tt.hours-10) {
			t.Errorf("%v h: belongs to %s, %v h after it", tt.hours, v.Treatment, shown(v.HoursSinceTreatment))
		}
	}
	r := Assess(h, clinic())[1]
	if !r.Floor.Equal(hoursAfter(48)) || !r.Clear.Equal(hoursAfter(72)) {
		t.Errorf("floor %s, clear %s; want the later ones of both", r.Floor, r.Clear)
	}
}

func TestALaterRestCountsInFull(t *testing.T) {
	h := history()
	h.Treatments = append(h.Treatments, Treatment{ID: "t2", At: hoursAfter(20), Muscles: []Muscle{"calf"}})
	for hours, want := range map[float64]Level{19: Violation, 43.9: Violation, 44: Caution, 67.9: Caution, 68: OK} {
		h.Runs = append(usual(), newRun("r", hoursAfter(hours), 3))
		if f := findingOf(t, h, "r", TooEarly); f.Level != want {
			t.Errorf("%v h: %s, want %s", hours, f.Level, want)
		}
	}
}

func TestTheReleaseOfOneTreatmentDoesNotEndTheRestOfAnother(t *testing.T) {
	h := seasoned()
	h.Treatments = []Treatment{
		{ID: "t1", At: treated, Muscles: []Muscle{"calf"}},
		{ID: "t2", At: hoursAfter(1), Muscles: []Muscle{"shoulder"}},
	}
	for hours, want := range map[float64]Level{24.9: Violation, 25: Caution, 47.9: Caution, 48: OK} {
		start := hoursAfter(hours)
		h.Runs = append(usual(), newRun("r", start, 3))
		h.CheckIns = []CheckIn{passed("c", start.Add(-time.Hour))}
		if f := findingOf(t, h, "r", TooEarly); f.Level != want {
			t.Errorf("%v h: %s, want %s (%s)", hours, f.Level, want, f.Text)
		}
	}
}
