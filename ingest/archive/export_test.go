package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// A house is a store and what fills it.
type house struct {
	*testing.T
	in *ingest.Ingester
	st *store.Store
}

func newHouse(t *testing.T) house {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "needled.db"), store.Options{Protocol: configs.DefaultProtocol()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return house{t, &ingest.Ingester{Store: st, Decoders: all.Decoders(), Protocol: configs.DefaultProtocol(), Now: func() time.Time { return now }}, st}
}

// answers are the receipts of an ingest of one path.
type answers []analysis.Receipt

func (h house) ingest(paths ...string) answers {
	h.Helper()
	var receipts answers
	_, err := h.in.Ingest(h.Context(), ingest.Request{Runner: "me", Items: all.Find(h.Context(), paths, nil)},
		func(r analysis.Receipt) { receipts = append(receipts, r) })
	if err != nil {
		h.Fatal(err)
	}
	return receipts
}

func (a answers) count() map[analysis.Outcome]int {
	counts := map[analysis.Outcome]int{}
	for _, r := range a {
		counts[r.Outcome]++
	}
	return counts
}

// reasons are the reasons given, by the name of the file alone.
func (a answers) reasons() map[string]string {
	reasons := map[string]string{}
	for _, r := range a {
		reasons[path.Base(filepath.ToSlash(r.Path+r.Member))] = r.Reason
	}
	return reasons
}

// of is the answer to a member by the end of its name.
func (a answers) of(t *testing.T, ending string) analysis.Receipt {
	t.Helper()
	for _, r := range a {
		if strings.HasSuffix(r.Member, ending) || r.Member == "" && strings.HasSuffix(r.Path, ending) {
			return r
		}
	}
	t.Fatalf("no answer to %s", ending)
	return analysis.Receipt{}
}

// written is an export in a file.
func written(t testing.TB, name string, write func(io.Writer) (demo.Contents, error)) (string, demo.Contents) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	contents, err := write(f)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return file, contents
}

func load(runs int) demo.Load { return demo.Load{Runs: runs, Records: 90, Until: now, Seed: 3} }

func TestStravaInEveryLanguageAndAge(t *testing.T) {
	for _, tt := range []struct {
		name   string
		export demo.Export
	}{
		{"English 2019", demo.Export{Language: "en", Year: 2019}},
		{"English 2020", demo.Export{Language: "en", Year: 2020, Packing: zip.Deflate}},
		{"English 2026", demo.Export{Language: "en", Year: 2026, Packing: zip.Deflate}},
		{"German 2019", demo.Export{Language: "de", Year: 2019, Packing: zip.Deflate}},
		{"German 2020", demo.Export{Language: "de", Year: 2020, Packing: zip.Deflate}},
		{"French 2019", demo.Export{Language: "fr", Year: 2019, Packing: zip.Deflate}},
		{"French 2020", demo.Export{Language: "fr", Year: 2020, Packing: zip.Deflate}},
		{"German", demo.Export{Language: "de", Year: 2026, Packing: zip.Deflate}},
		{"French", demo.Export{Language: "fr", Year: 2026, Packing: zip.Deflate}},
		{"in a folder", demo.Export{Language: "en", Year: 2026, Folder: "export_12345/"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			tt.export.Load, tt.export.Manual = load(20), 3
			file, made := written(t, "export_12345.zip", tt.export.Strava)
			got := h.ingest(file)
			want := map[analysis.Outcome]int{analysis.Added: made.Tracks() + made.Manual, analysis.Ignored: made.Beside}
			if diff := cmp.Diff(want, got.count()); diff != "" {
				t.Fatalf("(-made +taken)\n%s", diff)
			}
			formats, sports := map[string]int{}, map[analysis.Sport]int{}
			for _, r := range got {
				if r.Run != nil {
					formats[r.Run.Format]++
					sports[r.Run.Sport]++
					if r.Run.Provenance != analysis.RunnerExport {
						t.Errorf("%s is %s", r.Member, r.Run.Provenance)
					}
				}
			}
			if diff := cmp.Diff(map[string]int{"fit": made.FIT, "gpx": made.GPX, "tcx": made.TCX, "csv": made.Manual}, formats); diff != "" {
				t.Errorf("(-made +taken)\n%s", diff)
			}
			// The GPX files name no sport; the list knows it.
			if sports[analysis.Running] != made.Tracks()+made.Manual {
				t.Errorf("sports %v", sports)
			}
			manual := got.of(t, "/9000000001.csv").Run
			if !strings.Contains(manual.Note, "by hand") || manual.DistanceM == nil || *manual.DistanceM < 150 || *manual.DistanceM > 400 ||
				manual.Start.After(now.AddDate(-9, 0, 0)) || manual.ElapsedS == nil || manual.Device != "" {
				t.Errorf("a manual entry reads as %+v", manual)
			}
			if r := got.of(t, "activities.csv"); r.Outcome != analysis.Ignored || !strings.Contains(r.Reason, "used: Strava's list of activities") {
				t.Errorf("the list: %s, %q", r.Outcome, r.Reason)
			}
			if r := got.of(t, "routes/1.gpx"); !strings.Contains(r.Reason, "planned route") {
				t.Errorf("a route: %q", r.Reason)
			}
			if tt.export.Year != 2026 {
				return
			}
			again := h.ingest(file)
			want = map[analysis.Outcome]int{analysis.Duplicate: made.Tracks() + made.Manual, analysis.Ignored: made.Beside}
			if diff := cmp.Diff(want, again.count()); diff != "" {
				t.Errorf("the second time (-want +got)\n%s", diff)
			}
		})
	}
}

// Many systems unpack a zip as it is downloaded.
func TestAnUnpackedStravaExport(t *testing.T) {
	export := demo.Export{Load: load(10), Language: "en", Year: 2026, Manual: 2}
	file, made := written(t, "export.zip", export.Strava)
	folder := filepath.Join(t.TempDir(), "export_12345")
	unpack(t, file, folder)

	h := newHouse(t)
	got := h.ingest(folder)
	// The planned route has no time, which its decoder tells.
	want := map[analysis.Outcome]int{analysis.Added: made.Tracks() + made.Manual, analysis.Ignored: made.Beside}
	if diff := cmp.Diff(want, got.count()); diff != "" {
		t.Fatalf("(-made +taken)\n%s", diff)
	}
	for _, r := range got {
		if r.Run != nil && (r.Run.Sport != analysis.Running || r.Run.Provenance != analysis.RunnerExport) {
			t.Errorf("%s is %s from %s", r.Path, r.Run.Sport, r.Run.Provenance)
		}
	}
	// The archive adds nothing to the folder.
	want = map[analysis.Outcome]int{analysis.Duplicate: made.Tracks() + made.Manual, analysis.Ignored: made.Beside}
	if diff := cmp.Diff(want, h.ingest(file).count()); diff != "" {
		t.Errorf("the archive after the folder (-want +got)\n%s", diff)
	}
}

// Several exports in one archive are each told by the list in their folder; a
// second list of the same name counts, too.
func TestSeveralListsInOneArchive(t *testing.T) {
	list := func(id int, month string) string {
		return fmt.Sprintf("Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename\n"+
			"%[1]d1,\"%[2]s 1, 2024, 6:00:00 PM\",by hand,Run,,1800,5.0,,,\n"+
			"%[1]d2,\"%[2]s 2, 2024, 6:00:00 PM\",tracked,Run,,1800,5.0,,,activities/2.gpx\n"+
			"%[1]d3,\"%[2]s 3, 2024, 6:00:00 PM\",lost,Run,,1800,5.0,,,activities/3.gpx\n", id, month)
	}
	track := func(date string) string {
		return `<gpx version="1.1" creator="x"><trk><trkseg><trkpt lat="1" lon="2"><time>` + date + `T18:00:00Z</time></trkpt>` +
			`<trkpt lat="1.001" lon="2"><time>` + date + `T18:01:00Z</time></trkpt></trkseg></trk></gpx>`
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range [][2]string{
		{"one/activities.csv", list(1, "May")}, {"one/activities/2.gpx", track("2024-05-02")}, {"one/activities/3.gpx", track("2024-05-03")},
		{"two/activities.csv", list(2, "Jun")}, {"two/activities/2.gpx", track("2024-06-02")}, // and no 3.gpx
		{"two/activities.csv", list(3, "Jul")}, // the tracks are told by the first one
	} {
		w, err := z.Create(m[0])
		if err == nil {
			_, err = io.WriteString(w, m[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "export.zip")
	if err := errors.Join(z.Close(), os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	days := map[string]analysis.Sport{}
	for _, r := range newHouse(t).ingest(file) {
		if r.Run != nil {
			days[r.Run.Start.Format("2 Jan")+" "+r.Run.Format] = r.Run.Sport
		}
	}
	want := map[string]analysis.Sport{
		"1 May csv": analysis.Running, "2 May gpx": analysis.Running, "3 May gpx": analysis.Running,
		"1 Jun csv": analysis.Running, "2 Jun gpx": analysis.Running, "3 Jun csv": analysis.Running,
		"1 Jul csv": analysis.Running, "2 Jul csv": analysis.Running, "3 Jul csv": analysis.Running,
	}
	if diff := cmp.Diff(want, days); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// unpack writes a zip made here into a folder.
func unpack(t *testing.T, file, folder string) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if err := os.CopyFS(folder, z); err != nil {
		t.Fatal(err)
	}
}

// The tracks that an export lost are kept from its list, and give way when
// they turn up.
func TestStravaWithoutSomeTracks(t *testing.T) {
	export := demo.Export{Load: load(5), Language: "en", Year: 2026}
	whole, made := written(t, "export.zip", export.Strava)
	part := filepath.Join(t.TempDir(), "part.zip")
	repack(t, whole, part, func(name string) bool { return name != "activities/9100000000.fit.gz" })

	h := newHouse(t)
	got := h.ingest(part)
	if n := got.count()[analysis.Added]; n != made.Tracks() {
		t.Fatalf("%d added, want %d", n, made.Tracks())
	}
	kept := got.of(t, "9100000000.csv").Run
	if kept.Format != "csv" || !strings.Contains(kept.Note, "lacks the recording") {
		t.Errorf("kept as %s: %q", kept.Format, kept.Note)
	}
	r := h.ingest(whole).of(t, "9100000000.fit.gz")
	if r.Outcome != analysis.Merged || r.Run.ID != kept.ID || r.Run.Format != "fit" {
		t.Errorf("the track that turned up is %s, run %s led by %s", r.Outcome, r.Run.ID, r.Run.Format)
	}
}

// repack copies members of a zip to another.
func repack(t *testing.T, from, to string, keep func(name string) bool) {
	t.Helper()
	z, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		if keep(f.Name) {
			if err := out.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(out.Close(), os.WriteFile(to, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestGarmin(t *testing.T) {
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		h := newHouse(t)
		export := demo.Export{Load: load(20), Packing: method}
		file, made := written(t, "garmin.zip", export.Garmin)
		got := h.ingest(file)
		// Tracks that name no sport stay in review: here nothing else tells it.
		want := map[analysis.Outcome]int{analysis.Added: made.FIT + made.TCX, analysis.InReview: made.GPX, analysis.Ignored: made.OtherFIT + made.Beside}
		if diff := cmp.Diff(want, got.count()); diff != "" {
			t.Fatalf("(-made +taken)\n%s", diff)
		}
		settings := 0
		for _, r := range got {
			if strings.Contains(r.Reason, "settings") {
				settings++
			}
			if r.Run != nil && r.Run.Provenance != analysis.RunnerExport {
				t.Errorf("%s is %s", r.Member, r.Run.Provenance)
			}
		}
		if settings != made.OtherFIT {
			t.Errorf("%d files of other kinds are named, of %d", settings, made.OtherFIT)
		}
		if r := got.of(t, "summarizedActivities.json"); r.Reason != "not named as an activity file" {
			t.Errorf("a list beside: %q", r.Reason)
		}
		if r := got.of(t, "_9100000000.fit"); !strings.HasPrefix(r.Member, "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip/") {
			t.Errorf("a member of a zip in the zip is named %q", r.Member)
		}
	}
}

// Apple's routes name no sport; its record does. What it tells of workouts
// without a route is counted.
func TestApple(t *testing.T) {
	for _, language := range []string{"en", "de", "fr"} {
		h := newHouse(t)
		export := demo.Export{Load: load(10), Language: language, Packing: zip.Deflate, Manual: 3}
		file, made := written(t, "export.zip", export.Apple)
		got := h.ingest(file)
		want := map[analysis.Outcome]int{analysis.Added: made.GPX, analysis.Ignored: made.Beside}
		if diff := cmp.Diff(want, got.count()); diff != "" {
			t.Fatalf("(-made +taken)\n%s", diff)
		}
		told := 0
		for _, r := range got {
			if strings.Contains(r.Reason, "3 of 13, among them 3 runs, which no verdict knows of") {
				told++
			}
			if r.Run != nil && (r.Run.Provenance != analysis.RunnerExport || r.Run.Sport != analysis.Running) {
				t.Errorf("%s is %s from %s", r.Member, r.Run.Sport, r.Run.Provenance)
			}
		}
		if told != made.NoRoute/3 {
			t.Errorf("%s: what is left out is told %d times", language, told)
		}
	}
}

// Unpacked it tells the same, also where its folder has another name by now.
func TestAnUnpackedAppleExport(t *testing.T) {
	for _, language := range []string{"en", "de"} {
		export := demo.Export{Load: load(10), Language: language, Packing: zip.Deflate, Manual: 3}
		file, made := written(t, "export.zip", export.Apple)
		folder := t.TempDir()
		unpack(t, file, folder)
		renamed := filepath.Join(folder, "health of 2026")
		for i, from := range []string{folder, renamed} {
			if from == renamed {
				if err := os.Rename(filepath.Join(folder, "apple_health_export"), renamed); err != nil {
					t.Fatal(err)
				}
			}
			h := newHouse(t)
			got := h.ingest(from)
			want := map[analysis.Outcome]int{analysis.Added: made.GPX, analysis.Ignored: made.Beside}
			if diff := cmp.Diff(want, got.count()); diff != "" {
				t.Fatalf("%s, folder %d (-made +taken)\n%s", language, i, diff)
			}
			asZip := newHouse(t).ingest(file)
			for _, r := range got {
				if r.Run != nil && (r.Run.Provenance != analysis.RunnerExport || r.Run.Sport != analysis.Running) {
					t.Errorf("%s is %s from %s", r.Path, r.Run.Sport, r.Run.Provenance)
				}
			}
			if diff := cmp.Diff(asZip.reasons(), got.reasons()); diff != "" {
				t.Errorf("%s, folder %d: other answers than the zip's (-zip +folder)\n%s", language, i, diff)
			}
			want = map[analysis.Outcome]int{analysis.Duplicate: made.GPX, analysis.Ignored: made.Beside}
			if diff := cmp.Diff(want, h.ingest(file).count()); diff != "" {
				t.Errorf("the archive after the folder (-want +got)\n%s", diff)
			}
		}
	}
}

// A single activity as Garmin Connect hands it out is an export; a zip of
// watch files is not.
func TestProvenanceOfSmallZips(t *testing.T) {
	run := watchFile(t)
	for name, want := range map[string]analysis.Provenance{
		"12345678901_ACTIVITY.fit": analysis.RunnerExport, "GARMIN/Activity/A1.FIT": analysis.WatchFile,
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(run)
		}
		file := filepath.Join(t.TempDir(), "a.zip")
		if err = errors.Join(err, z.Close(), os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		if r := newHouse(t).ingest(file)[0]; r.Outcome != analysis.Added || r.Run.Provenance != want {
			t.Errorf("%s: %s from %s", name, r.Outcome, r.Run.Provenance)
		}
	}
}

// watchFile is a run as a watch writes it.
func watchFile(t *testing.T) []byte {
	t.Helper()
	folder := t.TempDir()
	if err := demo.Bulk(folder, load(1)); err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.fit"))
	b, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Files of one name and other content are two.
func TestSameNameOtherContent(t *testing.T) {
	folder := t.TempDir()
	if err := demo.Bulk(folder, load(2)); err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.fit"))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, from := range []string{paths[0], paths[1], paths[0]} {
		w, err := z.Create("activity.fit")
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(from)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "same.zip")
	if err := errors.Join(z.Close(), os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	want := map[analysis.Outcome]int{analysis.Added: 2, analysis.Duplicate: 1}
	if diff := cmp.Diff(want, newHouse(t).ingest(file).count()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A list that breaks off serves as far as it goes, which is said.
func TestADamagedList(t *testing.T) {
	export := demo.Export{Load: load(30), Language: "en", Year: 2026, Packing: zip.Store, Manual: 1}
	whole, made := written(t, "export.zip", export.Strava)
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(b, []byte("9000000000,")) // the last row
	b[at-5] ^= 1
	file := filepath.Join(t.TempDir(), "export.zip")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	got := newHouse(t).ingest(file)
	if r := got.of(t, "activities.csv"); r.Outcome != analysis.Failed || !strings.Contains(r.Reason, "only in part: its checksum") {
		t.Errorf("the list is %s: %s", r.Outcome, r.Reason)
	}
	if n := got.count()[analysis.Added]; n != made.Tracks()+made.Manual {
		t.Errorf("%d added of %d", n, made.Tracks()+made.Manual)
	}
}

// The answers come in the order of the archive, whatever is read ahead.
func TestAnswersComeInOrder(t *testing.T) {
	export := demo.Export{Load: load(120), Packing: zip.Deflate, Language: "en", Year: 2026}
	file, _ := written(t, "export.zip", export.Strava)
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var want, got []string
	for _, f := range z.File {
		want = append(want, f.Name)
	}
	for _, r := range newHouse(t).ingest(file) {
		got = append(got, r.Member)
	}
	if !slices.Equal(got, want) {
		t.Errorf("answers for %q", got)
	}
}

// Everything that is wrong with an export at once, and the rest goes in.
func TestTheRestOfADamagedExportGoesIn(t *testing.T) {
	h := newHouse(t)
	export := demo.Export{Load: load(15), Packing: zip.Deflate, Language: "de", Year: 2026, Manual: 2}
	file, made := written(t, "export.zip", export.Strava)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.zip")
	at := bytes.Index(b, []byte("activities/9100000010"))
	if err := os.WriteFile(cut, b[:at+500], 0o600); err != nil {
		t.Fatal(err)
	}
	got := h.ingest(cut, file)
	counts := got.count()
	if counts[analysis.Failed] == 0 || got.of(t, "cut.zip").Outcome != analysis.Failed {
		t.Errorf("nothing is said of the cut: %v", counts)
	}
	runs, err := h.st.Runs(t.Context(), "me", store.Filter{AllSports: true})
	if err != nil || len(runs) != made.Tracks()+made.Manual {
		t.Errorf("%d runs of %d (%v): %v", len(runs), made.Tracks()+made.Manual, err, counts)
	}
	before := 0
	for _, r := range got {
		if r.Path == cut && r.Outcome == analysis.Added || r.Outcome == analysis.InReview {
			before++
		}
	}
	if before < 10 {
		t.Errorf("%d runs were taken from the cut archive, want those 10 before the cut: %v", before, slices.Sorted(maps.Keys(counts)))
	}
}

// Progress is told of as many items as come.
func TestFound(t *testing.T) {
	strava, _ := written(t, "strava.zip", demo.Export{Load: load(7), Language: "en", Year: 2026, Manual: 2}.Strava)
	garmin, _ := written(t, "garmin.zip", demo.Export{Load: load(7), Packing: zip.Deflate}.Garmin)
	broken := filepath.Join(t.TempDir(), "broken.zip")
	if err := os.WriteFile(broken, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, paths := range [][]string{{strava}, {garmin}, {broken}, {strava, garmin, broken, "missing.fit"}} {
		total, items := 0, 0
		for range all.Find(t.Context(), paths, func(n int) { total += n }) {
			items++
		}
		if total != items {
			t.Errorf("%s: told of %d, %d came", fmt.Sprint(paths), total, items)
		}
	}
}
