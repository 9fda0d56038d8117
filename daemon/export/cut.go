package export

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
)

// takeHead takes the members of a zip that breaks off, in the order they were
// written, up to the first that is not whole. It tells an export by its
// manifest, which comes first, whole or not.
func (f *File) takeHead(r io.ReaderAt, size int64) bool {
	found := false
	for at := int64(0); ; {
		e, ok := localEntry(r, at)
		if !found {
			if found = ok && isManifest(e.name); !found {
				return false
			}
			f.prefix = strings.TrimSuffix(e.name, ManifestName)
		}
		if !ok || !e.measure(r, size) {
			return true
		}
		if name, ours := strings.CutPrefix(e.name, f.prefix); ours && len(f.members) <= 2*maxOriginals {
			if _, twice := f.members[name]; !twice {
				f.members[name] = member{e.size, e.packed, func() (io.ReadCloser, error) { return e.open(r), nil }}
			}
		}
		at = e.next
	}
}

// entry is a member of a zip as it stands in front of its data.
type entry struct {
	name         string
	from         int64  // of the data
	crc          uint32 // 0 where it stands behind the data
	packed, size int64
	trailing     bool // sizes and checksum stand behind the data
	next         int64
}

// Of a member's header, by APPNOTE.TXT, section 4.3.7.
const (
	headSize  = 30
	headMark  = "PK\x03\x04"
	trailMark = "PK\x07\x08"
)

// localEntry reads the header of a member; ok is false where there is none,
// or not one that an export has.
func localEntry(r io.ReaderAt, at int64) (e entry, ok bool) {
	var head [headSize]byte
	if _, err := r.ReadAt(head[:], at); err != nil || string(head[:4]) != headMark {
		return e, false
	}
	flags, method := binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])
	name := make([]byte, binary.LittleEndian.Uint16(head[26:]))
	if _, err := r.ReadAt(name, at+headSize); err != nil || method != 8 || flags&1 != 0 {
		return e, false
	}
	e = entry{
		name: string(name), trailing: flags&8 != 0, crc: binary.LittleEndian.Uint32(head[14:]),
		packed: int64(binary.LittleEndian.Uint32(head[18:])), size: int64(binary.LittleEndian.Uint32(head[22:])),
		from: at + headSize + int64(len(name)) + int64(binary.LittleEndian.Uint16(head[28:])),
	}
	return e, true
}

// measure unpacks a member to find out where it ends, and says whether it is
// whole.
func (e *entry) measure(r io.ReaderAt, size int64) bool {
	left := max(0, size-e.from)
	in := &counted{Reader: bufio.NewReader(io.NewSectionReader(r, e.from, left))}
	sum, most := crc32.NewIEEE(), max(1<<20, densest*left) // a denser one is refused, see tooDense
	n, err := io.Copy(sum, io.LimitReader(flate.NewReader(in), most+1))
	if err != nil || n > most {
		return false
	}
	e.next = e.from + in.n
	if e.trailing {
		var trail [16]byte // sizes are of 4 bytes: no member of an export is larger
		if _, err := r.ReadAt(trail[:], e.next); err != nil || string(trail[:4]) != trailMark {
			return false
		}
		e.crc, e.next = binary.LittleEndian.Uint32(trail[4:]), e.next+int64(len(trail))
	}
	whole := e.crc == sum.Sum32() && (e.trailing || e.packed == in.n && e.size == n)
	e.packed, e.size = in.n, n
	return whole
}

func (e entry) open(r io.ReaderAt) io.ReadCloser {
	return flate.NewReader(io.NewSectionReader(r, e.from, e.packed))
}

// counted counts what is read of it, to the byte.
type counted struct {
	*bufio.Reader
	n int64
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.Reader.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
