package fit

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// shared is the folder of real files beside the repository, "" where there is
// none.
var shared = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		data := filepath.Join(dir, "..", "shared", "data", "fit")
		if _, err := os.Stat(data); err == nil {
			return data
		}
		return ""
	}
	return ""
})

// realFiles are the paths of all real files there are, each content once: those beside the
// repository, and those the FIT modules ship with.
var realFiles = sync.OnceValue(func() []string {
	roots := []string{shared()}
	for _, module := range []string{"github.com/tormoder/fit", "github.com/muktihari/fit"} {
		dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if err == nil {
			roots = append(roots, filepath.Join(strings.TrimSpace(string(dir)), "testdata"))
		}
	}
	var paths []string
	seen := map[[sha256.Size]byte]bool{}
	for _, root := range roots {
		_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(path), ".fit") {
				return nil
			}
			b, err := os.ReadFile(path)
			if sum := sha256.Sum256(b); err == nil && !seen[sum] {
				seen[sum] = true
				paths = append(paths, path)
			}
			return nil
		})
	}
	slices.Sort(paths)
	return paths
})

// stated is what manifest.json says of a file beside the repository.
type stated struct {
	File      string
	FileType  string `json:"file_type"`
	CRC       string
	Structure string
	Sessions  []struct {
		Sport    string
		SubSport string `json:"sub_sport"`
		Start    string
		Distance *float64 `json:"distance_m"`
		Timer    *float64 `json:"timer_s"`
		Elapsed  *float64 `json:"elapsed_s"`
		Ascent   *float64 `json:"ascent_m"`
	}
	Oracle string
}

func manifest(t testing.TB) []stated {
	t.Helper()
	if shared() == "" {
		t.Skip("the real files beside the repository are not there")
	}
	b, err := os.ReadFile(filepath.Join(shared(), "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []stated
	if err := json.Unmarshal(b, &files); err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// realFile is a real file by its name.
func realFile(t testing.TB, name string) []byte {
	t.Helper()
	if shared() == "" {
		t.Skip("the real files beside the repository are not there")
	}
	return read(t, filepath.Join(shared(), name))
}
