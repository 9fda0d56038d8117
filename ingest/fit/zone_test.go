package fit

import (
	"encoding/binary"
	"testing"

	tfit "github.com/tormoder/fit"
)

func TestUTCOffset(t *testing.T) {
	const hour = 3600
	garmin, other := tfit.ManufacturerGarmin, tfit.ManufacturerCoros
	tests := []struct {
		name   string
		maker  tfit.Manufacturer
		local  int // seconds after UTC
		want   int
		absent bool
	}{
		{"Berlin", garmin, hour, hour, false},
		{"New York", other, -5 * hour, -5 * hour, false},
		{"Nepal", other, 5*hour + 45*60, 5*hour + 45*60, false},
		{"two seconds off", other, hour + 2, hour, false},
		{"a minute off", other, hour + 60, hour, false},
		{"more than a minute off", other, hour + 61, 0, true},
		{"the farthest", other, 15 * hour, 15 * hour, false},
		{"farther", other, 15*hour + 15*60, 0, true},
		{"years", other, 365 * 24 * hour, 0, true},
		{"UTC from Garmin", garmin, 0, 0, false},
		{"UTC from another", other, 0, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := tenMinutes()
			binary.LittleEndian.PutUint16(m[17:], uint16(tt.maker))
			m.define(4, tfit.MesgNumActivity, field{5, 4, baseUint32}, timestamp)
			m.data(4, stamp(600+tt.local), stamp(600))
			got := one(t, m.bytes()).Run.UTCOffsetS
			switch {
			case tt.absent && got != nil:
				t.Errorf("offset is %d, want none", *got)
			case !tt.absent && (got == nil || *got != tt.want):
				t.Errorf("offset is %v, want %d", got, tt.want)
			}
		})
	}
	t.Run("not stated", func(t *testing.T) {
		m := tenMinutes()
		m.define(4, tfit.MesgNumActivity, timestamp, field{5, 4, baseUint32})
		m.data(4, stamp(600), uint32(noTime))
		if got := one(t, m.bytes()).Run.UTCOffsetS; got != nil {
			t.Errorf("offset is %d, want none", *got)
		}
	})
}
