package report

import (
	"fmt"
	"io"
	"strings"

	"needled/analysis"
)

// disclaimer closes every report, a line a sentence.
var disclaimer = []string{"This report compares training with the clinic's advice.", "It is not a medical finding."}

// noReport is said in place of a report, and what comes next.
var noReport = []string{
	"No treatment is recorded for this time, so there is no recovery to report on.",
	"Record one with: needled treatment add --at \"2026-03-02 17:30\"",
}

// Text writes reports as plain text for a terminal or a letter, one below the
// other. Without any it says so, and what comes next.
func Text(w io.Writer, s Style, reports ...Report) error {
	if len(reports) == 0 {
		p := &page{Style: s}
		for _, line := range noReport {
			p.para("", line)
		}
		return p.writeTo(w)
	}
	for i, r := range reports {
		p := &page{Style: s}
		if i > 0 {
			p.line("\n" + strings.Repeat("─", p.prose()) + "\n")
		}
		p.sheet(sheetOf(r, s))
		if err := p.writeTo(w); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) sheet(sh sheet) {
	p.paraIn(bold, "", sh.Title)
	p.blank()
	for _, f := range sh.Head {
		p.field(f.Name, f.Value)
	}
	p.blank()
	p.keyLines(sh.Key)
	p.runs(sh)
	for i, x := range sh.Findings {
		if i == 0 {
			p.heading("Findings")
		} else {
			p.blank()
		}
		p.explained(x)
	}
	p.others(sh.Others)
	if len(sh.Aside) > 0 {
		p.heading("Kept aside, in no verdict")
		p.list(sh.Aside)
		p.para("", sh.AsideNote)
	}
	p.heading("Check-ins")
	p.list(sh.CheckIns)
	if len(sh.CheckIns) == 0 {
		p.para("", "None recorded.")
	}
	p.comparison(sh.Comparison)
	p.baseline(sh.Baseline)
	if len(sh.Fine) > 0 {
		p.heading("What would have been fine")
		p.paras(sh.Fine)
	}
	p.blank()
	p.paraIn(faint, "", sourceLegend)
	p.blank()
	p.paras(disclaimer)
}

func (p *page) paras(texts []string) {
	for _, text := range texts {
		p.para("", text)
	}
}

func (p *page) list(texts []string) {
	for _, text := range texts {
		p.para("– ", text)
	}
}

func (p *page) keyLines(key []keyFigure) {
	for _, k := range key {
		text := k.Line
		if k.Why != "" {
			text += " (" + k.Why + ")"
		}
		p.paraIn(bold, "", text)
	}
}

// runs is the table of the numbered runs, and what comes next.
func (p *page) runs(sh sheet) {
	p.heading("Runs")
	note := ink("")
	if len(sh.Runs) > 0 {
		t := NewTable(runColumns...)
		for _, r := range sh.Runs {
			t.add([]cell{
				{text: fmt.Sprint(r.Number)}, {text: r.Day}, {text: r.After}, {text: r.Length}, {text: r.Climb}, {text: r.Effort},
				{r.Mark.String(), r.Mark.ink},
			})
		}
		p.table(t, p.tableWidth())
		note = faint
	}
	for _, text := range sh.RunNotes {
		p.paraIn(note, "", text)
	}
	p.paras(sh.Next)
}

func (p *page) tableWidth() int {
	if p.Width <= 0 {
		return textWidth
	}
	return p.Width
}

func (p *page) explained(x explained) {
	p.paraIn(x.Mark.ink, "", x.Title+": "+x.Mark.String())
	if x.Note != "" {
		p.para("  ", x.Note)
	}
	for _, f := range x.Findings {
		p.para("  "+p.in(f.Mark.ink, f.Mark.Shape)+" ", f.Headline+". "+f.Text)
		if f.About != "" {
			p.paraIn(faint, "    ", f.About)
		}
	}
	for _, n := range x.Notes {
		p.paraIn(faint, "  – ", n)
	}
}

func (p *page) others(others []explained) {
	for i, x := range others {
		if i == 0 {
			p.heading("Other activities")
		}
		switch {
		case x.Said == "":
			p.explained(x)
		case x.Mark == marks[analysis.OK]:
			p.marked(x.Mark, x.Title+": "+x.Said)
		default:
			p.para("– ", x.Title+": "+x.Said)
		}
	}
}
