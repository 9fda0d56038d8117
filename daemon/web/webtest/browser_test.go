package webtest

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A browser that is closed leaves neither a process nor a file.
func TestClose(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	path := need(t)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	var b browser
	if err := b.start(path); err != nil {
		t.Fatal(err)
	}
	if processes(t, folder) == 0 {
		t.Fatal("no process has the folder on its command line")
	}
	if err := b.close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if n := processes(t, folder); n > 0 {
		t.Errorf("%d processes are left", n)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

// processes counts those that name the folder on their command line.
func processes(t *testing.T, folder string) (n int) {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		// One that has ended meanwhile can't be read, and doesn't count.
		if words, err := os.ReadFile(line); err == nil && bytes.Contains(words, []byte(folder)) {
			n++
		}
	}
	return n
}
