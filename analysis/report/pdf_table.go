package report

import "fmt"

// paperTable is a table on the page: each cell a line of spans.
type paperTable struct {
	columns []Column
	rows    [][][]span
}

const tableGap = 4.0 // between columns, at least

// runs is the table of the numbered runs, and what comes next.
func (p *paper) runs(sh sheet) {
	p.section("Runs", true)
	t := paperTable{columns: runColumns}
	plain := func(text string) []span { return []span{{face: body, text: text}} }
	for _, r := range sh.Runs {
		clock := r.Clock
		if clock == "" {
			clock = "time hidden"
		}
		ink := body.in(signInk[sign(r.Mark.Word)])
		t.rows = append(t.rows, [][]span{
			plain(fmt.Sprint(r.Number)), {{face: body, text: r.Day}, {face: small, text: clock}},
			plain(r.After), plain(r.Length), plain(r.Climb), plain(r.Effort),
			{{face: ink, mark: sign(r.Mark.Word)}, {face: ink, text: r.Mark.Word}},
		})
	}
	face := body
	if len(sh.Runs) > 0 {
		p.table(t, textRight-margin)
		face = small
	}
	p.paras(face, sh.RunNotes...)
	if len(sh.Next) > 0 {
		p.y += 0.8
		p.paras(body, sh.Next...)
	}
}

func (p *paper) comparison(c comparison) {
	p.section(c.Title, len(c.Rows) > 0)
	if len(c.Rows) == 0 {
		return
	}
	t := paperTable{columns: []Column{{}, {Title: "Before", Right: true}, {Title: "After", Right: true}}}
	for _, row := range c.Rows {
		t.rows = append(t.rows, [][]span{{{face: body, text: row.Name}}, {{face: body, text: row.Before}}, {{face: body, text: row.After}}})
	}
	p.table(t, 0)
}

// table sets a table, spread over the width, its head again on every page.
func (p *paper) table(t paperTable, width float64) {
	const above = 0.7 // of a row, between its rule and its letters
	widths := p.columnWidths(t, width)
	height := body.line() + 2*above - 0.4
	head := make([][]span, len(t.columns))
	for i, c := range t.columns {
		head[i] = []span{{face: small, text: c.Title}}
	}
	p.need(small.line() + 3*height)
	p.row(t, head, widths)
	p.y += small.line()
	for _, row := range t.rows {
		if p.y+height > textFoot {
			p.newPage()
			p.row(t, head, widths)
			p.y += small.line()
		}
		p.rule(margin, margin+sum(widths))
		p.y += above
		p.row(t, row, widths)
		p.y += height - above
	}
	p.y += 0.8
}

func (p *paper) row(t paperTable, cells [][]span, widths []float64) {
	x := margin
	for i, cell := range cells {
		at := x
		if t.columns[i].Right {
			at += widths[i] - p.lineWidth(cell)
			if i < len(cells)-1 {
				at -= tableGap
			}
		}
		p.line(at, p.y, p.words(textRight, cell))
		x += widths[i]
	}
}

// columnWidths are the widths columns take, with what is left of the width
// shared among all but the first.
func (p *paper) columnWidths(t paperTable, width float64) []float64 {
	widths := make([]float64, len(t.columns))
	for i, c := range t.columns {
		widths[i] = p.width(small, c.Title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], p.lineWidth(row[i]))
		}
		widths[i] += tableGap
	}
	share := max(0, width+tableGap-sum(widths)) / float64(len(widths)-1)
	for i := 1; i < len(widths); i++ {
		widths[i] += share
	}
	widths[len(widths)-1] -= tableGap
	return widths
}

// lineWidth is how wide spans are on one line.
func (p *paper) lineWidth(spans []span) float64 {
	width := 0.0
	words := p.words(textRight, spans)
	for i, w := range words {
		width += w.width
		if i < len(words)-1 {
			width += p.width(w.face, " ")
		}
	}
	return width
}

func sum(widths []float64) float64 {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	return total
}
