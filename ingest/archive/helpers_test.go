package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"needled/ingest"
)

// file is a member to be packed.
type file struct {
	name, content string
}

// zipped packs files by the standard library.
func zipped(t testing.TB, method uint16, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// headed packs files with their sizes in front, as most zip programs do; the
// standard library's way puts them behind.
func headed(t testing.TB, files ...file) []byte {
	t.Helper()
	plain, err := zip.NewReader(bytes.NewReader(zipped(t, zip.Deflate, files...)), int64(len(zipped(t, zip.Deflate, files...))))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range plain.File {
		header := f.FileHeader
		header.Flags &^= flagTrailing
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateRaw(&header)
		if err == nil {
			_, err = io.Copy(w, raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tarred packs files, as a tar.
func tarred(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content))})
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// found is what a walk found: members with their contents, and the answers to
// those that can't be opened.
type found struct {
	names    []string // as items came, "" for the archive itself
	contents map[string]string
	errs     map[string]error
	items    map[string]ingest.Item
}

// walkFile walks over an archive written to a file of that name.
func walkFile(t testing.TB, name string, content []byte, limits Limits) found {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return walkPath(t, path, limits)
}

func walkPath(t testing.TB, path string, limits Limits) found {
	t.Helper()
	f := found{contents: map[string]string{}, errs: map[string]error{}, items: map[string]ingest.Item{}}
	temp := t.TempDir()
	x := Expander{Limits: limits, TempDir: temp}
	for item := range x.Expand(t.Context(), slices.Values(ingest.Find([]string{path}))) {
		f.names = append(f.names, item.Member)
		f.items[item.Member] = item
		if item.Err != nil {
			f.errs[item.Member] = item.Err
			continue
		}
		r, err := item.Open()
		if err != nil {
			f.errs[item.Member] = err
			continue
		}
		b, err := io.ReadAll(io.LimitReader(r, 64<<20))
		f.contents[item.Member] = string(b)
		if err != nil {
			f.errs[item.Member] = err
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d temporary files are left behind", len(left))
	}
	return f
}

func walk1(t testing.TB, name string, content []byte) found {
	t.Helper()
	return walkFile(t, name, content, DefaultLimits())
}

// refused checks that a member, "" for the archive, was answered as failed
// with a sentence that has the words.
func (f found) refused(t testing.TB, member, words string) {
	t.Helper()
	var failed *ingest.FailedError
	if err := f.errs[member]; !errors.As(err, &failed) || !strings.Contains(err.Error(), words) {
		t.Errorf("%q: %v, want it failed with %q", member, err, words)
	}
}

// ignored does so for an ignored one.
func (f found) ignored(t testing.TB, member, words string) {
	t.Helper()
	var ignored *ingest.IgnoredError
	if err := f.errs[member]; !errors.As(err, &ignored) || !strings.Contains(err.Error(), words) {
		t.Errorf("%q: %v, want it ignored with %q", member, err, words)
	}
}

// holds checks the members that could be read whole.
func (f found) holds(t testing.TB, want ...file) {
	t.Helper()
	for _, w := range want {
		if got, ok := f.contents[w.name]; !ok || got != w.content {
			t.Errorf("%q: %d bytes (%v), want %d", w.name, len(got), f.errs[w.name], len(w.content))
		}
		if err := f.errs[w.name]; err != nil {
			t.Errorf("%q: %v", w.name, err)
		}
	}
}

// some files worth packing.
func someFiles() []file {
	long := strings.Repeat("a run that goes on and on, ", 4000)
	return []file{{"a.fit", long + "a"}, {"sub/b.gpx", long + "b"}, {"c.txt", ""}, {"d.tcx", long + "d"}}
}

func isDamaged(err error) bool {
	var d *ingest.DamagedError
	return errors.As(err, &d)
}
