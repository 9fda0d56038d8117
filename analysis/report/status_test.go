package report

import (
	"io"
	"testing"
	"time"

	"needled/analysis"
)

func TestStatus(t *testing.T) {
	zone := berlin(t)
	rest := restPlan(zone)
	sources := []SourceLine{
		{Name: "watch", State: SourceOK, LastSuccess: new(march(zone, 3, 6, 30)), Detail: "/media/GARMIN"},
		{Name: "strava", State: SourceNeedsYou, LastSuccess: new(march(zone, 1, 6, 30)), Detail: "access was revoked; run needled connect strava"},
		{Name: "phone", State: SourceOff},
	}

	careful := rest
	careful.At, careful.State = march(zone, 4, 8, 0), analysis.Careful
	careful.Advice = []analysis.Phrase{"Test before you go: body-weight squat, single-leg heel raises, full range of motion, soreness gone.", "Drink before and after."}

	ready := rest
	ready.At, ready.State, ready.RunNumber = march(zone, 5, 8, 0), analysis.Ready, new(2)
	ready.Caps = &analysis.Caps{DistanceM: new(4567.0), ClimbMPerKm: new(8.0), SpeedMPS: new(2.7891)}

	unknown := ready
	unknown.RunNumber, unknown.Baseline, unknown.Caps = new(1), &analysis.Baseline{Found: 2, Needed: 4}, &analysis.Caps{ClimbMPerKm: new(8.0)}
	unknown.Advice = []analysis.Phrase{"We can't tell how long your usual run is yet: 2 of 4 runs so far. Keep it short.", "Drink before and after."}

	late := rest
	late.At = march(zone, 2, 17, 30)
	late.Earliest, late.Clear = new(march(zone, 12, 17, 30)), new(march(zone, 13, 17, 30))

	for _, tt := range []struct {
		file  string
		style Style
		plan  analysis.Plan
		from  []SourceLine
	}{
		{"status_rest.txt", Style{Zone: zone}, rest, sources},
		{"status_careful.txt", Style{Zone: zone}, careful, nil},
		{"status_ready.txt", Style{Zone: zone}, ready, nil},
		{"status_ready_imperial_colour.txt", Style{Zone: zone, Units: analysis.Imperial, Color: true}, ready, sources},
		{"status_unknown_baseline.txt", Style{Zone: zone}, unknown, nil},
		{"status_far_ascii.txt", Style{Zone: zone, ASCII: true, Width: 50}, late, sources},
		{"status_free.txt", Style{Zone: zone}, analysis.Plan{At: rest.At, State: analysis.Free, Ended: new(rest.At.AddDate(0, 0, -9))}, nil},
	} {
		t.Run(tt.file, func(t *testing.T) {
			golden(t, tt.file, func(w io.Writer) error { return Status(w, tt.style, tt.plan, tt.from) })
		})
	}
}

func TestAnswerNamesTheDayAsAPersonWould(t *testing.T) {
	zone := berlin(t)
	at := march(zone, 27, 22, 0) // two days before the clocks go forward
	for _, tt := range []struct {
		until time.Time
		want  string
	}{
		{march(zone, 27, 23, 0), "Rest until today 23:00 (Fri 27 Mar)."},
		{march(zone, 28, 0, 0), "Rest until tomorrow 00:00 (Sat 28 Mar)."},
		{march(zone, 29, 4, 0), "Rest until Sun 29 Mar 04:00."},
		{march(zone, 30, 4, 0), "Rest until Mon 30 Mar 04:00."},
		{march(zone, 34, 4, 0), "Rest until Fri 3 Apr 2026, 04:00."},
	} {
		plan := analysis.Plan{At: at, State: analysis.Rest, Earliest: &tt.until}
		if got := Answer(plan, Style{Zone: zone}); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// Whoever runs as far and as fast as they read stays within the caps.
func TestAdvisedCapsAreRoundedToTheSafeSide(t *testing.T) {
	for _, u := range []analysis.Units{analysis.Metric, analysis.Imperial} {
		for m := 300.0; m < 12000; m += 7.3 {
			if shown := atMost(m, u); shown > m+1e-3 || m-shown > 161 {
				t.Errorf("a cap of %.1f m is shown as %.1f m", m, shown)
			}
		}
		for mps := 1.5; mps < 5; mps += 0.013 {
			if shown := noFasterThan(mps, u); shown > mps+1e-6 || mps-shown > 0.05 {
				t.Errorf("a cap of %.4f m/s is shown as %.4f m/s", mps, shown)
			}
		}
	}
	if got := atMost(0.6*6000, analysis.Metric); got != 3600 {
		t.Errorf("60 %% of 6 km is shown as %.1f m", got)
	}
}
