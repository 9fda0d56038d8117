package web

import (
	"time"

	"needled/analysis"
)

// How a browser's own fields for days and times write them.
const (
	dayField    = "2006-01-02"
	clockField  = "15:04"
	momentField = dayField + "T" + clockField
)

// day is a date that was entered; ok is false where none was, or none there
// is.
func (f *form) day(name string) (day time.Time, ok bool) {
	text := f.text(name, 20)
	if text == "" || f.wrong[name] != "" {
		return day, false
	}
	day, err := time.Parse(dayField, text)
	if err != nil {
		f.fail(name, "There is no such day. Write it as 2026-03-02.")
		return day, false
	}
	return day, true
}

// momentIn is a moment that was entered as a person's clock in the zone shows
// it; nil where none was.
func (f *form) momentIn(name string, zone *time.Location) *time.Time {
	text := f.text(name, 30)
	if text == "" || f.wrong[name] != "" {
		return nil
	}
	for _, layout := range []string{momentField, momentField + ":05", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			if at.Format(layout) != text {
				f.fail(name, "The clocks were put forward then; there was no such time on that day.")
				return nil
			}
			return &at
		}
	}
	f.fail(name, "There is no such moment. Write it as 2026-03-02 17:30.")
	return nil
}

// clockOn is a time of day that was entered, on a day in the zone. Where none
// was, known is false and the moment is the first of the day.
func (f *form) clockOn(day time.Time, name string, zone *time.Location) (at time.Time, known bool) {
	y, m, d := day.Date()
	first := analysis.FirstInstant(y, m, d, zone)
	text := f.text(name, 20)
	if text == "" || f.wrong[name] != "" {
		return first, false
	}
	clock, err := time.Parse(clockField, text)
	if err != nil {
		if clock, err = time.Parse(clockField+":05", text); err != nil {
			f.fail(name, "There is no such time. Write it as 17:30.")
			return first, false
		}
	}
	at = time.Date(y, m, d, clock.Hour(), clock.Minute(), clock.Second(), 0, zone)
	if at.Hour() != clock.Hour() || at.Minute() != clock.Minute() {
		f.fail(name, "The clocks were put forward then; there was no such time on that day.")
		return first, false
	}
	return at, true
}
