package report

import (
	"testing"

	"needled/analysis"
)

func TestWordsOfAFindingAndItsPart(t *testing.T) {
	f := analysis.Finding{Rule: analysis.TooLong, Level: analysis.Violation, Unit: "m", FromM: new(3600.0), ToM: new(8100.0)}
	if got := HeadlineWords(f, analysis.Metric); got != "longer than advised" {
		t.Errorf("it is called %q", got)
	}
	for u, want := range map[analysis.Units]string{analysis.Metric: "from 3.6 km to 8.1 km", analysis.Imperial: "from 2.2 mi to 5.0 mi"} {
		if got := EvidenceWords(f, u); got != want {
			t.Errorf("in %s it lies %q, want %q", u, got, want)
		}
	}
	f.FromM, f.ToM = nil, nil
	if got := EvidenceWords(f, analysis.Metric); got != "" {
		t.Errorf("a finding of the whole run lies %q", got)
	}
}
