package xmltrack

import (
	"bytes"
	"fmt"
	"strings"
)

// Instead says what b is that should begin with the element root, a file of
// that format, "" when it does so.
func Instead(b []byte, root, format string) string {
	switch {
	case len(b) == 0:
		return "the file is empty"
	case len(bytes.Trim(b, "\x00")) == 0:
		return "the file holds nothing but zeros, as an interrupted copy can leave it; copy it again"
	case len(b) >= 12 && string(b[8:12]) == ".FIT":
		return "not a " + format + " file: it is a FIT file; give it a name that ends in .fit"
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return "not a " + format + " file: it is a ZIP archive; give it a name that ends in .zip"
	case bytes.HasPrefix(b, []byte("\x1f\x8b")):
		return "not a " + format + " file: it is compressed with gzip; give it a name that ends in .gz"
	}
	r := NewReader(b)
	if r.Next() != Opened {
		if _, damage := r.Damage(); damage != "" && bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) {
			return fmt.Sprintf("it can't be read as %s: %s", format, damage)
		}
		return "not a " + format + " file: it is no XML"
	}
	switch name := strings.ToLower(r.Name()); name {
	case strings.ToLower(root):
		return ""
	case "gpx":
		return "not a " + format + " file: it is a GPX track; give it a name that ends in .gpx"
	case "trainingcenterdatabase":
		return "not a " + format + " file: it is a TCX activity; give it a name that ends in .tcx"
	case "html":
		return "not a " + format + " file: it is a web page, perhaps an error that was saved instead of the download"
	}
	return fmt.Sprintf("not a %s file: it is XML that begins with <%.40s>", format, r.Name())
}
