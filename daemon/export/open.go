package export

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of what is read of a file that says it is an export. They are far
// above any real one: 100,000 originals.
const (
	maxDirectory = 32 << 20 // bytes of the zip's table of contents
	maxManifest  = 64 << 20
	maxHistory   = 32 << 20
	maxOriginals = 100_000
	densest      = 250 // unpacked to packed size of a member, its first mebibyte aside
)

// ErrNoExport says that a file is no export of needled.
var ErrNoExport = errors.New("not an export of needled")

// File is an export about to be read back: a zip file, or the folder one was
// unpacked into.
type File struct {
	Manifest Manifest
	Cut      bool   // it breaks off; what comes before is read
	prefix   string // the folder it lies in, where a person packed it anew
	members  map[string]member
	listed   map[string]Member
	names    map[string]string // members by the sum of the original
}

// member is a file in an export.
type member struct {
	size, packed int64
	open         func() (io.ReadCloser, error)
}

// Open recognises an export by its manifest. It returns ErrNoExport for any
// other file, zip or not, and an error that is a sentence for an export that
// can't be read.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{members: map[string]member{}}
	found := false
	if z := contentsOf(r, size); z != nil {
		found = f.takeContents(z)
	} else if found = f.takeHead(r, size); found {
		f.Cut = true
	}
	if !found {
		return nil, ErrNoExport
	}
	return f, f.readManifest()
}

// contentsOf reads a zip's table of contents, nil where there is none.
func contentsOf(r io.ReaderAt, size int64) *zip.Reader {
	if !smallDirectory(r, size) {
		return nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil
	}
	return z
}

// takeContents takes the members of a zip, if a manifest is among them.
func (f *File) takeContents(z *zip.Reader) bool {
	manifest := findManifest(z)
	if manifest == nil {
		return false
	}
	f.prefix = strings.TrimSuffix(manifest.Name, ManifestName)
	for _, m := range z.File {
		name, ours := strings.CutPrefix(m.Name, f.prefix)
		if _, twice := f.members[name]; ours && !twice {
			f.members[name] = member{int64(m.UncompressedSize64), int64(m.CompressedSize64), m.Open}
		}
	}
	return true
}

// readManifest reads the list of all there is.
func (f *File) readManifest() error {
	m, ok := f.members[ManifestName]
	if !ok {
		return fmt.Errorf("an export of needled that breaks off before anything can be read of it; %s", copyAgain)
	}
	b, err := unpack(m, maxManifest)
	if err == nil {
		err = decode(b, &f.Manifest)
	}
	if err != nil {
		return fmt.Errorf("an export of needled whose list, %s, can't be read: %w", ManifestName, err)
	}
	switch m := f.Manifest; {
	case m.Version > version:
		return fmt.Errorf("an export by a newer needled (layout %d; this one knows %d); update needled", m.Version, version)
	case m.Version < 1:
		return fmt.Errorf("an export of needled whose list, %s, doesn't say which layout it has", ManifestName)
	case len(m.Originals) > maxOriginals:
		return fmt.Errorf("an export of needled that lists more than %d originals, which nobody has", maxOriginals)
	}
	f.listed, f.names = map[string]Member{}, map[string]string{}
	for _, m := range f.Manifest.Members {
		f.listed[m.Name] = m
	}
	for _, o := range f.Manifest.Originals {
		f.names[o.SHA256] = f.prefix + originalName(o.SHA256, o.Format)
	}
	return nil
}

// copyAgain is what to do about an export that breaks off.
const copyAgain = "copy the file again from where it was made, or make it again with: needled export"

// smallDirectory says whether a file is a zip whose table of contents can be
// read into memory without harm. It looks at the end of the file only.
func smallDirectory(r io.ReaderAt, size int64) bool {
	tail := make([]byte, min(size, 22+1<<16+20)) // the end record, a comment, and where the large one is
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false
	}
	end := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if end < 0 || len(tail)-end < 22 {
		return false
	}
	directory := int64(binary.LittleEndian.Uint32(tail[end+16:])) // where it begins
	if at := end - 20; directory == 0xFFFFFFFF && at >= 0 && string(tail[at:at+4]) == "PK\x06\x07" {
		var large [56]byte
		if _, err := r.ReadAt(large[:], int64(binary.LittleEndian.Uint64(tail[at+8:]))); err != nil || string(large[:4]) != "PK\x06\x06" {
			return false
		}
		directory = int64(binary.LittleEndian.Uint64(large[48:]))
	}
	behind := size - int64(len(tail)) + int64(end) - directory
	return directory >= 0 && behind >= 0 && behind <= maxDirectory
}

// findManifest finds the manifest at the top, or in the one folder that a
// person packed anew.
func findManifest(z *zip.Reader) *zip.File {
	var found *zip.File
	for _, m := range z.File {
		if isManifest(m.Name) && (found == nil || len(m.Name) < len(found.Name)) {
			found = m
		}
	}
	return found
}

func isManifest(name string) bool {
	return path.Base(name) == ManifestName && strings.Count(name, "/") <= 1
}

// unpack reads a member of at most limit bytes.
func unpack(m member, limit int64) ([]byte, error) {
	if err := tooDense(m.size, m.packed); err != nil {
		return nil, err
	}
	if m.size > limit || m.size < 0 {
		return nil, fmt.Errorf("it has %d bytes, and more than %d are not read", uint64(m.size), limit)
	}
	r, err := m.open()
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, m.size+1))
	if err != nil {
		return nil, damaged(err)
	}
	return b, nil
}

func tooDense(size, packed int64) error {
	if size > 1<<20 && size/densest > packed {
		return fmt.Errorf("it unpacks to more than %d times its size, which nothing in an export does", densest)
	}
	return nil
}

// damaged says in words what is wrong with the data of a member.
func damaged(err error) error {
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return errors.New("it is packed or encrypted in a way that is not read")
	case errors.Is(err, zip.ErrChecksum):
		return errors.New("its checksum does not match its content")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	}
	return fmt.Errorf("it is damaged: %w", err)
}

// decode reads JSON; what lies behind it is an error.
func decode(b []byte, into any) error {
	err := json.Unmarshal(b, into)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("%s is a %s where it can't be", kind.Field, kind.Value)
	}
	return err
}
