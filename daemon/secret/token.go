package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// tokenSize, in bytes, is beyond guessing.
const tokenSize = 32

// NewToken is a new random token: 32 bytes as unpadded base64url text, fit for
// an address. Only its hash is to be kept.
func NewToken() string {
	b := make([]byte, tokenSize)
	rand.Read(b) // never fails: see its documentation
	return base64.RawURLEncoding.EncodeToString(b)
}

// TokenHash is the sha256 of a token's bytes; ok is false where the text can't
// be a token. A token is too random to be found from its hash.
func TokenHash(text string) (hash [sha256.Size]byte, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != tokenSize || len(text) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return hash, false
	}
	return sha256.Sum256(b), true
}
