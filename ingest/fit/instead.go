package fit

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// instead says what a file is that has no FIT header.
func instead(b []byte) string {
	switch {
	case len(b) == 0:
		return "the file is empty"
	case len(bytes.Trim(b, "\x00")) == 0:
		return "the file holds nothing but zeros, as an interrupted copy from a watch can leave it; copy it again"
	}
	for _, f := range formats {
		if bytes.HasPrefix(b, []byte(f.magic)) {
			return "not a FIT file: it is " + f.name
		}
	}
	if name := text(b[:min(len(b), 2048)]); name != "" {
		return "not a FIT file: it is " + name
	}
	return fmt.Sprintf("not a FIT file: it begins with the bytes % x", b[:min(len(b), 8)])
}

var formats = []struct{ magic, name string }{
	{"\x89PNG\r\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"%PDF-", "a PDF document"},
	{"PK\x03\x04", "a ZIP archive; give it a name that ends in .zip"},
	{"\x1f\x8b", "compressed with gzip; give it a name that ends in .fit.gz"},
	{"SQLite format 3\x00", "an SQLite database"},
}

// text says what kind of text b begins, "" when it is none.
func text(b []byte) string {
	for i := 0; len(b) > 0 && !utf8.Valid(b) && i < utf8.UTFMax; i++ {
		b = b[:len(b)-1] // a character cut at the end of the sample
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if len(b) == 0 || !utf8.Valid(b) || bytes.ContainsFunc(b, control) {
		return ""
	}
	lower := bytes.ToLower(bytes.TrimSpace(b))
	switch {
	case bytes.Contains(lower, []byte("<gpx")):
		return "a GPX track; give it a name that ends in .gpx"
	case bytes.Contains(lower, []byte("<trainingcenterdatabase")):
		return "a TCX activity; give it a name that ends in .tcx"
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "a web page, perhaps an error that was saved instead of the download"
	case bytes.HasPrefix(lower, []byte("<")):
		return "an XML document"
	case bytes.HasPrefix(lower, []byte("{")), bytes.HasPrefix(lower, []byte("[")):
		return "a JSON document"
	}
	return "plain text"
}

func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F
}
