package report

import (
	"fmt"
	"io"

	"needled/analysis"
)

// Aside is a run kept aside, with what there is to do about it.
type Aside struct {
	Run   analysis.Run
	Rival string // ID of the run it is in doubt with; "" without one
	Steps []Step
}

// Step is a way to settle a run kept aside.
type Step struct {
	When    string // a few words: "one run"
	Command string // what to type; "" where there is nothing
}

// Review writes what `needled runs --review` lists: each run kept aside, why,
// and how to settle it.
func Review(w io.Writer, s Style, runs []Aside) error {
	if len(runs) == 0 {
		return nothing(w, s, "Nothing is kept aside.")
	}
	p := &page{Style: s}
	head := fmt.Sprintf("%d runs are kept aside and count nowhere until you settle them.", len(runs))
	if len(runs) == 1 {
		head = "One run is kept aside and counts nowhere until you settle it."
	}
	p.para("", head)
	for _, a := range runs {
		p.blank()
		p.runTitle(a.Run)
		p.para("  ", sentence(upper(clean(a.Run.Doubt))))
		p.steps(a.Steps)
	}
	if len(runs) > 1 {
		p.blank()
		p.para("", "needled edit takes several IDs at once.")
	}
	return p.writeTo(w)
}

// steps lists what there is to do. A command is never wrapped, since it is to
// be typed: where there is no room for it beside its words it stands below.
func (p *page) steps(steps []Step) {
	words, command := 0, 0
	for _, step := range steps {
		if step.Command != "" {
			words, command = max(words, columns(step.When)), max(command, columns(step.Command))
		}
	}
	beside := p.Width <= 0 || 2+words+2+command <= p.Width
	for _, step := range steps {
		switch {
		case step.Command == "":
			p.para("  ", step.When)
		case beside:
			p.line("  " + pad(step.When, words, false) + "  " + p.in(bold, step.Command))
		default:
			p.para("  ", step.When)
			p.line("  " + p.in(bold, step.Command))
		}
	}
}

// AsideJSON is a line of `needled runs --review --json`: a run with how to
// settle it.
type AsideJSON struct {
	RunJSON
	Rival  *string  `json:"rival"`  // the run it is in doubt with
	Settle []string `json:"settle"` // commands, each of which settles it
}

// NewAsideJSON is the view of a run kept aside.
func NewAsideJSON(a Aside, u analysis.Units) AsideJSON {
	view := AsideJSON{RunJSON: NewRunJSON(a.Run, nil, u), Rival: known(a.Rival), Settle: []string{}}
	for _, step := range a.Steps {
		if step.Command != "" {
			view.Settle = append(view.Settle, step.Command)
		}
	}
	return view
}
