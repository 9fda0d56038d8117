package demo

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/tormoder/fit/dyncrc16"
)

// Sizes in a FIT file with the long header, as encode writes it.
const (
	headerSize     = 14
	definitionHead = 6 // record header, reserved, byte order, global number, field count
	checksumSize   = 2
)

// timestampField is the number of the timestamp in every message that has one.
const timestampField = 253

// field is a field as a definition message lists it.
type field struct {
	number, size, baseType byte
	offset                 int // within the data message, its header included
}

// message is a definition or data message of a file that encode wrote: little
// endian, one local type, no developer fields.
type message struct {
	at, size   int
	definition bool
	global     uint16  // number of the message
	fields     []field // in the order of the file
}

// messages walks over the messages of a file.
func messages(b []byte) iter.Seq[message] {
	return func(yield func(message) bool) {
		var data message
		for at := headerSize; at < len(b)-checksumSize; {
			m := data
			if b[at]&0x40 != 0 {
				m = parseDefinition(b[at:])
				data = message{global: m.global, fields: m.fields, size: 1}
				for _, f := range m.fields {
					data.size += int(f.size)
				}
			}
			m.at = at
			if !yield(m) {
				return
			}
			at += m.size
		}
	}
}

func parseDefinition(b []byte) message {
	count := int(b[5])
	m := message{definition: true, global: binary.LittleEndian.Uint16(b[3:]), size: definitionHead + 3*count}
	offset := 1
	for i := range count {
		d := b[definitionHead+3*i:]
		m.fields = append(m.fields, field{d[0], d[1], d[2], offset})
		offset += int(d[1])
	}
	return m
}

// sortFields puts the fields of every message in the order of their numbers,
// the timestamp first as watches do. The encoder orders them by a Go map,
// differently each time, and the same history shall give the same bytes.
func sortFields(b []byte) []byte {
	out := append(make([]byte, 0, len(b)), b[:headerSize]...)
	var sorted []field
	for m := range messages(b) {
		if m.definition {
			out = append(out, b[m.at:m.at+definitionHead]...)
			sorted = slices.SortedFunc(slices.Values(m.fields), byNumber)
			for _, f := range sorted {
				out = append(out, f.number, f.size, f.baseType)
			}
			continue
		}
		out = append(out, b[m.at])
		for _, f := range sorted {
			from := m.at + f.offset
			out = append(out, b[from:from+int(f.size)]...)
		}
	}
	return binary.LittleEndian.AppendUint16(out, dyncrc16.Checksum(out))
}

func byNumber(f, g field) int {
	switch {
	case f.number == g.number:
		return 0
	case f.number == timestampField:
		return -1
	case g.number == timestampField:
		return 1
	}
	return cmp.Compare(f.number, g.number)
}

// timeOffsets are the places in a file that hold an instant.
func timeOffsets(b []byte) []int {
	var at []int
	for m := range messages(b) {
		if m.definition {
			continue
		}
		for _, f := range m.fields {
			if isTime(m.global, f.number) {
				at = append(at, m.at+f.offset)
			}
		}
	}
	return at
}

func isTime(global uint16, number byte) bool {
	const fileID, session, lap, activity = 0, 18, 19, 34
	switch global {
	case fileID:
		return number == 4 // time_created
	case session, lap:
		return number == timestampField || number == 2 // start_time
	case activity:
		return number == timestampField || number == 5 // local_timestamp
	}
	return number == timestampField
}

// shift moves a file in time, at the places timeOffsets found.
func shift(b []byte, times []int, bySeconds uint32) {
	for _, at := range times {
		t := binary.LittleEndian.Uint32(b[at:])
		binary.LittleEndian.PutUint32(b[at:], t+bySeconds)
	}
	end := len(b) - checksumSize
	binary.LittleEndian.PutUint16(b[end:], dyncrc16.Checksum(b[:end]))
}
