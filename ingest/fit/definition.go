package fit

import (
	"bytes"
	"encoding/binary"

	tfit "github.com/tormoder/fit"
)

// definition says how the data messages of one local type are laid out, and
// what of them is copied.
type definition struct {
	global tfit.MesgNum
	big    bool // big endian
	fields []defined
	size   int  // bytes of a data message
	stamp  int  // offset of the timestamp, -1 without one
	keep   bool // copied at all
	runs   []run
	wire   []byte // the definition message of the copies
}

// defined is a field as the file defines it.
type defined struct {
	num, size, base byte
	at              int // offset in a data message
}

// run is a stretch of a data message that is copied.
type run struct{ from, to int }

// readDefinition reads the definition message in b, which begins with its
// header byte, and says how many bytes it took: 0 when there is no whole one.
func readDefinition(b []byte) (d *definition, took int) {
	if len(b) < 6 || b[2] > 1 {
		return nil, 0
	}
	d = &definition{big: b[2] == 1, stamp: -1}
	d.global = tfit.MesgNum(d.uint16(b[3:]))
	took = 6 + 3*int(b[5])
	if len(b) < took {
		return nil, 0
	}
	d.fields = make([]defined, b[5])
	for i := range d.fields {
		f := defined{b[6+3*i], b[7+3*i], b[8+3*i], d.size}
		if f.num == timestamp.num && timestamp.fits(f.base, f.size) && d.stamp < 0 {
			d.stamp = f.at
		}
		d.fields[i] = f
		d.size += int(f.size)
	}
	if b[0]&developerData == 0 {
		return d, took
	}
	if len(b) <= took {
		return nil, 0
	}
	dev := b[took+1:]
	took += 1 + 3*int(b[took])
	if len(b) < took {
		return nil, 0
	}
	for i := 0; i < took-(len(b)-len(dev)); i += 3 {
		d.size += int(dev[i+1])
	}
	return d, took
}

// narrow decides what is copied of the data messages and returns the
// definition message that the copies have, nil when nothing is copied. Copies
// begin with a timestamp, also where the original has it compressed into the
// header byte; those of records have none, the filter keeps it.
func (d *definition) narrow(local byte) []byte {
	want, ok := kept[d.global]
	if !ok {
		return nil
	}
	d.keep = true
	d.wire = append(make([]byte, 0, 9+3*len(want)), isDefinition|local, 0, 0)
	if d.big {
		d.wire[2] = 1
		d.wire = binary.BigEndian.AppendUint16(d.wire, uint16(d.global))
	} else {
		d.wire = binary.LittleEndian.AppendUint16(d.wire, uint16(d.global))
	}
	d.wire = append(d.wire, 0)
	if d.global != tfit.MesgNumRecord {
		d.announce(timestamp)
	}
	var has [256]bool
	for _, f := range d.fields {
		for _, w := range want {
			if f.num != w.num || has[f.num] || !w.fits(f.base, f.size) {
				continue
			}
			has[f.num] = true
			d.announce(w)
			to := f.at + int(w.size)
			if n := len(d.runs); n > 0 && d.runs[n-1].to == f.at {
				d.runs[n-1].to = to
			} else {
				d.runs = append(d.runs, run{f.at, to})
			}
		}
	}
	return d.wire
}

// announce adds a field to the definition message of the copies.
func (d *definition) announce(f field) {
	d.wire[5]++
	d.wire = append(d.wire, f.num, f.size, f.base)
}

// appendCopy appends what is copied of data message msg.
func (d *definition) appendCopy(out, msg []byte) []byte {
	for _, r := range d.runs {
		out = append(out, msg[r.from:r.to]...)
	}
	return out
}

// appendTime appends a timestamp as the message has it.
func (d *definition) appendTime(out []byte, t uint32) []byte {
	if d.big {
		return binary.BigEndian.AppendUint32(out, t)
	}
	return binary.LittleEndian.AppendUint32(out, t)
}

// number reads an unsigned field of a data message. It is false where the
// field is absent or invalid.
func (d *definition) number(msg []byte, num byte) (v uint32, ok bool) {
	for _, f := range d.fields {
		size, signed := integer(f.base)
		if f.num != num || size == 0 || f.size < size || signed {
			continue
		}
		switch b := msg[f.at:]; size {
		case 1:
			return uint32(b[0]), b[0] != 0xFF
		case 2:
			v := d.uint16(b)
			return uint32(v), v != 0xFFFF
		default:
			v := d.uint32(b)
			return v, v != 0xFFFFFFFF
		}
	}
	return 0, false
}

// text reads a string field of a data message, "" where it is absent.
func (d *definition) text(msg []byte, num byte) string {
	for _, f := range d.fields {
		if f.num == num && f.base&0x1F == 7 {
			s, _, _ := bytes.Cut(msg[f.at:f.at+int(f.size)], []byte{0})
			return string(bytes.TrimSpace(s))
		}
	}
	return ""
}

func (d *definition) uint16(b []byte) uint16 {
	if d.big {
		return binary.BigEndian.Uint16(b)
	}
	return binary.LittleEndian.Uint16(b)
}

func (d *definition) uint32(b []byte) uint32 {
	if d.big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}
