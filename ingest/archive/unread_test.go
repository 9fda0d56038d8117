package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"needled/ingest"
)

// pulled can be read up to an offset, and from another on, as what the system
// still has of a stick that was pulled.
type pulled struct {
	*bytes.Reader
	from, to int64
}

func (p pulled) ReadAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) > p.from && at < p.to {
		return 0, &os.PathError{Op: "read", Path: "many.zip", Err: syscall.EIO}
	}
	return p.Reader.ReadAt(b, at)
}

// An archive that the system doesn't let be read is not taken for a damaged
// one: its answer is the system's.
func TestArchiveThatCannotBeReadNow(t *testing.T) {
	zipFile := zipped(t, zip.Deflate, someFiles()...)
	tarFile := tarred(t, someFiles()...)
	for name, c := range map[string]struct {
		kind kind
		b    []byte
		from int64
	}{
		"zip: all":               {zipArchive, zipFile, 0},
		"zip: table of contents": {zipArchive, zipFile, int64(len(zipFile)) - 40},
		"tar: all":               {tarArchive, tarFile, 0},
		"tar: later members":     {tarArchive, tarFile, 1024},
		"gzipped tar":            {gzippedTar, gzipped(t, tarFile), 5},
	} {
		var last ingest.Item
		w := walk{Expander: Expander{Limits: DefaultLimits(), Found: func(int) {}}, ctx: t.Context(),
			spent: &spent{ctx: t.Context(), Limits: DefaultLimits()}, path: "many.zip",
			yield: func(i ingest.Item) bool {
				if i.Err == nil {
					if r, err := i.Open(); err == nil {
						_, _ = io.Copy(io.Discard, r)
						r.Close()
					}
				}
				last = i
				return true
			}}
		w.archive(newSource(pulled{bytes.NewReader(c.b), c.from, int64(len(c.b))}, int64(len(c.b)), func() {}), c.kind, "", 0, "", nil)
		if !errors.Is(last.Err, syscall.EIO) {
			t.Errorf("%s: the answer is %v", name, last.Err)
		}
	}
	for item := range (Expander{}).Expand(t.Context(), itemsAt(filepath.Join(t.TempDir(), "gone.zip"))) {
		if !errors.Is(item.Err, os.ErrNotExist) {
			t.Errorf("an archive that is gone: %v", item.Err)
		}
	}
}
