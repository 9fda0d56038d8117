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
	p.paraIn(bold, "", sh.title)
	p.blank()
	for _, f := range sh.head {
		p.field(f.name, f.value)
	}
	p.blank()
	p.keyLines(sh.key)
	p.runs(sh)
	for i, x := range sh.findings {
		if i == 0 {
			p.heading("Findings")
		} else {
			p.blank()
		}
		p.explained(x)
	}
	p.others(sh.others)
	if len(sh.aside) > 0 {
		p.heading("Kept aside, in no verdict")
		p.list(sh.aside)
		p.para("", sh.asideNote)
	}
	p.heading("Check-ins")
	p.list(sh.checkIns)
	if len(sh.checkIns) == 0 {
		p.para("", "None recorded.")
	}
	p.comparison(sh.comparison)
	p.baseline(sh.baseline)
	if len(sh.fine) > 0 {
		p.heading("What would have been fine")
		p.paras(sh.fine)
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
	within, rest, data := key[0], key[1], key[2]
	days := strings.TrimSuffix(data.what, " with data")
	p.keyLine(within.value+" "+within.what, within.why)
	p.keyLine(rest.what+": "+rest.value, rest.why)
	p.keyLine("data on "+data.value+" "+days, data.why)
}

func (p *page) keyLine(text, why string) {
	if why != "" {
		text += " (" + why + ")"
	}
	p.paraIn(bold, "", text)
}

// runs is the table of the numbered runs, and what comes next.
func (p *page) runs(sh sheet) {
	p.heading("Runs")
	note := ink("")
	if len(sh.runs) > 0 {
		t := NewTable(runColumns...)
		for _, r := range sh.runs {
			t.add([]cell{
				{text: fmt.Sprint(r.number)}, {text: r.day}, {text: r.after}, {text: r.length}, {text: r.climb}, {text: r.effort},
				{r.mark.String(), r.mark.ink},
			})
		}
		p.table(t, p.tableWidth())
		note = faint
	}
	for _, text := range sh.runNotes {
		p.paraIn(note, "", text)
	}
	p.paras(sh.next)
}

func (p *page) tableWidth() int {
	if p.Width <= 0 {
		return textWidth
	}
	return p.Width
}

func (p *page) explained(x explained) {
	p.paraIn(x.mark.ink, "", x.title+": "+x.mark.String())
	if x.note != "" {
		p.para("  ", x.note)
	}
	for _, f := range x.findings {
		p.para("  "+p.in(f.mark.ink, f.mark.shape)+" ", f.headline+". "+f.text)
		if f.about != "" {
			p.paraIn(faint, "    ", f.about)
		}
	}
	for _, n := range x.notes {
		p.paraIn(faint, "  – ", n)
	}
}

func (p *page) others(others []explained) {
	for i, x := range others {
		if i == 0 {
			p.heading("Other activities")
		}
		switch {
		case x.said == "":
			p.explained(x)
		case x.mark == marks[analysis.OK]:
			p.marked(x.mark, x.title+": "+x.said)
		default:
			p.para("– ", x.title+": "+x.said)
		}
	}
}
