package archive

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"

	"needled/ingest"
)

// tarMembers walks over a tar file, unpacking it first when it is packed by
// gzip. What a tar holds can only be read in passing, so a member is read
// whole when it is opened.
func tarMembers(src *source, packed bool, s *spent) members {
	return func(yield func(member) bool) error {
		var r io.Reader = io.NewSectionReader(src, 0, src.size)
		if packed {
			z, err := gzip.NewReader(r)
			if err != nil {
				return failed("no gzip archive, though named like one: %s", instead(src))
			}
			defer z.Close()
			r = z
		}
		t := tar.NewReader(s.metered(r, -1))
		for n := 0; ; n++ {
			head, err := t.Next()
			switch {
			case err == io.EOF:
				return nil
			case err != nil:
				return tarFailure(err, n)
			}
			if head.Typeflag != tar.TypeDir && !yield(tarMember(head, t, s)) {
				return nil
			}
		}
	}
}

func tarMember(head *tar.Header, t *tar.Reader, s *spent) member {
	m := member{name: cleanName(head.Name), size: head.Size}
	switch head.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse:
	case tar.TypeLink, tar.TypeSymlink:
		m.err = &ingest.IgnoredError{Reason: "a link, which is not followed"}
	default:
		m.err = &ingest.IgnoredError{Kind: "special"}
	}
	m.open = func() (io.ReadCloser, error) {
		var b bytes.Buffer
		_, err := b.ReadFrom(t)
		if err == nil {
			return io.NopCloser(&b), nil
		}
		if damaged := ingest.Unpacking(err, "the archive"); damaged != nil {
			damaged.Reason += " within it"
			err = damaged
		}
		return io.NopCloser(io.MultiReader(&b, broken{err})), nil
	}
	m.within = func(tempDir string) (*source, error) { return spool(tempDir, t, s.Inner) }
	return m
}

// broken is the end of what could be read.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// tarFailure says what is wrong with a tar after n members.
func tarFailure(err error, n int) error {
	switch {
	case isFailed(err):
		return err
	case n == 0 && errors.Is(err, tar.ErrHeader):
		return failed("no tar archive, though named like one")
	case errors.Is(err, tar.ErrHeader), !errors.Is(err, io.ErrUnexpectedEOF) && ingest.Unpacking(err, "") != nil:
		return failed("it is damaged after %s, and what follows can't be read; get the archive again", counted(n, "member", "members"))
	}
	return failed("it breaks off in the middle, and what should follow is missing; what came before was taken. Get the archive again")
}

func isFailed(err error) bool {
	var f *ingest.FailedError
	return errors.As(err, &f)
}
