package chart

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"needled/analysis"
)

// Frame is the size of a picture, in pixels at which its letters are as large
// as those of the page.
type Frame struct {
	Width  float64
	Letter float64 // size of the type
	Panel  float64 // height of the plot of one quantity
}

var (
	// Wide is for screens of at least 900 px.
	Wide = Frame{Width: 900, Letter: 14, Panel: 120}
	// Narrow is for phones of 360 px, less the margins of the page and a card.
	Narrow = Frame{Width: 302, Letter: 12.5, Panel: 88}
)

//go:embed picture.css
var pictureStyle string

// Policy is the Content-Security-Policy under which the picture may be served:
// it allows the picture's own style and nothing else.
func Policy() string {
	sum := sha256.Sum256([]byte(pictureStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// SVG writes the chart as a picture that follows the reader's light or dark
// theme, with its text alternative in it.
func (d Data) SVG(w io.Writer, f Frame) error {
	b := bufio.NewWriter(w)
	p := &picture{Data: d, Frame: f, to: b}
	p.layOut()
	p.open()
	for _, panel := range p.panels {
		p.panel(panel)
	}
	p.lanes()
	p.capsDrawn()
	p.xAxis()
	p.legend()
	p.print("</svg>\n")
	return b.Flush()
}

// picture is a chart being drawn. x goes by distance, where it was recorded,
// else by time.
type picture struct {
	Data
	Frame
	to *bufio.Writer

	left, right, top, bottom float64 // of the plots together
	height                   float64
	byDistance               bool
	x                        Column // place of each row
	length                   float64
	panels                   []panel
	notes                    []note
}

// panel is the plot of one quantity.
type panel struct {
	*Axis
	sign        string // its class in the style
	values      Column
	top, bottom float64
}

// note is a line under the picture, with the sign it explains before it; a
// line that goes on has none.
type note struct{ sign, letter, text string }

// laneHeight is that of the row of a part, in letters.
const laneHeight = 1.6

func (p *picture) layOut() {
	p.left, p.right = 3.6*p.Letter, p.Width-0.8*p.Letter
	p.byDistance, p.x, p.length = p.Distance != nil, p.Columns.TimeS, p.EndS
	if p.byDistance {
		p.x, p.length = p.Columns.Distance, *p.Distance
	}
	p.top = 0.4 * p.Letter
	p.top += laneHeight * p.Letter * float64(len(p.spans()))
	p.bottom = p.top
	add := func(a *Axis, sign string, values Column) {
		if a != nil {
			top := p.bottom + 1.7*p.Letter
			p.bottom = top + p.Panel
			p.panels = append(p.panels, panel{a, sign, values, top, p.bottom})
		}
	}
	add(p.Altitude, "elevation", p.Columns.Altitude)
	add(p.Pace, "pace", p.Columns.Pace)
	add(p.HeartRate, "heart", p.Columns.HeartRate)
	p.notes = p.notesOf()
	p.height = p.bottom + 3.6*p.Letter + 1.5*p.Letter*float64(len(p.notes))
}

// spans are the parts that can be shown along x.
func (p *picture) spans() []Span {
	var spans []Span
	for _, s := range p.Findings {
		if from, _ := p.reach(s); from != nil {
			spans = append(spans, s)
		}
	}
	return spans
}

// reach is where along x a part lies, nil where that isn't known.
func (p *picture) reach(s Span) (from, to *float64) {
	if p.byDistance {
		return s.From, s.To
	}
	return &s.FromS, &s.ToS
}

func (p *picture) notesOf() []note {
	var notes []note
	add := func(sign, letter, text string) {
		for i, line := range wrapped(text, int((p.Width-3*p.Letter)/(letterWidth*p.Letter))) {
			if i > 0 {
				sign, letter = "", ""
			}
			notes = append(notes, note{sign, letter, line})
		}
	}
	for _, s := range p.spans() {
		add(string(s.Level), s.Letter, strings.TrimPrefix(s.line(), s.Letter+", "))
	}
	if p.Altitude != nil && len(p.Steep) > 0 {
		add("steep", "", "steep: grade of "+analysis.Figure(p.SteepPct, p.SteepPct, 0)+" % or more")
	}
	for _, text := range p.Missing {
		add("", "", text)
	}
	return notes
}

// wrapped breaks a text into lines of at most so many letters.
func wrapped(text string, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > most {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return append(lines, line)
}

func (p *picture) atX(v float64) float64 {
	share := 0.0
	if p.length > 0 {
		share = v / p.length
	}
	return p.left + min(max(share, 0), 1)*(p.right-p.left)
}

func (pl panel) atY(v float64) float64 {
	share := min(max((v-pl.Low)/(pl.High-pl.Low), 0), 1)
	if pl.Reversed {
		share = 1 - share
	}
	return pl.bottom - share*(pl.bottom-pl.top)
}

func (p *picture) print(format string, args ...any) { fmt.Fprintf(p.to, format, args...) }

// px is a length, to a tenth of a pixel.
func px(v float64) string { return strconv.FormatFloat(rounded(v, 1), 'f', -1, 64) }

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

func (p *picture) text(class string, x, y float64, anchor, text string) {
	p.print("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n", class, px(x), px(y), anchor, escaped(text))
}

func (p *picture) line(class string, x1, y1, x2, y2 float64) {
	p.print("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n", class, px(x1), px(y1), px(x2), px(y2))
}

func isKnown(v float64) bool { return !math.IsNaN(v) }
