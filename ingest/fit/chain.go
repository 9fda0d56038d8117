package fit

import (
	"encoding/binary"

	"needled/analysis"
)

// link is one file of a chain. Almost every file is a chain of one; Garmin
// appends the heart rate of a swim as further ones, some programs whole
// activities. Each has a header, messages, and a checksum over both.
type link struct {
	header, data, sum []byte // slices of one another's neighbours
	stated            int    // bytes of data by its header
}

const headerSize = 12

// hasHeader says whether b begins as a FIT file does. Headers have 12 bytes or
// 14, of which the last two are a checksum of the header or 0.
func hasHeader(b []byte) bool {
	return len(b) >= headerSize && b[0] >= headerSize && string(b[8:12]) == ".FIT"
}

// cutLink takes the first file off a chain that has a header.
func cutLink(b []byte) (l link, rest []byte) {
	l.stated = int(binary.LittleEndian.Uint32(b[4:]))
	l.header, b = cut(b, int(b[0]))
	if l.unclosed() && len(b) > 2 {
		l.data = b
		return l, nil
	}
	l.data, b = cut(b, l.stated)
	l.sum, b = cut(b, 2)
	return l, b
}

// unclosed says whether the device never came to write the length into the
// header, as when its battery died.
func (l link) unclosed() bool { return l.stated == 0 }

// integrity judges length and checksum as they came.
func (l link) integrity() analysis.Integrity {
	whole := l.header[: len(l.header)+len(l.data) : len(l.header)+len(l.data)]
	switch {
	case len(l.sum) < 2:
		return analysis.Truncated
	case crc16(whole) != binary.LittleEndian.Uint16(l.sum), !headerSound(l.header):
		return analysis.BadCRC
	}
	return analysis.Intact
}

func headerSound(h []byte) bool {
	if len(h) < 14 {
		return true
	}
	sum := binary.LittleEndian.Uint16(h[12:])
	return sum == 0 || sum == crc16(h[:12])
}

// cut splits b after n bytes, or at its end.
func cut(b []byte, n int) (head, tail []byte) {
	n = min(n, len(b))
	return b[:n], b[n:]
}
