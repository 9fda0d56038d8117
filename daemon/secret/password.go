package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

const (
	hashSize = 32 // bytes
	saltSize = 16 // bytes
)

// longestPassword is in characters.
const longestPassword = 200

// HashPassword is the argon2id hash of a password as a PHC string,
// $argon2id$v=19$m=19456,t=2,p=1$salt$hash. Two hashes of one password differ.
func HashPassword(password string) (string, error) {
	if tooLong(password) {
		return "", errTooLong
	}
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails: see its documentation
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, newCost.memory, newCost.passes, newCost.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(hashOf(password, salt, newCost))), nil
}

// CheckPassword says whether a password is the one of a hash. Where there is
// no hash, "", it takes as long and is false, so that nobody learns from the
// time it takes who has a password.
func CheckPassword(phc, password string) (ok bool) {
	h, known := parseHash(phc)
	if !known {
		h = passwordHash{cost: newCost, salt: make([]byte, saltSize), hash: make([]byte, hashSize)}
	}
	takeable := !tooLong(password)
	if !takeable {
		password = ""
	}
	same := subtle.ConstantTimeCompare(hashOf(password, h.salt, h.cost), h.hash) == 1
	return same && known && takeable
}

// cost is what argon2id is told to do.
type cost struct {
	memory, passes uint32 // KiB, and how often it is gone through
	threads        uint8
}

// newCost is that of new hashes, by OWASP's advice for argon2id.
var newCost = cost{memory: 19456, passes: 2, threads: 1}

// passwordHash is a PHC string taken apart.
type passwordHash struct {
	cost
	salt, hash []byte
}

// parseHash takes a PHC string apart; ok is false for any other text, and for
// a cost out of all proportion.
func parseHash(phc string) (h passwordHash, ok bool) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads)
	if err != nil || h.memory > 1<<18 || h.passes < 1 || h.passes > 20 || h.threads < 1 {
		return h, false
	}
	var errSalt, errHash error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.hash, errHash = base64.RawStdEncoding.DecodeString(parts[5])
	return h, errSalt == nil && errHash == nil && len(h.salt) > 0 && len(h.hash) == hashSize
}

// hashOf takes a letter with an accent for the same however it was typed.
func hashOf(password string, salt []byte, c cost) []byte {
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.passes, c.memory, c.threads, hashSize)
}

func tooLong(password string) bool { return utf8.RuneCountInString(password) > longestPassword }

var errTooLong = fmt.Errorf("the password has more than %d characters; choose a shorter one", longestPassword)

// shortestPassword is in characters.
const shortestPassword = 10

// WeakPassword says what is wrong with a password that somebody with a login
// and a name chose, and what to do; nil when it may be taken.
func WeakPassword(password, login, name string) error {
	plain := strings.ToLower(strings.TrimSpace(password))
	equals := func(other string) bool { return plain == strings.ToLower(strings.TrimSpace(other)) }
	switch n := utf8.RuneCountInString(password); {
	case n < shortestPassword:
		return fmt.Errorf("the password has %d of at least %d characters; three words that don't belong together do well", n, shortestPassword)
	case tooLong(password):
		return errTooLong
	case equals(login):
		return errors.New("the password is the same as the login; choose another, such as three words that don't belong together")
	case equals(name):
		return errors.New("the password is the same as the name; choose another, such as three words that don't belong together")
	case common(plain):
		return errors.New("that password is among the first anybody tries; choose another, such as three words that don't belong together")
	}
	return nil
}

// common says whether a password in lower case is among the commonest long
// enough to be taken, or repeats very few characters.
func common(plain string) bool {
	plain = strings.ReplaceAll(plain, " ", "")
	different := map[rune]bool{}
	for _, r := range plain {
		different[r] = true
	}
	return len(different) < 4 || slices.Contains(strings.Fields(commonest), plain)
}

// commonest have at least shortestPassword characters; shorter ones are refused
// for that.
const commonest = `0123456789 01234567890 0987654321 1234567890 12345678900 12345678901 12345678910 123456789a 123456789q 1234512345 1122334455
 1357924680 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 9876543210 a123456789 abc1234567 abcd123456 abcd1234567 abcdefghij abcdefghijk
 admin12345 admin123456 administrator asdfghjkl1 asdfghjkl; baseball123 changeme123 charlie123 computer123 dragon12345 dryneedling
 football123 iloveyou12 iloveyou123 iloveyou1234 letmein123 letmein1234 liverpool1 manchester monkey12345 michael123 needled123
 needled1234 p@ssw0rd123 pass123456 pass1234567 passw0rd123 password00 password01 password10 password11 password12 password123
 password1234 password12345 password2025 password2026 password99 passwordpassword passwort12 passwort123 passwort1234 princess123
 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcr qazwsxedcrfv qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop1
 qwertyuiop123 qwertzuiop superman123 sunshine123 testtest12 trustno123 trustno1234 welcome123 welcome1234 welcome12345
 zaq12wsxcde3 zxcvbnm123 zxcvbnm1234`
