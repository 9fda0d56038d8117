package report

import "needled/analysis"

// Finding is a finding in the words and figures of a report, in the reader's
// units.
type Finding struct {
	Rule     analysis.Rule
	Level    analysis.Level
	Shape    string // "■", which stands before the level
	Word     string // the level: "outside"
	Headline string // "longer than advised"
	Figure   string // "8.1 km, cap 3.6 km"; "" where nothing was measured
	Text     string // one plain sentence
	About    string // where cap and figure come from, and which part of the run it speaks of; "" for ok
	Evidence string // that part alone: "3.6 km to 8.1 km"; "" for the whole run
}

// FindingOf puts a finding into words.
func FindingOf(f analysis.Finding, u analysis.Units) Finding {
	m := marks[f.Level]
	return Finding{
		Rule: f.Rule, Level: f.Level, Shape: m.Shape, Word: m.Word,
		Headline: headline(f, u), Figure: figure(f, u), Text: f.Text.In(u),
		About: about(f, u), Evidence: evidence(f, u),
	}
}
