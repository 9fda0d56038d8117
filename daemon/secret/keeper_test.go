package secret

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
)

const token = "rt-0123456789abcdef"

func keeper(t testing.TB, o Options) *Keeper {
	t.Helper()
	k, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func seal(t testing.TB, k *Keeper, text string) []byte {
	t.Helper()
	sealed, err := k.Seal([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// newKey writes a key where a Keeper looks for it, and returns the file.
func newKey(t testing.TB, mode os.FileMode) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret.key")
	seal(t, keeper(t, Options{File: file}), token)
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSealedTextsOpenAgain(t *testing.T) {
	o := Options{File: filepath.Join(t.TempDir(), "secret.key")}
	for _, text := range []string{"", token, strings.Repeat("x", Largest)} {
		sealed := seal(t, keeper(t, o), text)
		if len(text) > 0 && bytes.Contains(sealed, []byte(text)) {
			t.Errorf("%d bytes lie open in what was sealed", len(text))
		}
		// Another process, later.
		if got, err := keeper(t, o).Open(sealed); err != nil || string(got) != text {
			t.Errorf("%d bytes came back as %d, %v", len(text), len(got), err)
		}
	}
	if _, err := keeper(t, o).Seal(make([]byte, Largest+1)); err == nil {
		t.Error("a text that is too large was sealed")
	}
}

func TestKeyIsMadeOnFirstNeed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret.key")
	k := keeper(t, Options{File: file})
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a key before anything was sealed: %v", err)
	}
	seal(t, k, token)
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key's mode is %o", info.Mode().Perm())
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("left beside the key: %v, %v", left, err)
	}
}

func TestKeyWhoseFolderIsMissing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gone", "secret.key")
	_, err := keeper(t, Options{File: file}).Seal([]byte(token))
	if err == nil || !strings.HasPrefix(err.Error(), "make the key that seals tokens, "+file+": ") || strings.Count(err.Error(), file) != 1 {
		t.Errorf("got %v", err)
	}
}

func TestKeyFromACredential(t *testing.T) {
	credential := newKey(t, 0o444) // systemd's folder is closed to others, whatever the modes inside
	unused := filepath.Join(t.TempDir(), "secret.key")
	k := keeper(t, Options{File: unused, Credential: credential})
	if got, err := k.Open(seal(t, k, token)); err != nil || string(got) != token {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := os.Stat(unused); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key file was made beside the credential: %v", err)
	}
	if _, err := Open(Options{File: unused, Credential: credential + "x"}); err == nil {
		t.Error("a credential that isn't there is passed over")
	}
}

func TestKeyThatOthersMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing here")
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o700: true, 0o640: false, 0o660: false, 0o620: false, 0o644: false, 0o604: false, 0o601: false} {
		file := newKey(t, mode)
		_, err := Open(Options{File: file})
		want := "the key that seals tokens, " + file + ", is open to others on this machine; close it with: chmod 600 " + file
		if ok && err != nil || !ok && (err == nil || err.Error() != want) {
			t.Errorf("%o: %v", mode, err)
		}
	}
}

func TestFileThatIsNoKey(t *testing.T) {
	good, err := os.ReadFile(newKey(t, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	line := string(good[bytes.Index(good, []byte("AGE-")):])
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":           "",
		"half a key":      line[:len(line)/2],
		"two keys":        line + line,
		"another kind":    hybrid.String(),
		"something else":  "hunter2\n",
		"a slip in a key": strings.Replace(line, "1", "2", 1),
	} {
		file := filepath.Join(t.TempDir(), "secret.key")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(Options{File: file})
		if err == nil || !strings.HasPrefix(err.Error(), "the key that seals tokens, "+file+", is not a key: ") {
			t.Errorf("%s: %v", name, err)
		}
		if text != "" && err != nil && strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("%s: %v repeats the file", name, err)
		}
	}
	if _, err := Open(Options{File: t.TempDir()}); err == nil || !strings.HasSuffix(err.Error(), "is not a file") {
		t.Errorf("a folder: %v", err)
	}
}

func TestLostKeyAsksToConnectAgain(t *testing.T) {
	file := newKey(t, 0o600)
	sealed := seal(t, keeper(t, Options{File: file}), token)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	_, err := keeper(t, Options{File: file}).Open(sealed)
	if !errors.Is(err, ErrConnectAgain) || !strings.Contains(err.Error(), file+" is gone") {
		t.Errorf("key gone: %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("opening made a key: %v", err)
	}
	seal(t, keeper(t, Options{File: file}), "other") // makes another key
	_, err = keeper(t, Options{File: file}).Open(sealed)
	if !errors.Is(err, ErrConnectAgain) || !strings.Contains(err.Error(), "is not the one that sealed it") {
		t.Errorf("another key: %v", err)
	}
}

func TestCutOrChangedBytes(t *testing.T) {
	k := keeper(t, Options{File: newKey(t, 0o600)})
	sealed := seal(t, k, token)
	for n := range sealed {
		if got, err := k.Open(sealed[:n]); !errors.Is(err, ErrConnectAgain) {
			t.Fatalf("cut to %d bytes: %q, %v", n, got, err)
		}
		changed := bytes.Clone(sealed)
		changed[n] ^= 1
		if got, err := k.Open(changed); !errors.Is(err, ErrConnectAgain) {
			t.Fatalf("byte %d changed: %q, %v", n, got, err)
		}
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	file := newKey(t, 0o600)
	key, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	private := strings.TrimSpace(string(key[bytes.Index(key, []byte("AGE-")):]))
	type hidden struct{ keeper *Keeper } // fmt can't call methods on this
	k := keeper(t, Options{File: file})
	seal(t, k, token)
	shown := ""
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, a := range []any{k, hidden{k}, &hidden{k}, map[string]*Keeper{"a": k}} {
			shown += fmt.Sprintf(verb, a)
		}
	}
	for _, secret := range []string{private, token, fmt.Sprintf("%x", token)} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := keeper(f, Options{File: newKey(f, 0o600)})
	sealed := seal(f, k, token)
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if text, err := k.Open(b); err == nil && string(text) != token {
			t.Errorf("%d bytes opened as %q", len(b), text)
		} else if err != nil && !errors.Is(err, ErrConnectAgain) {
			t.Errorf("got %v", err)
		}
	})
}
