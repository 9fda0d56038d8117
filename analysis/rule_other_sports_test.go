package analysis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func TestWalkingHikingYogaAndMobilityAreFineAtAnyTime(t *testing.T) {
	for _, tt := range []struct {
		sport Sport
		sub   string
		says  string
	}{
		{Walking, "", "Walking: fine."}, {Hiking, "", "Hiking: fine."}, {"yoga", "", "Yoga: fine."},
		{Training, "yoga", "Yoga: fine."}, {Training, "mobility", "Mobility: fine."}, {Training, "flexibility_training", "Flexibility training: fine."},
	} {
		for _, hours := range []float64{0, 1, 23.9, 30, 100} {
			hard := func(r *Run) { at(held{190, 1000})(r); r.SubSport = tt.sub }
			v := verdictOf(t, hrMax200(activity("a", hoursAfter(hours), tt.sport, hard)), "a")
			if v.Level != OK || len(v.Findings) != 0 || v.RunNumber != nil {
				t.Errorf("%s %s at %v h: %s with %d findings", tt.sport, tt.sub, hours, v.Level, len(v.Findings))
			}
			if got := fmt.Sprint(v.Notes); got != "["+tt.says+"]" {
				t.Errorf("%s %s: notes %s, want %s", tt.sport, tt.sub, got, tt.says)
			}
		}
	}
}

func TestStrenuousKindsOfSportBeforeTheFloor(t *testing.T) {
	second := time.Second.Hours()
	for _, tt := range []struct {
		sport Sport
		sub   string
	}{
		{"strength_training", ""}, {Training, "strength_training"}, {"hiit", ""}, {Training, "hiit"},
		{"soccer", ""}, {"basketball", ""}, {"tennis", ""}, {"volleyball", ""}, {"racket", "badminton"},
		{"jump_rope", ""}, {"rowing", ""}, {"fitness_equipment", "indoor_rowing"},
		{"rock_climbing", ""}, {"rock_climbing", "indoor_climbing"}, {"rock_climbing", "bouldering"},
	} {
		for hours, want := range map[float64]Level{0: Caution, 24 - second: Caution, 24: OK, 24 + second: OK, 47: OK, 100: OK} {
			h := history(activity("a", hoursAfter(hours), tt.sport, func(r *Run) { r.SubSport = tt.sub }))
			f := findingOf(t, h, "a", HighIntensity)
			if f.Level != want {
				t.Errorf("%s %s at %v h: %s, want %s (%s)", tt.sport, tt.sub, hours, f.Level, want, f.Text)
			}
			if f.Level == Caution && f.Source != ClinicAdvice {
				t.Errorf("%s %s: source %s", tt.sport, tt.sub, f.Source)
			}
		}
	}
}

func TestOtherSportsBeforeTheFloorByHeartRate(t *testing.T) {
	// HRmax 200: 82 % is 164.
	for _, tt := range []struct {
		name  string
		rates []held
		want  Level
		share float64
	}{
		{"easy", []held{{120, 1000}}, OK, 0},
		{"all at 82 %", []held{{164, 1000}}, OK, 0},
		{"20 % above", []held{{120, 800}, {165, 200}}, OK, 0.2},
		{"20.1 % above", []held{{120, 799}, {165, 201}}, Caution, 0.201},
		{"all above", []held{{190, 1000}}, Caution, 1},
	} {
		f := findingOf(t, hrMax200(activity("a", hoursAfter(10), Cycling, at(tt.rates...))), "a", HighIntensity)
		if f.Level != tt.want || !near(f.Measured, tt.share) || !near(f.Cap, 0.20) || f.Unit != "share" {
			t.Errorf("%s: %s, %v of %v %s; want %s, %v (%s)", tt.name, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, tt.want, tt.share, f.Text)
		}
		late := findingOf(t, hrMax200(activity("a", hoursAfter(24), Cycling, at(tt.rates...))), "a", HighIntensity)
		if late.Level != OK {
			t.Errorf("%s, at the floor: %s", tt.name, late.Level)
		}
	}
}

func TestOtherSportsUnknown(t *testing.T) {
	for _, tt := range []struct {
		name string
		h    History
		want Level
	}{
		{"no heart rate", hrMax200(activity("a", hoursAfter(10), Cycling)), Unknown},
		{"too little heart rate", hrMax200(activity("a", hoursAfter(10), Cycling, at(held{120, 599}))), Unknown},
		{"no HRmax", history(activity("a", hoursAfter(10), Cycling, at(held{120, 1000}))), Unknown},
		{"no heart rate, after the floor", hrMax200(activity("a", hoursAfter(24), Cycling)), OK},
		{"a sport nobody named", hrMax200(activity("a", hoursAfter(10), UnknownSport)), Unknown},
	} {
		f := findingOf(t, tt.h, "a", HighIntensity)
		if f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
		if f.Level == Unknown && !strings.Contains(string(f.Text), "would") {
			t.Errorf("%s: it doesn't say what would settle it: %s", tt.name, f.Text)
		}
	}
}

func TestOtherSportsWhenTheTimeIsNotKnown(t *testing.T) {
	day := onDay(t, "Etc/UTC", "2026-03-02", "2026-03-02T00:00:00Z")
	day.Runs = []Run{activity("a", day.Treatments[0].At.Add(10*time.Hour), "tennis")}
	hidden := func(sport Sport, changes ...func(*Run)) History {
		r := hiddenOn("2026-03-03", 0) // the floor lies within the day
		r.Sport = sport
		for _, change := range changes {
			change(&r)
		}
		return hrMax200(r)
	}
	for _, tt := range []struct {
		name string
		h    History
		id   string
		want Level
	}{
		{"on the day of a treatment known by date", day, "a", Unknown},
		{"tennis at a hidden time", hidden("tennis"), "r", Unknown},
		{"a ride at a hidden time, hard", hidden(Cycling, at(held{190, 1000})), "r", Unknown},
		{"a ride at a hidden time, easy", hidden(Cycling, at(held{120, 1000})), "r", OK},
		{"a ride at a hidden time, without heart rate", hidden(Cycling), "r", Unknown},
		{"a walk at a hidden time", hidden(Walking), "r", OK},
	} {
		v := verdictOf(t, tt.h, tt.id)
		if v.Level != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, v.Level, tt.want)
		}
		for _, f := range v.Findings {
			if strings.Contains(string(f.Text), "in the time of rest") && !strings.Contains(string(f.Text), "perhaps in the time of rest") {
				t.Errorf("%s: says it was in the time of rest: %s", tt.name, f.Text)
			}
		}
	}
}

func TestOtherSportsAreNotHeldAgainstTheCapsForRuns(t *testing.T) {
	v := verdictOf(t, history(activity("a", hoursAfter(10), "tennis", climbs(30, 30), steep(9000, 9))), "a")
	if len(v.Findings) != 1 || v.Findings[0].Rule != HighIntensity || v.Level != Caution {
		t.Errorf("%s with findings %v", v.Level, v.Findings)
	}
}

func TestRunningIsNotHighIntensity(t *testing.T) {
	v := verdictOf(t, hrMax200(newRun("r", hoursAfter(10), 3, at(held{190, 1000}))), "r")
	if f := v.Finding(HighIntensity); f != nil {
		t.Errorf("a run has the finding %s %s", f.Rule, f.Level)
	}
}
