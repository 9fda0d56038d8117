package analysis_test

import (
	"strings"
	"testing"

	. "needled/analysis"
)

// climbs makes a run climb so many metres a km, up and down.
func climbs(up, down float64) func(*Run) {
	return func(r *Run) {
		km := *r.DistanceM / 1000
		r.AscentM, r.DescentM = new(km*up), new(km*down)
	}
}

func stated(by Confidence) func(*Run) {
	return func(r *Run) { r.AscentSource, r.DescentSource = by, by }
}

// course is a course of 10 km, steep over the first metres of it.
func course(steepM, grade float64) []GradeSpan {
	return []GradeSpan{
		{FromM: 0, ToM: steepM, FromS: 0, ToS: steepM * 0.36, GradePct: grade},
		{FromM: steepM, ToM: 10000, FromS: steepM * 0.36, ToS: 3600},
	}
}

func steep(metres, grade float64) func(*Run) {
	return func(r *Run) { r.Measures.Grades = course(metres, grade) }
}

func hillsOf(t *testing.T, changes ...func(*Run)) Finding {
	t.Helper()
	return findingOf(t, history(newRun("r", daysAfter(2), 3, changes...)), "r", TooHilly)
}

func TestTooHillyByClimbPerKm(t *testing.T) {
	for _, tt := range []struct {
		name         string
		up, down     float64
		from         Confidence
		want         Level
		measured, to float64
	}{
		{"flat", 0, 0, FromDevice, OK, 0, 8},
		{"just below 8", 7.99, 0, FromDevice, OK, 7.99, 8},
		{"8", 8, 0, FromDevice, OK, 8, 8},
		{"just above 8", 8.01, 0, FromDevice, Caution, 8.01, 8},
		{"15", 15, 0, FromDevice, Caution, 15, 8},
		{"just above 15", 15.01, 0, FromDevice, Violation, 15.01, 8},
		{"by a service, just above 15", 15.01, 0, FromService, Violation, 15.01, 8},
		{"our estimate, 8", 8, 8, Estimated, OK, 8, 8},
		{"our estimate, just above 8", 8.01, 0, Estimated, Caution, 8.01, 8},
		{"our estimate, an Alp", 150, 150, Estimated, Caution, 150, 8},
		{"descent at 8", 0, 8, FromDevice, OK, 8, 8},
		{"descent just above 8", 0, 8.01, FromDevice, Caution, 8.01, 8},
		{"descent just above 15", 0, 15.01, FromDevice, Violation, 15.01, 8},
		{"the larger counts, up", 16, 9, FromDevice, Violation, 16, 8},
		{"the larger counts, down", 9, 16, FromDevice, Violation, 16, 8},
	} {
		f := hillsOf(t, climbs(tt.up, tt.down), stated(tt.from))
		if f.Level != tt.want || !near(f.Measured, tt.measured) || !near(f.Cap, tt.to) || f.Unit != "m/km" {
			t.Errorf("%s: %s, %v of %v %s; want %s, %v of %v (%s)", tt.name, f.Level, shown(f.Measured), shown(f.Cap), f.Unit, tt.want, tt.measured, tt.to, f.Text)
		}
		if f.Confidence != tt.from || f.Source != NeedledOwn {
			t.Errorf("%s: confidence %s, source %s", tt.name, f.Confidence, f.Source)
		}
		if down := tt.down > tt.up; strings.Contains(string(f.Text), "descent") != down {
			t.Errorf("%s: %s", tt.name, f.Text)
		}
	}
}

func TestTooHillyByOnlyOneOfAscentAndDescent(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Run)
		want   Level
	}{
		{"only ascent", func(r *Run) { r.AscentM, r.DescentM = new(60.0), nil }, Violation},
		{"only descent", func(r *Run) { r.AscentM, r.DescentM = nil, new(60.0) }, Violation},
		{"ascent of the device, descent our estimate", func(r *Run) {
			r.AscentM, r.DescentM, r.DescentSource = new(6.0), new(60.0), Estimated
		}, Caution},
	} {
		if f := hillsOf(t, tt.change); f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
	}
}

func TestTooHillyByShareOfSteepDistance(t *testing.T) {
	for _, tt := range []struct {
		name          string
		metres, grade float64
		from          Confidence
		want          Level
	}{
		{"just below a tenth", 999.9, 3, FromDevice, OK},
		{"a tenth", 1000, 3, FromDevice, Caution},
		{"just below a quarter", 2499.9, 3, FromDevice, Caution},
		{"a quarter", 2500, 3, FromDevice, Violation},
		{"a quarter, by a service", 2500, 3, FromService, Violation},
		{"a quarter, our estimate", 2500, 3, Estimated, Caution},
		{"all of it, our estimate", 9999, 20, Estimated, Caution},
		{"just below a tenth, our estimate", 999.9, 3, Estimated, OK},
		{"downhill", 2500, -3, FromDevice, Violation},
		{"not quite steep", 9999, 2.999, FromDevice, OK},
		{"not quite steep, downhill", 9999, -2.999, FromDevice, OK},
	} {
		f := hillsOf(t, steep(tt.metres, tt.grade), stated(tt.from))
		if f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
		if f.Level == OK {
			continue
		}
		if !near(f.Measured, tt.metres/10000) || !near(f.Cap, 0.10) || f.Unit != "share" {
			t.Errorf("%s: %v of %v %s (%s)", tt.name, shown(f.Measured), shown(f.Cap), f.Unit, f.Text)
		}
		if !near(f.FromM, 0) || !near(f.ToM, tt.metres) || !near(f.FromS, 0) || !near(f.ToS, tt.metres*0.36) {
			t.Errorf("%s: evidence from %v m to %v m", tt.name, shown(f.FromM), shown(f.ToM))
		}
	}
}

// Where altitude is known for less than 60 % of a run, the share of its
// distance that is steep is known only to be at least what was found.
func TestSteepShareIsOfTheRunsDistance(t *testing.T) {
	noClimb := func(r *Run) { r.AscentM, r.DescentM = nil, nil }
	// known has grades over so many of the 3 km, steep at first.
	known := func(metres, steepM float64) func(*Run) {
		return func(r *Run) {
			for m := 0.0; m < metres; m += 100 {
				g := GradeSpan{FromM: m, ToM: m + 100}
				if m < steepM {
					g.GradePct = 4
				}
				r.Measures.Grades = append(r.Measures.Grades, g)
			}
		}
	}
	for _, tt := range []struct {
		name    string
		changes []func(*Run)
		share   float64
		want    Level
		says    string
	}{
		{"60 % known", []func(*Run){known(1800, 900)}, 0.5, Violation, "50 % of the distance"},
		{"less", []func(*Run){known(1700, 900)}, 0.3, Violation, "At least 30 % of the distance"},
		{"the first 300 m", []func(*Run){known(300, 300)}, 0.1, Caution, "At least 10 % of the distance"},
		{"the first 200 m", []func(*Run){known(200, 200)}, 2.0 / 30, OK, "m/km of climb"},
		{"the first 300 m, climb not known", []func(*Run){known(300, 300), noClimb}, 0.1, Caution, "At least 10 % of the distance"},
		{"the first 200 m, climb not known", []func(*Run){known(200, 200), noClimb}, 2.0 / 30, Unknown, "too little of the distance"},
		{"60 % known, climb not", []func(*Run){known(1800, 100), noClimb}, 1.0 / 18, OK, "6 % of the distance"},
		{"the tail is under one window", []func(*Run){known(1000, 100), func(r *Run) { r.DistanceM = new(1099.0) }}, 0.1, Caution, "10 % of the distance"},
	} {
		run := newRun("r", daysAfter(2), 3, append(tt.changes, stated(FromDevice))...)
		f := findingOf(t, history(run), "r", TooHilly)
		if f.Level != tt.want || !strings.Contains(f.Text.String(), tt.says) {
			t.Errorf("%s: %s, want %s and %q (%s)", tt.name, f.Level, tt.want, tt.says, f.Text)
		}
		if share := run.SteepShare(clinic()); !near(share, tt.share) {
			t.Errorf("%s: share %v, want %v", tt.name, shown(share), tt.share)
		}
		if f.Level == Unknown && f.Measured != nil {
			t.Errorf("%s: measured %v", tt.name, *f.Measured)
		}
	}
	if share := newRun("r", treated, 3).SteepShare(clinic()); share != nil {
		t.Errorf("share %v without grades", *share)
	}
}

func TestTheWorseOfClimbAndSteepShareCounts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		climb   float64
		steepM  float64
		want    Level
		byShare bool
	}{
		{"climb worse", 16, 1000, Violation, false},
		{"steep worse", 9, 2500, Violation, true},
		{"alike", 9, 1000, Caution, false},
		{"neither", 8, 999, OK, false},
	} {
		f := hillsOf(t, climbs(tt.climb, 0), steep(tt.steepM, 5))
		if f.Level != tt.want || (f.Unit == "share") != tt.byShare {
			t.Errorf("%s: %s in %s (%s)", tt.name, f.Level, f.Unit, f.Text)
		}
	}
}

func TestTheEvidenceOfTooHillyIsTheLongestSteepStretch(t *testing.T) {
	var grades []GradeSpan
	for i := range 30 { // steep at 200–300 m and, downhill, at 1000–1300 m
		g := GradeSpan{FromM: float64(i) * 100, ToM: float64(i+1) * 100, FromS: float64(i) * 36, ToS: float64(i+1) * 36}
		switch {
		case i == 2:
			g.GradePct = 8
		case i >= 10 && i < 13:
			g.GradePct = -4
		}
		grades = append(grades, g)
	}
	f := hillsOf(t, func(r *Run) { r.Measures.Grades = grades })
	if f.Level != Caution || !near(f.Measured, 4.0/30) {
		t.Errorf("%s, %v", f.Level, shown(f.Measured))
	}
	if !near(f.FromM, 1000) || !near(f.ToM, 1300) || !near(f.FromS, 360) || !near(f.ToS, 468) {
		t.Errorf("from %v m to %v m, %v s to %v s", shown(f.FromM), shown(f.ToM), shown(f.FromS), shown(f.ToS))
	}
}

func TestHillsUnknown(t *testing.T) {
	noClimb := func(r *Run) { r.AscentM, r.DescentM, r.AscentSource, r.DescentSource = nil, nil, "", "" }
	indoors := func(sub string) func(*Run) { return func(r *Run) { r.SubSport = sub } }
	metres := func(m float64) func(*Run) { return func(r *Run) { r.DistanceM = new(m) } }
	bare := func(r *Run) { r.Measures = nil }
	for _, tt := range []struct {
		name    string
		changes []func(*Run)
		want    Level
	}{
		{"neither altitude nor ascent", []func(*Run){noClimb}, Unknown},
		{"neither, and no samples at all", []func(*Run){noClimb, bare}, Unknown},
		{"neither, but a grade that the device states", []func(*Run){noClimb, steep(9000, 9), func(r *Run) { r.Measures.GradesFromIncline = true }}, Unknown},
		{"ascent without altitude records", []func(*Run){climbs(20, 0), bare}, Violation},
		{"little ascent without altitude records", []func(*Run){climbs(2, 0), bare}, OK},
		{"altitude without ascent, flat", []func(*Run){noClimb, steep(999, 3)}, OK},
		{"altitude without ascent, hilly", []func(*Run){noClimb, steep(9000, 9)}, Caution},
		{"999.9 m", []func(*Run){metres(999.9), climbs(20, 0)}, Unknown},
		{"1 km", []func(*Run){metres(1000), climbs(20, 0)}, Violation},
		{"no distance", []func(*Run){climbs(20, 0), func(r *Run) { r.DistanceM = nil }}, Unknown},
		{"distance 0", []func(*Run){metres(0), climbs(20, 0)}, Unknown},
		{"treadmill", []func(*Run){indoors("treadmill")}, Unknown},
		{"treadmill with an altitude channel", []func(*Run){indoors("treadmill"), climbs(20, 0), steep(9000, 9)}, Unknown},
		{"indoor track", []func(*Run){indoors("indoor_track"), climbs(20, 0)}, Unknown},
		{"indoor running", []func(*Run){indoors("indoor_running"), climbs(20, 0)}, Unknown},
		{"treadmill under 1 km, with incline", []func(*Run){indoors("treadmill"), metres(900), incline(9)}, Unknown},
	} {
		f := hillsOf(t, tt.changes...)
		if f.Level != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.name, f.Level, tt.want, f.Text)
		}
		if f.Level == Unknown && f.Measured != nil {
			t.Errorf("%s: measured %v", tt.name, *f.Measured)
		}
	}
}

// incline is a treadmill run of 3 km with recorded incline, so many metres up
// a km; its altitude channel says something else.
func incline(perKm float64) func(*Run) {
	return func(r *Run) {
		r.SubSport = "treadmill"
		r.AscentM, r.DescentM, r.AscentSource, r.DescentSource = new(1.0), new(1.0), Estimated, Estimated
		r.Measures.GradesFromIncline = true
		r.Measures.InclineAscentM, r.Measures.InclineDescentM = new(3*perKm), new(0.0)
	}
}

func TestATreadmillIsJudgedByItsIncline(t *testing.T) {
	for perKm, want := range map[float64]Level{0: OK, 8: OK, 8.01: Caution, 15: Caution, 15.01: Violation} {
		f := hillsOf(t, incline(perKm))
		if f.Level != want || !near(f.Measured, perKm) {
			t.Errorf("%v m/km: %s, %v; want %s (%s)", perKm, f.Level, shown(f.Measured), want, f.Text)
		}
		if f.Confidence != FromDevice {
			t.Errorf("%v m/km: confidence %s; the treadmill states its incline", perKm, f.Confidence)
		}
	}
	if f := hillsOf(t, incline(5), steep(2500, 3)); f.Level != Violation {
		t.Errorf("a quarter of it at 3 %%: %s (%s)", f.Level, f.Text)
	}
}

func TestTheTextNamesAnEstimateOnlyWhereThereIsOne(t *testing.T) {
	const estimate = "own estimate"
	for _, tt := range []struct {
		name    string
		changes []func(*Run)
		want    bool
	}{
		{"estimated climb", []func(*Run){climbs(20, 0), stated(Estimated)}, true},
		{"estimated, steep", []func(*Run){steep(3000, 4), stated(Estimated)}, true},
		{"estimated, ok", []func(*Run){climbs(2, 0), stated(Estimated)}, false},
		{"the watch's", []func(*Run){climbs(10, 0)}, false},
		{"the watch's descent, no ascent", []func(*Run){func(r *Run) { r.AscentM, r.DescentM = nil, new(30.0) }}, false},
		{"the watch's descent, ascent estimated", []func(*Run){func(r *Run) {
			r.AscentM, r.AscentSource, r.DescentM = new(3.0), Estimated, new(30.0)
		}}, false},
		{"the watch's ascent, descent estimated", []func(*Run){func(r *Run) {
			r.DescentM, r.DescentSource = new(60.0), Estimated
		}}, true},
	} {
		f := hillsOf(t, tt.changes...)
		if got := strings.Contains(string(f.Text), estimate); got != tt.want {
			t.Errorf("%s: %s (%s)", tt.name, f.Text, f.Level)
		}
		if want := map[bool]Confidence{true: Estimated, false: FromDevice}[tt.want]; f.Level != OK && f.Confidence != want {
			t.Errorf("%s: confidence %s, want %s", tt.name, f.Confidence, want)
		}
	}
}

func TestHillsAreJudgedInEveryRunOfTheRecovery(t *testing.T) {
	for number := 1; number <= 5; number++ {
		f := findingOf(t, asNumber(number, newRun("r", treated, 3, climbs(16, 0))), "r", TooHilly)
		if f.Level != Violation {
			t.Errorf("run %d: %s", number, f.Level)
		}
	}
}

func TestTechnicalTerrain(t *testing.T) {
	for sub, want := range map[string]Level{"": OK, "street": OK, "track": OK, "treadmill": OK, "trail": Caution} {
		for number := 1; number <= 5; number++ {
			f := findingOf(t, asNumber(number, newRun("r", treated, 3, func(r *Run) { r.SubSport = sub })), "r", TechnicalTerrain)
			if f.Level != want {
				t.Errorf("run %d, %q: %s, want %s", number, sub, f.Level, want)
			}
		}
	}
}
