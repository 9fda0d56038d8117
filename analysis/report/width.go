package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text from elsewhere (names, notes, devices) fit to print on one
// line: control and direction characters, which could move a terminal's
// cursor or hide what follows, become spaces.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200d' || r == '\u200c': // joiners hold emoji and scripts together
			return r
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// wide lists the blocks whose characters take two columns in a terminal.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x2e80, 0x303e, 1}, {0x3041, 0xa4cf, 1}, {0xac00, 0xd7a3, 1},
		{0xf900, 0xfaff, 1}, {0xfe30, 0xfe6f, 1}, {0xff00, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{{0x1f300, 0x1f64f, 1}, {0x1f680, 0x1f6ff, 1}, {0x1f900, 0x1f9ff, 1}, {0x20000, 0x3fffd, 1}},
}

// columns is the width of text in a terminal, colours not counted.
func columns(text string) int {
	n, escape := 0, false
	for _, r := range text {
		switch {
		case escape:
			escape = r != 'm'
		case r == '\x1b':
			escape = true
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.Is(wide, r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// pad fills text up to the width, at its end or, for numbers, its front.
func pad(text string, width int, right bool) string {
	space := strings.Repeat(" ", max(0, width-columns(text)))
	if right {
		return space + text
	}
	return text + space
}

// shorten cuts text without colour to the width, and shows that it did.
func shorten(text string, width int) string {
	if columns(text) <= width {
		return text
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n += columns(string(r)); n > width-1 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ,;:") + "…"
}

// wrap breaks text into lines of the width. A number stays with its unit.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range glue(strings.Fields(text)) {
		switch {
		case line == "":
			line = word
		case columns(line)+1+columns(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

var units = map[string]bool{
	"km": true, "mi": true, "m": true, "ft": true, "h": true, "min": true, "s": true, "%": true,
	"m/km": true, "ft/mi": true, "beats/min": true, "·": true,
}

// glue joins words that may not be parted at the end of a line.
func glue(words []string) []string {
	var glued []string
	for _, w := range words {
		if unit := strings.TrimRight(w, ".,;:)"); units[unit] && len(glued) > 0 {
			glued[len(glued)-1] += " " + w
			continue
		}
		glued = append(glued, w)
	}
	return glued
}
