package xmltrack

import "time"

// Zone says what a time states of its zone.
type Zone int8

const (
	NoZone Zone = iota // none: local time of nobody knows where
	UTC                // Z, or an offset of 0, which many write for it
	Offset             // an offset from UTC
)

// firstYear is the first whose times are read; 1901 is where the seconds of
// 1970 begin that 32 bits can hold.
const firstYear = 1900

// Time is a point in time as a file states it.
type Time struct {
	At      time.Time // UTC; a time without zone is read as UTC
	Zone    Zone
	OffsetS int // local time minus UTC in seconds, for Offset
}

// ParseTime reads ISO 8601 in the forms devices and programs write it: with a
// space for the T, without colons, with a comma before the fraction, without
// zone. ok is false for anything else, and for years in which nothing could
// record a track: such times are made of zeros.
func ParseTime(b []byte) (t Time, ok bool) {
	s := stamp{b: b}
	year := s.digits(4)
	s.skip('-')
	month := s.digits(2)
	s.skip('-')
	day := s.digits(2)
	if !s.skip('T') && !s.skip('t') && !s.skip(' ') {
		return t, false
	}
	for s.skip(' ') {
	}
	hour := s.digits(2)
	s.skip(':')
	minute := s.digits(2)
	second, nanos := 0, 0
	if s.skip(':') || s.atDigit() {
		second = s.digits(2)
	}
	if s.skip('.') || s.skip(',') {
		nanos = s.fraction()
	}
	s.zone(&t)
	if s.bad || len(s.b) > 0 || year < firstYear || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 {
		return Time{}, false
	}
	at := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if second < 60 && at.Day() != day {
		return Time{}, false // 30 February
	}
	t.At = at.Add(-time.Duration(t.OffsetS) * time.Second)
	return t, true
}

// stamp is what is left to read of a time.
type stamp struct {
	b   []byte
	bad bool
}

func (s *stamp) atDigit() bool { return len(s.b) > 0 && s.b[0] >= '0' && s.b[0] <= '9' }

// digits reads a number of exactly n digits.
func (s *stamp) digits(n int) (v int) {
	for range n {
		if !s.atDigit() {
			s.bad = true
			return 0
		}
		v, s.b = v*10+int(s.b[0]-'0'), s.b[1:]
	}
	return v
}

// fraction reads the digits after the point, as nanoseconds.
func (s *stamp) fraction() (nanos int) {
	unit := int(time.Second)
	for s.atDigit() {
		unit /= 10
		nanos, s.b = nanos+int(s.b[0]-'0')*unit, s.b[1:]
	}
	return nanos
}

func (s *stamp) skip(c byte) bool {
	if len(s.b) == 0 || s.b[0] != c {
		return false
	}
	s.b = s.b[1:]
	return true
}

func (s *stamp) zone(t *Time) {
	for s.skip(' ') {
	}
	sign := 1
	switch {
	case len(s.b) == 0:
		return
	case s.skip('Z') || s.skip('z'):
		t.Zone = UTC
		return
	case s.skip('-'):
		sign = -1
	case !s.skip('+'):
		s.bad = true
		return
	}
	t.OffsetS = sign * s.digits(2) * 3600
	if s.skip(':') || s.atDigit() {
		t.OffsetS += sign * s.digits(2) * 60
	}
	if t.Zone = Offset; t.OffsetS == 0 {
		t.Zone = UTC
	}
}
