package report

import (
	"slices"
	"strings"
)

// paperFrame is the room of the picture on the page.
var paperFrame = frame{Width: textRight - margin, Height: 56, Letter: 2.5}

// sheet sets a report on its pages.
func (p *paper) sheet(sh sheet, pic picture) {
	p.para(large, sh.Title)
	p.paras(strong, p.unprintable(sh))
	p.y += 1.5
	p.head(sh.Head)
	p.keyFigures(sh.Key)
	p.picture(pic)
	p.runs(sh)
	p.section("Findings", len(sh.Findings) > 0)
	for _, x := range sh.Findings {
		p.explained(x)
	}
	p.section("Other activities", len(sh.Others) > 0)
	for _, x := range sh.Others {
		p.other(x)
	}
	p.section("Kept aside, in no verdict", len(sh.Aside) > 0)
	p.list(sh.Aside)
	p.paras(body, sh.AsideNote)
	p.section("Check-ins", true)
	p.list(sh.CheckIns)
	if len(sh.CheckIns) == 0 {
		p.para(body, "None recorded.")
	}
	p.comparison(sh.Comparison)
	p.section(baselineTitle, true)
	p.paras(body, sh.Baseline.Lines...)
	p.enumerate(sh.Baseline.Runs)
	p.section("What would have been fine", len(sh.Fine) > 0)
	p.paras(body, sh.Fine...)
	p.closing(sh)
}

// unprintable says at the top of a sheet that some of its letters can't be
// printed, before anybody hands it out; "" where all can.
func (p *paper) unprintable(sh sheet) string {
	lacks := func(text string) bool {
		_, lacking := p.letters.printable(text)
		return lacking
	}
	notes := slices.Clone(sh.CheckIns)
	for _, f := range sh.Head {
		notes = append(notes, f.Value)
	}
	for _, x := range slices.Concat(sh.Findings, sh.Others) {
		notes = append(notes, x.Note)
	}
	whose := ""
	switch {
	case lacks(sh.Title):
		whose = "the name"
	case slices.ContainsFunc(notes, lacks):
		whose = "a note"
	default:
		return ""
	}
	return "Some letters of " + whose + " can’t be printed in this PDF; the HTML report shows them."
}

// section begins one, unless it is empty.
func (p *paper) section(title string, wanted bool) {
	if !wanted {
		return
	}
	p.need(heading.line() + 4*body.line()) // not alone at the foot of a page
	p.y += 2.4
	p.para(heading, title)
	p.y += 0.5
}

// paras writes paragraphs; an empty one is left out.
func (p *paper) paras(f face, texts ...string) {
	for _, text := range texts {
		p.para(f, text)
	}
}

// enumerate writes items one behind the other, none of them parted.
func (p *paper) enumerate(items []string) {
	spans := make([]span, len(items))
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		spans[i] = span{face: body, text: item, whole: true}
	}
	p.spans(margin, textRight, spans...)
}

func (p *paper) list(texts []string) {
	for _, text := range texts {
		p.marked(span{face: body, text: "–"}, span{face: body, text: text})
	}
}

// markedIndent is how far text stands behind its mark.
const markedIndent = 4.0

// marked writes a paragraph behind a mark.
func (p *paper) marked(mark span, spans ...span) {
	p.need(p.height(textRight-margin-markedIndent, spans...))
	p.line(margin, p.y, p.words(markedIndent, []span{mark}))
	p.spans(margin+markedIndent, textRight, spans...)
}

func (p *paper) head(fields []field) {
	const names = 20.0
	for _, f := range fields {
		value := span{face: body, text: f.Value}
		p.need(min(p.height(textRight-margin-names, value), 5*body.line()))
		p.text(body.in(grey), margin, p.y+footing*body.letter(), f.Name)
		p.spans(margin+names, textRight, value)
	}
}

// keyFigures sets the three figures side by side.
func (p *paper) keyFigures(key []keyFigure) {
	const height, indent = 11.5, 3.0
	p.need(height + 10)
	p.y += 2.5
	column := (textRight - margin) / float64(len(key))
	top, foot := p.y, p.y+height
	for i, k := range key {
		left := margin + float64(i)*column
		p.fill(hair)
		p.pdf.Rect(left, top, 0.9, height, "F")
		p.y = top
		p.spans(left+indent, left+column-2, span{face: small, text: k.What})
		spans := []span{{face: large, text: k.Value}}
		if k.Why != "" {
			spans = append(spans, span{face: small, text: "(" + k.Why + ")"})
		}
		p.spans(left+indent, left+column-2, spans...)
		foot = max(foot, p.y)
	}
	p.y = foot + 2.5
}

// picture draws the recovery, with its legend and what it can't show.
func (p *paper) picture(pic picture) {
	p.need(paperFrame.Height + 4*small.line())
	p.draw(pic.draw(paperFrame), margin, p.y)
	p.y += paperFrame.Height + 1.2
	p.legend(pic.Legend)
	p.paras(small, pic.Notes...)
}

func (p *paper) legend(items []legendItem) {
	f := small.in(black)
	x := margin
	for _, item := range items {
		sample := item.Sign.sample(f.letter())
		width := sample.Width + 1 + p.width(f, item.Text) + 4
		if x > margin && x+width-4 > textRight {
			x = margin
			p.y += f.line()
		}
		p.draw(sample, x, p.y+0.15*f.letter())
		p.text(f, x+sample.Width+1, p.y+footing*f.letter(), item.Text)
		x += width
	}
	p.y += f.line() + 0.4
}

// explained tells what was found of an activity. Its title stays with the
// first finding.
func (p *paper) explained(x explained) {
	p.y += 0.8
	title := strong.in(signInk[sign(x.mark())])
	p.need(title.line() + 2*body.line() + small.line())
	p.spans(margin, textRight, span{face: title, text: x.Title + ":"}, span{face: title, mark: x.mark()}, span{face: title, text: x.Mark.Word})
	if x.Note != "" {
		p.para(body, x.Note)
	}
	for _, f := range x.Findings {
		p.marked(span{face: body, mark: sign(f.Mark.Word)},
			span{face: strong, text: f.Headline + "."}, span{face: body, text: f.Text}, span{face: small, text: f.About})
	}
	if len(x.Notes) > 0 {
		p.marked(span{face: small, text: "–"}, span{face: small, text: strings.Join(x.Notes, " ")})
	}
}

// mark is the sign of an activity's level.
func (x explained) mark() sign { return sign(x.Mark.Word) }

func (p *paper) other(x explained) {
	switch {
	case x.Said == "":
		p.explained(x)
	case x.mark() == withinSign:
		p.marked(span{face: body, mark: withinSign}, span{face: body, text: x.Title + ": " + x.Said})
	default:
		p.marked(span{face: body, text: "–"}, span{face: body, text: x.Title + ": " + x.Said})
	}
}

// closing is what stands in small type at the end, and the last word.
func (p *paper) closing(sh sheet) {
	lines := append(slices.Clone(sh.Method), sourceLegend)
	if p.lacking {
		lines = append(lines, string(noLetter)+" stands for a letter that this document has no font for; the report as HTML shows it.")
	}
	last := span{face: face{size: small.size, bold: true, ink: black}, text: strings.Join(disclaimer, " ")}
	height := 4 + last.face.line()
	for _, line := range lines {
		height += p.height(textRight-margin, span{face: small, text: line})
	}
	p.need(height)
	p.y += 2
	p.rule(margin, textRight)
	p.y++
	p.paras(small, lines...)
	p.y++
	p.spans(margin, textRight, last)
}

// rule draws a hairline over the page.
func (p *paper) rule(left, right float64) {
	p.pdf.SetDrawColor(hair.r, hair.g, hair.b)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(left, p.y, right, p.y)
}
