package demo

import (
	"encoding/binary"

	"github.com/tormoder/fit"
	"github.com/tormoder/fit/dyncrc16"
)

// recordMessage is the number of the message that holds a moment.
const recordMessage = 20

// Where the long header holds the size of what follows, and its own checksum.
const (
	headerDataSize = 4
	headerChecksum = 12
)

// withRecords adds the records of all other samples to a file that holds that
// of the first. All have the same fields, and the encoder would look for them
// in each anew, which takes nearly all of its time.
func (a activity) withRecords(b []byte) []byte {
	var first message
	for m := range messages(b) {
		if !m.definition && m.global == recordMessage {
			first = m
		}
	}
	end := first.at + first.size
	out := append(make([]byte, 0, len(b)+len(a.samples)*first.size), b[:end]...)
	for i, s := range a.samples[1:] {
		if !a.records(i + 1) {
			continue
		}
		out = append(out, b[first.at:end]...)
		first.fill(out[len(out)-first.size:], a.recordMsg(s), uint32(s.at-a.samples[0].at))
	}
	out = append(out, b[end:len(b)-checksumSize]...)
	binary.LittleEndian.PutUint32(out[headerDataSize:], uint32(len(out)-headerSize))
	binary.LittleEndian.PutUint16(out[headerChecksum:], dyncrc16.Checksum(out[:headerChecksum]))
	return binary.LittleEndian.AppendUint16(out, dyncrc16.Checksum(out))
}

// fill makes a record of one that is like it, and some seconds older.
func (m message) fill(record []byte, r *fit.RecordMsg, laterS uint32) {
	for _, f := range m.fields {
		at := record[f.offset:]
		switch f.number {
		case timestampField:
			binary.LittleEndian.PutUint32(at, binary.LittleEndian.Uint32(at)+laterS)
		case 0:
			binary.LittleEndian.PutUint32(at, uint32(r.PositionLat.Semicircles()))
		case 1:
			binary.LittleEndian.PutUint32(at, uint32(r.PositionLong.Semicircles()))
		case 3:
			at[0] = r.HeartRate
		case 4:
			at[0] = r.Cadence
		case 5:
			binary.LittleEndian.PutUint32(at, r.Distance)
		case 73:
			binary.LittleEndian.PutUint32(at, r.EnhancedSpeed)
		case 78:
			binary.LittleEndian.PutUint32(at, r.EnhancedAltitude)
		}
	}
}
