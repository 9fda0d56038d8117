package report

import (
	"fmt"
	"strings"

	"needled/analysis"
)

// baseline lists what was usual and the runs it was made of.
func (p *page) baseline(b analysis.Baseline) {
	p.heading("Usual before the treatment")
	var usual []string
	if b.UsualM != nil {
		usual = append(usual, analysis.Distance(*b.UsualM, p.Units))
	}
	if b.UsualSpeedMPS != nil {
		usual = append(usual, analysis.Pace(*b.UsualSpeedMPS, p.Units))
	}
	if b.UsualClimb != nil {
		usual = append(usual, "climb "+analysis.Climb(*b.UsualClimb, p.Units))
	}
	switch text := strings.Join(usual, " · "); {
	case b.UsualM == nil:
		p.para("", fmt.Sprintf("Not known: %d of the %d runs it takes were found. Older files, or a declared usual distance, would settle it.", b.Found, b.Needed))
	case b.Declared:
		p.para("", text+" (declared, since too few runs came before)")
	default:
		p.para("", fmt.Sprintf("%s: the median of %d runs in the %d days before", text, len(b.Runs), b.Days))
	}
	p.asideBefore(b)
	if b.LongestM != nil {
		p.para("", "Longest run of the days before: "+analysis.Distance(*b.LongestM, p.Units))
	}
	var runs []string
	for _, r := range b.Runs {
		day, _ := p.startOf(r, dayLayout)
		runs = append(runs, day+" "+distance(r, p.Units)+" ("+clean(r.ID)+")")
	}
	if len(runs) > 0 {
		p.para("Runs: ", strings.Join(runs, ", "))
	}
}
