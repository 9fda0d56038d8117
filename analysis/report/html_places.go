package report

import (
	"html/template"
	"strings"
)

// Place of each part of a drawing is the attributes of SVG that say where it
// is: put together here, since a template takes its time over each number.

func (b band) Place() template.HTMLAttr {
	return attributes("x", b.X, "y", b.Y, "width", b.Width, "height", b.Height)
}

func (s stroke) Place() template.HTMLAttr {
	return attributes("x1", s.X1, "y1", s.Y1, "x2", s.X2, "y2", s.Y2)
}

func (m placedMark) Place() template.HTMLAttr {
	corners := m.Corners()
	if len(corners) == 0 {
		return attributes("cx", m.X, "cy", m.Y, "r", m.Radius)
	}
	var b strings.Builder
	for _, c := range corners {
		b.WriteString(pixels(c.X) + "," + pixels(c.Y) + " ")
	}
	return template.HTMLAttr(`points="` + b.String() + `"`)
}

func (l label) Place() template.HTMLAttr { return attributes("x", l.X, "y", l.Y) }

// attributes are names with lengths in pixels, by turns.
func attributes(pairs ...any) template.HTMLAttr {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(pairs[i].(string) + `="` + pixels(pairs[i+1].(float64)) + `"`)
	}
	return template.HTMLAttr(b.String())
}
