package analysis

import "testing"

func TestPhraseRendersQuantitiesInTheReadersUnits(t *testing.T) {
	for _, tt := range []struct{ phrase, metric, imperial string }{
		{"{km:4900}; the cap was {km:3600}", "4.9 km; the cap was 3.6 km", "3.0 mi; the cap was 2.2 mi"},
		{"{km:850} in all", "0.85 km in all", "0.53 mi in all"},
		{"{m:120} up", "120 m up", "394 ft up"},
		{"{climb:8}", "8.0 m/km", "42 ft/mi"},
		{"{pace:2.7933} on average", "5:58/km on average", "9:36/mi on average"},
		{"no quantity", "no quantity", "no quantity"},
		{"{km:} {furlong:3} {km:x}", "{km:} {furlong:3} {km:x}", "{km:} {furlong:3} {km:x}"},
		{"{km:3640|3600}; the cap was {km:3600|3640}", "3.64 km; the cap was 3.60 km", "2.3 mi; the cap was 2.2 mi"},
		{"{climb:8.04|8}", "8.04 m/km", "42.5 ft/mi"},
	} {
		if got := Phrase(tt.phrase).In(Metric); got != tt.metric {
			t.Errorf("%q in metric = %q, want %q", tt.phrase, got, tt.metric)
		}
		if got := Phrase(tt.phrase).In(Imperial); got != tt.imperial {
			t.Errorf("%q in imperial = %q, want %q", tt.phrase, got, tt.imperial)
		}
	}
}

func TestVersusNeverPrintsAMeasuredValueLikeItsCap(t *testing.T) {
	for _, tt := range []struct {
		name          string
		versus        func(measured, limit float64) (string, string)
		measured, cap float64
		want          string
	}{
		{"far apart", kmVersus, 4900, 3600, "4.9 km, cap 3.6 km"},
		{"apart by 40 m", kmVersus, 3640, 3600, "3.64 km, cap 3.60 km"},
		{"apart by 1 m", kmVersus, 3601, 3600, "3.601 km, cap 3.600 km"},
		{"apart by 1 cm", kmVersus, 3600.01, 3600, "3.60001 km, cap 3.60000 km"},
		{"equal", kmVersus, 3600, 3600, "3.6 km, cap 3.6 km"},
		{"on both sides of 1 km", kmVersus, 1000, 999, "1.000 km, cap 0.999 km"},
		{"climb", climbVersus, 15.02, 15, "15.02 m/km, cap 15.00 m/km"},
		{"pace", paceVersus, 2.7940, 2.7933, "5:57.9/km, cap 5:58.0/km"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, c := tt.versus(tt.measured, tt.cap)
			if got := phrase("%s, cap %s", m, c).In(Metric); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNumbersPrintWithoutSurprises(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{Distance(0, Metric), "0.00 km"},
		{Distance(999.9, Metric), "1.00 km"},
		{Height(-0.3, Metric), "0 m"},
		{Climb(-0.01, Metric), "0.0 m/km"},
		{Pace(0, Metric), "standing"},
		{Pace(1000/359.6, Metric), "6:00/km"},
		{Figure(23.97, 24, 0), "23.97"},
		{Figure(24, 23.97, 0), "24.00"},
		{Figure(23.2, 24, 0), "23"},
		{Figure(-0.2, 5, 0), "0"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// A share reads the same wherever it stands: with the decimals it has, two at
// most, and never with the noise of floating point.
func TestSharesReadAsTheyWereSet(t *testing.T) {
	for share, want := range map[float64]string{0.405: "40.5 %", 0.4: "40 %", 1.1: "110 %", 1.12: "112 %", 0.55: "55 %", 0.33333: "33.33 %", 0: "0 %"} {
		if got := Percent(share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
	for _, tt := range []struct {
		share, beside float64
		want          string
	}{
		{0.2, 0.31, "20 %"}, {0.1, 0.103, "10.0 %"}, {0.125, 0.31, "12.5 %"}, {0.125, 0.12504, "12.500 %"}, {0.2, 0.2, "20 %"},
	} {
		if got := PercentBeside(tt.share, tt.beside); got != tt.want {
			t.Errorf("%v beside %v: %q, want %q", tt.share, tt.beside, got, tt.want)
		}
	}
}
