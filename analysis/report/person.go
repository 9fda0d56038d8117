package report

import (
	"strings"

	"needled/analysis"
)

// address is one of needled's sentences as the reader is spoken to: they are
// written to the runner, and a clinician reads of the runner instead. What
// people wrote themselves doesn't go through it.
func (s Style) address(text string) string {
	if !s.Third {
		return text
	}
	return ofTheRunner.Replace(text)
}

// Say is a sentence in the reader's units, as the reader is spoken to.
func (s Style) Say(p analysis.Phrase) string { return s.address(p.In(s.Units)) }

func (s Style) sayAll(phrases []analysis.Phrase) []string {
	said := make([]string, len(phrases))
	for i, p := range phrases {
		said[i] = s.Say(p)
	}
	return said
}

// ofTheRunner turns what is said to the runner into what is said of the
// runner. Of two that fit the first counts.
var ofTheRunner = strings.NewReplacer(
	" your last year's runs", " the runner's last year's runs",
	" your last check-in", " the last check-in",
	"Your readiness check", "The readiness check",
	"a pace you can talk at", "a pace that leaves breath to talk",
	"Test before you go", "Test before the run",
	"until you settle", "until the runner settles",
	"you reported", "the runner reported",
	"you gave", "the runner gave",
	"Your ", "The runner's ",
	" your ", " the runner's ",
)
