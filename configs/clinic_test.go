package configs

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
)

func TestDefaultProtocolHasEveryNumberAndNoOther(t *testing.T) {
	p := DefaultProtocol()
	for _, s := range analysis.Specs() {
		n, ok := p.Numbers[s.Key]
		if !ok {
			t.Errorf("%s is missing", s.Key)
			continue
		}
		if n.Unit != s.Unit {
			t.Errorf("%s is in %q, want %q", s.Key, n.Unit, s.Unit)
		}
		if !slices.Contains([]analysis.Source{"C", "L", "N"}, n.Source) {
			t.Errorf("%s has the source %q", s.Key, n.Source)
		}
		if strings.TrimSpace(n.Note) == "" {
			t.Errorf("%s has no explanation", s.Key)
		}
		if err := s.Check(n.Value); err != nil {
			t.Error(err)
		}
	}
	if len(p.Numbers) != len(analysis.Specs()) {
		t.Errorf("%d numbers, want %d", len(p.Numbers), len(analysis.Specs()))
	}
	if c := p.Conflicts(); len(c) > 0 {
		t.Errorf("conflicts: %v", c)
	}
	if p.Name != "needled default" || p.Version != "2026.1" {
		t.Errorf("called %q %q", p.Name, p.Version)
	}
}

// In the file itself nothing is left to inherit: each number is written with
// all four parts, once, and in the order of the specification.
func TestDefaultProtocolFileIsWholeAndInOrder(t *testing.T) {
	line := regexp.MustCompile(`^(\w+) += \{ value = [0-9.]+, +unit = "[^"]+", +source = "[CLN]", note = "[^"]+" \}$`)
	table, got := "", []string{}
	for text := range strings.Lines(DefaultProtocolText()) {
		text = strings.TrimSpace(text)
		switch m := line.FindStringSubmatch(text); {
		case m != nil:
			got = append(got, table+"."+m[1])
		case strings.HasPrefix(text, "["):
			table = strings.Trim(text, "[]")
		case text != "" && text[0] != '#' && table != "":
			t.Errorf("not a whole number: %s", text)
		}
	}
	if want := protocolKeys(); !slices.Equal(got, want) {
		t.Errorf("the file holds %v\nwant %v", got, want)
	}
}

// The figures of the clinic's advice, as it words them.
func TestDefaultProtocolSaysWhatTheClinicSays(t *testing.T) {
	p := DefaultProtocol()
	for key, want := range map[analysis.Key]float64{
		analysis.TypicalFloor:   24, // at least 24 h, most runners 24-48 h
		analysis.TypicalClear:   48,
		analysis.DemandingFloor: 48, // several large groups: 48-72 h
		analysis.DemandingClear: 72,
		analysis.LargeGroups:    2,
		analysis.Run1Target:     0.50, // first run 50-60 % of usual
		analysis.Run1Share:      0.60,
	} {
		if n := p.Numbers[key]; n.Value != want || n.Source != analysis.ClinicAdvice {
			t.Errorf("%s = %v (%s), want %v (C)", key, n.Value, n.Source, want)
		}
	}
}

func TestDefaultProtocolIsEachCallersOwn(t *testing.T) {
	p := DefaultProtocol()
	p.Numbers[analysis.TypicalFloor] = analysis.Number{Value: 1}
	if got := DefaultProtocol().Value(analysis.TypicalFloor); got != 24 {
		t.Errorf("another caller's change shows: %v", got)
	}
}
