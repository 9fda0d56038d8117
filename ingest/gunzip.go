package ingest

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"

	"needled/analysis"
)

// gunzip unpacks .gz data, also of several parts. Zeros behind it, as copies
// made in whole blocks have them, are no part of it.
type gunzip struct {
	packed *bufio.Reader
	part   *gzip.Reader
}

func newGunzip(r io.Reader) (*gunzip, error) {
	packed := bufio.NewReaderSize(r, 1<<15)
	part, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	part.Multistream(false)
	return &gunzip{packed, part}, nil
}

// Read implements io.Reader.
func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.part.Read(p)
	if err != io.EOF {
		return n, err
	}
	zeros, err := g.skipZeros()
	if err == nil && zeros {
		err = gzip.ErrHeader
	}
	if err == nil {
		if err = g.part.Reset(g.packed); err == nil {
			g.part.Multistream(false)
		}
	}
	return n, err
}

// Unpacking says what ended the unpacking of something that was packed; nil
// for an error that is none of its data's.
func Unpacking(err error, what string) *DamagedError {
	var corrupt flate.CorruptInputError
	var broken flate.InternalError // what the inflater calls some of what is damaged
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &DamagedError{Reason: what + " breaks off", Integrity: analysis.Truncated}
	case errors.Is(err, gzip.ErrChecksum):
		return &DamagedError{Reason: "the checksum of " + what + " does not match", Integrity: analysis.BadCRC}
	case errors.As(err, &corrupt), errors.As(err, &broken), errors.Is(err, gzip.ErrHeader):
		return &DamagedError{Reason: what + " is damaged", Integrity: analysis.Partial}
	}
	return nil
}

// skipZeros goes on to what is none, and says whether it met any; io.EOF
// where nothing else follows.
func (g *gunzip) skipZeros() (met bool, err error) {
	for {
		c, err := g.packed.ReadByte()
		if err != nil {
			return met, err
		}
		if c != 0 {
			return met, g.packed.UnreadByte()
		}
		met = true
	}
}
