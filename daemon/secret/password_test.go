package secret

import (
	"runtime"
	"strings"
	"testing"
)

const good = "copper lantern walks"

func hash(t testing.TB, password string) string {
	t.Helper()
	phc, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	return phc
}

func TestPasswordsAreKnownByTheirHash(t *testing.T) {
	for _, password := range []string{good, "Grüße vom Läufer", strings.Repeat("ü", longestPassword), "with a trailing space "} {
		phc := hash(t, password)
		if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(phc, password) {
			t.Errorf("hash %s", phc)
		}
		if !CheckPassword(phc, password) {
			t.Errorf("%q isn't known by its hash", password)
		}
		for _, other := range []string{"", strings.ToUpper(password), password + " ", password[1:]} {
			if CheckPassword(phc, other) {
				t.Errorf("%q is taken for %q", other, password)
			}
		}
	}
	if first, second := hash(t, good), hash(t, good); first == second {
		t.Error("two hashes of one password are the same")
	}
	// A letter with an accent is one however a keyboard makes it.
	if !CheckPassword(hash(t, "caf\u00e9 in the rain"), "cafe\u0301 in the rain") {
		t.Error("the same word, typed on another system, is another")
	}
}

func TestPasswordsThatAreTooLong(t *testing.T) {
	long := strings.Repeat("x", longestPassword+1)
	if _, err := HashPassword(long); err == nil || strings.Contains(err.Error(), "xx") {
		t.Errorf("got %v", err)
	}
	for _, password := range []string{"", long[:longestPassword]} {
		if CheckPassword(hash(t, password), long) {
			t.Errorf("a password that is too long is taken for one of %d characters", len(password))
		}
	}
}

// From the tests of the reference implementation, P-H-C/phc-winner-argon2.
func TestHashOfAnotherProgram(t *testing.T) {
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !CheckPassword(phc, "password") || CheckPassword(phc, "Password") {
		t.Error("a hash by the reference implementation isn't understood")
	}
}

func TestNoPasswordMatchesWhatIsNoHash(t *testing.T) {
	phc := hash(t, good)
	part := func(n int, by string) string {
		parts := strings.Split(phc, "$")
		parts[n] = by
		return strings.Join(parts, "$")
	}
	for _, bad := range []string{
		"", "x", good, phc + "$", phc[:len(phc)-4], strings.TrimPrefix(phc, "$"), part(1, "argon2i"), part(2, "v=16"),
		part(3, "m=19456,t=2"), part(3, "m=19456,t=0,p=1"), part(3, "m=19456,t=2,p=0"), part(3, "m=4294967295,t=2,p=1"), part(3, "m=19456,t=4294967295,p=1"),
		part(4, ""), part(4, "!"), part(5, ""), part(5, "!"),
	} {
		for _, password := range []string{good, ""} {
			if CheckPassword(bad, password) {
				t.Errorf("%q is taken for the password of %q", password, bad)
			}
		}
	}
}

// Whether somebody has a password doesn't show by the time an answer takes.
func TestNobodyTakesAsMuchAsSomebody(t *testing.T) {
	phc := hash(t, good)
	// The memory that the hash works through tells, on a busy machine too.
	worked := func(phc string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		CheckPassword(phc, "a wrong password")
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	known, unknown := worked(phc), worked("")
	if known < 19<<20 || unknown < known-known/100 || unknown > known+known/100 {
		t.Errorf("somebody takes %d bytes of work, nobody %d", known, unknown)
	}
}

func TestWeakPasswords(t *testing.T) {
	for _, c := range []struct{ password, says string }{
		{"", "0 of at least 10"},
		{"ninechars", "9 of at least 10"},
		{"tencharsüx", ""},
		{strings.Repeat("ab cd ", 40)[:longestPassword], ""},
		{strings.Repeat("ab cd ", 40)[:longestPassword+1], "more than 200"},
		{"Ada@Example.org", "same as the login"},
		{" ada lovelace", "same as the name"},
		{"Password123", "anybody tries"},
		{"1234567890", "anybody tries"},
		{"zxcvbnm1234", "anybody tries"},
		{"dry needling", "anybody tries"},
		{"aaaaaaaaaaaa", "anybody tries"},
		{"abababab abab", "anybody tries"},
		{"          ", "anybody tries"},
		{good, ""},
	} {
		err := WeakPassword(c.password, "ada@example.org", "Ada Lovelace")
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%q is refused: %v", c.password, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%q: %v, want %q", c.password, err, c.says)
		}
		if err != nil && len(c.password) > 3 && strings.Contains(err.Error(), c.password) {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	if err := WeakPassword(good, "", ""); err != nil {
		t.Error(err)
	}
	for _, word := range strings.Fields(commonest) {
		if n := len(word); n < shortestPassword {
			t.Errorf("%s is refused for its length already", word)
		}
	}
}
