package secret

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const keyVariable = "SECRET_TEST_KEY"

// TestMain seals one text to standard output where a test has started it as
// another process.
func TestMain(m *testing.M) {
	file := os.Getenv(keyVariable)
	if file == "" {
		os.Exit(m.Run())
	}
	k, err := Open(Options{File: file})
	if err == nil {
		var sealed []byte
		if sealed, err = k.Seal([]byte(token)); err == nil {
			_, err = os.Stdout.Write(sealed)
		}
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
}

// Whichever of several processes comes first makes the key; the others use it.
func TestProcessesThatMakeTheKeyAtOnce(t *testing.T) {
	for range 5 {
		file := filepath.Join(t.TempDir(), "secret.key")
		type result struct {
			sealed []byte
			err    error
		}
		results := make(chan result)
		const processes = 4
		for range processes {
			go func() {
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), keyVariable+"="+file)
				sealed, err := cmd.Output()
				results <- result{sealed, err}
			}()
		}
		var all [][]byte
		for range processes {
			r := <-results
			if r.err != nil {
				t.Error(r.err)
			}
			all = append(all, r.sealed)
		}
		k := keeper(t, Options{File: file})
		for _, sealed := range all {
			if text, err := k.Open(sealed); err != nil || string(text) != token {
				t.Errorf("sealed by one process, opened by another: %q, %v", text, err)
			}
		}
	}
}
