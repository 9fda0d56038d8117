package chart_test

import (
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/web/chart"
)

// The lines of the heart rate say which heart rates they are, and the harder
// one is drawn where the finding speaks of it.
func TestHeartRateCapsAreThoseOfTheFinding(t *testing.T) {
	for level, want := range map[analysis.Level]string{
		analysis.Caution:   "caution above 135 (76 % of HRmax)",
		analysis.Violation: "caution above 135 (76 % of HRmax); outside above 145 (82 % of HRmax)",
	} {
		s := hilly.source(analysis.Metric)
		s.Caps = &analysis.Caps{HRMax: new(135.0), HRHard: new(145.0)}
		s.Verdict = &analysis.Verdict{Findings: []analysis.Finding{{Rule: analysis.TooHard, Level: level, Unit: "share", Measured: new(0.97), Cap: new(0.2)}}}
		d := chart.Of(s)
		var said []string
		for _, c := range d.Caps {
			if c.Of == "heart_rate" {
				said = append(said, c.Text)
				if below := level == analysis.Violation && c.At == 135; c.Below != below {
					t.Errorf("%s: %+v", level, c)
				}
			}
		}
		if got := strings.Join(said, "; "); got != want || !strings.Contains(strings.Join(d.Alternative(), " "), want) {
			t.Errorf("%s: %q, want %q; %q", level, got, want, d.Alternative())
		}
	}
}

// At most two hatchings lie over each other on a panel, the steep parts being
// one.
func TestHatchingsStayReadable(t *testing.T) {
	s := hilly.source(analysis.Metric)
	s.Verdict = &analysis.Verdict{}
	for _, rule := range []analysis.Rule{analysis.TooEarly, analysis.TooLong, analysis.TooHilly, analysis.Symptoms} {
		s.Verdict.Findings = append(s.Verdict.Findings, analysis.Finding{Rule: rule, Level: analysis.Violation, FromS: new(10.0), ToS: new(600.0)})
	}
	d := chart.Of(s)
	if len(d.Steep) == 0 || len(d.Findings) != 4 {
		t.Fatalf("%d steep parts, %d findings", len(d.Steep), len(d.Findings))
	}
	var b strings.Builder
	if err := d.SVG(&b, chart.Wide); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), `class="part `); n != 1+2+2 {
		t.Errorf("%d hatched parts on the three panels", n)
	}
}
