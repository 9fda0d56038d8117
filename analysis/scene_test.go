package analysis_test

import (
	"math"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the tests speak of zones

	. "needled/analysis"
)

// treated is the end of the treatment in most tests: a Monday afternoon.
var treated = time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)

func hoursAfter(h float64) time.Time { return treated.Add(time.Duration(h * float64(time.Hour))) }
func daysAfter(d float64) time.Time  { return hoursAfter(24 * d) }
func daysBefore(d float64) time.Time { return daysAfter(-d) }

// newRun is a flat and easy run at 6:00/km from a watch, without heart rate.
func newRun(id string, start time.Time, km float64, changes ...func(*Run)) Run {
	moving := km * 360
	r := Run{
		ID: id, Provenance: WatchFile, Format: "fit", Sport: Running, Start: start,
		DistanceM: new(km * 1000), MovingS: new(moving), ElapsedS: new(moving),
		AscentM: new(0.0), AscentSource: FromDevice, DescentM: new(0.0), DescentSource: FromDevice,
		Integrity: Intact, Measures: &Measures{HasSpeed: true},
	}
	for _, change := range changes {
		change(&r)
	}
	return r
}

// activity is an hour of another sport, without heart rate.
func activity(id string, start time.Time, sport Sport, changes ...func(*Run)) Run {
	return newRun(id, start, 10, append([]func(*Run){func(r *Run) { r.Sport = sport }}, changes...)...)
}

// usual are four runs of 6 km in the four weeks before the treatment.
func usual() []Run {
	return []Run{
		newRun("u1", daysBefore(25), 6), newRun("u2", daysBefore(18), 6),
		newRun("u3", daysBefore(11), 6), newRun("u4", daysBefore(4), 6),
	}
}

// history is a runner with a usual distance of 6 km, treated at the calf, and
// what came after it.
func history(runs ...Run) History {
	return History{
		Runner:     Runner{Name: "me"},
		Treatments: []Treatment{{ID: "t1", At: treated, Muscles: []Muscle{"calf"}}},
		Runs:       append(usual(), runs...),
	}
}

// verdictOf is the verdict on a run, nil where it lies in no recovery.
func verdictOf(t *testing.T, h History, id string) *Verdict {
	t.Helper()
	return verdictBy(clinic(), h, id)
}

func verdictBy(p Protocol, h History, id string) *Verdict {
	for _, r := range Assess(h, p) {
		for _, e := range r.Entries {
			if e.Run.ID == id {
				return e.Verdict
			}
		}
	}
	return nil
}

// findingOf is what a rule says of a run.
func findingOf(t *testing.T, h History, id string, rule Rule) Finding {
	t.Helper()
	return findingBy(t, clinic(), h, id, rule)
}

func findingBy(t *testing.T, p Protocol, h History, id string, rule Rule) Finding {
	t.Helper()
	v := verdictBy(p, h, id)
	if v == nil {
		t.Fatalf("run %s has no verdict", id)
	}
	f := v.Finding(rule)
	if f == nil {
		t.Fatalf("no finding %s for run %s", rule, id)
	}
	return *f
}

// near says whether a figure that may be absent is the one wanted.
func near(got *float64, want float64) bool {
	return got != nil && math.Abs(*got-want) <= 1e-6*max(1, math.Abs(want))
}

// shown prints a figure that may be absent.
func shown(v *float64) any {
	if v == nil {
		return "nothing"
	}
	return *v
}

// zone loads a time zone.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// members lists the activities of a recovery by ID.
func members(r Recovery) []string {
	ids := []string{}
	for _, e := range r.Entries {
		ids = append(ids, e.Run.ID)
	}
	return ids
}

// numbers lists the run numbers in a recovery; 0 for what has none.
func numbers(r Recovery) []int {
	ns := []int{}
	for _, e := range r.Entries {
		n := 0
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			n = *e.Verdict.RunNumber
		}
		ns = append(ns, n)
	}
	return ns
}

func sameList[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
