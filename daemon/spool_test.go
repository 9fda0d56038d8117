package daemon

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"needled/daemon/web"
)

// given yields files in the order of their names and contents.
func given(namesAndContents ...string) iter.Seq2[web.Uploaded, error] {
	return func(yield func(web.Uploaded, error) bool) {
		for pair := range slices.Chunk(namesAndContents, 2) {
			if !yield(web.Uploaded{Name: pair[0], Content: strings.NewReader(pair[1])}, nil) {
				return
			}
		}
	}
}

// lying lists what lies below a folder.
func lying(t *testing.T, folder string) (files []string) {
	t.Helper()
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return nil
	})
	return files
}

func TestSpoolKeepsFilesUnderCleanNames(t *testing.T) {
	s := newSpool(t.TempDir())
	one, err := s.keep("me", given("morning run.FIT", "one", "../../etc/passwd", "two", `C:\Users\me\run.gpx`, "three", "morning run.FIT", "four"))
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := s.waiting("me")
	if err != nil || len(waiting) != 1 || waiting[0].id != one.id {
		t.Fatalf("waiting: %+v, %v", waiting, err)
	}
	for i, want := range []string{"morning run.FIT one", "passwd two", "run.gpx three", "morning run.FIT four"} {
		content, err := os.ReadFile(waiting[0].paths[i])
		if got := filepath.Base(waiting[0].paths[i]) + " " + string(content); err != nil || got != want {
			t.Errorf("file %d is %q, want %q (%v)", i, got, want, err)
		}
	}
	for _, path := range lying(t, s.folder) {
		if !strings.HasPrefix(path, one.folder+string(filepath.Separator)) {
			t.Errorf("%s lies elsewhere", path)
		}
	}
	info, err := os.Stat(s.folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v, %v", info.Mode(), err)
	}
	if other, err := s.waiting("you"); err != nil || len(other) != 0 {
		t.Errorf("another runner has %+v, %v", other, err)
	}
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for name, want := range map[string]string{
		"run.fit": "run.fit", "": "file", ".": "file", "..": "file", "/": "file", "a/b/../run.fit": "run.fit", `..\..\run.fit`: "run.fit",
		"\x00run\x1b[31m\n.fit": "run[31m.fit", "run\u202etif.exe": "runtif.exe", "  run.fit ": "run.fit", "a:b*c?.fit": "a_b_c_.fit",
		".hidden.fit": ".hidden.fit", "\xff\xferun.fit": "run.fit", "Läufe 2026\u00a0.zip": "Läufe 2026 .zip",
		long + ".tar.gz": strings.Repeat("ä", 73) + ".gz", "x." + long: "x." + strings.Repeat("ä", 74),
	} {
		if got := cleanName(name); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

// Names of runners that mean something to a system, or are alike to it, have
// folders of their own all the same.
func TestFolderName(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"me", "Me", "ME", "..", ".", "a/b", `a\b`, "a%2Fb", "con", "Jürgen", strings.Repeat("x", 300), strings.Repeat("x", 299) + "y"} {
		folder := strings.ToLower(folderName(name))
		if before, taken := seen[folder]; taken {
			t.Errorf("%q and %q have one folder, %s", before, name, folder)
		}
		if seen[folder] = name; len(folder) > 200 || strings.ContainsAny(folder, `/\.`) || folder == "" {
			t.Errorf("the folder of %q is %q", name, folder)
		}
	}
}

// Whatever ends an upload before its end leaves nothing of it.
func TestSpoolKeepsAllOrNothing(t *testing.T) {
	cut := errors.New("cut")
	for name, files := range map[string]iter.Seq2[web.Uploaded, error]{
		"cut in a file": func(yield func(web.Uploaded, error) bool) {
			if yield(web.Uploaded{Name: "a.fit", Content: strings.NewReader("whole")}, nil) {
				yield(web.Uploaded{Name: "b.fit", Content: io.MultiReader(strings.NewReader("half"), iotest.ErrReader(cut))}, nil)
			}
		},
		"cut between files": func(yield func(web.Uploaded, error) bool) {
			if yield(web.Uploaded{Name: "a.fit", Content: strings.NewReader("whole")}, nil) {
				yield(web.Uploaded{}, cut)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpool(t.TempDir())
			if _, err := s.keep("me", files); !errors.Is(err, cut) {
				t.Errorf("the error is %v", err)
			}
			if left := lying(t, s.folder); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
	s := newSpool(t.TempDir())
	if _, err := s.keep("me", given()); err == nil {
		t.Error("no file at all is kept")
	}
}

// A disk that is full is told, and nothing half stays on it.
func TestSpoolOnAFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	s := newSpool(t.TempDir())
	usual, n := s.create, 0
	s.create = func(path string) (*os.File, error) {
		if n++; n == 2 {
			return os.OpenFile("/dev/full", os.O_WRONLY, 0)
		}
		return usual(path)
	}
	if _, err := s.keep("me", given("a.fit", "one", "b.fit", "two")); !errors.Is(err, web.ErrNoRoom) {
		t.Errorf("the error is %v", err)
	}
	if left := lying(t, s.folder); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// What was cut off by a crash is removed, but not what may still be arriving.
func TestSpoolTidies(t *testing.T) {
	s := newSpool(t.TempDir())
	one, err := s.keep("me", given("a.fit", "one"))
	if err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(s.of("me"), "x"+partly)
	if err := os.Mkdir(part, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		later time.Duration
		stays bool
	}{{arrivesWithin - time.Minute, true}, {arrivesWithin + time.Minute, false}} {
		if err := s.tidy(time.Now().Add(c.later)); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(part); (err == nil) != c.stays {
			t.Errorf("after %v: %v", c.later, err)
		}
	}
	if _, err := os.Stat(one.folder); err != nil {
		t.Errorf("what had arrived is gone: %v", err)
	}
	if err := newSpool(t.TempDir()).tidy(time.Now()); err != nil {
		t.Errorf("where nothing ever came: %v", err)
	}
}
