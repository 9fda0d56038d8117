package store

import "testing"

func TestReasonsAreJoinedWithoutDoubledStops(t *testing.T) {
	for _, tt := range []struct {
		reasons []string
		want    string
	}{
		{nil, ""},
		{[]string{"", "It ends too early."}, "It ends too early."},
		{[]string{"It ends too early.", "", "a person said what it was"}, "It ends too early; a person said what it was"},
	} {
		if got := also(tt.reasons...); got != tt.want {
			t.Errorf("%q gives %q, want %q", tt.reasons, got, tt.want)
		}
	}
}
