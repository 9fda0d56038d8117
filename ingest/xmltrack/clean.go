package xmltrack

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// cleaner replaces what XML does not allow and devices write all the same:
// control characters, broken UTF-8, references to such characters. One of them
// in a title would otherwise cost the whole activity.
type cleaner struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (cleaner) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if n := plain(src[nSrc:]); n > 0 {
			n = copy(dst[nDst:], src[nSrc:nSrc+n])
			if n == 0 {
				return nDst, nSrc, transform.ErrShortDst
			}
			nDst, nSrc = nDst+n, nSrc+n
			continue
		}
		size, replacement := odd(src[nSrc:], atEOF)
		if size == 0 {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if len(dst)-nDst < len(replacement) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], replacement)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// plain counts the bytes at the start of b that need no second look.
func plain(b []byte) int {
	for i, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= utf8.RuneSelf || c == '&' {
			return i
		}
	}
	return len(b)
}

var stand = []byte("?")

// odd looks at what stops plain: how long it is, 0 when b ends before that is
// known, and what stands for it.
func odd(b []byte, atEOF bool) (size int, replacement []byte) {
	switch c := b[0]; {
	case c == '&':
		return reference(b, atEOF)
	case c < utf8.RuneSelf:
		return 1, []byte(" ")
	case !atEOF && !utf8.FullRune(b):
		return 0, nil
	}
	r, size := utf8.DecodeRune(b)
	if r == utf8.RuneError && size == 1 || !allowed(r) {
		return size, stand
	}
	return size, b[:size]
}

// longestReference is the length of the longest reference to a character, with
// some leading zeros.
const longestReference = 16

// reference looks at an ampersand: a reference to a character that XML does
// not allow is replaced, all else stays.
func reference(b []byte, atEOF bool) (size int, replacement []byte) {
	end := bytes.IndexByte(b[:min(len(b), longestReference)], ';')
	switch {
	case end < 0 && len(b) < longestReference && !atEOF:
		return 0, nil
	case end < 3 || b[1] != '#':
		return 1, b[:1]
	}
	digits, base := b[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	if r, err := strconv.ParseUint(string(digits), base, 32); err == nil && allowed(rune(r)) && r <= utf8.MaxRune {
		return 1, b[:1]
	}
	return end + 1, stand
}

// allowed says whether XML 1.0 allows a character.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
