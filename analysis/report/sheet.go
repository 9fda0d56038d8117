package report

import (
	"fmt"
	"slices"
	"strings"

	"needled/analysis"
)

// sheet is a report as people read it: every word and every figure, in the
// reader's units and zone, in the order it is read. Text, HTML and PDF set
// one sheet, each in its own way, so that they can't disagree.
type sheet struct {
	Title      string
	Head       []field
	Key        []keyFigure
	Runs       []runLine
	RunNotes   []string // below the table, or in place of it
	Next       []string // what comes next, in an open recovery
	Findings   []explained
	Others     []explained // what carries no run number
	Aside      []string    // what is kept aside
	AsideNote  string
	CheckIns   []string
	Comparison comparison
	Baseline   baselineWords
	Fine       []string // what would have been fine
	Method     []string // the protocol's numbers, with their sources
	Made       string   // the moment it was made for, "" at none
}

// field is a named value of a report's head.
type field struct{ Name, Value string }

// keyFigure is one of the three figures a clinician has time for: what it is,
// its value, why where that needs saying, and all of it in one line.
type keyFigure struct{ What, Value, Why, Line string }

// runLine is a row of the table of runs.
type runLine struct {
	Number                       int
	Day, Clock                   string // clock "" where the source hides it
	After, Length, Climb, Effort string
	Mark                         mark
}

// runColumns are the columns of the table of runs.
var runColumns = []Column{
	{Title: "Run", Right: true}, {Title: "Day"}, {Title: "After", Right: true},
	{Title: "Length / cap", Right: true}, {Title: "Climb / cap", Right: true},
	{Title: "Effort / cap", Right: true}, {Title: "Verdict"},
}

// explained is an activity with all that was found of it.
type explained struct {
	Title    string
	Mark     mark
	Said     string // in place of a verdict, where a few words say it all
	Note     string // the run's own
	Findings []saidFinding
	Notes    []string
}

// saidFinding is a finding in words: what it is, its sentence, and where its
// figures come from.
type saidFinding struct {
	Mark                  mark
	Headline, Text, About string
}

// sheetOf puts a report in words.
func sheetOf(r Report, s Style) sheet {
	if s.Zone == nil {
		s.Zone = r.Runner.Location()
	}
	sh := sheet{
		Title: reportTitle(r), Head: headOf(r, s), Key: keyFigures(r),
		Runs: runLines(r, s), RunNotes: runNotes(r, s), Next: nextLines(r, s),
		Findings: flagged(r, s), Others: others(r, s),
		Comparison: comparisonOf(r, s), Baseline: baselineIn(r.Recovery.Baseline, s),
		Fine: fineLines(r, s), Method: methodOf(r.Recovery, s.Units),
	}
	for _, run := range r.Recovery.Aside {
		sh.Aside = append(sh.Aside, s.activity(run)+" ("+clean(run.ID)+"): "+clean(run.Doubt))
	}
	if len(sh.Aside) > 0 {
		sh.AsideNote = "needled runs --review tells how to settle them."
	}
	for _, c := range r.checkIns() {
		sh.CheckIns = append(sh.CheckIns, s.stamp(c.At)+", "+checkInWords(c))
	}
	if !r.At.IsZero() {
		sh.Made = "As of " + s.date(r.At) + ", " + s.clock(r.At)
	}
	return sh
}

// keyFigures are what a clinician has time for.
func keyFigures(r Report) []keyFigure {
	sum := r.Summary()
	within := keyFigure{What: "Runs within the advice", Value: fmt.Sprintf("%d of %d", sum.OK, sum.Runs)}
	within.Line = fmt.Sprintf("%d of %s within the advice", sum.OK, plural(sum.Runs, "run", "runs"))
	if sum.Runs == 0 {
		within.Value, within.Line = "no runs yet", "no runs yet"
	}
	if n := r.Recovery.AsideRuns(); n > 0 {
		within.Why = fmt.Sprintf("without %d kept aside", n)
	}
	return []keyFigure{
		within,
		{"Rest kept", string(sum.RestKept), sum.RestWhy, "rest kept: " + string(sum.RestKept)},
		{"Days with data", fmt.Sprintf("%d of %d", sum.DaysWithData, sum.Days), "", fmt.Sprintf("data on %d of %s", sum.DaysWithData, plural(sum.Days, "day", "days"))},
	}
}

// numbered are the runs that carry a number in a recovery.
func numbered(rec analysis.Recovery) []analysis.Entry {
	var runs []analysis.Entry
	for _, e := range rec.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			runs = append(runs, e)
		}
	}
	return runs
}

func runLines(r Report, s Style) []runLine {
	var lines []runLine
	for _, e := range numbered(r.Recovery) {
		day, clock := s.startOf(e.Run, dayLayout)
		lines = append(lines, runLine{
			Number: *e.Verdict.RunNumber, Day: day, Clock: clock, After: hoursAfter(e.Verdict),
			Length: lengthCell(e, s.Units),
			Climb:  compact(e.Verdict.Finding(analysis.TooHilly), s.Units),
			Effort: compact(e.Verdict.Finding(analysis.TooHard), s.Units),
			Mark:   markOf(e.Verdict),
		})
	}
	return lines
}

// lengthCell is what a run's length was with its cap; without a cap the
// length alone.
func lengthCell(e analysis.Entry, u analysis.Units) string {
	f := e.Verdict.Finding(analysis.TooLong)
	if f == nil || f.Measured == nil || f.Cap == nil {
		if e.Run.DistanceM == nil {
			return moving(e.Run)
		}
		return distance(e.Run, u)
	}
	return compact(f, u)
}

// runNotes say what the columns of the table show; without a run they say
// that there is none, as far as that is known.
func runNotes(r Report, s Style) []string {
	runs := numbered(r.Recovery)
	if len(runs) == 0 {
		if said := r.Recovery.AsideInWords(); said != "" {
			return []string{"No run counts after this treatment yet. " + s.Say(said)}
		}
		return []string{"No run was recorded after this treatment yet. The next one is the first."}
	}
	climb := "Climb: the larger of ascent and descent"
	if slices.ContainsFunc(runs, steepShare) {
		climb += ", or the share of the way that is steep, in %"
	}
	return []string{climb + ". Effort: share of the time at high heart rate, or the pace where heart rate is not known."}
}

func steepShare(e analysis.Entry) bool {
	f := e.Verdict.Finding(analysis.TooHilly)
	return f != nil && f.Unit == "share"
}

func nextLines(r Report, s Style) []string {
	n := r.Next
	if n == nil || n.RunNumber == nil {
		return nil
	}
	return []string{Answer(*n, s), "Next, " + nextRun(*n) + ": " + strings.Join(capsInWords(n.Caps, s.Units), " · ")}
}

// fineLines say what the advice left room for: what goes for all runs once,
// then how long each might have been.
func fineLines(r Report, s Style) []string {
	var each []string
	for _, e := range numbered(r.Recovery) {
		each = append(each, fmt.Sprintf("run %d %s", *e.Verdict.RunNumber, fineLength(*e.Verdict, s.Units)))
	}
	if len(each) == 0 {
		return nil
	}
	return []string{
		"From " + s.stamp(r.Recovery.Clear) + " · " + s.address(easyRunning(r.Recovery, s.Units)),
		upper(strings.Join(each, " · ")),
	}
}
