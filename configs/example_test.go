package configs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExampleChangesNothing(t *testing.T) {
	env := home(t)
	with, err := Load(Options{File: write(t, "needled.toml", ExampleSettings(), 0o600), Env: env})
	if err != nil {
		t.Fatal(err)
	}
	without, err := Load(Options{Env: env})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines(without), lines(with)); diff != "" {
		t.Error(diff)
	}
}

// Every key is there, in its table, and takes its example value.
func TestExampleShowsEveryKey(t *testing.T) {
	table, seen := "", map[string]bool{}
	for line := range strings.Lines(ExampleSettings()) {
		line = strings.TrimSpace(line)
		example, commented := strings.CutPrefix(line, "#")
		switch {
		case strings.HasPrefix(line, "[") || strings.HasPrefix(example, "[["):
			table = strings.TrimPrefix(line, "#")
		case commented && example != "" && !strings.HasPrefix(example, " "):
			name, _, _ := strings.Cut(example, " ")
			key := name
			if table != "" {
				key = strings.Trim(table, "[]") + "." + name
			}
			seen[key] = true
			l := loader{env: newEnvironment(home(t)), config: defaults(), given: map[string]given{}}
			text := table + "\n" + example
			if key == "watch.runner" {
				text += "\npath = '/media'"
			}
			l.overlay(l.parseFile("needled.toml", []byte(text)))
			for _, s := range settings() {
				if g, ok := l.given[s.key]; ok && !strings.Contains(g.key, "file") {
					l.apply(s, g)
				}
			}
			if err := l.err(); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	want := map[string]bool{"watch.path": true, "watch.runner": true}
	for _, k := range settingKeys() {
		want[k] = true
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}
