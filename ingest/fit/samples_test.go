package fit

import (
	"math"
	"strings"
	"testing"

	tfit "github.com/tormoder/fit"
)

func TestSampleOfARecord(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.session(tfit.SportRunning, 0, 60, 60, 0)
	m.define(2, tfit.MesgNumRecord, timestamp, field{5, 4, baseUint32}, field{78, 4, baseUint32},
		field{73, 4, baseUint32}, field{3, 1, baseUint8}, field{9, 2, baseSint16})
	m.data(2, stamp(1), uint32(250), uint32((123+500)*5), uint32(3100), byte(150), int16(-250))
	m.data(2, stamp(2), uint32(0xFFFFFFFF), uint32(0xFFFFFFFF), uint32(0xFFFFFFFF), byte(0xFF), int16(0x7FFF))
	m.define(2, tfit.MesgNumRecord, timestamp, field{2, 2, baseUint16}, field{6, 2, baseUint16}, field{3, 1, baseUint8})
	m.data(2, stamp(3), uint16((100+500)*5), uint16(2900), byte(0))

	samples := one(t, m.bytes()).Track.Samples
	want := [][6]float64{
		{1, 2.5, 123, 3.1, 150, -2.5},
		{2, absent, absent, absent, absent, absent},
		{3, absent, 100, 2.9, absent, absent}, // altitude and speed that are not enhanced; no heart beats 0
	}
	if len(samples) != len(want) {
		t.Fatalf("%d samples, want %d", len(samples), len(want))
	}
	for i, s := range samples {
		got := [6]float64{s.AtS, s.DistanceM, s.AltitudeM, s.SpeedMPS, s.HeartRate, s.GradePct}
		for j, name := range []string{"time", "distance", "altitude", "speed", "heart rate", "grade"} {
			equal(t, name, got[j], want[i][j])
		}
	}
}

func TestSamplesAreInOrder(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.define(2, tfit.MesgNumRecord, timestamp, field{5, 4, baseUint32})
	m.define(4, tfit.MesgNumRecord, timestamp, field{3, 1, baseUint8})
	m.data(2, stamp(-1), uint32(0)) // before the start
	m.data(2, stamp(2), uint32(200))
	m.data(2, stamp(1), uint32(100)) // a step back
	m.data(2, stamp(3), uint32(300))
	m.data(4, stamp(3), byte(130)) // another sensor
	m.data(2, stamp(3), uint32(399))
	m.session(tfit.SportRunning, 0, 3, 3, 3)

	samples := one(t, m.bytes()).Track.Samples
	if len(samples) != 3 {
		t.Fatalf("%d samples, want 3", len(samples))
	}
	for i, s := range samples {
		equal(t, "time", s.AtS, i+1)
		equal(t, "distance", s.DistanceM, i+1)
	}
	equal(t, "heart rate", samples[2].HeartRate, 130)
}

func TestRecordsOutsideTheirSession(t *testing.T) {
	tests := []struct {
		name         string
		before       int // records before the start
		last         int // time of the last record, in seconds
		samples      int
		note, noNote string
	}{
		{"a few before", 10, 60, 61, "", "before its start"},
		{"many before", 11, 60, 61, "11 of its records were made before its start", ""},
		{"a day behind the end", 0, 60 + day, 62, "", "after its end"},
		{"more than a day behind the end", 0, 61 + day, 61, "1 of its records were made long after its end", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m messages
			m.fileID(tfit.FileTypeActivity)
			m.records(-tt.before, 60, 0, 0)
			m.records(tt.last, tt.last, 0, 0)
			m.session(tfit.SportRunning, 0, 60, 60, 0)
			d := one(t, m.bytes())
			equal(t, "samples", len(d.Track.Samples), tt.samples)
			if !strings.Contains(d.Run.Note, tt.note) || tt.noNote != "" && strings.Contains(d.Run.Note, tt.noNote) {
				t.Errorf("note is %q, want %q in it and not %q", d.Run.Note, tt.note, tt.noNote)
			}
		})
	}
}

// Records whose distance contradicts the total would show a course that was
// not run. The bound is 50 m and 5 %, whichever is more.
func TestDistancesThatContradictTheTotal(t *testing.T) {
	tests := []struct {
		records, total int
		kept           bool
		note           string
	}{
		{600, 600, true, ""},
		{600, 650, true, ""},
		{600, 651, false, "come to 600 m, its total to 651 m"},
		{600, 550, true, ""},
		{600, 549, false, "come to 600 m, its total to 549 m"},
		{6000, 6315, true, ""}, // 5 %
		{6000, 6316, false, "come to 6000 m, its total to 6316 m"},
		{600, 0, true, "total distance is 0, though its records come to 600 m"},
	}
	for _, tt := range tests {
		var m messages
		m.fileID(tfit.FileTypeActivity)
		m.records(0, 600, 0, tt.records/600)
		m.session(tfit.SportRunning, 0, 600, 600, tt.total)
		d := one(t, m.bytes())
		equal(t, "total", d.Run.DistanceM, tt.total)
		if kept := !math.IsNaN(lastSample(d).DistanceM); kept != tt.kept {
			t.Errorf("records of %d m, total %d m: distances kept: %v, want %v", tt.records, tt.total, kept, tt.kept)
		}
		if !strings.Contains(d.Run.Note, tt.note) || tt.note == "" && d.Run.Note != "" {
			t.Errorf("note is %q, want %q in it", d.Run.Note, tt.note)
		}
	}
}
