package notify

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	anyAddress = regexp.MustCompile(`\b([a-zA-Z][a-zA-Z0-9+.-]*)://[^\s"']+`)
	// noDial is a line about a connection that could not be made. What comes
	// before its end is addresses, and the steps of the library.
	noDial     = regexp.MustCompile(`(?m)^.*\bdial (?:tcp|udp)\d?\b.*: ([^:\n]+)$`)
	anyMailbox = regexp.MustCompile(`[^\s"'<>()@:]+@[^\s"'<>()@:,]+`)
)

// longestReason, in characters, is as much as anybody reads of an error.
const longestReason = 200

// scrub takes out of a text everything that the address of a service holds,
// every other address, and what doesn't fit on a line: errors of a service may
// repeat the request, token included.
func scrub(text, address string) string {
	text = noDial.ReplaceAllString(text, "no connection: $1")
	text = anyAddress.ReplaceAllString(text, "$1://…")
	for _, part := range parts(address) {
		text = strings.ReplaceAll(text, part, "…")
	}
	text = anyMailbox.ReplaceAllString(text, "…")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longestReason {
		text = string(r[:longestReason-1]) + "…"
	}
	return text
}

// parts are the pieces of an address as they may turn up in a text, longest
// first, so that none leaves the end of another standing. Names of options and
// pieces of one or two characters are no secrets, and would tear words apart.
func parts(address string) []string {
	scheme, rest, _ := strings.Cut(address, "://")
	place, options, _ := strings.Cut(rest, "?")
	pieces := strings.FieldsFunc(place, func(r rune) bool { return strings.ContainsRune("/#@:,;", r) })
	for option := range strings.SplitSeq(options, "&") {
		_, value, _ := strings.Cut(option, "=")
		pieces = append(pieces, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ':' || r == '@' })...)
	}
	for _, p := range slices.Clone(pieces) {
		for _, unescape := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
			if plain, err := unescape(p); err == nil {
				pieces = append(pieces, plain, url.QueryEscape(plain), url.PathEscape(plain))
			}
		}
	}
	pieces = slices.DeleteFunc(pieces, func(p string) bool { return len(p) < 3 || p == scheme || p == "yes" })
	slices.SortFunc(pieces, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(pieces)
}
