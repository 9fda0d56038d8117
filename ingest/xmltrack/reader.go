package xmltrack

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"needled/analysis"
)

// maxDepth bounds how deep elements may nest; activity files reach 8.
const maxDepth = 100

// maxText bounds the text of an element, in bytes; values are short.
const maxText = 64 << 10

// Event is what a Reader came upon.
type Event int

const (
	Ended  Event = iota // no more elements; Damage says whether that was the end of the document
	Opened              // the start of an element
	Closed              // the end of an element
)

// Reader goes through the elements of a document. Prefixes are dropped, since
// programs choose them freely and some never bind them.
type Reader struct {
	decoder *xml.Decoder
	source  *source
	path    []string // the elements around, outermost first
	attrs   []xml.Attr
	text    []byte
	leaving int  // down to this depth elements are still to be closed
	closed  bool // the innermost of path was closed and is to be left
	rooted  bool // an element was met

	integrity analysis.Integrity
	damage    string
}

// NewReader reads the document in b, of any encoding.
func NewReader(b []byte) *Reader {
	r := &Reader{source: &source{r: newText(b)}, integrity: analysis.Intact}
	r.leaving = maxDepth
	r.decoder = xml.NewDecoder(r.source)
	r.decoder.Strict = false
	r.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return r
}

// Next goes on to the next start or end of an element.
func (r *Reader) Next() Event {
	if r.closed {
		r.path, r.closed, r.text = r.path[:len(r.path)-1], false, r.text[:0]
	}
	if len(r.path) > r.leaving {
		return r.close()
	}
	r.leaving = maxDepth
	for {
		r.source.left = maxToken
		token, err := r.decoder.RawToken()
		if err != nil {
			r.end(err)
			return Ended
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(r.path) == maxDepth {
				r.end(fmt.Errorf("elements nested more than %d deep", maxDepth))
				return Ended
			}
			r.rooted = true
			r.path, r.attrs, r.text = append(r.path, token.Name.Local), token.Attr, r.text[:0]
			return Opened
		case xml.EndElement:
			depth := lastIndex(r.path, token.Name.Local)
			if depth < 0 || depth < len(r.path)-1 {
				r.damaged(analysis.Partial, fmt.Sprintf("it ends an element <%s> that does not begin there, in line %d", token.Name.Local, r.line()))
			}
			if depth >= 0 {
				r.leaving = depth
				return r.close()
			}
		case xml.CharData:
			r.text = append(r.text, token[:min(len(token), maxText-len(r.text))]...)
		}
	}
}

func (r *Reader) close() Event {
	r.closed = true
	return Closed
}

func lastIndex(path []string, name string) int {
	for i, n := range slices.Backward(path) {
		if n == name {
			return i
		}
	}
	return -1
}

// end notes why no more can be read.
func (r *Reader) end(err error) {
	var syntax *xml.SyntaxError
	isSyntax := errors.As(err, &syntax)
	switch {
	case errors.Is(err, io.EOF) && len(r.path) == 0:
	case errors.Is(err, io.EOF), isSyntax && syntax.Msg == "unexpected EOF":
		r.damaged(analysis.Truncated, fmt.Sprintf("it breaks off in line %d", r.line()))
	case isSyntax:
		r.damaged(analysis.Partial, fmt.Sprintf("it is no sound XML from line %d on: %s", r.line(), syntax.Msg))
	default:
		r.damaged(analysis.Partial, fmt.Sprintf("line %d holds %v", r.line(), err))
	}
}

// damaged keeps the first damage met.
func (r *Reader) damaged(i analysis.Integrity, reason string) {
	if r.damage == "" {
		r.integrity, r.damage = i, reason
	}
}

func (r *Reader) line() int {
	line, _ := r.decoder.InputPos()
	return line
}

// Name is the element opened or closed, without prefix.
func (r *Reader) Name() string { return r.path[len(r.path)-1] }

// Parent is the element around it, "" for the root.
func (r *Reader) Parent() string {
	if len(r.path) < 2 {
		return ""
	}
	return r.path[len(r.path)-2]
}

// In says whether the current element lies within one of that name.
func (r *Reader) In(name string) bool {
	return len(r.path) > 0 && slices.Contains(r.path[:len(r.path)-1], name)
}

// Attr is an attribute of the element just opened, "" without it.
func (r *Reader) Attr(name string) string {
	for _, a := range r.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Text is what the element just closed holds, for one that holds only text.
// It stands until Next.
func (r *Reader) Text() []byte { return bytes.TrimSpace(r.text) }

// Number is Text as a number.
func (r *Reader) Number() float64 { return Number(r.Text()) }

// Rooted says whether the document has any element.
func (r *Reader) Rooted() bool { return r.rooted }

// Damage says how sound the document was as far as it was read, and what is
// wrong with it, "" when nothing is.
func (r *Reader) Damage() (analysis.Integrity, string) { return r.integrity, r.damage }

// Stop ends the reading for a reason of the caller's.
func (r *Reader) Stop(reason string) { r.damaged(analysis.Partial, reason) }

// Remark is the sentence about a document of which only a part could be read.
func Remark(damage string) string {
	return "Only a part of the file could be read: " + strings.TrimSuffix(damage, ".") + "."
}
