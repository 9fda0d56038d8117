package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// source is where the bytes of an archive are: a file, a part of another
// source, or a temporary file. It closes itself when the walk has left it and
// all readers of it are closed, whichever comes last: members are read while
// the walk goes on.
type source struct {
	io.ReaderAt
	size  int64
	users atomic.Int64
	close func()
	// trouble is the first error of the system's, where it is a file: what is
	// found in it then is not all there is.
	trouble atomic.Pointer[os.PathError]
}

func newSource(r io.ReaderAt, size int64, closed func()) *source {
	s := &source{ReaderAt: r, size: size, close: closed}
	s.users.Store(1)
	return s
}

// ReadAt implements io.ReaderAt.
func (s *source) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.ReaderAt.ReadAt(p, at)
	if disk, is := errors.AsType[*os.PathError](err); is {
		s.trouble.CompareAndSwap(nil, disk)
	}
	return n, err
}

// failure is why the source could not be read; nil when it could.
func (s *source) failure() error {
	if disk := s.trouble.Load(); disk != nil {
		return disk
	}
	return nil
}

func (s *source) use() { s.users.Add(1) }

// done ends a use.
func (s *source) done() {
	if s.users.Add(-1) == 0 {
		s.close()
	}
}

// openFile is a file as a source.
func openFile(path string) (*source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return newSource(f, info.Size(), func() { f.Close() }), nil
}

// part is a stretch of a source as a source of its own.
func (s *source) part(from, size int64) *source {
	s.use()
	return newSource(io.NewSectionReader(s, from, size), size, s.done)
}

// spool copies an archive within an archive to a temporary file, up to a
// limit. Where the copying ends early it gives what it got, with the error.
func spool(dir string, r io.Reader, limit int64) (*source, error) {
	f, err := os.CreateTemp(dir, "needled-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file for an archive within an archive: %w", err)
	}
	// Where the system lets an open file lose its name, it can't be left
	// behind, whatever happens.
	unlinked := os.Remove(f.Name()) == nil
	remove := func() {
		f.Close()
		if !unlinked {
			os.Remove(f.Name())
		}
	}
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	var disk *os.PathError
	switch {
	case n > limit:
		remove()
		return nil, failed("an archive within an archive, of more than %s; unpack the outer one, and give the folder", size(limit))
	case errors.As(err, &disk):
		remove()
		return nil, fmt.Errorf("spooling an archive within an archive to a temporary file: %w", err)
	}
	return newSource(f, n, remove), err
}

// reader is what a member is read from.
type reader struct {
	io.Reader
	close func()
}

func (r *reader) Close() error {
	if r.close != nil {
		r.close()
		r.close = nil
	}
	return nil
}
