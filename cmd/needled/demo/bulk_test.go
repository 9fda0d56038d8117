package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/muktihari/fit/decoder"

	"needled/analysis"
)

func TestBulkSpreadsDistinctRunsOverTenYears(t *testing.T) {
	dir := t.TempDir()
	load := Load{Runs: 60, Records: 300, Until: now, Seed: 7}
	if err := Bulk(dir, load); err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.fit"))
	if len(paths) != load.Runs {
		t.Fatalf("%d files, want %d", len(paths), load.Runs)
	}
	var end time.Time
	seen := map[analysis.Sum]bool{}
	for i, path := range paths { // by name, which is by start
		w := mustWatch(t, path)
		if _, err := decoder.New(bytes.NewReader(w.bytes)).Decode(); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		seen[analysis.SumOf(w.bytes)] = true

		if got := watchName(w.start); got != filepath.Base(path) {
			t.Errorf("%s starts at %v", path, w.start)
		}
		if i > 0 && w.start.Sub(end) < betweenRuns {
			t.Errorf("%s starts %v after the end of the run before", path, w.start.Sub(end))
		}
		if first, last := w.records[0].Timestamp, w.records[len(w.records)-1].Timestamp; !first.Equal(w.start) || !last.Equal(w.end) {
			t.Errorf("%s runs from %v to %v, its records from %v to %v", path, w.start, w.end, first, last)
		}
		if n := len(w.records); n < 200 || n > 400 {
			t.Errorf("%s has %d records, want about %d", path, n, load.Records)
		}
		end = w.end
	}
	if len(seen) != load.Runs {
		t.Errorf("%d different files among %d", len(seen), load.Runs)
	}
	first := mustWatch(t, paths[0]).start
	if years := now.Sub(first).Hours() / 24 / 365.25; end.After(now) || years < 9.8 || years > 10.1 {
		t.Errorf("runs from %v to %v", first, end)
	}
}

func mustWatch(t *testing.T, path string) watched {
	t.Helper()
	w, err := watch(path)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheSameLoadGivesTheSameBytes(t *testing.T) {
	one, two, other := t.TempDir(), t.TempDir(), t.TempDir()
	load := Load{Runs: 3, Records: 120, Until: now, Seed: 1}
	for _, dir := range []string{one, two} {
		if err := Bulk(dir, load); err != nil {
			t.Fatal(err)
		}
	}
	load.Seed = 2
	if err := Bulk(other, load); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(folder(t, one), folder(t, two)) {
		t.Error("the same load gave different bytes")
	}
	if bytes.Equal(folder(t, one), folder(t, other)) {
		t.Error("another seed gave the same bytes")
	}
}

func folder(t *testing.T, dir string) []byte {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(dir, "*.fit"))
	var all []byte
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, filepath.Base(path)...)
		all = append(all, b...)
	}
	return all
}

func TestALoadThatDoesNotFitIsRefused(t *testing.T) {
	for _, l := range []Load{
		{Runs: 0, Records: 600, Until: now},
		{Runs: 10, Records: 59, Until: now},
		{Runs: 30_000, Records: 600, Until: now}, // one every 3 hours
	} {
		dir := filepath.Join(t.TempDir(), "load")
		if err := Bulk(dir, l); err == nil {
			t.Errorf("%+v was accepted", l)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%+v was refused, yet its folder was made", l)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		if _, err := Write(b.TempDir(), now, berlin); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBulk(b *testing.B) {
	for b.Loop() {
		if err := Bulk(b.TempDir(), Load{Runs: 300, Records: 2400, Until: now}); err != nil {
			b.Fatal(err)
		}
	}
}
