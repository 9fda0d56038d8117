package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"needled/analysis"
)

// On a narrow terminal nothing is left to be cut in the middle of a word.
func TestNothingIsWiderThanANarrowTerminal(t *testing.T) {
	zone := berlin(t)
	s := Style{Zone: zone, Width: 40}
	doubt := run("p9qqbfrq", march(zone, 3, 9, 0), 5, 31)
	doubt.Sport, doubt.Doubt = analysis.UnknownSport, "it names no sport; say which with --sport"
	asides := []Aside{{Run: doubt, Steps: []Step{
		{"If it was a run:", "needled edit p9qqbfrq --sport running"}, {When: "It can't be judged as it is. If another file tells of it, say so."}}}}
	for name, write := range map[string]func(io.Writer) error{
		"status": func(w io.Writer) error { return Status(w, s, restPlan(zone), nil) },
		"review": func(w io.Writer) error { return Review(w, s, asides) },
		"an answer to a file": func(w io.Writer) error {
			_, err := io.WriteString(w, s.Wrapped("ignored  ", "export.zip › messages.csv and 17 others: not named as an activity file")+"\n")
			return err
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := columns(strings.TrimRight(line, "\n")); n > 40 {
				t.Errorf("%s: %d columns: %s", name, n, line)
			}
		}
	}
	if got := (Style{}).Wrapped("ignored  ", strings.Repeat("word ", 40)); strings.Contains(got, "\n") {
		t.Errorf("without a terminal lines are broken: %q", got)
	}
}
