package ingest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"needled/ingest"
	"needled/ingest/all"
)

// A file that is being copied is not whole before its last byte is there.
func TestWholeOnlyAtItsEnd(t *testing.T) {
	run, err := os.ReadFile(firstFIT(t))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"run.fit": run,
		"run.gpx": []byte(`<?xml version="1.0"?><gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2026-03-02T17:30:00Z</time></trkpt></trkseg></trk></gpx>`),
		"RUN.TCX": []byte(`<x:TrainingCenterDatabase xmlns:x="a"><x:Activities></x:Activities></x:TrainingCenterDatabase >`),
	}
	for name, content := range files {
		path := filepath.Join(t.TempDir(), name)
		write := func(b []byte) {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, n := range []int{0, 1, len(content) / 2, len(content) - 1} {
			write(content[:n])
			if ingest.Whole(all.Decoders(), path) {
				t.Errorf("%s of %d bytes is taken for whole with %d", name, len(content), n)
			}
		}
		write(content)
		if !ingest.Whole(all.Decoders(), path) {
			t.Errorf("%s is not taken for whole", name)
		}
	}
	// Room that was made for the file before its content came.
	path := filepath.Join(t.TempDir(), "run.fit")
	if err := os.WriteFile(path, append(bytes.Clone(run[:len(run)/2]), make([]byte, len(run)-len(run)/2)...), 0o600); err != nil {
		t.Fatal(err)
	}
	if ingest.Whole(all.Decoders(), path) {
		t.Error("a file with room for what is to come is taken for whole")
	}
}

func TestWholeWhereNothingTells(t *testing.T) {
	for _, name := range []string{"notes.txt", "run.fit.gz", "gone.fit"} {
		path := filepath.Join(t.TempDir(), name)
		if !strings.HasPrefix(name, "gone") {
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if !ingest.Whole(all.Decoders(), path) {
			t.Errorf("%s is not taken for whole, though nothing can tell", name)
		}
	}
}

// firstFIT is a real, sound FIT file.
func firstFIT(t *testing.T) string {
	t.Helper()
	for _, path := range realFiles(t) {
		if strings.HasSuffix(path, ".fit") && ingest.Whole(all.Decoders(), path) {
			return path
		}
	}
	t.Skip("no real FIT file at hand")
	return ""
}
