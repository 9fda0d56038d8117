package watch

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// watched is a folder that is watched for real; what is taken comes along a
// channel. It is not looked through again within the time of a test.
func watched(t *testing.T, set func(*Watcher)) (folder string, taken <-chan string) {
	if runtime.GOOS != "linux" {
		t.Skip("the order of news is that of inotify")
	}
	before := runtime.NumGoroutine()
	folder = filepath.Join(t.TempDir(), "in")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	names, begun := make(chan string, 1000), make(chan bool, 1)
	w := &Watcher{
		Folders: []Folder{{Runner: "me", Path: folder}}, Settle: 20 * time.Millisecond, Rescan: time.Hour,
		Take: func(_ context.Context, _ string, files []File) error {
			for _, f := range files {
				names <- filepath.ToSlash(must(filepath.Rel(folder, f.Path)))
			}
			return nil
		},
		State: func(Folder, State) {
			select {
			case begun <- true:
			default:
			}
		},
	}
	set(w)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	<-begun
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for range 100 { // those that ended are counted until they are gone
			if runtime.NumGoroutine() <= before {
				return
			}
			runtime.Gosched()
		}
		if n := runtime.NumGoroutine(); n > before+1 {
			t.Errorf("%d goroutines before, %d after", before, n)
		}
	})
	return folder, names
}

func write(t *testing.T, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("whole"), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func want(t *testing.T, taken <-chan string, names ...string) {
	t.Helper()
	var got []string
	for range names {
		select {
		case name := <-taken:
			got = append(got, name)
		case <-time.After(10 * time.Second):
			t.Fatalf("taken %q, want %q", got, names)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, names) {
		t.Fatalf("taken %q, want %q", got, names)
	}
}

func TestDroppedFileIsTakenInTime(t *testing.T) {
	folder, taken := watched(t, func(w *Watcher) { w.Settle = 0 })
	began := time.Now()
	file := write(t, folder, "run.fit")
	before := must(os.Stat(file))
	want(t, taken, "run.fit")
	if took := time.Since(began); took < time.Second || took > 1900*time.Millisecond {
		t.Errorf("taken after %v, want a second, and little more", took)
	}
	after := must(os.Stat(file))
	if sum := sha256.Sum256(must(os.ReadFile(file))); sum != sha256.Sum256([]byte("whole")) || after.Mode() != before.Mode() || !after.ModTime().Equal(before.ModTime()) {
		t.Error("the original was changed")
	}
}

func TestFoldersThatComeAndMove(t *testing.T) {
	folder, taken := watched(t, func(*Watcher) {})
	write(t, folder, "a/b/c/one.fit")
	want(t, taken, "a/b/c/one.fit")
	write(t, folder, "a/b/c/two.fit")
	want(t, taken, "a/b/c/two.fit")

	if err := os.Rename(filepath.Join(folder, "a"), filepath.Join(folder, "z")); err != nil {
		t.Fatal(err)
	}
	want(t, taken, "z/b/c/one.fit", "z/b/c/two.fit") // new names, as far as is known here
	write(t, folder, "z/b/c/three.fit")
	want(t, taken, "z/b/c/three.fit")

	elsewhere := filepath.Join(filepath.Dir(folder), "elsewhere")
	write(t, elsewhere, "sub/four.fit")
	if err := os.Rename(elsewhere, filepath.Join(folder, "here")); err != nil {
		t.Fatal(err)
	}
	want(t, taken, "here/sub/four.fit")
}

func TestFolderThatIsReplaced(t *testing.T) {
	folder, taken := watched(t, func(w *Watcher) { w.Rescan = 50 * time.Millisecond })
	write(t, folder, "sub/one.fit")
	want(t, taken, "sub/one.fit")
	for i := range 3 {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("sub/%d.fit", i)
		write(t, folder, name)
		want(t, taken, name)
	}
}

func TestTwentyThousandFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 20,000 files")
	}
	const files = 20_000
	folder := t.TempDir()
	for i := range files {
		file := write(t, folder, fmt.Sprintf("%03d/%d.fit", i/100, i))
		if err := os.Chtimes(file, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	known, read, bunches := map[string]bool{}, 0, 0
	w := &Watcher{
		Folders: []Folder{{Runner: "me", Path: folder}}, Settle: time.Millisecond,
		Take: func(_ context.Context, _ string, files []File) error {
			bunches++
			for _, f := range files {
				known[f.Mark] = true
			}
			return nil
		},
		Known: func(_ context.Context, _, mark string) bool { return known[mark] },
		Whole: func(string) bool { read++; return true },
	}
	began := time.Now()
	if err := w.Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("taken in %v", time.Since(began))
	if len(known) != files || read != files || bunches != files/bunch {
		t.Errorf("%d marks of %d files read, in %d bunches", len(known), read, bunches)
	}

	began, read, bunches = time.Now(), 0, 0
	f := must(w.folders(func() *notices { return nil }))[0]
	f.walk(t.Context())
	t.Logf("looked at after a restart in %v", time.Since(began))
	began = time.Now()
	f.walk(t.Context())
	t.Logf("looked at again in %v", time.Since(began))
	f.look(t.Context())
	if read+bunches > 0 {
		t.Errorf("%d files read again, %d bunches taken again", read, bunches)
	}
	if s := f.state(); s.Files != files || s.Pending != 0 || s.Health != OK {
		t.Errorf("state %+v", s)
	}
}
