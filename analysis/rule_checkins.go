package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// sortCheckIns puts readiness check-ins in order, and gives each after-run
// check-in to the latest run that ended before it.
func (j *judge) sortCheckIns(checks []CheckIn) {
	checks = slices.Clone(checks)
	slices.SortStableFunc(checks, func(a, b CheckIn) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	ended := slices.Clone(j.counted)
	slices.SortStableFunc(ended, func(a, b int) int { return j.runs[a].End().Compare(j.runs[b].End()) })
	for _, c := range checks {
		if c.Kind == Readiness {
			j.readiness = append(j.readiness, c)
			continue
		}
		n := sort.Search(len(ended), func(k int) bool { return j.runs[ended[k]].End().After(c.At) })
		if n > 0 {
			j.after[ended[n-1]] = append(j.after[ended[n-1]], c)
		}
	}
}

// checksAfter lists the after-run check-ins that belong to run m and were
// made soon enough after it.
func (j *judge) checksAfter(m int, p Protocol) []CheckIn {
	var checks []CheckIn
	for _, c := range j.after[m] {
		if c.At.Sub(j.runs[m].End()) <= hours(p.Value(SymptomWindow)) {
			checks = append(checks, c)
		}
	}
	return checks
}

// readinessBefore is the latest readiness check-in in the hours before run m,
// nil without one.
func (j *judge) readinessBefore(m int, p Protocol) *CheckIn {
	return j.latestReadiness(j.times[m], ReadinessWindow, p)
}

func (j *judge) latestReadiness(at possible, window Key, p Protocol) *CheckIn {
	n := sort.Search(len(j.readiness), func(k int) bool { return j.readiness[k].At.After(at.latest) })
	if n == 0 || at.earliest.Sub(j.readiness[n-1].At) > hours(p.Value(window)) {
		return nil
	}
	return &j.readiness[n-1]
}

// passedReadiness says whether the readiness check before run m was passed in
// full: all four items recorded, none failed, soreness 0.
func (j *judge) passedReadiness(m int, p Protocol) bool {
	return j.passedReadinessAt(j.times[m], p)
}

func (j *judge) passedReadinessAt(at possible, p Protocol) bool {
	c := j.latestReadiness(at, ReleaseWindow, p)
	return c != nil && yes(c.SquatOK) && yes(c.HeelRaise) && yes(c.FullROM) && c.Soreness != nil && *c.Soreness == 0
}

func joined(items []string) string { return strings.Join(items, ", ") }

func yes(b *bool) bool { return b != nil && *b }
func no(b *bool) bool  { return b != nil && !*b }

// notReady says whether the readiness check-in before a run had a failed
// item.
func notReady(c CheckIn, p Protocol) Finding {
	f := Finding{Rule: NotReady, Level: OK, Unit: "/10", Source: ClinicAdvice}
	if c.Soreness != nil && !c.failedTest() {
		f.Source = p.Numbers[SorenessMax].Source // the number decided
	}
	if c.Soreness != nil {
		f.Measured, f.Cap = new(float64(*c.Soreness)), new(p.Value(SorenessMax))
	}
	failed := c.failed(p)
	if len(failed) == 0 {
		f.Text = "The readiness check before the run found nothing against it."
		if left := c.notRecorded(); len(left) > 0 {
			f.Text += phrase(" Not recorded: %s.", joined(left))
		}
		return f
	}
	f.Level = Violation
	f.Text = phrase("The readiness check before the run said not yet: %s. The advice is to wait until it is passed.", joined(failed))
	return f
}

// failedTest says whether an item of a readiness check was failed that the
// clinic's advice names without a number.
func (c CheckIn) failedTest() bool { return no(c.SquatOK) || no(c.HeelRaise) || no(c.FullROM) }

// failed lists the items of a readiness check that were failed.
func (c CheckIn) failed(p Protocol) []string {
	var failed []string
	if no(c.SquatOK) {
		failed = append(failed, "squat not free of pain or stiffness")
	}
	if no(c.HeelRaise) {
		failed = append(failed, "heel raises with discomfort")
	}
	if no(c.FullROM) {
		failed = append(failed, "range of motion limited")
	}
	if c.Soreness != nil && float64(*c.Soreness) > p.Value(SorenessMax) {
		failed = append(failed, fmt.Sprintf("soreness %d/10 (up to %.0f is fine)", *c.Soreness, p.Value(SorenessMax)))
	}
	return failed
}

// notRecorded lists the items of a readiness check that were left out.
func (c CheckIn) notRecorded() []string {
	var left []string
	for _, item := range []struct {
		name     string
		recorded bool
	}{
		{"squat", c.SquatOK != nil}, {"heel raises", c.HeelRaise != nil},
		{"range of motion", c.FullROM != nil}, {"soreness", c.Soreness != nil},
	} {
		if !item.recorded {
			left = append(left, item.name)
		}
	}
	return left
}

// symptoms reads the check-ins after a run; the worst counts. One that leaves
// pain out says nothing beside one that doesn't.
func symptoms(checks []CheckIn, p Protocol) Finding {
	f := Finding{Rule: Symptoms, Level: OK, Unit: "/10", Source: ClinicAdvice,
		Text: "Nothing beyond minor fatigue reported after the run."}
	rated := slices.ContainsFunc(checks, func(c CheckIn) bool { return c.Pain != nil })
	begun := false
	for _, c := range checks {
		level, text := c.symptoms(p)
		if level == Unknown && rated {
			continue
		}
		if !begun || level.WorseThan(f.Level) {
			begun = true
			f.Level, f.Text, f.Measured, f.Cap = level, text, nil, nil
			if c.Pain != nil {
				f.Measured, f.Cap = new(float64(*c.Pain)), new(p.Value(PainCaution)-1)
			}
			f.Source = ClinicAdvice
			if c.Pain != nil && !c.SharpPain && !c.Cramping {
				f.Source = p.Numbers[PainCaution].Source // the number decided
			}
		}
	}
	return f
}

func (c CheckIn) symptoms(p Protocol) (Level, Phrase) {
	var said []string
	if c.SharpPain {
		said = append(said, "sharp pain")
	}
	if c.Cramping {
		said = append(said, "cramping")
	}
	level := OK
	if len(said) > 0 {
		level = Violation
	}
	if c.Pain != nil {
		pain, limit := float64(*c.Pain), p.Value(PainCaution)
		if pain >= limit {
			said = append(said, fmt.Sprintf("pain %d/10", *c.Pain))
		}
		switch {
		case pain > limit:
			level = Worst(level, Violation)
		case pain == limit:
			level = Worst(level, Caution)
		}
	}
	switch {
	case level == Caution:
		return level, phrase("After the run you reported %s; up to %.0f/10 counts as minor.", joined(said), p.Value(PainCaution)-1)
	case level == Violation && !c.SharpPain && !c.Cramping:
		return level, phrase("After the run you reported %s; more than %.0f/10 counts as returned too soon or too hard.", joined(said), p.Value(PainCaution))
	case level == Violation:
		return level, phrase("After the run you reported %s. The clinic reads that as returned too soon or too hard.", joined(said))
	case c.Pain == nil:
		return Unknown, "A check-in was made after the run, but pain was not recorded. Adding it would settle it."
	}
	return OK, phrase("Pain %d/10 after the run: minor fatigue is fine.", *c.Pain)
}
