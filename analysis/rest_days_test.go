package analysis_test

import (
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

// onDay is a history with a treatment known by its date only.
func onDay(t *testing.T, zoneName, date string, firstInstantUTC string) History {
	t.Helper()
	z := zone(t, zoneName)
	at, err := time.Parse(time.RFC3339, firstInstantUTC)
	if err != nil {
		t.Fatal(err)
	}
	if got := at.In(z).Format(time.DateOnly); got != date {
		t.Fatalf("%s is on %s", firstInstantUTC, got)
	}
	return History{
		Runner:     Runner{Name: "me", Zone: z},
		Treatments: []Treatment{{ID: "t1", At: at, DateOnly: true, Muscles: []Muscle{"calf"}}},
	}
}

func TestTreatmentKnownByDateOnly(t *testing.T) {
	for _, tt := range []struct {
		name, zone, date, first string
		start                   string // of the run, UTC
		class                   Class
		level                   Level
		hours                   float64 // 0: not known
	}{
		{"first instant of the day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-01T23:00:00Z", Typical, Unknown, 0},
		{"noon of the day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T11:00:00Z", Typical, Unknown, 0},
		{"last second of the day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T22:59:59Z", Typical, Unknown, 0},
		{"the next day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T23:00:00Z", Typical, Caution, 24},
		{"two days on", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-03T23:00:00Z", Typical, OK, 48},
		{"demanding, the same day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T22:59:59Z", Demanding, Unknown, 0},
		{"demanding, the next day", "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T23:00:00Z", Demanding, Violation, 24},

		{"a day of 23 h, its last second", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", Typical, Unknown, 0},
		{"a day of 23 h, the next day", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", Typical, Violation, 23},
		{"a day of 23 h, 24 h on", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T23:00:00Z", Typical, Caution, 24},
		{"a day of 25 h, 24 h on", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z", Typical, Unknown, 0},
		{"a day of 25 h, its last second", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", Typical, Unknown, 0},
		{"a day of 25 h, the next day", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", Typical, Caution, 25},

		{"the day before clocks skip midnight, its last second", "Atlantic/Azores", "2026-03-28", "2026-03-28T01:00:00Z", "2026-03-29T00:59:59Z", Typical, Unknown, 0},
		{"the day before clocks skip midnight, the next day", "Atlantic/Azores", "2026-03-28", "2026-03-28T01:00:00Z", "2026-03-29T01:00:00Z", Typical, Caution, 24},
		{"a day whose midnight is skipped, its last second", "Atlantic/Azores", "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29T23:59:59Z", Typical, Unknown, 0},
		{"a day with two midnights, its last second", "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z", Typical, Unknown, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := onDay(t, tt.zone, tt.date, tt.first)
			h.Treatments[0].Class = tt.class
			start, err := time.Parse(time.RFC3339, tt.start)
			if err != nil {
				t.Fatal(err)
			}
			h.Runs = []Run{newRun("r", start, 3)}
			v := verdictOf(t, h, "r")
			f := findingOf(t, h, "r", TooEarly)
			if v.RunNumber == nil || *v.RunNumber != 1 {
				t.Error("it is not the first run of the recovery")
			}
			if f.Level != tt.level {
				t.Errorf("%s, want %s (%s)", f.Level, tt.level, f.Text)
			}
			if !strings.Contains(strings.ToLower(f.Text.String()), "time of treatment unknown") {
				t.Errorf("the text doesn't say that the time is unknown: %s", f.Text)
			}
			if tt.hours == 0 && (v.HoursSinceTreatment != nil || f.Measured != nil) {
				t.Errorf("hours are given: %v, %v", shown(v.HoursSinceTreatment), shown(f.Measured))
			}
			if tt.hours != 0 && (!near(v.HoursSinceTreatment, tt.hours) || !near(f.Measured, tt.hours)) {
				t.Errorf("hours %v, %v; want %v", shown(v.HoursSinceTreatment), shown(f.Measured), tt.hours)
			}
		})
	}
}

func TestARunOnTheDayBeforeADateOnlyTreatmentIsNotInItsRecovery(t *testing.T) {
	h := onDay(t, "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z")
	h.Runs = []Run{newRun("r", h.Treatments[0].At.Add(-time.Second), 3)}
	if v := verdictOf(t, h, "r"); v != nil {
		t.Errorf("verdict %s", v.Level)
	}
}

func TestWithAShortRestARunOnTheSameDayIsStillUnknown(t *testing.T) {
	h := onDay(t, "Europe/Berlin", "2026-03-02", "2026-03-01T23:00:00Z")
	h.Treatments[0].Caps = map[Key]float64{TypicalFloor: 6, TypicalClear: 12}
	h.Runs = []Run{newRun("r", h.Treatments[0].At.Add(10*time.Hour), 3)}
	if f := findingOf(t, h, "r", TooEarly); f.Level != Unknown || f.Measured != nil {
		t.Errorf("%s, %v h (%s)", f.Level, shown(f.Measured), f.Text)
	}
}

// hiddenOn is a run of which the source tells only the day, as Strava does.
func hiddenOn(date string, offsetS int) Run {
	day, err := time.ParseInLocation(time.DateOnly, date, time.FixedZone("", offsetS))
	if err != nil {
		panic(err)
	}
	return newRun("r", day.Add(time.Second).UTC(), 3, func(r *Run) {
		r.StartHidden, r.Provenance, r.Format, r.UTCOffsetS = true, StravaAPI, "strava", new(offsetS)
	})
}

func TestHiddenStartIsUnknownUnlessTheWholeDayLiesOnOneSide(t *testing.T) {
	// Treated on Monday 2 March at 17:00 UTC unless said otherwise.
	for _, tt := range []struct {
		name     string
		at       time.Time
		class    Class
		day      string
		offsetS  int
		want     Level
		noMember bool
	}{
		{name: "the day before the treatment", day: "2026-03-01", noMember: true},
		{name: "the day of the treatment", day: "2026-03-02", want: Unknown},
		{name: "the floor lies within the day", day: "2026-03-03", want: Unknown},
		{name: "the clear lies within the day", day: "2026-03-04", want: Unknown},
		{name: "a day after the clear", day: "2026-03-05", want: OK},
		{name: "a whole day before the floor", class: Demanding, day: "2026-03-03", want: Violation},
		{name: "a whole day between floor and clear", at: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), day: "2026-03-03", want: Caution},
		{name: "the floor a second into the day", at: time.Date(2026, 3, 2, 0, 0, 1, 0, time.UTC), day: "2026-03-03", want: Unknown},
		{name: "the clear in the last second of the day", at: time.Date(2026, 3, 1, 23, 59, 59, 0, time.UTC), day: "2026-03-03", want: Unknown},
		{name: "the day in the runner's place, not in UTC", at: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), day: "2026-03-03", offsetS: -10 * 3600, want: Caution},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := hiddenOn(tt.day, tt.offsetS)
			h := history(run)
			h.Treatments[0].Class = tt.class
			if !tt.at.IsZero() {
				h.Treatments[0].At = tt.at
			}
			v := verdictOf(t, h, "r")
			if tt.noMember {
				if v != nil {
					t.Errorf("verdict %s", v.Level)
				}
				return
			}
			f := findingOf(t, h, "r", TooEarly)
			if f.Level != tt.want || f.Measured != nil || v.HoursSinceTreatment != nil {
				t.Errorf("%s with %v h, want %s without (%s)", f.Level, shown(f.Measured), tt.want, f.Text)
			}
			if f.Confidence != FromService {
				t.Errorf("confidence %q", f.Confidence)
			}
		})
	}
}

func TestHiddenStartBetweenTwoRestsIsUnknown(t *testing.T) {
	// The rest of the first treatment ends at 6:00, the second is at 12:00:
	// too early at both ends of the day, but not at 8:00.
	h := history(hiddenOn("2026-03-03", 0))
	h.Treatments = []Treatment{
		{ID: "t1", At: time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC), Class: Demanding},
		{ID: "t2", At: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC), Class: Typical},
	}
	if f := findingOf(t, h, "r", TooEarly); f.Level != Unknown {
		t.Errorf("%s (%s)", f.Level, f.Text)
	}
}

func TestHiddenStartWithoutOffsetUsesTheRunnersZone(t *testing.T) {
	// In Honolulu, 10 h behind, the whole of 3 March lies 24–48 h after
	// 2 March 10:00 UTC; in UTC it doesn't.
	h := history(hiddenOn("2026-03-03", -10*3600))
	h.Treatments[0].At = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	h.Runs[len(h.Runs)-1].UTCOffsetS = nil
	h.Runner.Zone = zone(t, "Pacific/Honolulu")
	if f := findingOf(t, h, "r", TooEarly); f.Level != Caution {
		t.Errorf("%s, want caution (%s)", f.Level, f.Text)
	}
}

func TestHiddenStartOnTheDayOfADateOnlyTreatment(t *testing.T) {
	h := onDay(t, "Etc/UTC", "2026-03-02", "2026-03-02T00:00:00Z")
	h.Runs = []Run{hiddenOn("2026-03-02", 0)}
	f := findingOf(t, h, "r", TooEarly)
	if f.Level != Unknown || f.Measured != nil || verdictOf(t, h, "r").HoursSinceTreatment != nil {
		t.Errorf("%s, %v (%s)", f.Level, shown(f.Measured), f.Text)
	}
}
