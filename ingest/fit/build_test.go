package fit

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"
	"time"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
	"needled/ingest"
)

// messages are the messages of a small FIT file in the making.
type messages []byte

// start is when activities in these tests begin: 2 March 2026, 08:00 UTC.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// stamp is an instant s seconds after start as FIT counts it.
func stamp(s int) uint32 { return uint32(start.Unix()-epoch) + uint32(s) }

// define writes a definition message; a field is number, size, base type.
func (m *messages) define(local byte, global tfit.MesgNum, fields ...field) {
	*m = append(*m, isDefinition|local, 0, 0)
	*m = binary.LittleEndian.AppendUint16(*m, uint16(global))
	*m = append(*m, byte(len(fields)))
	for _, f := range fields {
		*m = append(*m, f.num, f.size, f.base)
	}
}

// data writes a data message with the given header byte, values little endian.
func (m *messages) data(header byte, values ...any) {
	*m = append(*m, header)
	for _, v := range values {
		switch v := v.(type) {
		case []byte:
			*m = append(*m, v...)
		case string:
			*m = append(*m, v...)
		default:
			b, err := binary.Append(*m, binary.LittleEndian, v)
			if err != nil {
				panic(fmt.Sprintf("%T: %v", v, err))
			}
			*m = b
		}
	}
}

// fileID writes a file_id message of a file type, made by Garmin.
func (m *messages) fileID(kind tfit.FileType) {
	m.define(0, tfit.MesgNumFileId, field{0, 1, baseEnum}, field{1, 2, baseUint16}, field{2, 2, baseUint16})
	m.data(0, byte(kind), uint16(tfit.ManufacturerGarmin), uint16(3113))
}

// session writes a session message: start and times in seconds after start,
// distance in metres.
func (m *messages) session(sport tfit.Sport, from, timer, elapsed, distance int) {
	m.define(1, tfit.MesgNumSession, timestamp, field{2, 4, baseUint32}, field{5, 1, baseEnum},
		field{8, 4, baseUint32}, field{7, 4, baseUint32}, field{9, 4, baseUint32})
	m.data(1, stamp(from+elapsed), stamp(from), byte(sport),
		uint32(timer*1000), uint32(elapsed*1000), uint32(distance*100))
}

// records writes a record a second from from to to, both included, whose
// distance begins at distance metres and grows by speed metres.
func (m *messages) records(from, to, distance, speed int) {
	m.define(2, tfit.MesgNumRecord, timestamp, field{5, 4, baseUint32}, field{3, 1, baseUint8})
	for s := from; s <= to; s++ {
		m.data(2, stamp(s), uint32((distance+(s-from)*speed)*100), byte(140))
	}
}

// timer writes a timer event.
func (m *messages) timer(at int, kind tfit.EventType) {
	m.define(3, tfit.MesgNumEvent, timestamp, field{0, 1, baseEnum}, field{1, 1, baseEnum})
	m.data(3, stamp(at), byte(tfit.EventTimer), byte(kind))
}

// bytes is the file with header and checksum.
func (m messages) bytes() []byte {
	b := []byte{14, 0x20, 0x54, 0x08}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m)))
	b = append(b, ".FIT"...)
	b = binary.LittleEndian.AppendUint16(b, crc16(b))
	b = append(b, m...)
	return binary.LittleEndian.AppendUint16(b, crc16(b))
}

// tenMinutes is an ordinary run: 10 min, 2,000 m less the way of a second.
func tenMinutes() messages {
	var m messages
	m.fileID(tfit.FileTypeActivity)
	m.records(0, 600, 0, 3)
	m.session(tfit.SportRunning, 0, 600, 600, 1800)
	return m
}

// decoded decodes bytes that must hold n activities.
func decoded(t *testing.T, b []byte, n int) []ingest.Decoded {
	t.Helper()
	all, err := New().Decode(b)
	if err != nil {
		t.Fatalf("Decode: %v", err)
	}
	if len(all) != n {
		t.Fatalf("Decode: %d activities, want %d", len(all), n)
	}
	return all
}

func one(t *testing.T, b []byte) ingest.Decoded {
	t.Helper()
	return decoded(t, b, 1)[0]
}

// equal fails the test where a figure is not what it should be; NaN and nil
// are absent.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if p, ok := got.(*float64); ok {
		got = math.NaN()
		if p != nil {
			got = *p
		}
	}
	if w, ok := want.(int); ok {
		if _, ok := got.(float64); ok {
			want = float64(w)
		}
	}
	g, gok := got.(float64)
	w, wok := want.(float64)
	if gok && wok && math.IsNaN(g) && math.IsNaN(w) {
		return
	}
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

var absent = math.NaN()

func lastSample(d ingest.Decoded) analysis.Sample {
	return d.Track.Samples[len(d.Track.Samples)-1]
}
