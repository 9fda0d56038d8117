package report

import (
	"slices"
	"testing"

	"needled/analysis"
)

func TestMethodNamesTheNumbersAndTheirSources(t *testing.T) {
	rec := analysis.Recovery{Class: analysis.Demanding, Protocol: analysis.Protocol{Numbers: map[analysis.Key]analysis.Number{
		analysis.DemandingFloor: {Value: 48, Unit: "h", Source: analysis.ClinicAdvice},
		analysis.DemandingClear: {Value: 72, Unit: "h", Source: analysis.ClinicAdvice},
		analysis.LongerRest:     {Value: 24, Unit: "h", Source: analysis.NeedledOwn},
		analysis.ClimbCaution:   {Value: 8, Unit: "m/km", Source: analysis.NeedledOwn},
		analysis.ClimbViolation: {Value: 15, Unit: "m/km", Source: analysis.NeedledOwn},
		analysis.SteepGrade:     {Value: 3, Unit: "%", Source: analysis.NeedledOwn},
		analysis.SteepCaution:   {Value: 0.07, Unit: "share", Source: analysis.NeedledOwn},
		analysis.SteepViolation: {Value: 0.25, Unit: "share", Source: analysis.NeedledOwn},
	}}}
	want := []string{
		"Rest after a demanding treatment: at least 48 h (C), then with care until 72 h (C); 24 h (N) more for a new runner, or after a serious injury.",
		"Climb: above 42 ft/mi (N) is a caution, above 79 ft/mi (N) outside the advice. From a grade of 3 % (N) on the way is steep: 7 % (N) of it steep is a caution, 25 % (N) outside.",
	}
	if got := methodOf(rec, analysis.Imperial); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
