package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

var now = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

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

func (h house) ingest(items ...ingest.Item) []analysis.Receipt {
	h.Helper()
	var receipts []analysis.Receipt
	if _, err := h.in.Ingest(h.Context(), ingest.Request{Runner: "me", Items: slices.Values(items)}, func(r analysis.Receipt) { receipts = append(receipts, r) }); err != nil {
		h.Fatal(err)
	}
	return receipts
}

// watch writes the demo's files and returns their folder.
func watch(t *testing.T) (folder string, story demo.Story) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "watch")
	story, err := demo.Write(folder, now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return folder, story
}

func item(name string, b []byte) ingest.Item {
	return ingest.Item{Path: name, Provenance: analysis.WatchFile, Size: int64(len(b)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func outcomes(receipts []analysis.Receipt) []analysis.Outcome {
	var all []analysis.Outcome
	for _, r := range receipts {
		all = append(all, r.Outcome)
	}
	return all
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// failing can be opened, and then not read.
type failing struct{}

func (failing) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "x", Err: fs.ErrPermission}
}
func (failing) Close() error { return nil }

func TestEveryItemGetsItsAnswerInOrder(t *testing.T) {
	h := newHouse(t)
	_, story := watch(t)
	run, other := read(t, story.Files[0]), read(t, story.Files[1])
	packed := zipped(t, other)

	receipts := h.ingest(
		item("a.fit", run),
		item("again.fit", run),
		item("picture.fit", []byte("\x89PNG\r\n\x1a\n …")),
		ingest.Item{Path: "gone.fit", Open: func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }},
		ingest.Item{Path: "closed.fit", Open: func() (io.ReadCloser, error) { return failing{}, nil }},
		item("notes.txt", []byte("hello")),
		item("not.fit.gz", []byte("hello")),
		item("cut.fit.gz", packed[:len(packed)*2/3]),
	)
	want := []analysis.Outcome{analysis.Added, analysis.Duplicate, analysis.Failed, analysis.Failed, analysis.Failed,
		analysis.Ignored, analysis.Failed, analysis.InPart}
	if got := outcomes(receipts); !slices.Equal(got, want) {
		t.Fatalf("outcomes %v, want %v", got, want)
	}
	for _, r := range receipts[1:] {
		if r.Reason == "" {
			t.Errorf("%s is %s without a reason", r.Path, r.Outcome)
		}
	}
	if !strings.Contains(receipts[4].Reason, "permission") {
		t.Errorf("an unreadable file: %q", receipts[4].Reason)
	}
	if r := receipts[7]; r.Run.Integrity == analysis.Intact {
		t.Error("a .gz that breaks off gave an intact run")
	}

	// The whole file later is the same run, and leads.
	whole := h.ingest(item("whole.fit.gz", packed))[0]
	if whole.Outcome != analysis.Merged || whole.Run.ID != receipts[7].Run.ID || whole.Run.Integrity != analysis.Intact {
		t.Errorf("the whole file after the cut one: %s, run %s, %s", whole.Outcome, whole.Run.ID, whole.Run.Integrity)
	}
}

// A .gz that is damaged in the middle does not break off: data goes on behind.
func TestADamagedGz(t *testing.T) {
	_, story := watch(t)
	run := read(t, story.Files[0])
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(run[:len(run)*2/3])
	second := 0 // where the block of the rest begins
	if err = errors.Join(err, z.Flush()); err == nil {
		second = packed.Len()
		_, err = z.Write(run[len(run)*2/3:])
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	whole := packed.Bytes()
	spoilt := func(at int, c byte) []byte {
		b := bytes.Clone(whole)
		b[at] = c
		return b
	}
	for name, tt := range map[string]struct {
		b         []byte
		says      string
		integrity analysis.Integrity
	}{
		"cut":            {whole[:len(whole)*2/3], "the gzip data breaks off; the file ends too early", analysis.Truncated},
		"damaged within": {spoilt(second, 0x07), "the gzip data is damaged; the file can be read only in part", analysis.Partial},
		"its checksum":   {spoilt(len(whole)-8, whole[len(whole)-8]^1), "the checksum of the gzip data does not match; the file's checksum", analysis.BadCRC},
	} {
		r := newHouse(t).ingest(item("run.fit.gz", tt.b))[0]
		if r.Outcome != analysis.InPart || !strings.HasPrefix(r.Reason, tt.says) || r.Run.Integrity != tt.integrity {
			t.Errorf("%s: %s, %q, %+v", name, r.Outcome, r.Reason, r.Run)
		}
	}
}

// Zeros behind a .gz, as copies made in whole blocks have them, are nothing;
// several parts are one file; anything else behind is damage.
func TestWhatFollowsInAGz(t *testing.T) {
	_, story := watch(t)
	run := read(t, story.Files[0])
	half := len(run) / 2
	for name, tt := range map[string]struct {
		b    []byte
		want analysis.Integrity
	}{
		"zeros":             {append(zipped(t, run), make([]byte, 512)...), analysis.Intact},
		"two parts":         {slices.Concat(zipped(t, run[:half]), zipped(t, run[half:]), make([]byte, 3)), analysis.Intact},
		"something else":    {append(zipped(t, run), "hello, who is there"...), analysis.Partial},
		"zeros, then more":  {append(append(zipped(t, run), make([]byte, 512)...), "hello, who is there"...), analysis.Partial},
		"the start of more": {append(zipped(t, run), zipped(t, run)[:6]...), analysis.Truncated},
	} {
		r := newHouse(t).ingest(item("run.fit.gz", tt.b))[0]
		if r.Run == nil || r.Run.Integrity != tt.want {
			t.Errorf("%s: %s, %q, %+v", name, r.Outcome, r.Reason, r.Run)
		}
	}
}

func TestIngestingTwiceChangesNothing(t *testing.T) {
	h := newHouse(t)
	folder, story := watch(t)
	for _, tr := range story.Treatments {
		tr.Runner = "me"
		if _, err := h.st.AddTreatment(t.Context(), tr); err != nil {
			t.Fatal(err)
		}
	}
	h.ingest(ingest.Find([]string{folder})...)
	before, err := h.st.Runs(t.Context(), "me", store.Filter{AllSports: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.ingest(ingest.Find([]string{folder})...) {
		if r.Outcome != analysis.Duplicate || r.Run == nil {
			t.Errorf("%s: %s, want a duplicate with its run", r.Path, r.Outcome)
		}
	}
	after, err := h.st.Runs(t.Context(), "me", store.Filter{AllSports: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != len(story.Files) || len(after) != len(before) {
		t.Fatalf("%d files, %d runs, then %d", len(story.Files), len(before), len(after))
	}
	for i := range before {
		if before[i].Run.ID != after[i].Run.ID || level(before[i].Verdict) != level(after[i].Verdict) {
			t.Errorf("run %s changed", before[i].Run.ID)
		}
	}
}

func level(v *analysis.Verdict) analysis.Level {
	if v == nil {
		return "none"
	}
	return v.Level
}

func TestADryRunKeepsNothing(t *testing.T) {
	h := newHouse(t)
	_, story := watch(t)
	var got []analysis.Receipt
	batch, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values(ingest.Find(story.Files[:3])), DryRun: true},
		func(r analysis.Receipt) { got = append(got, r) })
	if err != nil || batch != "" {
		t.Fatal(batch, err)
	}
	if want := []analysis.Outcome{analysis.Added, analysis.Added, analysis.Added}; !slices.Equal(outcomes(got), want) {
		t.Errorf("a dry run answers %v", outcomes(got))
	}
	if stats, err := h.st.Stats(t.Context()); err != nil || stats.Runs+stats.Originals != 0 {
		t.Errorf("a dry run kept %d runs and %d originals (%v)", stats.Runs, stats.Originals, err)
	}
}

// However far apart they lie, a dry run knows what it was given before.
func TestADryRunKnowsWhatCameBefore(t *testing.T) {
	h := newHouse(t)
	h.in.Decoders = []ingest.Decoder{nameless{}}
	var items []ingest.Item
	for i := range 100 {
		items = append(items, item(fmt.Sprint(i, ".fit"), []byte{byte('0' + i)}))
	}
	items = append(items, item("again.fit", []byte("0")), item("saved again.fit", []byte("0 in other bytes")))
	counts := map[analysis.Outcome]int{}
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values(items), Sport: analysis.Running, DryRun: true},
		func(r analysis.Receipt) { counts[r.Outcome]++ })
	if err != nil || counts[analysis.Added] != 100 || counts[analysis.Duplicate] != 1 || counts[analysis.Merged] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	h := newHouse(t)
	h.in.MaxBytes = 1 << 20
	packed := zipped(t, make([]byte, 2<<20)) // a small bomb
	for _, r := range h.ingest(item("plain.fit", make([]byte, 1<<20+1)), item("bomb.fit.gz", packed)) {
		if r.Outcome != analysis.Failed || !strings.Contains(r.Reason, "larger than 1 MiB") {
			t.Errorf("%s: %s, %q", r.Path, r.Outcome, r.Reason)
		}
	}
}

func TestWhatIsReportedIsKeptWhenStopped(t *testing.T) {
	h := newHouse(t)
	folder := filepath.Join(t.TempDir(), "many")
	if err := demo.Bulk(folder, demo.Load{Runs: 150, Records: 60, Until: now, Seed: 7}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	reported := map[string]bool{}
	_, err := h.in.Ingest(ctx, ingest.Request{Runner: "me", Items: slices.Values(ingest.Find([]string{folder}))}, func(r analysis.Receipt) {
		reported[r.Path] = true
		stop()
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a stopped ingest returned %v", err)
	}
	if len(reported) == 0 || len(reported) == 150 {
		t.Fatalf("%d of 150 were reported; the test means to stop in between", len(reported))
	}
	for _, r := range h.ingest(ingest.Find([]string{folder})...) {
		if reported[r.Path] && r.Outcome != analysis.Duplicate {
			t.Errorf("%s was reported before the stop, and is %s after it", r.Path, r.Outcome)
		}
	}
	if stats, _ := h.st.Stats(t.Context()); stats.Runs != 150 {
		t.Errorf("%d runs after the rerun, want 150", stats.Runs)
	}
}

// stopping is a store during whose first commit somebody stops the program.
type stopping struct {
	ingest.Store
	stop func()
}

func (s stopping) Record(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	receipts, err := s.Store.Record(ctx, runner, batch, filings)
	s.stop()
	return receipts, err
}

// What is kept is reported, to the last file, at whatever moment it is stopped.
func TestWhatIsKeptIsReportedWhenStopped(t *testing.T) {
	h := newHouse(t)
	folder := filepath.Join(t.TempDir(), "many")
	if err := demo.Bulk(folder, demo.Load{Runs: 150, Records: 60, Until: now, Seed: 7}); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{"0.fit": "no FIT", "1.fit": "nor this", "notes.txt": "hills"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	h.in.Store = stopping{h.st, stop}
	told := map[analysis.Outcome]int{}
	_, err := h.in.Ingest(ctx, ingest.Request{Runner: "me", Items: slices.Values(ingest.Find([]string{folder}))},
		func(r analysis.Receipt) { told[r.Outcome]++ })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a stopped ingest returned %v", err)
	}
	batches, err := h.st.Batches(t.Context(), "me")
	if err != nil || len(batches) != 1 || told[analysis.Failed] != 2 || !maps.Equal(batches[0].Outcomes, told) {
		t.Errorf("kept %+v, reported %v, %v", batches, told, err)
	}
}

func TestSportForThoseThatNameNone(t *testing.T) {
	h := newHouse(t)
	h.in.Decoders = []ingest.Decoder{nameless{}}
	if r := h.ingest(item("a.fit", []byte("1")))[0]; r.Outcome != analysis.InReview || !strings.Contains(r.Reason, "--sport") {
		t.Errorf("a track without a sport: %s, %q", r.Outcome, r.Reason)
	}
	var got analysis.Receipt
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values([]ingest.Item{item("b.fit", []byte("2"))}), Sport: analysis.Running},
		func(r analysis.Receipt) { got = r })
	if err != nil || got.Outcome != analysis.Added || got.Run.Sport != analysis.Running {
		t.Errorf("with --sport running: %+v, %v", got, err)
	}
}

// nameless decodes anything to an activity that names no sport; each byte
// string has a day of its own.
type nameless struct{}

func (nameless) Format() string         { return "fit" }
func (nameless) Recognises(string) bool { return true }
func (nameless) Sniff([]byte) error     { return nil }
func (nameless) Decode(b []byte) ([]ingest.Decoded, error) {
	return []ingest.Decoded{{Run: analysis.Run{Start: now.AddDate(0, 0, -int(b[0]-'0')), Integrity: analysis.Intact,
		DistanceM: new(5000.0), MovingS: new(1800.0), ElapsedS: new(1800.0)}}}, nil
}

// A track in UTC and the same saved in local time without a zone is one run,
// in either order.
func TestATrackSavedAgainWithoutZone(t *testing.T) {
	track := func(creator string, at time.Time, zone string) ingest.Item {
		var b strings.Builder
		fmt.Fprintf(&b, `<gpx version="1.1" creator="%s"><trk><type>running</type><trkseg>`, creator)
		for i := range 1800 {
			fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="13.4"><time>%s%s</time></trkpt>`, 52.5+2.7e-5*float64(i+i%90/4),
				at.Add(time.Duration(i)*time.Second).Format("2006-01-02T15:04:05"), zone)
		}
		return item(creator+".gpx", []byte(b.String()+`</trkseg></trk></gpx>`))
	}
	start := time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		h, merged := newHouse(t), 0
		for _, i := range order {
			it := []ingest.Item{track("Garmin Forerunner 245", start, "Z"), track("SportTracks 3", start.Add(2*time.Hour), "")}[i]
			if r := h.ingest(it)[0]; r.Outcome == analysis.Merged {
				merged++
			}
		}
		runs, err := h.st.Runs(t.Context(), "me", store.Filter{AllSports: true})
		if err != nil || merged != 1 || len(runs) != 1 || !runs[0].Run.Start.Equal(start) {
			t.Errorf("in order %v: %d merged, %d runs (%v)", order, merged, len(runs), err)
		}
	}
}

func TestFind(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b.fit", "sub/a.FIT", "sub/deeper/c.fit.gz"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(folder, "nowhere"), filepath.Join(folder, "z.fit")); err != nil {
		t.Skip("no links here:", err)
	}
	if err := os.Symlink(filepath.Join(folder, "sub"), filepath.Join(folder, "y")); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, i := range ingest.Find([]string{folder, filepath.Join(folder, "b.fit"), filepath.Join(folder, "missing")}) {
		rel, err := filepath.Rel(folder, i.Path)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, filepath.ToSlash(rel))
	}
	want := []string{"b.fit", "sub/a.FIT", "sub/deeper/c.fit.gz", "y", "z.fit", "b.fit", "missing"}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}
