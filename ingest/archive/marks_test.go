package archive_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/cmd/needled/demo"
)

// What was taken from an archive is known by the archive's table of contents:
// the second time its members are not even read.
func TestTheSecondTimeMembersAreNotRead(t *testing.T) {
	for name, write := range map[string]func(demo.Export) (string, demo.Contents){
		"strava": func(e demo.Export) (string, demo.Contents) { return written(t, "strava.zip", e.Strava) },
		"garmin": func(e demo.Export) (string, demo.Contents) { return written(t, "garmin.zip", e.Garmin) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			file, made := write(demo.Export{Load: load(10), Language: "en", Year: 2026, Packing: zip.Store})
			first := h.ingest(file).count()
			if first[analysis.Added]+first[analysis.InReview] != made.Tracks() {
				t.Fatalf("the first time: %v", first)
			}
			// The same archive elsewhere, its tracks blotted out.
			again := filepath.Join(t.TempDir(), "copy.zip")
			if err := os.WriteFile(again, blotted(t, file), 0o600); err != nil {
				t.Fatal(err)
			}
			want := map[analysis.Outcome]int{analysis.Duplicate: made.Tracks(), analysis.Ignored: made.Beside + made.OtherFIT}
			second := h.ingest(again)
			if diff := cmp.Diff(want, second.count()); diff != "" {
				t.Fatalf("the second time (-want +got)\n%s", diff)
			}
			for _, r := range second {
				if r.Outcome == analysis.Duplicate && (r.Run == nil || r.Sum == nil) {
					t.Errorf("%s is a duplicate without its run", r.Member)
				}
			}
			// What was taken back is read again, and then it shows.
			if _, err := h.st.UndoBatch(t.Context(), "me", "b1", now); err != nil {
				t.Fatal(err)
			}
			if n := h.ingest(again).count()[analysis.Failed]; n != made.Tracks() {
				t.Errorf("after undoing %d of %d are read", n, made.Tracks())
			}
		})
	}
}

// blotted is a zip whose FIT, GPX and TCX data is overwritten; its tables of
// contents, and those of archives within it, are not.
func blotted(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		data := b[at : at+int64(f.CompressedSize64)]
		switch filepath.Ext(f.Name) {
		case ".gz", ".gpx":
			if filepath.Dir(f.Name) == "activities" {
				blot(data)
			}
		case ".zip":
			inner, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inner.File {
				if at, err := m.DataOffset(); err == nil && m.UncompressedSize64 > 500 { // the settings stay
					blot(data[at : at+int64(m.CompressedSize64)])
				}
			}
		}
	}
	return b
}

func blot(b []byte) {
	for i := range b {
		b[i] = 'x'
	}
}

// Only a member that was read whole is known by its mark.
func TestADamagedMemberIsReadAgain(t *testing.T) {
	h := newHouse(t)
	whole, _ := written(t, "strava.zip", demo.Export{Load: load(1), Language: "en", Year: 2026, Packing: zip.Store}.Strava)
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "damaged.zip")
	bad := bytes.Clone(b)
	at := bytes.Index(b, []byte("activities/9100000000.fit.gz")) + 700
	blot(bad[at : at+20])
	if err := os.WriteFile(damaged, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := h.ingest(damaged).of(t, "9100000000.fit.gz"); r.Outcome == analysis.Added || r.Outcome == analysis.Duplicate {
		t.Fatalf("a damaged track is %s", r.Outcome)
	}
	// The table of contents is the same; the whole track is taken all the same.
	r := h.ingest(whole).of(t, "9100000000.fit.gz")
	if r.Outcome != analysis.Added && r.Outcome != analysis.Merged || r.Run.Integrity != analysis.Intact {
		t.Errorf("the whole track is %s: %s", r.Outcome, r.Reason)
	}
}
