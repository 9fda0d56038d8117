package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
)

// ownExport is an export of needled with one original, and its table of runs,
// which looks like a list of activities in a language nobody knows.
func ownExport(t *testing.T, folder string) []byte {
	t.Helper()
	run := watchFile(t)
	original := "originals/" + analysis.SumOf(run).String() + ".fit"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range [][2]string{
		{"README.txt", "What needled keeps of one runner."}, {"history.json", "{}"},
		{"runs.csv", "id,start_utc,utc_offset_s,sport,sub_sport,distance_m,moving_s,elapsed_s,ascent_m,descent_m,avg_hr_bpm,originals\n" +
			"r1,2026-03-01T08:00:00Z,,running,,10000,3600,3600,,,," + original + "\n" + "r2,2026-03-02T08:00:00Z,,running,,9000,3600,3600,,,,\n"},
		{"treatments.csv", "id,at,muscles,intensity,class,cpt,caps,note\n"}, {"checkins.csv", "id,at\n"}, {"verdicts.jsonl", ""},
		{original, string(run)}, {"needled-export.json", "{}"},
	} {
		w, err := z.Create(folder + m[0])
		if err == nil {
			_, err = w.Write([]byte(m[1]))
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

// needled's own export brings back its originals wherever it is met, nothing
// else is made of it, and what it takes to have the rest is said.
func TestNeedledsOwnExportMetByAWalk(t *testing.T) {
	write := func(name string, b []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := ownExport(t, "")
	cut := whole[:bytes.LastIndex(whole, []byte("PK\x03\x04"))] // the manifest comes last
	var outer bytes.Buffer
	z := zip.NewWriter(&outer)
	w, err := z.Create("backup/needled.zip")
	if err == nil {
		_, err = w.Write(whole)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	unpacked := filepath.Join(t.TempDir(), "needled")
	unpack(t, write("needled.zip", whole), unpacked)

	for name, tt := range map[string]struct {
		path           string
		beside, failed int
	}{
		"found in a folder":       {filepath.Dir(write("needled.zip", whole)), 7, 0},
		"in a folder it has":      {write("needled.zip", ownExport(t, "needled/")), 7, 0},
		"in an archive":           {write("outer.zip", outer.Bytes()), 7, 0},
		"unpacked":                {unpacked, 7, 0},
		"cut off before its list": {write("cut.zip", cut), 6, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := newHouse(t).ingest(tt.path)
			want := map[analysis.Outcome]int{analysis.Added: 1, analysis.Ignored: tt.beside}
			if tt.failed > 0 {
				want[analysis.Failed] = tt.failed
			}
			if diff := cmp.Diff(want, got.count()); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
			for _, r := range got {
				if r.Outcome == analysis.Ignored && !strings.Contains(r.Reason, "give the whole .zip file by name") {
					t.Errorf("%s%s: %q", r.Path, r.Member, r.Reason)
				}
				if r.Run != nil && r.Run.Provenance != analysis.RunnerExport {
					t.Errorf("%s%s is %s", r.Path, r.Member, r.Run.Provenance)
				}
			}
		})
	}
}
