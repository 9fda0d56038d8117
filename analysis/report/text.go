package report

import (
	"fmt"
	"io"
	"strings"

	"needled/analysis"
)

// disclaimer closes every report, a line a sentence.
var disclaimer = []string{"This report compares training with the clinic's advice.", "It is not a medical finding."}

// Text writes reports as plain text for a terminal or a letter, one below the
// other. Without any it says so, and what comes next.
func Text(w io.Writer, s Style, reports ...Report) error {
	if len(reports) == 0 {
		p := &page{Style: s}
		p.para("", "No treatment is recorded for this time, so there is no recovery to report on.")
		p.para("", "Record one with: needled treatment add --at \"2026-03-02 17:30\"")
		return p.writeTo(w)
	}
	for i, r := range reports {
		s := s
		if s.Zone == nil {
			s.Zone = r.Runner.Location()
		}
		p := &page{Style: s}
		if i > 0 {
			p.line("\n" + strings.Repeat("─", p.prose()) + "\n")
		}
		p.report(r)
		if err := p.writeTo(w); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) report(r Report) {
	p.head(r)
	p.blank()
	p.keyLine(r)
	p.runs(r)
	p.flagged(r)
	p.others(r)
	p.aside(r.Recovery)
	p.checkInList(r)
	p.comparison(r)
	p.baseline(r.Recovery.Baseline)
	p.fineLines(r)
	p.sourcesUsed()
	p.blank()
	for _, sentence := range disclaimer {
		p.para("", sentence)
	}
}

// keyLine is what a clinician has time for.
func (p *page) keyLine(r Report) {
	s := r.Summary()
	rest := "rest kept: " + string(s.RestKept)
	if s.RestWhy != "" {
		rest += " (" + s.RestWhy + ")"
	}
	within := fmt.Sprintf("%d of %s within the advice", s.OK, plural(s.Runs, "run", "runs"))
	if s.Runs == 0 {
		within = "no runs yet"
	}
	if n := r.Recovery.AsideRuns(); n > 0 {
		within += fmt.Sprintf(" (without %d kept aside)", n)
	}
	for _, line := range []string{within, rest, fmt.Sprintf("data on %d of %s", s.DaysWithData, plural(s.Days, "day", "days"))} {
		p.paraIn(bold, "", line)
	}
}

// runs is the table of the numbered runs, or what comes next without any.
func (p *page) runs(r Report) {
	t := NewTable(
		Column{Title: "Run", Right: true}, Column{Title: "Day"}, Column{Title: "After", Right: true},
		Column{Title: "Length / cap", Right: true}, Column{Title: "Climb / cap", Right: true},
		Column{Title: "Effort / cap", Right: true}, Column{Title: "Verdict"},
	)
	for _, e := range numbered(r.Recovery) {
		day, _ := p.startOf(e.Run, dayLayout)
		m := markOf(e.Verdict)
		t.add([]cell{
			{text: fmt.Sprint(*e.Verdict.RunNumber)}, {text: day}, {text: hoursAfter(e.Verdict)},
			{text: lengthCell(e, p.Units)},
			{text: compact(e.Verdict.Finding(analysis.TooHilly), p.Units)},
			{text: compact(e.Verdict.Finding(analysis.TooHard), p.Units)},
			{m.String(), m.ink},
		})
	}
	p.heading("Runs")
	if len(t.rows) > 0 {
		p.table(t, p.tableWidth())
		p.paraIn(faint, "", climbNote(r.Recovery)+" Effort: share of the time at high heart rate, or the pace where heart rate is not known.")
	} else {
		p.noRuns(r)
	}
	if n := r.Next; n != nil && n.RunNumber != nil {
		p.para("", Answer(*n, p.Style))
		p.para("", "Next, "+nextRun(*n)+": "+capsInWords(n.Caps, p.Units))
	}
}

// climbNote says what the column of the climb shows.
func climbNote(rec analysis.Recovery) string {
	const climb = "Climb: the larger of ascent and descent"
	for _, e := range numbered(rec) {
		if f := e.Verdict.Finding(analysis.TooHilly); f != nil && f.Unit == "share" {
			return climb + ", or the share of the way that is steep, in %."
		}
	}
	return climb + "."
}

// noRuns says that there is no run in a recovery, as far as that is known.
func (p *page) noRuns(r Report) {
	if said := r.Recovery.AsideInWords(); said != "" {
		p.para("", "No run counts after this treatment yet. "+said.In(p.Units))
		return
	}
	p.para("", "No run was recorded after this treatment yet. The next one is the first.")
}

func (p *page) tableWidth() int {
	if p.Width <= 0 {
		return textWidth
	}
	return p.Width
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

func numbered(rec analysis.Recovery) []analysis.Entry {
	var runs []analysis.Entry
	for _, e := range rec.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			runs = append(runs, e)
		}
	}
	return runs
}

// flagged explains every run that is not plainly within the advice, and tells
// what was noted of the others.
func (p *page) flagged(r Report) {
	first := true
	for _, e := range numbered(r.Recovery) {
		if e.Verdict.Level == analysis.OK && len(e.Verdict.Notes) == 0 {
			continue
		}
		if first {
			p.heading("Findings")
			first = false
		} else {
			p.blank()
		}
		title := strings.Join(facts(fmt.Sprintf("Run %d", *e.Verdict.RunNumber), when(e.Run, p.Style), distance(e.Run, p.Units)), ", ")
		p.entryFindings(title, e)
	}
}

func (p *page) entryFindings(title string, e analysis.Entry) {
	m := markOf(e.Verdict)
	p.paraIn(m.ink, "", title+": "+m.String())
	if e.Run.Note != "" {
		p.para("  ", clean(e.Run.Note))
	}
	for _, f := range e.Verdict.Findings {
		if f.Level != analysis.OK {
			m := marks[f.Level]
			p.para("  "+p.in(m.ink, m.shape)+" ", upper(headline(f, p.Units))+". "+f.Text.In(p.Units))
			p.about(f, "    ")
		}
	}
	for _, n := range e.Verdict.Notes {
		p.paraIn(faint, "  – ", n.In(p.Units))
	}
}

// when is the day and, where known, the time of a run.
func when(r analysis.Run, s Style) string {
	day, clock := s.startOf(r, dayLayout)
	if clock == "" {
		return day + ", time of day hidden"
	}
	return day + " " + clock
}

// others lists what carries no run number: other sports, accidents of the
// button.
func (p *page) others(r Report) {
	first := true
	for _, e := range r.Recovery.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			continue
		}
		if first {
			p.heading("Other activities")
			first = false
		}
		what := p.activity(e.Run)
		switch {
		case e.Verdict == nil:
			p.para("– ", what+": too short to count, in no verdict")
		case e.Verdict.Level == analysis.OK:
			p.marked(markOf(e.Verdict), what+": fine")
		default:
			p.entryFindings(what, e)
		}
	}
}

// aside lists what is kept aside, and why.
func (p *page) aside(rec analysis.Recovery) {
	if len(rec.Aside) == 0 {
		return
	}
	p.heading("Kept aside, in no verdict")
	for _, run := range rec.Aside {
		p.para("– ", p.activity(run)+" ("+clean(run.ID)+"): "+clean(run.Doubt))
	}
	p.para("", "needled runs --review tells how to settle them.")
}

// activity is when something took place and what it was.
func (p *page) activity(r analysis.Run) string {
	return when(r, p.Style) + ", " + strings.Join(facts(lower(r.Sport.Words()), distance(r, p.Units), moving(r)), " ")
}

// fineLines says what the advice left room for: what goes for all runs once,
// then how long each might have been.
func (p *page) fineLines(r Report) {
	runs := numbered(r.Recovery)
	if len(runs) == 0 {
		return
	}
	p.heading("What would have been fine")
	var each []string
	for _, e := range runs {
		each = append(each, fmt.Sprintf("run %d %s", *e.Verdict.RunNumber, fineLength(*e.Verdict, p.Units)))
	}
	p.para("", "From "+p.stamp(r.Recovery.Clear)+" · "+easyRunning(r.Recovery, p.Units))
	p.para("", upper(strings.Join(each, " · ")))
}

func (p *page) sourcesUsed() {
	p.blank()
	p.paraIn(faint, "", sourceLegend)
}
