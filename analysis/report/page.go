package report

import (
	"fmt"
	"io"
	"strings"
)

// page gathers the lines of a text before they are written at once.
type page struct {
	Style
	b strings.Builder
}

func (p *page) line(text string) { p.b.WriteString(strings.TrimRight(text, " ") + "\n") }

func (p *page) blank() { p.b.WriteString("\n") }

func (p *page) heading(text string) {
	p.blank()
	p.paraIn(bold, "", text)
}

// para writes text wrapped, the first line behind first, the others behind
// as many spaces.
func (p *page) para(first, text string) { p.paraIn("", first, text) }

// leastProse is how narrow text behind a label gets.
const leastProse = 16

// paraIn is para with its text in a colour.
func (p *page) paraIn(i ink, first, text string) {
	indent := columns(first)
	if text == "" && strings.TrimSpace(first) != "" {
		p.line(first)
	}
	for n, l := range wrap(text, max(leastProse, p.prose()-indent)) {
		if n > 0 {
			first = strings.Repeat(" ", indent)
		}
		p.line(first + p.in(i, l))
	}
}

// marked writes text behind the shape of its mark, both in its colour.
func (p *page) marked(m mark, text string) { p.paraIn(m.ink, p.in(m.ink, m.Shape)+" ", text) }

// field writes a named value of a report's head.
func (p *page) field(name, value string) { p.para(fmt.Sprintf("%-12s ", name), value) }

func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.legible(p.b.String()))
	return err
}

// Wrapped is text behind a label: on a terminal wrapped at its width, what
// follows under the end of the label; elsewhere on one line.
func (s Style) Wrapped(label, text string) string {
	if s.Width <= 0 {
		return s.legible(label + text)
	}
	p := &page{Style: s}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			p.blank()
			continue
		}
		p.para(label, line)
	}
	return s.legible(strings.TrimSuffix(p.b.String(), "\n"))
}
