package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// What a killed export left is removed by the next one, and what another one
// is writing is not.
func TestSweepingWhatKilledExportsLeft(t *testing.T) {
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	now, folder := time.Now(), t.TempDir()
	for _, tt := range []struct {
		pid   int
		age   time.Duration
		stays bool
	}{
		{gone.Process.Pid, 59 * time.Second, true},
		{gone.Process.Pid, 61 * time.Second, false},
		{os.Getpid(), 59 * time.Minute, true},
		{os.Getpid(), 61 * time.Minute, false}, // the number is another's by now
	} {
		path := filepath.Join(folder, fmt.Sprintf("%s%d-%d", besideStart, tt.pid, int(tt.age.Seconds())))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-tt.age)); err != nil {
			t.Fatal(err)
		}
		sweep(folder, now)
		if _, err := os.Stat(path); (err == nil) != tt.stays {
			t.Errorf("after %v of a process that is there (%v): %v", tt.age, tt.pid == os.Getpid(), err)
		}
	}
	beside, err := os.CreateTemp(folder, besidePattern())
	if err != nil {
		t.Fatal(err)
	}
	beside.Close()
	sweep(folder, now.Add(2*time.Minute))
	if _, err := os.Stat(beside.Name()); err != nil {
		t.Errorf("this program's own: %v", err)
	}
}
