package fit

import (
	"encoding/binary"
	"slices"
	"testing"

	tfit "github.com/tormoder/fit"
)

// FuzzDecode holds the promise of ingest.Decoder on any bytes: no panic, and
// activities that are sound in themselves or an error of a known type. Its
// seeds are all real files, thinned out, since small inputs are tried a
// thousand times as often.
func FuzzDecode(f *testing.F) {
	for _, path := range realFiles() {
		f.Add(thin(read(f, path)))
	}
	for _, m := range []messages{tenMinutes(), writeDuathlon(false, true), writeDuathlon(true, false)} {
		f.Add(thin(m.bytes()))
	}
	f.Add([]byte{})
	f.Add([]byte("\x0e\x20\x00\x00\xff\xff\xff\xff.FIT"))
	dec := New()
	dec.MaxRecords = 50_000
	f.Fuzz(func(t *testing.T, b []byte) {
		sniffed := dec.Sniff(b)
		all, err := dec.Decode(b)
		if msg := unsound(all, err); msg != "" {
			t.Error(msg)
		}
		if sniffed != nil && (err == nil || err.Error() != sniffed.Error()) && len(b) <= dec.MaxBytes {
			t.Errorf("Sniff refuses it (%v) and Decode says otherwise (%v)", sniffed, err)
		}
	})
}

// thin keeps of each kind of message in a file the first ten, and all
// definitions. Files that are damaged stay so.
func thin(b []byte) []byte {
	var out []byte
	for hasHeader(b) {
		l, rest := cutLink(b)
		var defs [localType + 1]*definition
		seen := map[tfit.MesgNum]int{}
		data := l.data
		var kept messages
		for len(data) > 0 {
			header, took := data[0], 0
			if header&(isCompressed|isDefinition) == isDefinition {
				defs[header&localType], took = readDefinition(data)
				kept = append(kept, data[:took]...)
			} else {
				local := header & localType
				if header&isCompressed != 0 {
					local = header >> 5 & 3
				}
				if d := defs[local]; d != nil && len(data) > d.size {
					took = 1 + d.size
					if seen[d.global]++; seen[d.global] <= 10 {
						kept = append(kept, data[:took]...)
					}
				}
			}
			if took == 0 {
				kept = append(kept, data[:min(len(data), 100)]...)
				break
			}
			data = data[took:]
		}
		header := slices.Clone(l.header)
		if !l.unclosed() {
			binary.LittleEndian.PutUint32(header[4:], uint32(len(kept)))
		}
		out = slices.Concat(out, header, kept, l.sum)
		b = rest
	}
	return append(out, b[:min(len(b), 100)]...)
}
