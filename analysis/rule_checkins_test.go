package analysis_test

import (
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

// checkedBefore is a history with a run and a readiness check-in before it.
func checkedBefore(before time.Duration, c CheckIn) History {
	h := history(newRun("r", daysAfter(3), 3))
	c.Kind, c.At = Readiness, daysAfter(3).Add(-before)
	h.CheckIns = []CheckIn{c}
	return h
}

func TestNotReady(t *testing.T) {
	yes, no := new(true), new(false)
	for _, tt := range []struct {
		name  string
		check CheckIn
		want  Level
		says  string
	}{
		{"all passed", CheckIn{SquatOK: yes, HeelRaise: yes, FullROM: yes, Soreness: new(0)}, OK, ""},
		{"soreness 1", CheckIn{SquatOK: yes, HeelRaise: yes, FullROM: yes, Soreness: new(1)}, OK, ""},
		{"soreness 2", CheckIn{SquatOK: yes, HeelRaise: yes, FullROM: yes, Soreness: new(2)}, OK, ""},
		{"soreness 3", CheckIn{SquatOK: yes, HeelRaise: yes, FullROM: yes, Soreness: new(3)}, Violation, "soreness 3/10"},
		{"squat failed", CheckIn{SquatOK: no, HeelRaise: yes, FullROM: yes, Soreness: new(0)}, Violation, "squat"},
		{"heel raises failed", CheckIn{SquatOK: yes, HeelRaise: no, FullROM: yes, Soreness: new(0)}, Violation, "heel raises"},
		{"range of motion limited", CheckIn{SquatOK: yes, HeelRaise: yes, FullROM: no, Soreness: new(0)}, Violation, "range of motion"},
		{"one failed, the others not recorded", CheckIn{SquatOK: no}, Violation, "squat"},
		{"only soreness recorded", CheckIn{Soreness: new(2)}, OK, "Not recorded: squat, heel raises, range of motion."},
		{"nothing recorded", CheckIn{}, OK, "Not recorded: squat, heel raises, range of motion, soreness."},
	} {
		// The clinic names the test; how sore is too sore is needled's number.
		source := NeedledOwn
		if tt.check.Soreness == nil || tt.check.SquatOK == no || tt.check.HeelRaise == no || tt.check.FullROM == no {
			source = ClinicAdvice
		}
		f := findingOf(t, checkedBefore(time.Hour, tt.check), "r", NotReady)
		if f.Level != tt.want || !strings.Contains(string(f.Text), tt.says) || f.Source != source {
			t.Errorf("%s: %s (%s), want %s (%s) and %q (%s)", tt.name, f.Level, f.Source, tt.want, source, tt.says, f.Text)
		}
		if tt.check.Soreness != nil && (!near(f.Measured, float64(*tt.check.Soreness)) || !near(f.Cap, 2) || f.Unit != "/10") {
			t.Errorf("%s: %v of %v %s", tt.name, shown(f.Measured), shown(f.Cap), f.Unit)
		}
	}
}

func TestTheReadinessCheckCountsForADay(t *testing.T) {
	failed := CheckIn{SquatOK: new(false)}
	for before, want := range map[time.Duration]bool{
		0: true, time.Hour: true, 24 * time.Hour: true, 24*time.Hour + time.Second: false, -time.Second: false,
	} {
		v := verdictOf(t, checkedBefore(before, failed), "r")
		f := v.Finding(NotReady)
		if (f != nil) != want {
			t.Errorf("%s before: finding %v, want %v", before, f != nil, want)
		}
		if f == nil && !strings.Contains(v.Notes[0].String(), "not recorded") {
			t.Errorf("%s before: notes %v", before, v.Notes)
		}
		if f == nil && v.Level != OK {
			t.Errorf("%s before: %s; no check-in is no finding", before, v.Level)
		}
	}
}

func TestTheLatestReadinessCheckCounts(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second *bool
		want          Level
	}{
		{"failed, then passed", new(false), new(true), OK},
		{"passed, then failed", new(true), new(false), Violation},
	} {
		h := checkedBefore(time.Hour, CheckIn{ID: "b", SquatOK: tt.second})
		h.CheckIns = append(h.CheckIns, CheckIn{ID: "a", Kind: Readiness, At: daysAfter(3).Add(-2 * time.Hour), SquatOK: tt.first})
		if f := findingOf(t, h, "r", NotReady); f.Level != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, f.Level, tt.want)
		}
	}
}

// checkedAfter is a history with a run of half an hour and an after-run
// check-in so long after its end.
func checkedAfter(after time.Duration, c CheckIn) History {
	h := history(newRun("r", daysAfter(3), 5))
	c.Kind, c.At = AfterRun, daysAfter(3).Add(30*time.Minute+after)
	h.CheckIns = []CheckIn{c}
	return h
}

func TestSymptoms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		check CheckIn
		want  Level
		says  string
	}{
		{"pain 0", CheckIn{Pain: new(0)}, OK, "Pain 0/10"},
		{"pain 2", CheckIn{Pain: new(2)}, OK, "Pain 2/10"},
		{"pain 3", CheckIn{Pain: new(3)}, Caution, "pain 3/10"},
		{"pain 4", CheckIn{Pain: new(4)}, Violation, "pain 4/10; more than 3/10 counts as returned too soon or too hard."},
		{"pain 10", CheckIn{Pain: new(10)}, Violation, "pain 10/10"},
		{"sharp pain", CheckIn{Pain: new(0), SharpPain: true}, Violation, "sharp pain. The clinic reads that as returned too soon or too hard."},
		{"cramping", CheckIn{Pain: new(0), Cramping: true}, Violation, "cramping"},
		{"sharp pain, pain not rated", CheckIn{SharpPain: true}, Violation, "sharp pain"},
		{"cramping at pain 3", CheckIn{Pain: new(3), Cramping: true}, Violation, "cramping, pain 3/10"},
		{"pain not recorded", CheckIn{Soreness: new(1)}, Unknown, "pain was not recorded"},
	} {
		// The clinic names sharp pain and cramping; how much pain is too much
		// is needled's number.
		source := NeedledOwn
		if tt.check.Pain == nil || tt.check.SharpPain || tt.check.Cramping {
			source = ClinicAdvice
		}
		f := findingOf(t, checkedAfter(time.Hour, tt.check), "r", Symptoms)
		if f.Level != tt.want || !strings.Contains(string(f.Text), tt.says) || f.Source != source || f.Unit != "/10" {
			t.Errorf("%s: %s (%s), want %s (%s) and %q (%s)", tt.name, f.Level, f.Source, tt.want, source, tt.says, f.Text)
		}
		if tt.check.Pain != nil && !near(f.Measured, float64(*tt.check.Pain)) {
			t.Errorf("%s: measured %v", tt.name, shown(f.Measured))
		}
		if tt.check.Pain == nil && f.Measured != nil {
			t.Errorf("%s: measured %v", tt.name, *f.Measured)
		}
	}
}

func TestAnAfterRunCheckInBelongsToARunThatEndedAtMost48HoursBefore(t *testing.T) {
	cramps := CheckIn{Cramping: true}
	for after, want := range map[time.Duration]bool{
		-time.Second: false, 0: true, time.Hour: true, 48 * time.Hour: true, 48*time.Hour + time.Second: false,
	} {
		f := verdictOf(t, checkedAfter(after, cramps), "r").Finding(Symptoms)
		if (f != nil) != want {
			t.Errorf("%s after the end: finding %v, want %v", after, f != nil, want)
		}
	}
}

func TestAnAfterRunCheckInBelongsToTheLatestRunThatEnded(t *testing.T) {
	// a ends at 3 d 0:30, b at 3 d 10:30; an accident and a ride come later.
	h := history(
		newRun("a", daysAfter(3), 5), newRun("b", daysAfter(3).Add(10*time.Hour), 5),
		newRun("accident", daysAfter(3).Add(12*time.Hour), 0.1), activity("ride", daysAfter(3).Add(13*time.Hour), Cycling),
		newRun("doubt", daysAfter(3).Add(15*time.Hour), 5, func(r *Run) { r.Doubt = "absurd" }))
	for hours, want := range map[float64]string{0.4: "", 1: "a", 10.4: "a", 10.5: "b", 20: "b", 58: "b", 59: ""} {
		h.CheckIns = []CheckIn{{Kind: AfterRun, At: daysAfter(3).Add(time.Duration(hours * float64(time.Hour))), Cramping: true}}
		got := ""
		for _, id := range []string{"a", "b", "ride"} {
			if verdictOf(t, h, id).Finding(Symptoms) != nil {
				got += id
			}
		}
		if got != want {
			t.Errorf("a check-in at %v h belongs to %q, want %q", hours, got, want)
		}
	}
}

func TestTheEndOfARunIsItsElapsedTimeElseItsMovingTimeElseItsStart(t *testing.T) {
	elapsed, moving := new(7200.0), new(1800.0)
	for _, tt := range []struct {
		elapsed, moving *float64
		want            time.Duration
	}{{elapsed, moving, 2 * time.Hour}, {nil, moving, 30 * time.Minute}, {nil, nil, 0}} {
		run := newRun("r", treated, 5, func(r *Run) { r.ElapsedS, r.MovingS = tt.elapsed, tt.moving })
		if got := run.End().Sub(run.Start); got != tt.want {
			t.Errorf("it ends %s after its start, want %s", got, tt.want)
		}
	}
}

func TestTheWorstOfSeveralCheckInsAfterARunCounts(t *testing.T) {
	h := checkedAfter(time.Hour, CheckIn{ID: "a", Pain: new(5)})
	h.CheckIns = append(h.CheckIns, CheckIn{ID: "b", Kind: AfterRun, At: h.CheckIns[0].At.Add(time.Hour), Pain: new(0)})
	if f := findingOf(t, h, "r", Symptoms); f.Level != Violation || !near(f.Measured, 5) {
		t.Errorf("%s, %v", f.Level, shown(f.Measured))
	}
}

func TestPainMustBeRecordedInOneOfTheCheckInsAfterARun(t *testing.T) {
	for _, tt := range []struct {
		name   string
		checks []CheckIn
		want   Level
	}{
		{"in none", []CheckIn{{}, {Soreness: new(1)}}, Unknown},
		{"in the first", []CheckIn{{Pain: new(1)}, {Soreness: new(1)}}, OK},
		{"in the second", []CheckIn{{Soreness: new(1)}, {Pain: new(1)}}, OK},
		{"in the first, at 3", []CheckIn{{Pain: new(3)}, {}}, Caution},
		{"in none, with cramps", []CheckIn{{}, {Cramping: true}}, Violation},
		{"in one, with cramps in the other", []CheckIn{{Pain: new(0)}, {Cramping: true}}, Violation},
	} {
		h := checkedAfter(time.Hour, tt.checks[0])
		second := tt.checks[1]
		second.ID, second.Kind, second.At = "second", AfterRun, h.CheckIns[0].At.Add(time.Hour)
		h.CheckIns = append(h.CheckIns, second)
		if f := findingOf(t, h, "r", Symptoms); f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
	}
}

func TestCheckInWindowsMayBeChangedForOneTreatment(t *testing.T) {
	h := checkedAfter(60*time.Hour, CheckIn{Cramping: true})
	h.Treatments[0].Caps = map[Key]float64{SymptomWindow: 72}
	if verdictOf(t, h, "r").Finding(Symptoms) == nil {
		t.Error("a check-in 60 h after the run is left out of 72 h")
	}
	h.Treatments[0].Caps = map[Key]float64{SymptomWindow: 24}
	h.CheckIns[0].At = h.CheckIns[0].At.Add(-30 * time.Hour)
	if verdictOf(t, h, "r").Finding(Symptoms) != nil {
		t.Error("a check-in 30 h after the run counts within 24 h")
	}

	h = checkedBefore(30*time.Hour, CheckIn{SquatOK: new(false)})
	h.Treatments[0].Caps = map[Key]float64{ReadinessWindow: 36}
	if verdictOf(t, h, "r").Finding(NotReady) == nil {
		t.Error("a check-in 30 h before the run is left out of 36 h")
	}
	h = checkedBefore(time.Hour, CheckIn{Soreness: new(3)})
	h.Treatments[0].Caps = map[Key]float64{SorenessMax: 3}
	if f := findingOf(t, h, "r", NotReady); f.Level != OK {
		t.Errorf("soreness 3 of 3: %s", f.Level)
	}
	h = checkedAfter(time.Hour, CheckIn{Pain: new(4)})
	h.Treatments[0].Caps = map[Key]float64{PainCaution: 4}
	if f := findingOf(t, h, "r", Symptoms); f.Level != Caution {
		t.Errorf("pain 4, a caution for this treatment: %s", f.Level)
	}
}
