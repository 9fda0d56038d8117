package chart

import (
	"math"
	"strconv"
	"strings"
)

// open begins the document: size, words, style, patterns.
func (p *picture) open() {
	p.print(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" role="img" aria-labelledby="title desc" font-size="%[3]s">
<title id="title">%[4]s</title>
<desc id="desc">%[5]s</desc>
<style>%[6]s</style>
<defs>
<pattern id="steep" width="5" height="5" patternUnits="userSpaceOnUse"><path class="steep-line" d="M1 0V5"/></pattern>
<pattern id="violation" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="violation-line" d="M1 0V7"/></pattern>
<pattern id="caution" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path class="caution-line" d="M1 0V9"/></pattern>
</defs>
<rect class="paper" width="%[1]s" height="%[2]s"/>
`, px(p.Width), px(p.height), px(p.Letter), escaped(p.Title), escaped(strings.Join(p.Alternative(), " ")), pictureStyle)
}

// panel draws one quantity: its scale, its line, of the elevation the area
// under it.
func (p *picture) panel(pl panel) {
	p.text("name "+pl.sign, p.left, pl.top-0.5*p.Letter, "start", pl.Name+", "+pl.Unit)
	for i, tick := range pl.Ticks {
		y := pl.atY(tick)
		p.line("grid", p.left, y, p.right, y)
		p.text("tick", p.left-0.5*p.Letter, y+0.35*p.Letter, "end", pl.Labels[i])
	}
	p.shades(pl)
	lines := p.strokes(pl)
	if pl.sign == "elevation" {
		for _, l := range lines {
			p.area("elevation-area", l, pl.bottom)
		}
		for _, s := range p.Steep {
			from, to := s.From, s.To
			if !p.byDistance {
				from, to = s.FromS, s.ToS
			}
			for _, l := range lines {
				p.area("steep-area", l.between(p.atX(from), p.atX(to)), pl.bottom)
			}
		}
	}
	for _, l := range lines {
		p.print("<path class=\"line %s\" d=\"%s\"/>\n", pl.sign, l.path())
	}
}

// polyline is a line without gaps.
type polyline []struct{ x, y float64 }

// strokes are the lines of a panel, cut where nothing is known. Points that
// fall on the same tenth of a pixel are one.
func (p *picture) strokes(pl panel) []polyline {
	var lines []polyline
	var line polyline
	end := func() {
		if len(line) > 1 {
			lines = append(lines, line)
		}
		line = nil
	}
	for i, v := range pl.values {
		if !isKnown(v) || !isKnown(p.x[i]) {
			end()
			continue
		}
		pt := struct{ x, y float64 }{rounded(p.atX(p.x[i]), 1), rounded(pl.atY(v), 1)}
		if n := len(line); n == 0 || line[n-1] != pt {
			line = append(line, pt)
		}
	}
	end()
	return lines
}

func (l polyline) path() string {
	var b strings.Builder
	for i, pt := range l {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(px(pt.x) + " " + px(pt.y))
	}
	return b.String()
}

// between is the part of the line from one x to another.
func (l polyline) between(from, to float64) polyline {
	var part polyline
	for i, pt := range l {
		if i > 0 {
			before := l[i-1]
			for _, x := range []float64{from, to} {
				if before.x < x && x < pt.x {
					cut := pt
					cut.x, cut.y = x, before.y+(pt.y-before.y)*(x-before.x)/(pt.x-before.x)
					part = append(part, cut)
				}
			}
		}
		if pt.x >= from && pt.x <= to {
			part = append(part, pt)
		}
	}
	return part
}

func (p *picture) area(class string, l polyline, bottom float64) {
	if len(l) > 1 {
		p.print("<path class=\"%s\" d=\"%sV%sH%sZ\"/>\n", class, l.path(), px(bottom), px(l[0].x))
	}
}

// letterWidth is about the mean width of a letter, as a share of the size of
// the type.
const letterWidth = 0.56

// nameWidth is the room that the name of the first panel takes, in letters.
const nameWidth = 8

// lanes draws a row for each part that a finding speaks of, above the panels:
// a bar as long as the part, with its letter, and its name where it fits.
func (p *picture) lanes() {
	y := 0.4 * p.Letter
	for _, s := range p.spans() {
		x, end := p.extent(s)
		p.print("<rect class=\"lane %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n", s.Level, px(x), px(y), px(end-x), px(1.3*p.Letter))
		p.tab(string(s.Level), s.Letter, min(x, p.right-1.3*p.Letter), y)
		if room := end - x - 2*p.Letter; float64(len(s.Name))*letterWidth*p.Letter < room {
			p.text("cap-name", x+1.8*p.Letter, y+p.Letter, "start", s.Name)
		}
		y += laneHeight * p.Letter
	}
}

// extent is where in the picture a part lies.
func (p *picture) extent(s Span) (x, end float64) {
	from, to := p.reach(s)
	x = p.atX(*from)
	return x, max(p.atX(*to), x+2)
}

// shades marks, behind the line of a panel, the parts that broke a cap of what
// the panel shows. No more than two hatchings lie over each other, the steep
// parts being one; the bars above the panels show every part.
func (p *picture) shades(pl panel) {
	most := 2
	if pl.sign == "elevation" && len(p.Steep) > 0 {
		most = 1
	}
	var shaded [][2]float64
	for _, own := range []bool{true, false} {
		for _, s := range p.spans() {
			if of := shows[s.Rule]; own != (of == pl.sign) || !own && of != "" {
				continue
			}
			x, end := p.extent(s)
			over := 0
			for _, other := range shaded {
				if x < other[1] && other[0] < end {
					over++
				}
			}
			if over >= most {
				continue
			}
			shaded = append(shaded, [2]float64{x, end})
			p.print("<rect class=\"part %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n", s.Level, px(x), px(pl.top), px(end-x), px(pl.bottom-pl.top))
		}
	}
}

// tab is the letter of a part on a ground of its colour.
func (p *picture) tab(level, letter string, x, y float64) {
	side := 1.3 * p.Letter
	p.print("<rect class=\"tab %s\" x=\"%s\" y=\"%s\" width=\"%[4]s\" height=\"%[4]s\"/>\n", level, px(x), px(y), px(side))
	p.text("letter", x+side/2, y+p.Letter, "middle", letter)
}

// capsDrawn draws the limits across the panel, or the panels, they belong to.
func (p *picture) capsDrawn() {
	for _, c := range p.Caps {
		if c.Of == "distance" {
			at := &c.At
			if !p.byDistance {
				at = c.AtS
			}
			if at != nil && len(p.panels) > 0 {
				x, y := p.atX(*at), p.panels[0].top
				p.line("cap", x, y-1.4*p.Letter, x, p.bottom)
				before := x - 0.4*p.Letter
				if before-float64(len(c.Text))*letterWidth*p.Letter > p.left+nameWidth*p.Letter {
					p.text("cap-name", before, y-0.5*p.Letter, "end", c.Text)
				} else { // not on the name of the panel
					p.text("cap-name", max(x+0.4*p.Letter, p.left+nameWidth*p.Letter), y-0.5*p.Letter, "start", c.Text)
				}
			}
			continue
		}
		for _, pl := range p.panels {
			if (c.Of == "heart_rate") == (pl.sign == "heart") && (c.Of == "pace") == (pl.sign == "pace") && c.At >= pl.Low && c.At <= pl.High {
				p.line("cap", p.left, pl.atY(c.At), p.right, pl.atY(c.At))
				y := pl.atY(c.At) - 0.4*p.Letter
				if c.Below {
					y = pl.atY(c.At) + 1.1*p.Letter
				}
				p.text("cap-name", p.right, y, "end", c.Text)
			}
		}
	}
}

// xAxis draws the axis of distance or time below the panels.
func (p *picture) xAxis() {
	if len(p.panels) == 0 || !(p.length > 0) {
		return
	}
	step, most := p.xStep(), 0.0
	for n := 0; ; n++ {
		v := float64(n) * step
		if v > p.length {
			break
		}
		label := strconv.FormatFloat(rounded(v, 3), 'f', -1, 64)
		if !p.byDistance {
			label = minutes(v)
		}
		x := p.atX(v)
		p.line("axis", x, p.bottom, x, p.bottom+0.4*p.Letter)
		p.text("tick", x, p.bottom+1.5*p.Letter, "middle", label)
		most = x
	}
	p.line("axis", p.left, p.bottom, p.right, p.bottom)
	unit := "min"
	if p.byDistance {
		unit = p.Units.Distance
	}
	if p.right-most > 3*p.Letter {
		p.text("tick", p.right, p.bottom+1.5*p.Letter, "end", unit)
	} else {
		p.text("tick", p.right, p.bottom+2.7*p.Letter, "end", unit)
	}
}

// xStep is the distance between ticks, so that their labels don't touch.
func (p *picture) xStep() float64 {
	most := math.Floor((p.right - p.left) / (4.5 * p.Letter))
	steps := []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500}
	if !p.byDistance {
		steps = []float64{30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400}
	}
	for _, step := range steps {
		if p.length/step <= most {
			return step
		}
	}
	return p.length
}

// legend is what the signs mean, and what can't be shown.
func (p *picture) legend() {
	y := p.bottom + 4.2*p.Letter
	for _, n := range p.notes {
		x := 0.8 * p.Letter
		switch {
		case n.letter != "":
			p.tab(n.sign, n.letter, x, y-p.Letter)
		case n.sign != "":
			p.print("<rect class=\"steep-area\" x=\"%s\" y=\"%s\" width=\"%[3]s\" height=\"%[3]s\"/>\n", px(x), px(y-p.Letter), px(1.3*p.Letter))
		}
		p.text("note", x+2*p.Letter, y, "start", n.text)
		y += 1.5 * p.Letter
	}
}
