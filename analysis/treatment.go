package analysis

import (
	"slices"
	"time"
)

// Muscle is a region that was needled.
type Muscle string

// Muscles lists every muscle needled knows, in the order people are shown.
var muscles = []Muscle{
	"calf", "shin", "foot", "hamstrings", "quadriceps", "adductors", "glutes", "hip-flexors", "tfl",
	"lower-back", "upper-back", "latissimus", "abdomen", "trapezius", "neck", "shoulder", "arm", "forearm",
}

var (
	lowerLimb = []Muscle{"calf", "shin", "foot", "hamstrings", "quadriceps", "adductors", "glutes", "hip-flexors", "tfl"}
	large     = []Muscle{"quadriceps", "hamstrings", "glutes", "calf", "adductors", "lower-back", "latissimus"}
)

// Muscles lists every muscle needled knows.
func Muscles() []Muscle { return slices.Clone(muscles) }

// LowerLimb says whether the muscle belongs to leg, foot or hip.
func (m Muscle) LowerLimb() bool { return slices.Contains(lowerLimb, m) }

// Large says whether the muscle is one of the large groups.
func (m Muscle) Large() bool { return slices.Contains(large, m) }

// Class of a treatment decides the rest window.
type Class string

const (
	Typical   Class = "typical"
	Demanding Class = "demanding"
)

// NeedlingIntensity is how intensive the needling was; "" counts as standard.
type NeedlingIntensity string

const (
	Standard  NeedlingIntensity = "standard"
	Intensive NeedlingIntensity = "intensive"
)

// Treatment is one dry-needling session.
type Treatment struct {
	ID     string
	Runner string
	// At is the end of the treatment. For a treatment known by date only it
	// is the first instant of that day in the runner's zone.
	At        time.Time
	DateOnly  bool
	Muscles   []Muscle // none recorded counts as lower limb
	Intensity NeedlingIntensity
	Class     Class // the clinician's word, "" when the rule decides
	CPT       string
	Caps      map[Key]float64 // numbers of the protocol changed for this treatment
	Note      string
}

// DayEnd is the first instant after the local day of the treatment.
func (t Treatment) DayEnd(zone *time.Location) time.Time {
	y, m, d := t.At.In(zone).Date()
	return FirstInstant(y, m, d+1, zone)
}

// TouchesLowerLimb says whether leg, foot or hip was treated; not knowing
// counts as yes.
func (t Treatment) TouchesLowerLimb() bool {
	return len(t.Muscles) == 0 || slices.ContainsFunc(t.Muscles, Muscle.LowerLimb)
}

// LargeGroups counts the large muscle groups treated.
func (t Treatment) LargeGroups() int {
	seen := map[Muscle]bool{}
	for _, m := range t.Muscles {
		if m.Large() {
			seen[m] = true
		}
	}
	return len(seen)
}

// ClassIn is the class that decides the rest window, and why.
func (t Treatment) ClassIn(p Protocol) (Class, string) {
	switch {
	case t.Class != "":
		return t.Class, "the clinician's word"
	case t.Intensity == Intensive:
		return Demanding, "intensive needling"
	case float64(t.LargeGroups()) >= p.Value(LargeGroups):
		return Demanding, "several large muscle groups"
	}
	return Typical, "neither several large muscle groups nor intensive needling"
}
