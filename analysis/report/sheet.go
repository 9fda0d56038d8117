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
	title      string
	head       []field
	key        []keyFigure
	runs       []runLine
	runNotes   []string // below the table, or in place of it
	next       []string // what comes next, in an open recovery
	findings   []explained
	others     []explained // what carries no run number
	aside      []string    // what is kept aside
	asideNote  string
	checkIns   []string
	comparison comparison
	baseline   baselineWords
	fine       []string // what would have been fine
	method     []string // the protocol's numbers, with their sources
	made       string   // the moment it was made for, "" at none
}

// field is a named value of a report's head.
type field struct{ name, value string }

// keyFigure is one of the three figures a clinician has time for: "1 of 4"
// "runs within the advice".
type keyFigure struct{ value, what, why string }

// runLine is a row of the table of runs.
type runLine struct {
	number                       int
	day, clock                   string // clock "" where the source hides it
	after, length, climb, effort string
	mark                         mark
}

// runColumns are the columns of the table of runs.
var runColumns = []Column{
	{Title: "Run", Right: true}, {Title: "Day"}, {Title: "After", Right: true},
	{Title: "Length / cap", Right: true}, {Title: "Climb / cap", Right: true},
	{Title: "Effort / cap", Right: true}, {Title: "Verdict"},
}

// explained is an activity with all that was found of it.
type explained struct {
	title    string
	mark     mark
	said     string // in place of a verdict, where a few words say it all
	note     string // the run's own
	findings []saidFinding
	notes    []string
}

// saidFinding is a finding in words: what it is, its sentence, and where its
// figures come from.
type saidFinding struct {
	mark                  mark
	headline, text, about string
}

// sheetOf puts a report in words.
func sheetOf(r Report, s Style) sheet {
	if s.Zone == nil {
		s.Zone = r.Runner.Location()
	}
	sh := sheet{
		title: reportTitle(r), head: headOf(r, s), key: keyFigures(r),
		runs: runLines(r, s), runNotes: runNotes(r, s), next: nextLines(r, s),
		findings: flagged(r, s), others: others(r, s),
		comparison: comparisonOf(r, s), baseline: baselineIn(r.Recovery.Baseline, s),
		fine: fineLines(r, s), method: methodOf(r.Recovery, s.Units),
	}
	for _, run := range r.Recovery.Aside {
		sh.aside = append(sh.aside, s.activity(run)+" ("+clean(run.ID)+"): "+clean(run.Doubt))
	}
	if len(sh.aside) > 0 {
		sh.asideNote = "needled runs --review tells how to settle them."
	}
	for _, c := range r.checkIns() {
		sh.checkIns = append(sh.checkIns, s.stamp(c.At)+", "+checkInWords(c))
	}
	if !r.At.IsZero() {
		sh.made = "As of " + s.date(r.At) + ", " + s.clock(r.At)
	}
	return sh
}

// keyFigures are what a clinician has time for.
func keyFigures(r Report) []keyFigure {
	sum := r.Summary()
	within := keyFigure{value: fmt.Sprintf("%d of %d", sum.OK, sum.Runs), what: "runs within the advice"}
	switch sum.Runs {
	case 0:
		within.value, within.what = "no", "runs yet"
	case 1:
		within.what = "run within the advice"
	}
	if n := r.Recovery.AsideRuns(); n > 0 {
		within.why = fmt.Sprintf("without %d kept aside", n)
	}
	data := keyFigure{value: fmt.Sprintf("%d of %d", sum.DaysWithData, sum.Days), what: "days with data"}
	if sum.Days == 1 {
		data.what = "day with data"
	}
	return []keyFigure{within, {string(sum.RestKept), "rest kept", sum.RestWhy}, data}
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
			number: *e.Verdict.RunNumber, day: day, clock: clock, after: hoursAfter(e.Verdict),
			length: lengthCell(e, s.Units),
			climb:  compact(e.Verdict.Finding(analysis.TooHilly), s.Units),
			effort: compact(e.Verdict.Finding(analysis.TooHard), s.Units),
			mark:   markOf(e.Verdict),
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
			return []string{"No run counts after this treatment yet. " + said.In(s.Units)}
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
	return []string{Answer(*n, s), "Next, " + nextRun(*n) + ": " + capsInWords(n.Caps, s.Units)}
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
		"From " + s.stamp(r.Recovery.Clear) + " · " + easyRunning(r.Recovery, s.Units),
		upper(strings.Join(each, " · ")),
	}
}
