package gpx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gpxgo "github.com/tkrajina/gpxgo/gpx"

	"needled/ingest/gpx"
)

// shared is the folder of real files beside the checkout, "" without it.
func shared(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	data := filepath.Join(dir, "..", "shared", "data", "gpx")
	if _, err := os.Stat(data); err != nil {
		return ""
	}
	return data
}

// shipped are the files that come with the gpxgo library.
func shipped(t testing.TB) []string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/tkrajina/gpxgo").Output()
	if err != nil {
		t.Fatalf("where gpxgo lies: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "test_files", "*.gpx"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in gpxgo: %v", err)
	}
	return files
}

func read(t testing.TB, file string) []byte {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// differ are the real files whose totals may differ from the manifest's by
// more than 1 %, and why.
var differ = map[string]struct{ elapsed, reason string }{
	"gpxpy-untyped-1.gpx": {"2h0m0s", "its last point lies an hour before the one before it and is left out; the manifest takes it for the end"},
}

// refused are the real files that hold no activity.
var refused = map[string]string{
	"unknown-untyped-1.gpx": "not a GPX file: it is XML that begins with <bad>",
}

// The manifest was read by another decoder, with a parser that refuses one of
// the files altogether: a prefix in it is never bound.
func TestAgreesWithTheManifest(t *testing.T) {
	data := shared(t)
	if data == "" {
		t.Skip("no real files beside the checkout")
	}
	var manifest []struct {
		Name, Start, End, Err string
		Dist                  *float64
		Pts                   int
	}
	if err := json.Unmarshal(read(t, filepath.Join(data, "manifest.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	for _, m := range manifest {
		all, err := gpx.New().Decode(read(t, filepath.Join(data, m.Name)))
		if want, ok := refused[m.Name]; ok {
			if err == nil || err.Error() != want {
				t.Errorf("%s: %v, want %s", m.Name, err, want)
			}
			continue
		}
		if err != nil || len(all) != 1 {
			t.Errorf("%s: %d activities, %v", m.Name, len(all), err)
			continue
		}
		run := all[0].Run
		if flaw := flawOf(all[0]); flaw != "" {
			t.Errorf("%s: %s", m.Name, flaw)
		}
		if m.Err != "" {
			if run.DistanceM == nil || run.ElapsedS == nil {
				t.Errorf("%s: %+v", m.Name, run)
			}
			continue
		}
		start, end := when(t, m.Start), when(t, m.End)
		elapsed := end.Sub(start)
		if d, ok := differ[m.Name]; ok {
			elapsed, _ = time.ParseDuration(d.elapsed)
		}
		switch {
		case !run.Start.Equal(start):
			t.Errorf("%s: starts %v, want %v", m.Name, run.Start, start)
		case run.DistanceM == nil || math.Abs(*run.DistanceM-*m.Dist) > 0.01**m.Dist:
			t.Errorf("%s: %s m, want %v", m.Name, told(run.DistanceM), *m.Dist)
		case run.ElapsedS == nil || math.Abs(*run.ElapsedS-elapsed.Seconds()) > 0.01*elapsed.Seconds():
			t.Errorf("%s: %s s, want %v", m.Name, told(run.ElapsedS), elapsed)
		}
	}
}

func when(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// apart are the files on which gpxgo differs, and why.
var apart = map[string]string{
	"opentracks-unknown-1.gpx":        "gpxgo cuts a time at its point and loses the zone: two hours off",
	"opentracks-unknown-2.gpx":        "gpxgo cuts a time at its point and loses the zone: two hours off",
	"Mojstrovka.gpx":                  "its points are of 1901, which stands for no time",
	"cerknicko-without-times.gpx":     "tracks without times are left out",
	"korita-zbevnica.gpx":             "tracks without times are left out",
	"gpx-without-root-attributes.gpx": "its point is of 1901, which stands for no time",
	"gpx-without-xml-declaration.gpx": "its point is of 1901, which stands for no time",
}

// gpxgo holds a document as a tree, so it can't serve for large files, and
// loses zones; but where it reads, both must read the same.
func TestAgreesWithGpxgo(t *testing.T) {
	files := shipped(t)
	if data := shared(t); data != "" {
		real, err := filepath.Glob(filepath.Join(data, "*.gpx"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, real...)
	}
	compared := 0
	for _, file := range files {
		name, b := filepath.Base(file), read(t, file)
		theirs, err := gpxgo.ParseBytes(b)
		if err != nil || apart[name] != "" {
			continue
		}
		var points int
		var start time.Time
		for _, track := range theirs.Tracks {
			for _, segment := range track.Segments {
				for _, p := range segment.Points {
					if p.Timestamp.IsZero() {
						continue
					}
					if points++; start.IsZero() {
						start = p.Timestamp
					}
				}
			}
		}
		ours, err := gpx.New().Decode(b)
		if points == 0 {
			if err == nil {
				t.Errorf("%s: %d activities where gpxgo finds no time", name, len(ours))
			}
			continue
		}
		if err != nil || len(ours) != 1 {
			t.Errorf("%s: %d activities, %v", name, len(ours), err)
			continue
		}
		compared++
		run := ours[0].Run
		if d := run.Start.Sub(start).Abs(); d >= time.Second { // gpxgo drops the fraction
			t.Errorf("%s: starts %v, gpxgo %v", name, run.Start, start)
		}
		if got := len(ours[0].Track.Samples); got != points && got < points-1 {
			t.Errorf("%s: %d points, gpxgo %d", name, got, points)
		}
		if want := theirs.Length2D(); want > 0 && (run.DistanceM == nil || math.Abs(*run.DistanceM-want) > 0.01*want) {
			t.Errorf("%s: %s m, gpxgo %.1f m", name, told(run.DistanceM), want)
		}
	}
	if compared < 3 {
		t.Errorf("only %d files compared", compared)
	}
}

func told(v *float64) string {
	if v == nil {
		return "no"
	}
	return fmt.Sprint(*v)
}
