package main

import (
	"testing"
	"time"
)

func TestInstant(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]struct {
		at  string
		day bool
	}{
		"2026-03-02T17:30:00+01:00": {"2026-03-02T16:30:00Z", false},
		"2026-03-02T17:30:00Z":      {"2026-03-02T17:30:00Z", false},
		"2026-03-02 17:30":          {"2026-03-02T16:30:00Z", false},
		" 2026-03-02 17:30:20 ":     {"2026-03-02T16:30:20Z", false},
		"2026-07-02T17:30":          {"2026-07-02T15:30:00Z", false},
		"2026-03-02":                {"2026-03-01T23:00:00Z", true},
		"2026-07-02":                {"2026-07-01T22:00:00Z", true},
	} {
		at, day, err := instant(text, berlin)
		if err != nil || at.Format(time.RFC3339) != want.at || day != want.day {
			t.Errorf("%q is %v, day %v, %v; want %v, day %v", text, at.Format(time.RFC3339), day, err, want.at, want.day)
		}
	}
	for _, text := range []string{"", "yesterday", "2026-13-01", "2026-02-30", "17:30", "02.03.2026"} {
		if at, _, err := instant(text, berlin); err == nil {
			t.Errorf("%q was read as %v", text, at)
		}
	}
}

func TestSpan(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	from, to, err := span("2026-03-28", "2026-03-29", berlin) // the clocks change on the second day
	if err != nil || to.Sub(from) != 47*time.Hour {
		t.Errorf("two days, the second of 23 h, are %v (%v)", to.Sub(from), err)
	}
	if _, _, err := span("2026-03-02", "2026-03-01", berlin); err == nil {
		t.Error("a span that ends before it begins was taken")
	}
}
