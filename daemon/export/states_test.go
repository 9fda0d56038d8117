package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/export"
	"needled/ingest"
	"needled/ingest/all"
)

// twoTracks is a GPX file of a ride and, a day later, a track of no sport.
func twoTracks() []byte {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">`)
	for i, kind := range []string{"<type>cycling</type>", ""} {
		fmt.Fprintf(&b, "<trk>%s<trkseg>", kind)
		for s := range 900 {
			fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="8"><time>%s</time></trkpt>`, 50+float64(s)*0.000025,
				now.AddDate(0, 0, i-9).Add(time.Duration(s)*time.Second).Format(time.RFC3339))
		}
		b.WriteString("</trkseg></trk>")
	}
	return []byte(b.String() + "</gpx>")
}

// Each leg of a file comes back with the sport it was taken in with, and what
// a container knew of damage that the bytes don't show comes back, too.
func TestWhatWasToldComesBack(t *testing.T) {
	old, fresh := newHouse(t), newHouse(t)
	bytesOf := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	}
	spoiled := bytes.ReplaceAll(twoTracks(), []byte("2026"), []byte("2025"))
	items := []ingest.Item{
		{Path: "two.gpx", Provenance: analysis.WatchFile, Open: bytesOf(twoTracks())},
		{Path: "a.zip", Member: "spoiled.gpx", Provenance: analysis.RunnerExport, SourceID: "strava:5", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(bytes.NewReader(spoiled), wrong{})), nil
		}},
	}
	in := ingest.Ingester{Store: old.Store, Decoders: all.Decoders(), Protocol: old.Protocol, Now: func() time.Time { return now }}
	_, err := in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values(items), Sport: analysis.Running}, func(analysis.Receipt) {})
	must(t, err)
	want := old.all("me")
	sports, damage := map[analysis.Sport]int{}, 0
	for _, e := range want.Runs {
		sports[e.Run.Sport]++
		if e.Run.Integrity == analysis.BadCRC {
			damage++
		}
	}
	if sports[analysis.Cycling] != 2 || sports[analysis.Running] != 2 || damage != 2 {
		t.Fatalf("%+v", want.Runs)
	}
	b, _ := old.written("me")
	fresh.restore(b, "")
	alike(t, fresh.all("me"), want)
	if again, _ := fresh.written("me"); !bytes.Equal(again, b) {
		t.Error("what was restored is exported as other bytes")
	}
}

// wrong ends what is read with a checksum that doesn't match.
type wrong struct{}

func (wrong) Read([]byte) (int, error) {
	return 0, &ingest.DamagedError{Reason: "its checksum in the archive does not match", Integrity: analysis.BadCRC}
}

// Wherever an export breaks off, it is known for one, and what comes before is
// read: what was entered before the first original.
func TestACutExport(t *testing.T) {
	b, m := livedHouse(t).written("me")
	if _, err := open(b[:300]); err == nil || errors.Is(err, export.ErrNoExport) || !strings.Contains(err.Error(), "breaks off before anything") {
		t.Errorf("cut within its manifest: %v", err)
	}
	for _, share := range []int{10, 30, 60, 90, 99} {
		f, err := open(b[:len(b)*share/100])
		must(t, err)
		h := newHouse(t)
		done, left, receipts := h.restoreFrom(f)
		if done.Treatments != 3 || done.CheckIns != 2 || len(left)+len(done.Refused) != 0 || len(receipts) != len(m.Originals) {
			t.Errorf("%d %%: restored %+v, left out %v, %d answers", share, done, left, len(receipts))
		}
		lost := 0
		for _, r := range receipts {
			if r.Outcome == analysis.Failed {
				if lost++; !strings.HasPrefix(r.Reason, "the export breaks off before it; copy the file again") {
					t.Error(r.Reason)
				}
			}
		}
		if lost == 0 || share > 50 && lost == len(receipts) {
			t.Errorf("%d %%: %d of %d originals are lost", share, lost, len(receipts))
		}
	}
	for name, cut := range map[string][]byte{
		"another zip": packed(t, map[string][]byte{"activities.csv": {2}, "activities/1.fit": {1}})[:80],
		"a header":    []byte("PK\x03\x04"),
	} {
		if _, err := open(cut); !errors.Is(err, export.ErrNoExport) {
			t.Errorf("%s, cut: %v", name, err)
		}
	}
}

func TestAnExportUnpacked(t *testing.T) {
	old := livedHouse(t)
	b, m := old.written("me")
	folder := t.TempDir()
	if _, err := export.OpenFolder(folder); !errors.Is(err, export.ErrNoExport) {
		t.Errorf("an empty folder: %v", err)
	}
	for name, content := range contents(t, b) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, content, 0o600))
	}
	f, err := export.OpenFolder(folder)
	must(t, err)
	if f.Holds("run.fit") || f.Holds(filepath.Join("originals", "run.fit")) || !f.Holds("runs.csv") || !f.Holds("needled-export.json") ||
		!f.Holds(filepath.Join("originals", m.Originals[0].SHA256+".fit")) {
		t.Error("it should know its own files, and no others")
	}
	fresh := newHouse(t)
	fresh.restoreFrom(f)
	alike(t, fresh.all("me"), old.all("me"))

	// What lies elsewhere is not read, although a link leads there.
	outside := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(outside, []byte("{}"), 0o600))
	history := filepath.Join(folder, export.HistoryName)
	must(t, os.Remove(history))
	if os.Symlink(outside, history) != nil {
		t.Skip("no links here")
	}
	f, err = export.OpenFolder(folder)
	must(t, err)
	if _, _, err := f.History("", configs.DefaultProtocol()); err == nil || strings.Contains(err.Error(), "sha256") {
		t.Errorf("read through a link: %v", err)
	}
}

func TestTheManifestComesFirst(t *testing.T) {
	b, _ := livedHouse(t).written("me")
	if !strings.HasPrefix(string(b[30:]), export.ManifestName) {
		t.Errorf("the export begins with %q", b[:60])
	}
}
