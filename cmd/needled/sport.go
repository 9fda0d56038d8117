package main

import (
	"slices"
	"strings"

	"needled/analysis"
	"needled/configs"
)

// sports are the words --sport takes.
var sports = []string{
	"running", "walking", "hiking", "cycling", "swimming", "rowing", "training", "yoga", "tennis", "soccer",
	"basketball", "rock_climbing", "cross_country_skiing", "alpine_skiing", "generic",
}

// sportNamed reads a sport of the command line; "" for none.
func sportNamed(text string) (analysis.Sport, error) {
	name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), " ", "_")
	if name == "" || slices.Contains(sports, name) {
		return analysis.Sport(name), nil
	}
	hint := ""
	if near := configs.Nearest(name, sports); near != "" {
		hint = "did you mean " + near + "? "
	}
	return "", usage("%q is no sport needled knows; %sknown are %s", text, hint, strings.Join(sports, ", "))
}
