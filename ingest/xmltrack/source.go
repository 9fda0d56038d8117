package xmltrack

import (
	"errors"
	"io"
)

// maxToken bounds a tag, a text, a comment: what the XML decoder holds in
// memory at once.
const maxToken = 1 << 20

var errToken = errors.New("a single tag or text of more than 1 MiB")

// source gives the XML decoder its bytes, at most maxToken of them a token.
type source struct {
	r    io.Reader
	buf  []byte // read and not yet given
	room [32 << 10]byte
	left int // bytes the token may still have
}

// ReadByte implements io.ByteReader, by which the decoder reads.
func (s *source) ReadByte() (byte, error) {
	if s.left == 0 {
		return 0, errToken
	}
	for len(s.buf) == 0 {
		n, err := s.r.Read(s.room[:])
		if n == 0 && err != nil {
			return 0, err
		}
		s.buf = s.room[:n]
	}
	c := s.buf[0]
	s.buf = s.buf[1:]
	s.left--
	return c, nil
}

// Read implements io.Reader, which the decoder asks for but does not use.
func (s *source) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}
