package archive

import (
	"bytes"
	"encoding/binary"
	"io"
)

// salvage walks over a zip without a table of contents by the header that
// stands before each member. Where a header doesn't tell how long its member
// is, the next record is looked for. What a damaged table listed, and how long
// it is packed, by where it begins, is passed over.
func salvage(src *source, listed map[int64]int64, yield func(entry) bool) error {
	found, table := 0, false
	for at := nextRecord(src, 0, isHeader); at < src.size; {
		e, from, ok := localEntry(src, at)
		if packed, known := listed[at]; known && ok && 0 <= packed && packed <= src.size-from {
			at, found, table = nextRecord(src, from+packed, isHeader), found+1, false
			continue
		}
		if !ok {
			// A table of contents: its own, or that of an archive within it.
			table, at = true, nextRecord(src, at+1, isHeader)
			continue
		}
		switch end := from + e.packed; {
		case e.checked && end > src.size:
			e.packed, e.cut = src.size-from, true
			at = src.size
		case e.checked && (end == src.size || recordAt(src, end)):
			at = end
		default:
			at = nextRecord(src, from, isRecord)
			e.packed, e.cut, e.checked = at-from, at == src.size, false
			e.trailing(src, from)
		}
		if found, table = found+1, false; !yield(e) {
			return nil
		}
	}
	switch {
	case len(listed) > 0:
		return errTable
	case found == 0:
		return failed("no zip archive, though named like one: %s", instead(src))
	case table:
		return failed("its table of contents is cut or damaged; members were found without it, but whether all of them can't be told. Get the archive again")
	}
	return failed("it breaks off in the middle, and what should follow is missing; what came before was taken. Get the archive again")
}

// localEntry reads the header before a member, and where its data begins.
func localEntry(src *source, at int64) (e entry, from int64, ok bool) {
	head := make([]byte, localSize)
	if !src.read(head, at) || string(head[:4]) != localSignature {
		return e, 0, false
	}
	name := make([]byte, binary.LittleEndian.Uint16(head[26:]))
	extra := make([]byte, binary.LittleEndian.Uint16(head[28:]))
	if !src.read(name, at+localSize) || !src.read(extra, at+localSize+int64(len(name))) {
		return e, 0, false
	}
	e = entry{
		name:     string(name),
		flags:    binary.LittleEndian.Uint16(head[6:]),
		method:   binary.LittleEndian.Uint16(head[8:]),
		crc:      binary.LittleEndian.Uint32(head[14:]),
		packed:   int64(binary.LittleEndian.Uint32(head[18:])),
		unpacked: int64(binary.LittleEndian.Uint32(head[22:])),
		offset:   at,
	}
	e.widen(extra)
	e.checked = e.flags&flagTrailing == 0
	return e, at + localSize + int64(len(name)) + int64(len(extra)), e.packed >= 0 && e.unpacked >= 0
}

// trailing takes checksum and sizes from the record behind the data, where
// there is one in its full form.
func (e *entry) trailing(src *source, from int64) {
	const signature, size, size64 = "PK\x07\x08", 16, 24
	if e.flags&flagTrailing == 0 {
		return
	}
	end := from + e.packed
	record := make([]byte, size64)
	switch {
	case e.packed >= size && src.read(record[:size], end-size) && string(record[:4]) == signature &&
		int64(binary.LittleEndian.Uint32(record[8:])) == e.packed-size:
		e.packed, e.unpacked = e.packed-size, int64(binary.LittleEndian.Uint32(record[12:]))
	case e.packed >= size64 && src.read(record, end-size64) && string(record[:4]) == signature &&
		int64(binary.LittleEndian.Uint64(record[8:])) == e.packed-size64:
		e.packed, e.unpacked = e.packed-size64, int64(binary.LittleEndian.Uint64(record[16:]))
	default:
		return
	}
	e.crc, e.checked, e.cut = binary.LittleEndian.Uint32(record[4:]), true, false
}

// recordAt says whether a header, or the table of contents, begins here.
func recordAt(src *source, at int64) bool {
	head := make([]byte, localSize)
	n, _ := src.ReadAt(head, at)
	return isRecord(head[:n])
}

// isRecord says whether b begins like a record of a zip.
func isRecord(b []byte) bool {
	return bytes.HasPrefix(b, []byte(directorySignature)) || bytes.HasPrefix(b, []byte(endSignature)) || isHeader(b)
}

// isHeader says whether b begins like the header before a member. Packed data
// may hold its signature by chance, but hardly all that belongs to it.
func isHeader(b []byte) bool {
	if len(b) < localSize || string(b[:4]) != localSignature {
		return false
	}
	needs, method, name := binary.LittleEndian.Uint16(b[4:])&0xFF, binary.LittleEndian.Uint16(b[8:]), binary.LittleEndian.Uint16(b[26:])
	_, known := methods[method]
	return needs <= 63 && name > 0 && name <= 4096 && (known || method == stored || method == deflated)
}

// nextRecord is where the next record that is wanted begins from an offset on;
// the end of the file without one.
func nextRecord(src *source, from int64, wanted func([]byte) bool) int64 {
	window := make([]byte, 1<<16)
	for from < src.size {
		n, err := src.ReadAt(window, from)
		if err != nil && err != io.EOF {
			break
		}
		for i := 0; i < n; i++ {
			next := bytes.Index(window[i:n], []byte("PK"))
			if next < 0 {
				break
			}
			if i += next; wanted(window[i:n]) {
				return from + int64(i)
			}
		}
		if n < len(window) {
			break
		}
		from += int64(n - localSize + 1) // a record may lie across the edge
	}
	return src.size
}

// instead says what a file is that has no member at all.
func instead(src *source) string {
	head := make([]byte, 64)
	n, _ := src.ReadAt(head, 0)
	switch {
	case n == 0:
		return "it is empty"
	case len(bytes.Trim(head[:n], "\x00")) == 0:
		return "it begins with zeros"
	case bytes.HasPrefix(bytes.TrimSpace(head[:n]), []byte("<")):
		return "it is a web page or XML"
	}
	return "nothing in it could be found"
}
