package analysis

import "time"

// FirstInstant is the first instant of a local day: midnight, or, where the
// clocks skip midnight, the instant they skip to.
func FirstInstant(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if noon := time.Date(year, month, day, 12, 0, 0, 0, zone); t.Day() != noon.Day() {
		_, t = t.ZoneBounds() // time.Date took the clock of before the change
	}
	return t
}
