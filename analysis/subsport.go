package analysis

import (
	"strings"
	"unicode"
)

// SubSportOf turns the name that a source gives a sport, as "TrailRun",
// "Trail Run" or "trail-run", into lower case words joined by underscores, as
// in Run.SubSport.
func SubSportOf(name string) string {
	var b strings.Builder
	var last rune = '_'
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte('_')
		}
		if r != '_' || last != '_' {
			b.WriteRune(unicode.ToLower(r))
		}
		last = r
	}
	return strings.Trim(b.String(), "_")
}
