package fit

import (
	"bytes"
	"strings"
	"testing"
)

func TestWhatIsNoFIT(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"empty", "", "the file is empty"},
		{"zeros", string(make([]byte, 4096)), "nothing but zeros"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"},
		{"photo", "\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"},
		{"archive", "PK\x03\x04\x14\x00", "a ZIP archive"},
		{"gzip", "\x1f\x8b\x08\x00", "compressed with gzip"},
		{"PDF", "%PDF-1.7\n\xff", "a PDF document"},
		{"GPX", "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<gpx version=\"1.1\">", "a GPX track"},
		{"TCX", "<?xml version=\"1.0\"?><TrainingCenterDatabase>", "a TCX activity"},
		{"XML", "<?xml version=\"1.0\"?><plist>", "an XML document"},
		{"web page", "\n<!DOCTYPE html><html>", "a web page"},
		{"JSON", "{\"error\": 1}", "a JSON document"},
		{"text", "Grüße aus Köln\r\n", "plain text"},
		{"a long text cut within a character", strings.Repeat("ü", 1500) + " ", "plain text"},
		{"bytes", "\x01\x00\xdb\x05\x27", "it begins with the bytes 01 00 db 05 27"},
		{"one byte", "\x0e", "it begins with the bytes 0e"},
		{"a header without the magic", string(bytes.Repeat([]byte{14}, 20)), "it begins with the bytes 0e"},
	}
	for _, tt := range tests {
		if err := decodeError([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q in it", tt.name, err, tt.want)
		}
	}
}
