package report

import (
	"fmt"
	"time"

	"needled/analysis"
)

// Moments as people read them, in the zone of the style, always with their
// weekday.
const (
	dayLayout   = "Mon 2 Jan"
	dateLayout  = "Mon 2 Jan 2006"
	clockLayout = "15:04"
	tableDay    = "Mon 2006-01-02"
)

func (s Style) day(t time.Time) string   { return t.In(s.zone()).Format(dayLayout) }
func (s Style) date(t time.Time) string  { return t.In(s.zone()).Format(dateLayout) }
func (s Style) clock(t time.Time) string { return t.In(s.zone()).Format(clockLayout) }
func (s Style) stamp(t time.Time) string { return s.day(t) + " " + s.clock(t) }

// ofTreatment is when a treatment was, as well as it is known.
func (s Style) ofTreatment(t analysis.Treatment) string {
	if t.DateOnly {
		return s.date(t.At) + ", time of day not known"
	}
	return s.date(t.At) + ", " + t.At.In(s.zone()).Format("15:04 MST")
}

// startOf is the start of a run by a layout for its day; its time of day is
// left out where the source hides it.
func (s Style) startOf(r analysis.Run, layout string) (day, clock string) {
	at := r.Start.In(s.zone())
	if !r.StartHidden {
		return at.Format(layout), at.Format(clockLayout)
	}
	if r.UTCOffsetS != nil {
		at = r.Start.In(time.FixedZone("", *r.UTCOffsetS))
	}
	return at.Format(layout), ""
}

// relative is the day of t as seen from at: today, tomorrow, Thursday, or the
// date where that would be ambiguous.
func (s Style) relative(at, t time.Time) string {
	switch d := s.daysBetween(at, t); {
	case d == -1:
		return "yesterday"
	case d == 0:
		return "today"
	case d == 1:
		return "tomorrow"
	case d > 1 && d < 7:
		return t.In(s.zone()).Format("Monday")
	}
	return s.date(t)
}

// daysBetween counts midnights from a to b.
func (s Style) daysBetween(a, b time.Time) int {
	return int(s.midnight(b).Sub(s.midnight(a)).Hours() / 24)
}

// midnight is the local date as an instant of UTC, where every day has 24 h.
func (s Style) midnight(t time.Time) time.Time {
	y, m, d := t.In(s.zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// clockTime prints seconds as 29:24 or 1:02:33, without the fraction of a
// second, as watches do.
func clockTime(seconds float64) string {
	n := int(seconds)
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// timeUnit tells a clockTime from a time of day where it stands alone.
func timeUnit(seconds float64) string {
	if seconds >= 3600 {
		return " h"
	}
	return " min"
}
