package report

import "codeberg.org/go-pdf/fpdf"

// strokes are how wide the lines of a picture are, in millimetres, and how
// they are broken.
var strokes = map[sign]struct {
	width float64
	dash  []float64
}{
	gridSign: {0.15, nil}, axisSign: {0.2, nil}, capSign: {0.45, nil}, excessSign: {0.3, []float64{0.5, 0.5}},
	treatmentSign: {0.8, nil}, nowSign: {0.3, []float64{1.2, 0.8}}, allDaySign: {0.3, nil},
}

// draw puts a drawing on the page, its corner at x and y.
func (p *paper) draw(d drawing, x, y float64) {
	for _, b := range d.Bands {
		p.fill(signInk[b.Sign])
		p.pdf.Rect(x+b.X, y+b.Y, b.Width, b.Height, "F")
	}
	for _, l := range d.Lines {
		ink, stroke := signInk[l.Sign], strokes[l.Sign]
		p.pdf.SetDrawColor(ink.r, ink.g, ink.b)
		p.pdf.SetLineWidth(stroke.width)
		p.pdf.SetDashPattern(stroke.dash, 0)
		p.pdf.Line(x+l.X1, y+l.Y1, x+l.X2, y+l.Y2)
	}
	p.pdf.SetDashPattern(nil, 0)
	for _, m := range d.Marks {
		m.X, m.Y = x+m.X, y+m.Y
		p.mark(m)
	}
	for _, l := range d.Labels {
		p.label(l, d.Letter, x, y)
	}
}

func (p *paper) fill(ink rgb) { p.pdf.SetFillColor(ink.r, ink.g, ink.b) }

// mark draws the mark of a run.
func (p *paper) mark(m placedMark) {
	ink := signInk[m.Sign]
	p.fill(ink)
	corners := m.Corners()
	switch {
	case m.Sign == unknownSign:
		p.fill(rgb{255, 255, 255})
		p.pdf.SetDrawColor(ink.r, ink.g, ink.b)
		p.pdf.SetLineWidth(0.35 * m.Radius)
		p.pdf.Circle(m.X, m.Y, 0.85*m.Radius, "FD")
	case corners == nil:
		p.pdf.Circle(m.X, m.Y, m.Radius, "F")
	default:
		points := make([]fpdf.PointType, len(corners))
		for i, c := range corners {
			points[i] = fpdf.PointType(c)
		}
		p.pdf.Polygon(points, "F")
	}
}

func (p *paper) label(l label, letter, x, y float64) {
	f := face{size: letter / millimetres, bold: l.Sign == numberSign, ink: grey}
	if l.Sign == numberSign {
		f.ink = black
	}
	width := p.width(f, l.Text)
	at := x + l.X
	switch l.Anchor {
	case anchorMiddle:
		at -= width / 2
	case anchorEnd:
		at -= width
	}
	p.text(f, at, y+l.Y, l.Text)
}
