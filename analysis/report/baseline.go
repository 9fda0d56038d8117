package report

import (
	"fmt"
	"strings"

	"needled/analysis"
)

// baselineWords are what was usual in words, and the runs it was made of.
type baselineWords struct {
	Lines []string
	Runs  []string // each its day, distance and ID
}

const baselineTitle = "Usual before the treatment"

func baselineIn(b analysis.Baseline, s Style) baselineWords {
	var usual []string
	if b.UsualM != nil {
		usual = append(usual, analysis.Distance(*b.UsualM, s.Units))
	}
	if b.UsualSpeedMPS != nil {
		usual = append(usual, analysis.Pace(*b.UsualSpeedMPS, s.Units))
	}
	if b.UsualClimb != nil {
		usual = append(usual, "climb "+analysis.Climb(*b.UsualClimb, s.Units))
	}
	text := strings.Join(usual, " · ")
	switch {
	case b.UsualM == nil:
		text = fmt.Sprintf("Not known: %d of the %d runs it takes were found. Older files, or a declared usual distance, would settle it.", b.Found, b.Needed)
	case b.Declared:
		text += " (declared, since too few runs came before)"
	default:
		text += fmt.Sprintf(": the median of %d runs in the %d days before", len(b.Runs), b.Days)
	}
	words := baselineWords{Lines: facts(text, asideBefore(b))}
	if b.LongestM != nil {
		words.Lines = append(words.Lines, "Longest run of the days before: "+analysis.Distance(*b.LongestM, s.Units))
	}
	for _, r := range b.Runs {
		day, _ := s.startOf(r, dayLayout)
		words.Runs = append(words.Runs, day+" "+distance(r, s.Units)+" ("+clean(r.ID)+")")
	}
	return words
}

// asideBefore says that some of what was usual may be kept aside, "" where
// nothing is.
func asideBefore(b analysis.Baseline) string {
	if b.UsualM != nil || b.Aside == 0 {
		return ""
	}
	said := fmt.Sprintf("%d recordings of the time before are kept aside", b.Aside)
	if b.Aside == 1 {
		said = "1 recording of the time before is kept aside"
	}
	return said + "; needled runs --review tells how to settle that."
}

// baseline lists what was usual and the runs it was made of.
func (p *page) baseline(b baselineWords) {
	p.heading(baselineTitle)
	p.paras(b.Lines)
	if len(b.Runs) > 0 {
		p.para("Runs: ", strings.Join(b.Runs, ", "))
	}
}
