package systemd

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var units = []string{"needled.service", "user/needled.service"}

func TestEveryLineOfAUnitHasItsReason(t *testing.T) {
	plain := []string{"Description=", "Documentation=", "ExecStart=", "WantedBy="} // say it themselves
	for _, unit := range units {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		before := ""
	lines:
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			above := before
			before = line
			if line == "" || strings.ContainsAny(line[:1], "#[") {
				continue
			}
			for _, p := range plain {
				if strings.HasPrefix(line, p) {
					continue lines
				}
			}
			if !strings.HasPrefix(above, "# ") {
				t.Errorf("%s: %s has no reason above it", unit, line)
			}
		}
	}
}

// analyze asks systemd's own tool about a unit, whose program stands where any
// machine has one.
func analyze(t *testing.T, unit string, args ...string) (string, error) {
	t.Helper()
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here; it comes with systemd")
	}
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "needled-program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "needled.service")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/usr/bin/needled", program)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, append(args, file)...)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "SYSTEMD_COLORS=0")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestSystemdFindsNothingWrong(t *testing.T) {
	for unit, args := range map[string][]string{
		"needled.service":      {"verify", "--man=no"},
		"user/needled.service": {"verify", "--man=no", "--user"},
	} {
		if out, err := analyze(t, unit, args...); err != nil || out != "" {
			t.Errorf("%s: %v\n%s", unit, err, out)
		}
	}
}

func TestSystemdFindsTheServiceShutIn(t *testing.T) {
	out, err := analyze(t, "needled.service", "security", "--offline=true", "--no-pager", "--threshold=15") // tenths: 1.5
	if err != nil {
		if !strings.Contains(out, "Overall exposure level") {
			t.Skip("this systemd-analyze can't judge a file:", out)
		}
		t.Errorf("%v\n%s", err, out)
	}
}
