package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Signatures and fixed sizes of the records of a zip file (PKWARE's
// APPNOTE.TXT). All numbers are little endian.
const (
	localSignature     = "PK\x03\x04"
	directorySignature = "PK\x01\x02"
	endSignature       = "PK\x05\x06"
	locator64Signature = "PK\x06\x07"
	end64Signature     = "PK\x06\x06"

	localSize     = 30
	directorySize = 46
	endSize       = 22
	locator64Size = 20
	end64Size     = 56
)

// longestEnd is as far from its end as a zip's last record can begin: a
// comment of 64 KiB may follow it.
const longestEnd = endSize + 1<<16 - 1

// zipMembers walks over a zip file by its table of contents, or without one.
func zipMembers(src *source, s *spent) members {
	return func(yield func(member) bool) error {
		var packed int64
		var overlap error
		contents := "" // names the table of contents
		each := func(e entry) bool {
			if e.isDirectory() {
				return true
			}
			if 0 < e.packed && e.packed <= src.size { // else it is refused when opened
				packed += e.packed
			}
			if packed > src.size {
				overlap = failed("its members overlap, as only a made-up archive's do; what lies beyond was left out")
				return false
			}
			m := e.member(src, s)
			if contents != "" {
				m.mark = fmt.Sprintf("zip:%s:%d", contents, e.offset)
			}
			return yield(m)
		}
		d, err := findDirectory(src)
		if err == nil {
			contents, err = d.sum(src)
		}
		switch {
		case err == nil:
			listed := map[int64]int64{}
			err = d.entries(src, func(e entry) bool {
				listed[e.offset] = e.packed
				return each(e)
			})
			if errors.Is(err, errTable) {
				contents = "" // tells nothing of what it doesn't list
				err = cmp.Or(salvage(src, listed, each), err)
			}
		case errors.Is(err, errNoDirectory):
			err = salvage(src, nil, each)
		default:
			err = fmt.Errorf("reading the archive: %w", err)
		}
		return cmp.Or(overlap, err)
	}
}

// directory is the table of contents of a zip file.
type directory struct {
	base   int64 // where the archive begins: something may stand before it
	offset int64 // of the table, in the file
	size   int64 // of the table
	count  int64 // of members, as the end record states it
}

// errNoDirectory says that a zip has no table of contents that could be used:
// it is cut, or no zip at all.
var errNoDirectory = errors.New("no table of contents")

// findDirectory reads the end record.
func findDirectory(src *source) (directory, error) {
	tail := make([]byte, min(src.size, longestEnd))
	if _, err := src.ReadAt(tail, src.size-int64(len(tail))); err != nil && err != io.EOF {
		return directory{}, err
	}
	at := lastEnd(tail)
	if at < 0 {
		return directory{}, errNoDirectory
	}
	end := tail[at:]
	d := directory{
		count:  int64(binary.LittleEndian.Uint16(end[10:])),
		size:   int64(binary.LittleEndian.Uint32(end[12:])),
		offset: int64(binary.LittleEndian.Uint32(end[16:])),
	}
	endAt := src.size - int64(len(tail)) + int64(at)
	if d.count == 0xFFFF || d.size == 0xFFFFFFFF || d.offset == 0xFFFFFFFF {
		if wide, at, ok := wideDirectory(src, endAt); ok {
			d, endAt = wide, at
		}
	}
	if d.size < 0 || d.offset < 0 || d.size > endAt || d.offset > endAt-d.size {
		return directory{}, errNoDirectory
	}
	d.base = endAt - d.size - d.offset
	if d.base > 0 && src.begins(localSignature) {
		// A cut zip of zips: the end record is an inner one's, and what stands
		// before it are not foreign bytes, but members.
		return directory{}, errNoDirectory
	}
	d.offset += d.base
	if d.count > 0 && !src.hasAt(d.offset, directorySignature) {
		return directory{}, errNoDirectory
	}
	return d, nil
}

// lastEnd is where the last end record begins whose comment fits, -1 without
// one.
func lastEnd(tail []byte) int {
	for at := len(tail); ; {
		if at = bytes.LastIndex(tail[:at], []byte(endSignature)); at < 0 {
			return -1
		}
		if at+endSize <= len(tail) && at+endSize+int(binary.LittleEndian.Uint16(tail[at+20:])) <= len(tail) {
			return at
		}
	}
}

// wideDirectory reads the end record of the large form, zip64, and where it
// stands.
func wideDirectory(src *source, endAt int64) (d directory, at int64, ok bool) {
	locator := make([]byte, locator64Size)
	if !src.read(locator, endAt-locator64Size) || string(locator[:4]) != locator64Signature {
		return d, 0, false
	}
	// The locator tells where the record begins, but not for an archive with
	// something before it; it ends where the locator begins.
	end := make([]byte, end64Size)
	at = int64(binary.LittleEndian.Uint64(locator[8:]))
	if !src.read(end, at) || string(end[:4]) != end64Signature {
		at = endAt - locator64Size - end64Size
		if !src.read(end, at) || string(end[:4]) != end64Signature {
			return d, 0, false
		}
	}
	return directory{
		count:  int64(binary.LittleEndian.Uint64(end[32:])),
		size:   int64(binary.LittleEndian.Uint64(end[40:])),
		offset: int64(binary.LittleEndian.Uint64(end[48:])),
	}, at, true
}

// longestSummed is the longest table that is summed: more is made up to take
// time.
const longestSummed = 64 << 20

// sum names the table: it has the name, place, sizes and checksum of every
// member, so that an archive with the same one holds the same. "" for one that
// is too long.
func (d directory) sum(src *source) (string, error) {
	if d.size > longestSummed {
		return "", nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(src, d.offset, d.size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// entries reads the table of contents, a header at a time, so that it takes
// no memory however long it is.
func (d directory) entries(src *source, yield func(entry) bool) error {
	r := bufio.NewReaderSize(io.NewSectionReader(src, d.offset, d.size), 1<<16)
	head := make([]byte, directorySize)
	for {
		if _, err := io.ReadFull(r, head); err != nil {
			if err == io.EOF {
				return nil
			}
			return errTable
		}
		switch string(head[:4]) {
		case directorySignature:
		case "PK\x05\x05": // the table's own signature, which nobody writes
			return nil
		default:
			return errTable
		}
		name := make([]byte, binary.LittleEndian.Uint16(head[28:]))
		extra := make([]byte, binary.LittleEndian.Uint16(head[30:]))
		comment := int(binary.LittleEndian.Uint16(head[32:]))
		if !full(r, name) || !full(r, extra) {
			return errTable
		}
		if n, _ := r.Discard(comment); n < comment {
			return errTable
		}
		e := entry{
			name:     string(name),
			flags:    binary.LittleEndian.Uint16(head[8:]),
			method:   binary.LittleEndian.Uint16(head[10:]),
			crc:      binary.LittleEndian.Uint32(head[16:]),
			packed:   int64(binary.LittleEndian.Uint32(head[20:])),
			unpacked: int64(binary.LittleEndian.Uint32(head[24:])),
			offset:   int64(binary.LittleEndian.Uint32(head[42:])),
			checked:  true,
		}
		if maker := head[5]; maker == 3 || maker == 19 { // Unix, macOS
			e.mode = binary.LittleEndian.Uint16(head[40:])
		}
		e.widen(extra)
		e.offset += d.base
		if !yield(e) {
			return nil
		}
	}
}

// errTable ends the walk over a damaged table of contents. What it doesn't list
// is looked for by salvage.
var errTable = failed("its table of contents is damaged; members were found without it, but whether all of them can't be told. Get the archive again")

func full(r io.Reader, b []byte) bool {
	_, err := io.ReadFull(r, b)
	return err == nil
}

// read fills b from an offset, and says whether it could.
func (s *source) read(b []byte, at int64) bool {
	if at < 0 || at > s.size-int64(len(b)) {
		return false
	}
	n, _ := s.ReadAt(b, at)
	return n == len(b)
}

func (s *source) hasAt(at int64, signature string) bool {
	b := make([]byte, len(signature))
	return s.read(b, at) && string(b) == signature
}

func (s *source) begins(signature string) bool { return s.hasAt(0, signature) }
