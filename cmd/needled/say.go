package main

import (
	"fmt"

	"needled/analysis/report"
)

// say prints a sentence for a person: not with --quiet, and not between JSON.
func (a *app) say(format string, args ...any) {
	if !a.flags.quiet && !a.flags.json {
		fmt.Fprintln(a.out, a.plain().Wrapped("", fmt.Sprintf(format, args...)))
	}
}

// warn prints a sentence on standard error, behind a label.
func (a *app) warn(label string, sentence any) {
	fmt.Fprintln(a.err, a.beside().Wrapped(label, fmt.Sprint(sentence)))
}

// plain is the style of sentences, which need no runner.
func (a *app) plain() report.Style { return report.Style{Width: a.width, ASCII: a.ascii()} }

// beside is that of sentences on standard error.
func (a *app) beside() report.Style { return report.Style{Width: a.errWidth, ASCII: a.ascii()} }

func (a *app) printJSON(v any) error { return report.WriteJSON(a.out, v) }
