package report

import (
	"strings"
	"time"

	"needled/analysis"
)

// Style is how a reader wants things shown.
type Style struct {
	Color bool           // use ANSI colours, beside the words and shapes
	Width int            // columns of the terminal; 0: not a terminal, tables take what they need
	Units analysis.Units // "" means metric
	Zone  *time.Location // nil means UTC
	ASCII bool           // no characters beyond ASCII in what needled draws
	Third bool           // the reader isn't the runner, and reads of the runner
}

// textWidth is the widest that prose reads well.
const textWidth = 80

// prose is the width text is wrapped at.
func (s Style) prose() int {
	if s.Width <= 0 {
		return textWidth
	}
	return max(20, min(s.Width, textWidth))
}

func (s Style) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// ink is an ANSI colour, "" for none.
type ink string

const (
	red    ink = "31"
	yellow ink = "33"
	green  ink = "32"
	cyan   ink = "36"
	bold   ink = "1"
	faint  ink = "2"
)

// in paints text, where colour is wanted.
func (s Style) in(i ink, text string) string {
	if !s.Color || i == "" || text == "" {
		return text
	}
	return "\x1b[" + string(i) + "m" + text + "\x1b[0m"
}

// ascii has a character of equal width for each that needled draws with.
var ascii = strings.NewReplacer(
	"■", "#", "▲", "^", "○", "?", "●", "*",
	"–", "-", "—", "-", "·", "|", "’", "'", "…", ".", "×", "x", "−", "-",
	"▓", "#", "░", "-", "“", "\"", "”", "\"", "│", "|", "└", "+", "─", "-", "┬", "+",
)

// legible is the text in the characters the reader wants.
func (s Style) legible(text string) string {
	if s.ASCII {
		return ascii.Replace(text)
	}
	return text
}
