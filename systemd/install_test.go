//go:build unix

package systemd

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// target runs a target of the Makefile of the project.
func target(t *testing.T, name string, variables ...string) {
	t.Helper()
	cmd := exec.Command("make", append([]string{"-C", "..", name}, variables...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { // those of a make above this test
		return strings.HasPrefix(v, "MAKEFLAGS=") || strings.HasPrefix(v, "MFLAGS=") || strings.HasPrefix(v, "MAKELEVEL=")
	})
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make %s: %v\n%s", name, err, out)
	}
}

// files lists what lies below a folder, with its mode.
func files(t *testing.T, root string) map[string]fs.FileMode {
	t.Helper()
	found := map[string]fs.FileMode{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			found[strings.TrimPrefix(path, root)] = info.Mode()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestInstallAndUninstall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not here")
	}
	binary := filepath.Join(t.TempDir(), "needled")
	for _, systemd := range []string{"252", "254"} {
		root := t.TempDir()
		variables := []string{"DESTDIR=" + root, "PREFIX=/opt/needled", "binary=" + binary, "systemd=" + systemd}
		target(t, "install", variables...)
		got := files(t, root+"/opt/needled")
		want := []string{
			"/bin/needled",
			"/lib/systemd/system/needled.service",
			"/lib/systemd/user/needled.service",
			"/lib/sysusers.d/needled.conf",
			"/share/bash-completion/completions/needled",
			"/share/doc/needled/LICENSE",
			"/share/doc/needled/README.md",
			"/share/doc/needled/SERVICE.md", "/share/doc/needled/ACCESS.md", "/share/doc/needled/API.md",
			"/share/doc/needled/needled.example.toml",
			"/share/fish/vendor_completions.d/needled.fish",
			"/share/zsh/site-functions/_needled",
		}
		if systemd == "254" {
			want = slices.Insert(want, 2, "/lib/systemd/system/needled.service.d/restart.conf")
		}
		for _, file := range want {
			mode := fs.FileMode(0o644)
			if file == "/bin/needled" {
				mode = 0o755
			}
			if got[file] != mode {
				t.Errorf("with systemd %s: %s has the mode %v, want %v", systemd, file, got[file], mode)
			}
			delete(got, file)
			info, err := os.Stat(root + "/opt/needled" + file)
			if err != nil || info.Size() == 0 {
				t.Errorf("with systemd %s: %s is empty or missing", systemd, file)
			}
		}
		if len(got) > 0 {
			t.Errorf("with systemd %s there is more: %v", systemd, got)
		}
		for _, unit := range []string{"/lib/systemd/system/needled.service", "/lib/systemd/user/needled.service"} {
			text, err := os.ReadFile(root + "/opt/needled" + unit)
			if err != nil || !strings.Contains(string(text), "\nExecStart=/opt/needled/bin/needled daemon\n") || strings.Contains(string(text), "/usr/share") {
				t.Errorf("%s starts another program: %v", unit, err)
			}
		}
		if out, err := exec.Command(root+"/opt/needled/bin/needled", "version").CombinedOutput(); err != nil {
			t.Errorf("the program that was installed: %v\n%s", err, out)
		}

		// What somebody else put there stays.
		other := root + "/opt/needled/bin/other"
		if err := os.WriteFile(other, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		target(t, "uninstall", variables...)
		target(t, "uninstall", variables...) // a second time does no harm
		if left := files(t, root); len(left) != 1 {
			t.Errorf("left after uninstall: %v", left)
		}
		for _, dir := range []string{"/share/doc/needled", "/lib/systemd/system/needled.service.d"} {
			if _, err := os.Stat(root + "/opt/needled" + dir); err == nil {
				t.Errorf("%s is left after uninstall", dir)
			}
		}
	}
}
