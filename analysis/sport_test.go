package analysis_test

import (
	"testing"

	. "needled/analysis"
)

func TestKindsOfSport(t *testing.T) {
	const (
		run = 1 << iota
		gentle
		highImpact
		inside
	)
	for _, c := range []struct {
		sport Sport
		sub   string
		want  int
	}{
		{Running, "", run},
		{Running, "trail", run},
		{Running, "track", run},
		{Running, "treadmill", run | inside},
		{Running, "indoor_running", run | inside},
		{Running, "virtual_activity", run | inside},
		{"trail_running", "", run},
		{"virtual_run", "", run | inside},
		{Walking, "", gentle},
		{Walking, "indoor_walking", gentle | inside},
		{Hiking, "", gentle},
		{Training, "yoga", gentle},
		{Training, "flexibility_training", gentle},
		{Training, "breathing", 0},
		{"fitness_equipment", "pilates", inside},
		{Training, "strength_training", highImpact},
		{Training, "cardio_training", 0},
		{"hiit", "", highImpact},
		{"hiit", "tabata", highImpact},
		{"racket", "squash", highImpact},
		{"tennis", "match", highImpact},
		{"soccer", "", highImpact},
		{"rowing", "", highImpact},
		{"fitness_equipment", "indoor_rowing", highImpact | inside},
		{"fitness_equipment", "stair_climbing", inside},
		{"floor_climbing", "", 0},
		{"rock_climbing", "bouldering", highImpact},
		{"jump_rope", "", highImpact},
		{"boxing", "", 0},
		{Cycling, "", 0},
		{Cycling, "indoor_cycling", inside},
		{Swimming, "lap_swimming", inside},
		{Transition, "", 0},
		{UnknownSport, "", 0},
	} {
		got := 0
		for bit, is := range map[int]bool{
			run: c.sport.IsRun(), gentle: c.sport.Gentle(c.sub), highImpact: c.sport.HighImpact(c.sub),
			inside: Run{Sport: c.sport, SubSport: c.sub}.Indoors(),
		} {
			if is {
				got |= bit
			}
		}
		if got != c.want {
			t.Errorf("%s, %s: run, gentle, high impact, inside = %04b, want %04b", c.sport, c.sub, got, c.want)
		}
	}
}

func TestNamedSport(t *testing.T) {
	for word, want := range map[string]Sport{
		"running": Running, "Run": Running, "trail-running": "trail_running", "Rock climbing": "rock_climbing", " walk ": Walking,
		"runing": "", "": "", "unknown": "",
	} {
		got, ok := NamedSport(word)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v; want %q", word, got, ok, want)
		}
	}
}
