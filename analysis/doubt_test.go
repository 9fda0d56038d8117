package analysis_test

import (
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func TestDoubtOf(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	run := func(change func(*Run)) Run {
		r := Run{Sport: Running, Start: now.AddDate(0, 0, -1), DistanceM: new(6000.0), MovingS: new(2400.0)}
		change(&r)
		return r
	}
	for _, c := range []struct {
		name string
		run  Run
		want string // part of the reason, "" for none
	}{
		{"an ordinary run", run(func(*Run) {}), ""},
		{"the last second of 1999", run(func(r *Run) { r.Start = time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC) }), "before 2000"},
		{"the first of 2000", run(func(r *Run) { r.Start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }), ""},
		{"starting now", run(func(r *Run) { r.Start = now }), ""},
		{"starting in a second", run(func(r *Run) { r.Start = now.Add(time.Second) }), "in the future"},
		{"400 km", run(func(r *Run) { r.DistanceM, r.MovingS = new(400_000.0), new(200_000.0) }), ""},
		{"a metre more", run(func(r *Run) { r.DistanceM, r.MovingS = new(400_001.0), new(200_000.0) }), "more than anyone runs"},
		{"12 m/s", run(func(r *Run) { r.DistanceM, r.MovingS = new(1200.0), new(100.0) }), ""},
		{"a little faster", run(func(r *Run) { r.DistanceM, r.MovingS = new(1201.0), new(100.0) }), "faster than anyone runs"},
		{"300 km with the timer at 0", run(func(r *Run) { r.DistanceM, r.MovingS, r.ElapsedS = new(300_000.0), new(0.0), new(0.0) }), "in no time"},
		{"6 km with the timer at 0, in 40 minutes", run(func(r *Run) { r.MovingS, r.ElapsedS = new(0.0), new(2400.0) }), ""},
		{"a negative distance", run(func(r *Run) { r.DistanceM = new(-1.0) }), "negative"},
		{"no sport", run(func(r *Run) { r.Sport = UnknownSport }), "it names no sport; say which with --sport"},
		{"a sport of another name", run(func(r *Run) { r.Sport, r.SubSport = UnknownSport, "gummi_twist" }),
			"it names a sport needled doesn't know: Gummi twist; say which it was with --sport"},
		{"its name in another script", run(func(r *Run) { r.Sport, r.SubSport = UnknownSport, "órbita" }), "doesn't know: Órbita;"},
		{"a fast ride", run(func(r *Run) { r.Sport, r.MovingS = Cycling, new(400.0) }), ""},
	} {
		_, got := DoubtOf(c.run, now)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: doubt %q, want %q", c.name, got, c.want)
		}
	}
}
