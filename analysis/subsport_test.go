package analysis_test

import (
	"testing"

	. "needled/analysis"
)

func TestSubSportOf(t *testing.T) {
	for name, want := range map[string]string{
		"TrailRun": "trail_run", "Trail Run": "trail_run", "trail-run": "trail_run", " E-Bike  Ride ": "e_bike_ride",
		"Course à pied": "course_à_pied", "HIIT": "hiit", "": "", "--": "",
	} {
		if got := SubSportOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
