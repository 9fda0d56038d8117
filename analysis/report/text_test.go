package report

import (
	"bytes"
	"strings"
	"testing"

	"needled/analysis"
)

// A climb told as a share of the way is explained below the table.
func TestASteepShareIsExplained(t *testing.T) {
	r := flaggedReport(berlin(t))
	const note = "the share of the way that is steep"
	for _, steep := range []bool{false, true} {
		if steep {
			f := r.Recovery.Entries[0].Verdict.Finding(analysis.TooHilly)
			f.Unit, f.Measured, f.Cap = "share", new(0.41), new(0.10)
		}
		var b bytes.Buffer
		if err := Text(&b, Style{}, r); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(unwrapped(b.String()), note); got != steep {
			t.Errorf("a steep share (%v) is explained: %v", steep, got)
		}
	}
}
