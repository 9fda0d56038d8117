package report

import "strings"

// face is a way of writing: its size in points, bold or not, and its colour.
type face struct {
	size float64
	bold bool
	ink  rgb
}

type rgb struct{ r, g, b int }

// Inks, at 4.5 to 1 or more on white paper.
var (
	black   = rgb{27, 31, 36}
	grey    = rgb{87, 96, 106}
	hair    = rgb{208, 215, 222}
	signInk = map[sign]rgb{
		withinSign: {26, 107, 58}, cautionSign: {138, 90, 0}, outsideSign: {179, 38, 30}, unknownSign: {31, 95, 139},
		restSign: {213, 219, 227}, carefulSign: {235, 238, 243}, capSign: black, treatmentSign: black, numberSign: black,
		excessSign: {179, 38, 30}, nowSign: grey, axisSign: grey, allDaySign: grey, gridSign: hair,
	}
)

// The four sizes of a report.
var (
	large   = face{size: 15, bold: true, ink: black}
	heading = face{size: 10.5, bold: true, ink: black}
	body    = face{size: 8.8, ink: black}
	strong  = face{size: 8.8, bold: true, ink: black}
	small   = face{size: 7.4, ink: grey}
)

const (
	millimetres = 25.4 / 72 // in a point
	lineSpacing = 1.32      // of the size of the type
	footing     = 0.98      // from the top of a line to where its letters stand
)

func (f face) letter() float64 { return f.size * millimetres }
func (f face) line() float64   { return f.letter() * lineSpacing }

func (f face) in(ink rgb) face {
	f.ink = ink
	return f
}

func (p *paper) use(f face) {
	style := ""
	if f.bold {
		style = "B"
	}
	p.pdf.SetFont(fontFamily, style, f.size)
	p.pdf.SetTextColor(f.ink.r, f.ink.g, f.ink.b)
}

// printable is text as the fonts can print it; the sheet remembers what they
// lack.
func (p *paper) printable(text string) string {
	printed, lacking := p.letters.printable(text)
	p.lacking = p.lacking || lacking
	return printed
}

// width of a text that is printable already.
func (p *paper) width(f face, text string) float64 {
	p.use(f)
	return p.pdf.GetStringWidth(p.printable(text))
}

// text writes a line whose letters stand on y.
func (p *paper) text(f face, x, y float64, line string) {
	p.use(f)
	p.pdf.Text(x, y, visual(p.printable(line)))
}

// fit cuts a text short where it is wider than the width, and shows that it
// did.
func (p *paper) fit(f face, text string, width float64) string {
	fits := ""
	for i, r := range text {
		if p.width(f, text[:i]+string(r)) > width {
			return fits
		}
		if cut := strings.TrimRight(text[:i], " ,·") + "…"; p.width(f, cut) <= width {
			fits = cut
		}
	}
	return text
}

// span is a part of a paragraph: text in a face, or a mark.
type span struct {
	face  face
	text  string
	mark  sign
	whole bool // the text stays on one line
}

// word is what stays on one line.
type word struct {
	span
	width float64
}

// para writes text in one face over the whole width.
func (p *paper) para(f face, text string) { p.spans(margin, textRight, span{face: f, text: text}) }

// spans writes a paragraph between left and right.
func (p *paper) spans(left, right float64, spans ...span) {
	for _, line := range p.lines(right-left, spans) {
		height := lineHeight(line)
		p.need(height)
		p.line(left, p.y, line)
		p.y += height
	}
}

// height is that of a paragraph so wide.
func (p *paper) height(width float64, spans ...span) float64 {
	h := 0.0
	for _, line := range p.lines(width, spans) {
		h += lineHeight(line)
	}
	return h
}

func lineHeight(line []word) float64 {
	h := 0.0
	for _, w := range line {
		h = max(h, w.face.line())
	}
	return h
}

// lines breaks a paragraph into lines. A number stays with its unit, and only
// a word wider than a line is broken.
func (p *paper) lines(width float64, spans []span) [][]word {
	var lines [][]word
	var line []word
	used := 0.0
	for _, w := range p.words(width, spans) {
		space := 0.0
		if len(line) > 0 {
			space = p.width(line[len(line)-1].face, " ")
		}
		if len(line) > 0 && used+space+w.width > width {
			lines, line, used, space = append(lines, line), nil, 0, 0
		}
		line = append(line, w)
		used += space + w.width
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

func (p *paper) words(width float64, spans []span) []word {
	var words []word
	for _, s := range spans {
		if s.mark != "" {
			words = append(words, word{s, s.face.letter()})
			continue
		}
		texts := glue(strings.Fields(p.printable(s.text)))
		if s.whole {
			texts = []string{p.printable(s.text)}
		}
		for _, text := range texts {
			for _, piece := range p.pieces(s.face, text, width) {
				words = append(words, word{span{face: s.face, text: piece}, p.width(s.face, piece)})
			}
		}
	}
	return words
}

// pieces breaks a word that is wider than a line.
func (p *paper) pieces(f face, text string, width float64) []string {
	if p.width(f, text) <= width {
		return []string{text}
	}
	var pieces []string
	piece := ""
	for _, r := range text {
		if piece != "" && p.width(f, piece+string(r)) > width {
			pieces, piece = append(pieces, piece), ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}

// line writes words of a line, those in one face at once. All stand on one
// foot, whatever their size.
func (p *paper) line(x, top float64, words []word) {
	foot := top
	for _, w := range words {
		foot = max(foot, top+footing*w.face.letter())
	}
	for len(words) > 0 {
		w := words[0]
		if w.mark != "" {
			p.mark(placedMark{w.mark, x + w.width/2, foot - 0.36*w.face.letter(), 0.36 * w.face.letter()})
			x += w.width + p.width(w.face, " ")
			words = words[1:]
			continue
		}
		text, n := w.text, 1
		for n < len(words) && words[n].mark == "" && words[n].face == w.face {
			text += " " + words[n].text
			n++
		}
		p.text(w.face, x, foot, text)
		x += p.width(w.face, text+" ")
		words = words[n:]
	}
}
