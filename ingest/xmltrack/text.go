package xmltrack

import (
	"bytes"
	"io"
	"regexp"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// declaration is the first line of an XML document. Some services write blank
// lines before it.
var declaration = regexp.MustCompile(`^\s*(<\?xml\s[^>]{0,200}?\?>)`)

var declaredEncoding = regexp.MustCompile(`encoding\s*=\s*["']([^"']+)["']`)

// newText is the document as clean UTF-8, whatever encoding it is in. Its XML
// declaration is left out, since it would be taken for an instruction.
func newText(b []byte) io.Reader {
	head := b[:min(len(b), 512)]
	var enc encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("<\x00")):
		enc, b = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), bytes.TrimPrefix(b, []byte("\xff\xfe"))
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\x00<")):
		enc, b = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), bytes.TrimPrefix(b, []byte("\xfe\xff"))
	default:
		enc = declared(head)
	}
	var r io.Reader = bytes.NewReader(b)
	if at := declaration.FindSubmatchIndex(b[:min(len(b), 512)]); at != nil {
		r = io.MultiReader(bytes.NewReader(b[:at[2]]), bytes.NewReader(b[at[3]:]))
	}
	if enc == nil {
		return transform.NewReader(r, cleaner{})
	}
	return transform.NewReader(r, transform.Chain(enc.NewDecoder(), cleaner{}))
}

// declared is the encoding that a document names, nil for UTF-8 and for one
// that is not known. UTF-16 can't be true of a declaration that reads as it
// stands; programs that write it so mean UTF-8.
func declared(head []byte) encoding.Encoding {
	match := declaredEncoding.FindSubmatch(declaration.Find(head))
	if match == nil {
		return nil
	}
	enc, err := htmlindex.Get(string(match[1]))
	if err != nil {
		return nil
	}
	switch name, _ := htmlindex.Name(enc); name {
	case "utf-8", "utf-16le", "utf-16be", "replacement":
		return nil
	}
	return enc
}
