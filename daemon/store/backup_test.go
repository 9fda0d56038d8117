package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// holds says whether a store's file, or its log, holds some bytes.
func holds(t testing.TB, path, what string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(what)) {
			return true
		}
	}
	return false
}
