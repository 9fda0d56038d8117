package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long, in characters, what people type may be.
const (
	longestName  = 100
	longestLogin = 200
	longestNote  = 4000
)

// typedLine is a line somebody typed, without the spaces around it; what names
// it in errors.
func typedLine(what, text string, longest int) (string, error) {
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text), strings.ContainsFunc(text, invisible):
		return "", fail(Invalid, "%s holds characters that can't be seen, such as a line break; type it anew", what)
	case n > longest:
		return "", fail(Invalid, "%s has %d characters; shorten it to %d", what, n, longest)
	}
	return text, nil
}

// typedText is the same for text of several lines.
func typedText(what, text string, longest int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	layout := func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}
	_, err := typedLine(what, strings.Map(layout, text), longest)
	return text, err
}

// invisible says whether a character controls a terminal, or the order in
// which the text around it is read.
func invisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
