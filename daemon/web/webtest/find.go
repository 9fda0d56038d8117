package webtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// names are what Chromium is called, by distribution.
var names = []string{"chromium", "chromium-browser", "google-chrome"}

// find says where Chromium is: CHROMIUM, or else the first of names on PATH.
// It is "" where there is none.
func find() string {
	if named := os.Getenv("CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return ""
		}
		return path
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// need is find, and ends the test where there is none: it is left out, or it
// fails where BROWSER_TESTS=required promises that there is one.
func need(t testing.TB) string {
	t.Helper()
	path := find()
	if path != "" {
		return path
	}
	none := "no Chromium here: $CHROMIUM and " + strings.Join(names, ", ") + " lead nowhere"
	if os.Getenv("BROWSER_TESTS") == "required" {
		t.Fatal(none + ", and BROWSER_TESTS=required asks for it")
	}
	t.Skip(none + "; install Debian's chromium to run this test")
	return ""
}
