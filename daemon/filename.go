package daemon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// folderName is a name as that of a folder, which differs from all others on
// any system: what could mean something there is written as %XX, and a long
// one is cut.
func folderName(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	if b.Len() <= 120 {
		return b.String()
	}
	sum := sha256.Sum256([]byte(name))
	return b.String()[:80] + "%" + hex.EncodeToString(sum[:8])
}

// longestName, in bytes, is less than any system allows.
const longestName = 150

// cleanName is the last part of a name that somebody else gave a file, with
// nothing in it that means something to a system or a screen. It ends as it
// did, since that says what the file is.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(name, " ")
	for len(name) > longestName {
		// Off the middle: the end says what it is.
		ending := filepath.Ext(name)
		if len(ending) > longestName/2 {
			ending = ""
		}
		stem := name[:longestName-len(ending)]
		for !utf8.ValidString(stem) {
			stem = stem[:len(stem)-1]
		}
		name = stem + ending
	}
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}
