package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// TreatmentRow is a treatment with what it means, in words.
type TreatmentRow struct {
	ID    string
	When  string // "Mon 2 Mar 2026, 17:30 CET"
	Where string // regions, "calf, glutes"
	Rest  []string
	Runs  string // "3 runs since, 1 outside the advice"; "" before the first
	Set   []string
	More  string // intensity, CPT
	Note  string
}

// TreatmentRowOf puts a treatment in words as of a moment.
func TreatmentRowOf(r analysis.Recovery, s Style, at time.Time) TreatmentRow {
	t := r.Treatment
	row := TreatmentRow{ID: t.ID, When: s.ofTreatment(t), Where: treated(t), Rest: RestWords(r, s, at), Set: SetWords(t, s.Units),
		More: strings.Join(facts(intensity(t)+" needling", cpt(t)), " · "), Note: clean(t.Note)}
	runs, outside := 0, 0
	for _, e := range numbered(r) {
		runs++
		if e.Verdict.Level == analysis.Violation {
			outside++
		}
	}
	if runs > 0 {
		row.Runs = plural(runs, "run", "runs") + " in the recovery, " + fmt.Sprintf("%d outside the advice", outside)
	}
	return row
}

// RestWords are what a treatment means for the days after it, as sentences,
// as of a moment.
func RestWords(r analysis.Recovery, s Style, at time.Time) []string {
	rest := "Rest until " + s.until(at, r.Floor)
	if r.Clear.After(r.Floor) {
		rest += ", clear from " + s.until(at, r.Clear)
	}
	if !r.Clear.After(at) {
		rest = "The rest was until " + s.until(at, r.Floor) + ", clear from " + s.until(at, r.Clear)
	}
	said := []string{rest + ".", "Class " + string(r.Class) + ": " + r.ClassWhy + "."}
	if r.Treatment.DateOnly {
		said = slices.Insert(said, 1, "The time of day is not known, so the rest is counted from the start of that day and may really end later.")
	}
	if r.Treatment.At.After(at) {
		said = append(said, "It lies in the future; runs are held against it once it has taken place.")
	}
	return said
}

// LastRun is how a run went, in a few words.
type LastRun struct {
	RunRow
	Said   string // "Longer than advised"
	Figure string // "4.9 km, cap 3.6 km"; "" without one
	More   string // how much else there is to read; ""
}

// LastRunOf says how a run went: its worst finding, else that it lies within
// the advice.
func LastRunOf(e analysis.Entry, s Style) LastRun {
	l := LastRun{RunRow: RunRowOf(e, s), Said: inOneSentence(e.Run, e.Verdict)}
	switch {
	case e.Run.Doubt != "":
		return l
	case e.Verdict == nil:
		l.Said = "In no recovery, so not held against the advice"
		return l
	}
	flagged := slices.DeleteFunc(slices.Clone(e.Verdict.Findings), func(f analysis.Finding) bool { return f.Level == analysis.OK })
	if len(flagged) == 0 {
		return l
	}
	l.Said = upper(headline(flagged[0], s.Units))
	if flagged[0].Level != analysis.Unknown {
		l.Figure = figure(flagged[0], s.Units)
	}
	if n := len(flagged) - 1; n > 0 {
		l.More = fmt.Sprintf("and %d other findings", n)
		if n == 1 {
			l.More = "and 1 other finding"
		}
	}
	return l
}

// Moment is an instant with its year: "Tue 3 Mar 2026, 07:30".
func (s Style) Moment(t time.Time) string { return s.date(t) + ", " + s.clock(t) }
