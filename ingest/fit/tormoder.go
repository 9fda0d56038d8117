package fit

import (
	"bytes"
	"encoding/binary"

	tfit "github.com/tormoder/fit"
)

// batchSize is how many records tormoder decodes at once. It makes a kilobyte
// of garbage of each.
const batchSize = 512

// epoch is where FIT counts seconds from, 31 December 1989, in Unix time.
const epoch = 631065600

// flush decodes the records that wait and makes samples of them.
func (f *filter) flush() error {
	if len(f.times) > 0 {
		file, err := decode(f.batch)
		if err != nil {
			return err
		}
		if len(file.Records) != len(f.times) {
			return failed("it can't be decoded: %d of %d records came back", len(file.Records), len(f.times))
		}
		for i, r := range file.Records {
			f.samples = append(f.samples, sample(r, epoch+int64(f.times[i])))
		}
	}
	f.times, f.batch = f.times[:0], newFile(f.batch[:0])
	for _, d := range f.defs {
		if d != nil && d.global == tfit.MesgNumRecord {
			f.batch = append(f.batch, d.wire...)
		}
	}
	return nil
}

// newFile begins a FIT file in b: room for a header, and a file_id that makes
// tormoder take what follows for an activity.
func newFile(b []byte) []byte {
	b = append(b, make([]byte, headerSize)...)
	return append(b, isDefinition, 0, 0, 0, 0, 1, 0, 1, baseEnum, 0, byte(tfit.FileTypeActivity))
}

// decode completes the file in b with header and checksum and has tormoder
// decode it.
func decode(b []byte) (*tfit.ActivityFile, error) {
	copy(b, "\x0c\x20\x00\x00____.FIT") // 12 bytes, protocol 2.0
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-headerSize))
	b = binary.LittleEndian.AppendUint16(b, crc16(b))
	file, err := tfit.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, failed("it can't be decoded: %v", err)
	}
	return file.Activity()
}
