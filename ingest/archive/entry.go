package archive

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"needled/analysis"
	"needled/ingest"
)

// entry is a member of a zip file as its header tells it.
type entry struct {
	name     string
	flags    uint16
	method   uint16
	mode     uint16 // of Unix; 0 when not told
	crc      uint32
	packed   int64
	unpacked int64
	offset   int64 // of the local header, in the file
	checked  bool  // crc and unpacked are known
	cut      bool  // the archive ends before it does, or may
}

// Bits of entry.flags.
const (
	flagEncrypted = 1 << 0
	flagTrailing  = 1 << 3 // sizes and checksum stand behind the data
)

// Kinds of file in entry.mode.
const (
	modeKind      = 0xF000
	modeRegular   = 0x8000
	modeDirectory = 0x4000
	modeLink      = 0xA000
)

const (
	stored   = 0
	deflated = 8
)

// methods are the ways of packing that are told by name when refused.
var methods = map[uint16]string{
	1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 96: "JPEG", 97: "WavPack", 98: "PPMd",
	99: "AES encryption",
}

// widen takes sizes and offset from the zip64 field, where the header has no
// room for them.
func (e *entry) widen(extra []byte) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			return
		}
		if id == 1 {
			field := extra[:n]
			for _, v := range []*int64{&e.unpacked, &e.packed, &e.offset} {
				if *v == 0xFFFFFFFF && len(field) >= 8 {
					*v, field = int64(binary.LittleEndian.Uint64(field)), field[8:]
				}
			}
		}
		extra = extra[n:]
	}
}

func (e entry) isDirectory() bool {
	return strings.HasSuffix(e.name, "/") || strings.HasSuffix(e.name, `\`) || e.mode&modeKind == modeDirectory
}

// member is the entry as a member of the walk.
func (e entry) member(src *source, s *spent) member {
	m := member{name: cleanName(e.name), size: e.unpacked, streams: true}
	switch kind := e.mode & modeKind; {
	case kind == modeLink:
		m.err = &ingest.IgnoredError{Reason: "a link, which is not followed"}
		return m
	case kind != 0 && kind != modeRegular:
		m.err = &ingest.IgnoredError{Kind: "special"}
		return m
	}
	m.open = func() (io.ReadCloser, error) { return e.open(src, s) }
	m.within = spooled(m.open, s.Inner)
	if e.method == stored && e.flags&flagEncrypted == 0 {
		m.within = func(string) (*source, error) {
			from, err := e.data(src)
			if err != nil {
				return nil, err
			}
			return src.part(from, e.packed), nil
		}
	}
	return m
}

// refusal says why an entry can't be unpacked.
func (e entry) refusal(s *spent) error {
	switch {
	case e.flags&flagEncrypted != 0 || e.method == 99:
		return failed("it is encrypted; unpack the archive with its password, and give the folder")
	case e.method != stored && e.method != deflated:
		how := methods[e.method]
		if how == "" {
			how = fmt.Sprintf("method %d", e.method)
		}
		return failed("it is packed by %s, which is not read; unpack the archive, and give the folder", how)
	case e.packed < 0 || e.unpacked < 0 || e.offset < 0:
		return failed("its sizes in the archive's table of contents can't be")
	case e.checked && e.method == stored && e.packed != e.unpacked && !e.cut:
		return failed("its sizes in the archive's table of contents contradict each other")
	}
	if !e.checked {
		return nil
	}
	return s.tooDense(e.unpacked, e.packed)
}

// data is where the entry's bytes begin.
func (e entry) data(src *source) (int64, error) {
	head := make([]byte, localSize)
	if !src.read(head, e.offset) || string(head[:4]) != localSignature {
		return 0, failed("the archive has something else where it should be")
	}
	from := e.offset + localSize + int64(binary.LittleEndian.Uint16(head[26:])) + int64(binary.LittleEndian.Uint16(head[28:]))
	if from > src.size-e.packed {
		return 0, failed("the archive ends before it does")
	}
	return from, nil
}

// open unpacks the entry.
func (e entry) open(src *source, s *spent) (io.ReadCloser, error) {
	if err := e.refusal(s); err != nil {
		return nil, err
	}
	from, err := e.data(src)
	if err != nil {
		return nil, err
	}
	var r io.Reader = io.NewSectionReader(src, from, e.packed)
	var inflating io.Closer
	if e.method == deflated {
		z := flate.NewReader(bufio.NewReaderSize(r, 1<<15))
		r, inflating = z, z
	}
	src.use()
	return &reader{s.metered(&checked{r: r, entry: e}, e.packed), func() {
		if inflating != nil {
			inflating.Close()
		}
		src.done()
	}}, nil
}

// checked reads an entry to its end, and there compares size and checksum.
type checked struct {
	r io.Reader
	entry
	n   int64
	sum uint32
}

func (c *checked) Read(p []byte) (int, error) {
	if c.checked && int64(len(p)) > c.unpacked-c.n+1 {
		p = p[:c.unpacked-c.n+1] // a byte more shows a lie about the size
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	switch {
	case c.checked && c.n > c.unpacked:
		return n, failed("it unpacks to more bytes than the archive states")
	case err == nil:
		return n, nil
	case c.cut && (err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF)):
		return n, &ingest.DamagedError{Reason: "the archive breaks off within it", Integrity: analysis.Truncated}
	case err == io.EOF && c.checked && c.n < c.unpacked:
		return n, &ingest.DamagedError{Reason: "it unpacks to fewer bytes than the archive states", Integrity: analysis.Truncated}
	case err == io.EOF && c.checked && c.sum != c.crc:
		return n, &ingest.DamagedError{Reason: "its checksum in the archive does not match", Integrity: analysis.BadCRC}
	case err == io.EOF:
		return n, io.EOF
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || ingest.Unpacking(err, "") != nil { // it wants more than there is before the next member
		return n, &ingest.DamagedError{Reason: "its packed data is damaged", Integrity: analysis.Partial}
	}
	return n, fmt.Errorf("reading the archive: %w", err)
}
