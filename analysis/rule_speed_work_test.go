package analysis_test

import (
	"testing"

	. "needled/analysis"
)

// spans are n stretches of a minute, each followed by one.
func spans(n int) []Span {
	var ss []Span
	for i := range n {
		ss = append(ss, Span{FromS: float64(120 * i), ToS: float64(120*i + 60)})
	}
	return ss
}

func TestSpeedWork(t *testing.T) {
	bouts := func(m *Measures, n int) {
		for _, s := range spans(n) {
			m.Bouts = append(m.Bouts, Bout{Span: s, SpeedMPS: 4})
		}
	}
	for _, tt := range []struct {
		name          string
		change        func(*Measures)
		want          Level
		measured, cap float64
		unit          string
		to            float64 // end of the evidence; 0: none
	}{
		{"even", func(m *Measures) {}, OK, 0, 2, "bouts", 0},
		{"two bouts", func(m *Measures) { bouts(m, 2) }, OK, 2, 2, "bouts", 0},
		{"three bouts", func(m *Measures) { bouts(m, 3) }, Caution, 3, 2, "bouts", 300},
		{"ten bouts", func(m *Measures) { bouts(m, 10) }, Caution, 10, 2, "bouts", 1140},
		{"two marked laps", func(m *Measures) { m.Intervals = spans(2) }, OK, 0, 2, "bouts", 0},
		{"three marked laps", func(m *Measures) { m.Intervals = spans(3) }, Violation, 3, 2, "laps", 300},
		{"two workout steps", func(m *Measures) { m.IntervalSteps = 2 }, OK, 0, 2, "bouts", 0},
		{"three workout steps", func(m *Measures) { m.IntervalSteps = 3 }, Violation, 3, 2, "laps", 0},
		{"two marked laps and three bouts", func(m *Measures) { m.Intervals = spans(2); bouts(m, 3) }, Caution, 3, 2, "bouts", 300},
		{"three of each", func(m *Measures) { m.Intervals = spans(3); bouts(m, 3) }, Violation, 3, 2, "laps", 300},
		{"marked laps without speed", func(m *Measures) { m.HasSpeed = false; m.Intervals = spans(3) }, Violation, 3, 2, "laps", 300},
	} {
		for number := 1; number <= 4; number += 3 {
			f := findingOf(t, asNumber(number, newRun("r", treated, 3, func(r *Run) { tt.change(r.Measures) })), "r", SpeedWork)
			if f.Level != tt.want || !near(f.Measured, tt.measured) || !near(f.Cap, tt.cap) || f.Unit != tt.unit || f.Source != NeedledOwn {
				t.Errorf("%s: %s, %v of %v %s; want %s, %v of %v %s (%s)", tt.name, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, tt.want, tt.measured, tt.cap, tt.unit, f.Text)
			}
			if (f.ToS != nil) != (tt.to != 0) || f.ToS != nil && (*f.ToS != tt.to || *f.FromS != 0) {
				t.Errorf("%s: evidence from %v to %v s, want to %v", tt.name, shown(f.FromS), shown(f.ToS), tt.to)
			}
		}
	}
}

func TestSpeedWorkUnknown(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Run)
	}{
		{"neither speed nor distance", func(r *Run) { r.Measures.HasSpeed = false }},
		{"two marked laps, neither speed nor distance", func(r *Run) { r.Measures.HasSpeed = false; r.Measures.Intervals = spans(2) }},
		{"totals only", func(r *Run) { r.Measures = nil }},
	} {
		f := findingOf(t, history(newRun("r", daysAfter(2), 3, tt.change)), "r", SpeedWork)
		if f.Level != Unknown || f.Measured != nil {
			t.Errorf("%s: %s, %v (%s)", tt.name, f.Level, shown(f.Measured), f.Text)
		}
	}
}
