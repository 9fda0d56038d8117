package configs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// readSecret is the content of a file that holds a secret, without the one
// line end that editors put last. A file that everybody on the machine can
// read is refused, unless systemd put it where only the service can go.
func readSecret(path string, env environment) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%s: %s", path, cannotRead(err))
	}
	if info.IsDir() {
		return "", fmt.Errorf("%s is a folder, not a file", path)
	}
	if openToAll(info) && !inside(env.absolute("CREDENTIALS_DIRECTORY"), path) {
		return "", fmt.Errorf("%s is open to everybody on this machine; close it with: chmod 600 %[1]s", path)
	}
	b, err := readFile(path)
	if err != nil {
		return "", fmt.Errorf("%s: %s", path, cannotRead(err))
	}
	v := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	switch {
	case v == "":
		return "", fmt.Errorf("%s is empty", path)
	case len(v) > largestSecret:
		return "", errors.New(path + " is too large to hold a secret")
	}
	return v, nil
}

// openToAll says whether everybody on the machine can read or change a file.
func openToAll(info os.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o007 != 0
}

// exposed is the first key of a settings file that holds a secret although the
// file is open to everybody; "" where there is none. It is no error, so that
// what worked goes on working.
func exposed(path string, layer []given) string {
	info, err := os.Stat(path)
	if err != nil || !openToAll(info) {
		return ""
	}
	first := given{}
	for _, g := range layer {
		s, byName, ok := settingOf(g.key)
		text := strings.Join(g.values, "")
		if !ok || byName || !s.secret || text == "" || strings.HasPrefix(text, "sqlite:") {
			continue
		}
		if first.key == "" || g.at.Line < first.at.Line {
			first = g
		}
	}
	return first.key
}

// largestSecret, in bytes, leaves room for a list of addresses.
const largestSecret = 64 << 10

func inside(folder, path string) bool {
	if folder == "" {
		return false
	}
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
