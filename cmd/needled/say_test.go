package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"needled/configs"
	"needled/daemon/store"
)

// What goes wrong, and what is asked, keeps to the columns of the terminal; in
// a file it is one line.
func TestErrorsAndQuestionsAreWrapped(t *testing.T) {
	const long = "the settings name a folder that is not there; make it, or give another with --data, or set needled's environment"
	_, settings := configs.Load(configs.Options{Env: []string{"NEEDLED_UNITS=furlongs", "NEEDLED_LOG_LEVEL=louder"}})
	if settings == nil {
		t.Fatal("no error in the settings")
	}
	for name, err := range map[string]error{
		"wrong use": usage(long), "the store": &store.Error{Text: long}, "stopped": stopped(long), "anything else": errors.New(long),
		"the settings": settings, "a question": nil,
	} {
		for _, width := range []int{0, 40} {
			var out bytes.Buffer
			a := &app{machine: machine{in: strings.NewReader("y\n"), err: &out, errWidth: width}}
			if err == nil {
				a.confirm(long)
			} else {
				a.exitCode(err)
			}
			for line := range strings.Lines(out.String()) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > 0 && n > width {
					t.Errorf("%s: %q has %d of %d columns", name, line, n, width)
				}
			}
			if lines := strings.Count(strings.TrimSpace(out.String()), "\n"); width == 0 && err != settings && lines > 0 {
				t.Errorf("%s: without a terminal it is told in %d lines", name, lines+1)
			}
		}
	}
}
