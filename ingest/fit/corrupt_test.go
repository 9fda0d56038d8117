package fit

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"needled/analysis"
	"needled/ingest"
)

// corpus are real files to damage, all of them or, in a short test, the small
// ones.
func corpus(t *testing.T) (paths []string) {
	for _, path := range realFiles() {
		if !testing.Short() || len(read(t, path)) <= 8<<10 {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		t.Skip("no real files are there")
	}
	return paths
}

// offsets are places in a file, all over it: the more the smaller it is, and
// the first ones besides.
func offsets(size int) (at []int) {
	n := min(max(1<<19/(size+1), 2), 40, size)
	for i := range n {
		at = append(at, i*size/n)
	}
	for i := range min(32, size) {
		if size < 4<<10 {
			at = append(at, i)
		}
	}
	return at
}

// Whatever byte of a real file is damaged, it is taken as far as it reads or
// refused with a reason, and never called intact.
func TestDamagedBytes(t *testing.T) {
	for _, path := range corpus(t) {
		b := read(t, path)
		single := false
		if hasHeader(b) {
			_, rest := cutLink(b)
			single = len(rest) == 0
		}
		for i, at := range offsets(len(b)) {
			damaged := slices.Clone(b)
			damaged[at] ^= 1 << (i % 8)
			all, err := New().Decode(damaged)
			if msg := unsound(all, err); msg != "" {
				t.Errorf("%s, byte %d damaged: %s", filepath.Base(path), at, msg)
			}
			for _, d := range all {
				if single && d.Run.Integrity == analysis.Intact {
					t.Errorf("%s, byte %d damaged: it is called intact", filepath.Base(path), at)
				}
			}
		}
	}
}

// A file that ends early is taken as far as it goes: with every byte more it
// gives no less.
func TestFilesThatEndEarly(t *testing.T) {
	for _, path := range corpus(t) {
		b := read(t, path)
		samples := 0
		for _, n := range slices.Sorted(slices.Values(offsets(len(b)))) {
			all, err := New().Decode(b[:n])
			if msg := unsound(all, err); msg != "" {
				t.Errorf("%s, ends after %d bytes: %s", filepath.Base(path), n, msg)
			}
			got := 0
			for _, d := range all {
				got += len(d.Track.Samples)
				if d.Run.Integrity == analysis.Truncated && d.Run.Note == "" {
					t.Errorf("%s, ends after %d bytes: the note does not say so", filepath.Base(path), n)
				}
			}
			var failed *ingest.FailedError
			if got == 0 && samples > 0 && errors.As(err, &failed) {
				t.Errorf("%s, ends after %d bytes: %v, though a shorter piece gave %d samples", filepath.Base(path), n, err, samples)
			}
			samples = max(samples, got)
		}
	}
}
