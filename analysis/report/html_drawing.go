package report

import (
	"html/template"
	"strings"
)

// SVG is what a drawing is made of, as elements of SVG. It is written here
// since a template takes its time over each of so many numbers.
func (d drawing) SVG() template.HTML {
	var b strings.Builder
	// element begins one and gives it its class and lengths, by turns with
	// their names.
	element := func(name string, class sign, lengths ...any) {
		b.WriteString("<" + name + ` class="` + string(class) + `"`)
		for i := 0; i < len(lengths); i += 2 {
			b.WriteString(" " + lengths[i].(string) + `="` + pixels(lengths[i+1].(float64)) + `"`)
		}
	}
	for _, r := range d.Bands {
		element("rect", r.Sign, "x", r.X, "y", r.Y, "width", r.Width, "height", r.Height)
		b.WriteString("/>")
	}
	for _, l := range d.Lines {
		element("line", l.Sign, "x1", l.X1, "y1", l.Y1, "x2", l.X2, "y2", l.Y2)
		b.WriteString("/>")
	}
	for _, m := range d.Marks {
		corners := m.Corners()
		if len(corners) == 0 {
			element("circle", m.Sign, "cx", m.X, "cy", m.Y, "r", m.Radius)
			b.WriteString("/>")
			continue
		}
		element("polygon", m.Sign)
		b.WriteString(` points="`)
		for _, c := range corners {
			b.WriteString(pixels(c.X) + "," + pixels(c.Y) + " ")
		}
		b.WriteString(`"/>`)
	}
	letter := pixels(d.Letter)
	for _, l := range d.Labels {
		element("text", l.Sign, "x", l.X, "y", l.Y)
		b.WriteString(` text-anchor="` + string(l.Anchor) + `" font-size="` + letter + `">` + template.HTMLEscapeString(l.Text) + "</text>")
	}
	return template.HTML(b.String())
}
