package report

import (
	"io"
	"strings"
)

// Column is a column of a Table.
type Column struct {
	Title string
	Right bool // numbers are aligned at their end
	// Rank says what to leave out where the terminal is too narrow: the
	// highest first, 0 never.
	Rank int
	// Elastic columns are cut short where that is enough to make the table
	// fit.
	Elastic bool
}

// Table is a list for people, aligned by what the terminal shows.
type Table struct {
	columns []Column
	rows    [][]cell
}

type cell struct {
	text string
	ink  ink
}

// NewTable is an empty table.
func NewTable(columns ...Column) *Table { return &Table{columns: columns} }

// Row adds a row of as many texts as there are columns; one too few is blank.
func (t *Table) Row(texts ...string) {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i].text = clean(text)
	}
	t.add(cells)
}

func (t *Table) add(cells []cell) {
	row := make([]cell, len(t.columns))
	copy(row, cells)
	t.rows = append(t.rows, row)
}

// Write prints the table. Where the terminal is too narrow it cuts elastic
// columns, then leaves out the columns of the highest rank and says so, and
// at last puts each row below the other as a block.
func (t *Table) Write(w io.Writer, s Style) error {
	p := &page{Style: s}
	p.table(t, s.Width)
	return p.writeTo(w)
}

const (
	gap        = "  "
	leastWidth = 24 // of an elastic column that still says something
)

// table prints t in at most so many columns of the terminal; 0: no limit.
func (p *page) table(t *Table, width int) {
	widths := t.natural()
	left := t.fit(widths, width)
	if width > 0 && total(widths) > width {
		p.blocks(t)
		return
	}
	p.row(t, widths, func(i int) cell { return cell{t.columns[i].Title, faint} })
	for _, row := range t.rows {
		p.row(t, widths, func(i int) cell { return row[i] })
	}
	if len(left) > 0 {
		p.paraIn(faint, "", "Left out for want of width: "+strings.Join(left, ", ")+".")
	}
}

func (p *page) row(t *Table, widths []int, at func(i int) cell) {
	var b strings.Builder
	for i, width := range widths {
		if width < 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(gap)
		}
		c := at(i)
		b.WriteString(p.in(c.ink, pad(shorten(c.text, width), width, t.columns[i].Right)))
	}
	p.line(b.String())
}

// blocks prints each row as named values, one below the other.
func (p *page) blocks(t *Table) {
	names := 0
	for _, c := range t.columns {
		names = max(names, columns(c.Title))
	}
	for n, row := range t.rows {
		if n > 0 {
			p.blank()
		}
		for i, c := range t.columns {
			if row[i].text != "" {
				p.paraIn(row[i].ink, pad(c.Title, names, false)+gap, row[i].text)
			}
		}
	}
}

// natural is the width each column would take; -1 for one that may be left
// out and says nothing in any row.
func (t *Table) natural() []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		for _, row := range t.rows {
			widths[i] = max(widths[i], columns(row[i].text))
		}
		if widths[i] == 0 && c.Rank > 0 {
			widths[i] = -1
			continue
		}
		widths[i] = max(widths[i], columns(c.Title))
	}
	return widths
}

// fit makes widths narrower until they fit: elastic columns first as far as
// they still say something, then columns by rank, whose width becomes -1. It
// returns the titles left out.
func (t *Table) fit(widths []int, width int) (left []string) {
	for width > 0 && total(widths) > width {
		if t.squeeze(widths, width) {
			break
		}
		drop := -1
		for i, c := range t.columns {
			if widths[i] >= 0 && c.Rank > 0 && (drop < 0 || c.Rank > t.columns[drop].Rank) {
				drop = i
			}
		}
		if drop < 0 {
			break
		}
		left = append(left, t.columns[drop].Title)
		widths[drop] = -1
	}
	return left
}

// squeeze takes what is too much from an elastic column, if it has as much.
func (t *Table) squeeze(widths []int, width int) bool {
	excess := total(widths) - width
	for i, c := range t.columns {
		if c.Elastic && widths[i]-excess >= leastWidth {
			widths[i] -= excess
			return true
		}
	}
	return false
}

func total(widths []int) int {
	sum := -len(gap)
	for _, w := range widths {
		if w >= 0 {
			sum += w + len(gap)
		}
	}
	return sum
}
