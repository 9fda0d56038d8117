package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is a name as it is searched and sorted: in lower case, without accents,
// and letters with a stroke or joined ones as a plain keyboard has them.
func fold(name string) string {
	plain := norm.NFKD.String(strings.ToLower(strings.ToValidUTF8(name, "")))
	plain = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, plain)
	return unaccentable.Replace(plain)
}

// unaccentable are letters that Unicode takes for letters of their own.
var unaccentable = strings.NewReplacer("ł", "l", "đ", "d", "ð", "d", "ø", "o", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "þ", "th", "ħ", "h", "ŧ", "t")
