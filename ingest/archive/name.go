package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// longestName is as much as is kept of a member's name, in bytes.
const longestName = 512

// cleanName is a member's name fit to be shown: valid UTF-8, without what a
// terminal would obey, with / between its parts. It is no path to anything.
func cleanName(raw string) string {
	if !utf8.ValidString(raw) {
		// What zip writers use that don't say UTF-8.
		raw, _ = charmap.CodePage437.NewDecoder().String(raw)
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, raw)
	switch {
	case name == "":
		return "unnamed"
	case len(name) <= longestName:
		return name
	}
	// The ending tells the format.
	from := len(name) - longestName + len("…")
	for !utf8.RuneStart(name[from]) {
		from++
	}
	return "…" + name[from:]
}

// join names what is inside a member that is an archive itself.
func join(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "/" + inner
}
