package main

import (
	"fmt"

	"needled/analysis/report"
)

// say prints a sentence for a person: not with --quiet, and not between JSON.
func (a *app) say(format string, args ...any) {
	if !a.flags.quiet && !a.flags.json {
		fmt.Fprintf(a.out, format+"\n", args...)
	}
}

func (a *app) printJSON(v any) error { return report.WriteJSON(a.out, v) }
