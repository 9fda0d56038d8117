package main

import (
	"strings"
	"time"

	"needled/analysis"
)

// instant reads a TIME of the command line in the runner's zone: RFC 3339,
// "2026-03-02 17:30", or a date alone, which is its first instant.
func instant(text string, zone *time.Location) (at time.Time, dateOnly bool, err error) {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UTC(), false, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), false, nil
		}
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return analysis.FirstInstant(t.Year(), t.Month(), t.Day(), zone).UTC(), true, nil
	}
	return time.Time{}, false, usage("%q is no time; write it as 2026-03-02 17:30, as 2026-03-02, or as 2026-03-02T17:30:00+01:00", text)
}

// span reads --since and --until. A date as --until includes that day.
func span(since, until string, zone *time.Location) (from, to time.Time, err error) {
	if since != "" {
		if from, _, err = instant(since, zone); err != nil {
			return from, to, err
		}
	}
	if until != "" {
		var day bool
		if to, day, err = instant(until, zone); err != nil {
			return from, to, err
		}
		if day {
			y, m, d := to.In(zone).Date()
			to = analysis.FirstInstant(y, m, d+1, zone).UTC()
		}
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, usage("--since %s is not before --until %s", since, until)
	}
	return from, to, nil
}
