package fit

import (
	"time"

	tfit "github.com/tormoder/fit"
)

// utcOffset is local time minus UTC in seconds, where the activity message
// states both sensibly. Old watches count one of them from their last battery
// change, some programs write 0 or milliseconds. Others write UTC into both:
// a difference of 0 is taken at its word from Garmin only.
func (p *part) utcOffset() *int {
	a := p.file.Activity
	// tormoder gives the local time as the same instant in another zone; it
	// differs where it could not make sense of one of them.
	if a == nil || tfit.IsBaseTime(a.LocalTimestamp) || !a.LocalTimestamp.Equal(a.Timestamp) {
		return nil
	}
	const quarter = 15 * 60 // seconds; all zones are multiples of it
	_, stated := a.LocalTimestamp.Zone()
	offset := int((time.Duration(stated) * time.Second).Round(quarter * time.Second).Seconds())
	if off := stated - offset; off < -60 || off > 60 || offset < -15*3600 || offset > 15*3600 {
		return nil
	}
	if offset == 0 && p.id.maker != tfit.ManufacturerGarmin {
		return nil
	}
	return &offset
}
