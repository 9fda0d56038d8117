package analysis

import (
	"fmt"
	"slices"
	"time"
)

// Complaint is what a check-in tells of the treated area that speaks against a
// run.
type Complaint struct {
	At   time.Time
	Said []string // "pain 5/10"
}

// complaintAt is what was told in the hours that symptoms count for, with no
// readiness check passed since; nil without any.
func complaintAt(checks []CheckIn, at time.Time, p Protocol) *Complaint {
	checks = slices.Clone(checks)
	slices.SortStableFunc(checks, func(a, b CheckIn) int { return a.At.Compare(b.At) })
	for _, c := range slices.Backward(checks) {
		if at.Sub(c.At) > hours(p.Value(SymptomWindow)) {
			return nil
		}
		if said := c.complaints(p); len(said) > 0 {
			return &Complaint{c.At, said}
		}
		if c.Kind == Readiness && len(c.notRecorded()) == 0 {
			return nil
		}
	}
	return nil
}

// complaints lists what a check-in reports beyond minor fatigue.
func (c CheckIn) complaints(p Protocol) []string {
	said := c.failed(p)
	if level, _ := c.symptoms(p); level == Violation {
		if c.Pain != nil && float64(*c.Pain) > p.Value(PainCaution) {
			said = append(said, fmt.Sprintf("pain %d/10", *c.Pain))
		}
		if c.SharpPain {
			said = append(said, "sharp pain")
		}
		if c.Cramping {
			said = append(said, "cramping")
		}
	}
	return said
}
