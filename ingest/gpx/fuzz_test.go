package gpx_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"needled/ingest"
	"needled/ingest/gpx"
)

// FuzzDecode: whatever the bytes, the decoder gives sound activities or says
// why not, and a file sniffed as none gives none.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(document(trk("running", line(0, 60, 0, 200), line(180, 240, 250, 450)))))
	f.Add([]byte(document(trk("9", line(0, 60, 0, 200)) + trk("", line(40, 90, 0, 200)) + "<wpt/><rte/>")))
	f.Add([]byte(document(trk("run", seg(pt(clock(0), 0, "<speed>3</speed><extensions><distance>1</distance><hr>99</hr></extensions>"), pt(clock(1), 3))))))
	f.Add([]byte("\xff\xfe<\x00g\x00p\x00x\x00>\x00"))
	f.Add([]byte(`<?xml version="1.1" encoding="gbk"?><!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;&#1;<trk></gpx>`))
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(shipped(f)[0]), "*.gpx"))
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 8<<10)])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := gpx.New().Decode(b)
		var ignored *ingest.IgnoredError
		var failed *ingest.FailedError
		switch {
		case err == nil && len(all) == 0:
			t.Fatal("neither an activity nor an error")
		case err != nil && !errors.As(err, &ignored) && !errors.As(err, &failed):
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, d := range all {
			if flaw := flawOf(d); flaw != "" {
				t.Fatal(flaw)
			}
		}
		if sniffed := gpx.New().Sniff(b); sniffed != nil && (err == nil || err.Error() != sniffed.Error()) {
			t.Fatalf("sniffed as %v, decoded as %d activities, %v", sniffed, len(all), err)
		}
	})
}
