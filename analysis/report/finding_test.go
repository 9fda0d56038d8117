package report

import (
	"testing"

	"needled/analysis"
)

func TestFindingInWords(t *testing.T) {
	f := analysis.Finding{Rule: analysis.TooLong, Level: analysis.Violation, Unit: "m", Measured: new(8100.0), Cap: new(3600.0),
		FromM: new(3600.0), ToM: new(8100.0), Source: analysis.ClinicAdvice, Confidence: analysis.FromDevice, Text: "{km:8100}; the cap was {km:3600}."}
	want := Finding{Rule: analysis.TooLong, Level: analysis.Violation, Shape: "■", Word: "outside", Headline: "longer than advised",
		Figure: "8.1 km, cap 3.6 km", Text: "8.1 km; the cap was 3.6 km.", About: "Source: clinic (C) · from the device · from 3.6 km to 8.1 km", Evidence: "from 3.6 km to 8.1 km"}
	if got := FindingOf(f, analysis.Metric); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := FindingOf(f, analysis.Imperial); got.Figure != "5.0 mi, cap 2.2 mi" || got.Text != "5.0 mi; the cap was 2.2 mi." {
		t.Errorf("in miles %+v", got)
	}
}
