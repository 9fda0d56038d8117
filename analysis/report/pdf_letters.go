package report

import (
	"bytes"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// letters are the fonts of a document: Liberation Sans, whose licence (SIL
// OFL) lets it be embedded, in Latin, Greek, Cyrillic and Hebrew letters. Of
// each only the letters used go into the document.
type letters struct {
	font   *sfnt.Font
	buffer *sfnt.Buffer
}

const (
	fontFamily = "liberation"
	// noLetter stands for a letter that the fonts lack.
	noLetter = '□'
)

// parsedFont tells which letters there are. Both weights have the same.
var parsedFont = sync.OnceValue(func() *sfnt.Font {
	font, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		panic("the embedded font can't be read: " + err.Error())
	}
	return font
})

func newLetters() letters { return letters{parsedFont(), &sfnt.Buffer{}} }

// addTo makes the fonts known to a document, which gets copies since it may
// write to them.
func (l letters) addTo(pdf *fpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(fontFamily, "", bytes.Clone(liberationsansregular.TTF))
	pdf.AddUTF8FontFromBytes(fontFamily, "B", bytes.Clone(liberationsansbold.TTF))
}

// printable is text in letters that the fonts have, composed where they can
// be. It says whether any letter is lacking.
func (l letters) printable(text string) (printed string, lacking bool) {
	var out []rune
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			continue // joiners join nothing here
		case !l.has(r):
			r, lacking = noLetter, true
		}
		out = append(out, r)
	}
	return string(out), lacking
}

func (l letters) has(r rune) bool {
	if r > 0xffff {
		return false // PDF's fonts count letters in two bytes
	}
	i, err := l.font.GlyphIndex(l.buffer, r)
	return err == nil && i != 0
}

// visual is a line in the order it is seen, left to right: Hebrew runs the
// other way.
func visual(line string) string {
	if !strings.ContainsFunc(line, rightToLeft) {
		return line
	}
	var paragraph bidi.Paragraph
	if _, err := paragraph.SetString(line, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return line
	}
	order, err := paragraph.Order()
	if err != nil {
		return line
	}
	seen := ""
	for i := range order.NumRuns() {
		run := order.Run(i)
		text := run.String()
		if run.Direction() == bidi.RightToLeft {
			text = bidi.ReverseString(text)
		}
		seen += text
	}
	return seen
}

func rightToLeft(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) }
