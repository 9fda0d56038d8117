package secret

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	text := NewToken()
	if len(text) != 43 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("%q is not fit for an address", text)
	}
	if text == NewToken() {
		t.Error("two tokens are the same")
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	if hash, ok := TokenHash(text); !ok || hash != sha256.Sum256(b) {
		t.Errorf("hash %x, %v", hash, ok)
	}
	for _, bad := range []string{
		"", text[:42], text + "A", text + "=", " " + text, text + "\n", text[:20] + "\n" + text[20:], text[:42] + "!",
		strings.Repeat("A", 42) + "B", // bits beyond the 32 bytes
		strings.Repeat("A", 1<<20),
	} {
		if _, ok := TokenHash(bad); ok {
			t.Errorf("%.50q is taken for a token", bad)
		}
	}
}
