package main

import (
	"strings"

	"needled/analysis"
	"needled/configs"
)

// sportNamed reads a sport of the command line; "" for none.
func sportNamed(text string) (analysis.Sport, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	sport, ok := analysis.NamedSport(text)
	if ok {
		return sport, nil
	}
	var known []string
	for _, s := range analysis.Sports() {
		known = append(known, string(s))
	}
	hint := ""
	if near := configs.Nearest(string(sport), known); near != "" {
		hint = "did you mean " + near + "? "
	}
	return "", usage("%q is no sport needled knows; %sknown are %s", text, hint, strings.Join(known, ", "))
}
