package fit

import (
	"encoding/binary"
	"errors"
	"testing"

	tfit "github.com/tormoder/fit"

	"needled/ingest"
)

// Definitions that tormoder refuses, or reads wrongly, and what is read of
// their messages. Each case writes one session: 600 s, 1,800 m.
func TestDefinitionsOfOtherProfiles(t *testing.T) {
	distance := uint32(180000)
	tests := []struct {
		name  string
		write func(m *messages)
		want  float64 // metres
	}{
		{"as in the profile", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			m.data(1, stamp(0), distance)
		}, 1800},
		{"an unknown field before", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{200, 3, 0x0D}, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			m.data(1, []byte{1, 2, 3}, stamp(0), distance)
		}, 1800},
		{"an array keeps its first element", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 8, baseUint32})
			m.data(1, stamp(0), distance, uint32(77))
		}, 1800},
		{"a base type without its high bit", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, 0x06})
			m.data(1, stamp(0), distance)
		}, 1800},
		{"an unknown base type is no number", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, 0x5F})
			m.data(1, stamp(0), distance)
		}, absent},
		{"too small a field is no number", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 1, baseUint8})
			m.data(1, stamp(0), byte(180))
		}, absent},
		{"a field with a sign is another field", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, 0x85})
			m.data(1, stamp(0), distance)
		}, absent},
		{"a field of no size", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 0, baseUint32})
			m.data(1, stamp(0))
		}, absent},
		{"the first of two definitions of a field", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32}, field{9, 4, baseUint32})
			m.data(1, stamp(0), distance, uint32(5))
		}, 1800},
		{"an absent value", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			m.data(1, stamp(0), uint32(0xFFFFFFFF))
		}, absent},
		{"developer fields", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			(*m)[len(*m)-2*3-6] |= developerData
			*m = append(*m, 2, 0, 4, 0, 1, 1, 0) // two of them, 4 bytes and 1
			m.data(1, stamp(0), distance, []byte{1, 2, 3, 4, 5})
		}, 1800},
		{"big endian", func(m *messages) {
			*m = append(*m, isDefinition|1, 0, 1, 0, byte(tfit.MesgNumSession), 2, 2, 4, baseUint32, 9, 4, baseUint32)
			*m = append(*m, 1)
			*m = binary.BigEndian.AppendUint32(*m, stamp(0))
			*m = binary.BigEndian.AppendUint32(*m, distance)
		}, 1800},
		{"a message nobody knows between", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			m.define(4, 0xFF00, field{0, 250, 0x0D})
			m.data(4, make([]byte, 250))
			m.data(1, stamp(0), distance)
		}, 1800},
		{"a local type defined anew", func(m *messages) {
			m.define(1, tfit.MesgNumSession, field{2, 4, baseUint32}, field{9, 4, baseUint32})
			m.define(1, tfit.MesgNumDeviceInfo, field{0, 1, baseUint8})
			m.data(1, byte(3))
			m.define(1, tfit.MesgNumSession, field{9, 4, baseUint32}, field{2, 4, baseUint32})
			m.data(1, distance, stamp(0))
		}, 1800},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m messages
			m.fileID(tfit.FileTypeActivity)
			tt.write(&m)
			run := one(t, m.bytes()).Run
			equal(t, "distance", run.DistanceM, tt.want)
			equal(t, "start", run.Start, start)
		})
	}
}

// A compressed timestamp is the lower five bits of the time, counted on from
// the last timestamp of any message, whether that message is kept or not.
func TestCompressedTimestamps(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.define(2, tfit.MesgNumRecord, field{3, 1, baseUint8})
	m.data(isCompressed|2<<5|3, byte(99)) // no time is known yet: left out
	m.define(1, tfit.MesgNumDeviceInfo, timestamp)
	m.data(1, stamp(0))
	for _, s := range []int{0, 1, 30, 31, 32, 60} {
		m.data(isCompressed|2<<5|byte(stamp(s)&0x1F), byte(100+s))
	}
	m.session(tfit.SportRunning, 0, 60, 60, 0)

	samples := one(t, m.bytes()).Track.Samples
	if len(samples) != 6 {
		t.Fatalf("%d samples, want 6", len(samples))
	}
	for i, s := range []int{0, 1, 30, 31, 32, 60} {
		equal(t, "time", samples[i].AtS, s)
		equal(t, "heart rate", samples[i].HeartRate, 100+s)
	}
}

// Records are decoded in batches; a batch must know the definitions made
// before it.
func TestDefinitionsOutliveABatch(t *testing.T) {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.define(2, tfit.MesgNumRecord, timestamp, field{3, 1, baseUint8})
	m.define(3, tfit.MesgNumRecord, field{3, 1, baseUint8}, timestamp)
	const n = 3*batchSize + 1
	for s := range n {
		if s%2 == 0 {
			m.data(2, stamp(s), byte(100+s%50))
		} else {
			m.data(3, byte(100+s%50), stamp(s))
		}
	}
	m.session(tfit.SportRunning, 0, n, n, 0)

	samples := one(t, m.bytes()).Track.Samples
	if len(samples) != n {
		t.Fatalf("%d samples, want %d", len(samples), n)
	}
	for s, got := range samples {
		equal(t, "time", got.AtS, s)
		equal(t, "heart rate", got.HeartRate, 100+s%50)
	}
}

func TestLimits(t *testing.T) {
	m := tenMinutes() // 601 records and 1 session
	m.timer(600, tfit.EventTypeStopAll)
	file := m.bytes()
	exactly := Decoder{MaxBytes: len(file), MaxRecords: 601, MaxSessions: 1, MaxLaps: 1}
	if _, err := exactly.Decode(file); err != nil {
		t.Errorf("at the limits: %v, want success", err)
	}
	for name, less := range map[string]func(d *Decoder){
		"bytes":    func(d *Decoder) { d.MaxBytes-- },
		"records":  func(d *Decoder) { d.MaxRecords-- },
		"sessions": func(d *Decoder) { d.MaxSessions-- },
		"laps":     func(d *Decoder) { d.MaxLaps-- },
	} {
		dec := exactly
		less(&dec)
		all, err := dec.Decode(file)
		var failed *ingest.FailedError
		if !errors.As(err, &failed) {
			t.Errorf("one over the limit of %s: %d activities and %v, want a failure", name, len(all), err)
		}
	}
}
