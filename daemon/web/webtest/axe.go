package webtest

import (
	"context"
	_ "embed"
	"fmt"
)

//go:embed axe/axe.min.js
var axe string

// findViolations asks for every rule that is on by default (WCAG 2 A and AA,
// and axe's good practice) and for targets large enough to touch.
const findViolations = `(async () => {
	const found = await axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}});
	delete window.axe;
	return found.violations.flatMap(v => v.nodes.map(node => ({
		rule: v.id,
		target: node.target.flat().join(' '),
		html: node.html,
		why: v.help + ': ' + node.failureSummary.replace(/\s*\n\s*/g, ' '),
	})));
})()`

// Violation is one fault of accessibility that axe-core found.
type Violation struct {
	Rule   string `json:"rule"`   // of axe-core, such as color-contrast
	Target string `json:"target"` // CSS selector
	HTML   string `json:"html"`   // the element, shortened
	Why    string `json:"why"`
}

func (v Violation) String() string {
	return fmt.Sprintf("axe %s: %s %s: %s", v.Rule, v.Target, v.HTML, v.Why)
}

// Axe returns what axe-core finds wrong with the page as it is now. It is put
// in past the page's Content-Security-Policy, which stays as strict as it is.
func Axe(ctx context.Context) []Violation {
	tabOf(ctx).Helper()
	return ask[[]Violation](ctx, axe+";\n"+findViolations)
}
