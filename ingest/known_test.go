package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

const stravaHeader = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename\n"

// untyped is a GPX track that names no sport.
func untyped(start time.Time) []byte {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for s := range 1200 {
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="8"><ele>100</ele><time>%s</time></trkpt>`, 50+float64(s)*0.000025, start.Add(time.Duration(s)*time.Second).Format(time.RFC3339))
	}
	return []byte(b.String() + `</trkseg></trk></gpx>`)
}

func zipFile(t *testing.T, members map[string][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export_1.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, b := range members {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	return path
}

func (h house) find(sport analysis.Sport, paths ...string) []analysis.Receipt {
	h.Helper()
	var receipts []analysis.Receipt
	req := ingest.Request{Runner: "me", Items: all.Find(h.Context(), paths, nil), Sport: sport}
	if _, err := h.in.Ingest(h.Context(), req, func(r analysis.Receipt) { receipts = append(receipts, r) }); err != nil {
		h.Fatal(err)
	}
	return receipts
}

func (h house) runs() []analysis.Run {
	h.Helper()
	entries, err := h.st.Runs(h.Context(), "me", store.Filter{AllSports: true})
	if err != nil {
		h.Fatal(err)
	}
	var runs []analysis.Run
	for _, e := range entries {
		runs = append(runs, e.Run)
	}
	return runs
}

// The same bytes, as a file and in an export whose list names their sport and
// number, give the same history in both orders, and at once.
func TestBytesKnownAlreadyTellMore(t *testing.T) {
	track := untyped(now.AddDate(0, 0, -3))
	file := filepath.Join(t.TempDir(), "12.gpx")
	if err := os.WriteFile(file, track, 0o600); err != nil {
		t.Fatal(err)
	}
	export := zipFile(t, map[string][]byte{
		"activities.csv":    []byte(stravaHeader + `12,"Sep 28, 2026, 12:00:00 PM",x,Run,,1200,3.30,false,,activities/12.gpx` + "\n"),
		"activities/12.gpx": track,
	})
	for name, orders := range map[string][][]string{
		"the file first": {{file}, {export}}, "the export first": {{export}, {file}},
		"at once": {{file, export}}, "at once, the export first": {{export, file}}, "the export twice": {{file}, {export}, {export}, {file}},
	} {
		h := newHouse(t)
		for _, paths := range orders {
			h.find("", paths...)
		}
		runs := h.runs()
		if len(runs) != 1 || runs[0].Sport != analysis.Running || runs[0].Doubt != "" || runs[0].SourceID != "strava:12" || runs[0].Provenance != analysis.WatchFile {
			t.Errorf("%s: %+v", name, runs)
		}
	}
	h := newHouse(t)
	h.find("", file)
	r := h.find("", export)
	if i := slices.IndexFunc(r, func(r analysis.Receipt) bool { return r.Member == "activities/12.gpx" }); r[i].Outcome != analysis.Duplicate ||
		r[i].Reason != "known already; its sport is known now: running" || r[i].Run.Doubt != "" {
		t.Errorf("answered %+v", r[i])
	}
}

func TestAPersonNamesTheSportOfAFileKnownAlready(t *testing.T) {
	file := filepath.Join(t.TempDir(), "nosport.gpx")
	if err := os.WriteFile(file, untyped(now.AddDate(0, 0, -3)), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	if r := h.find("", file)[0]; r.Outcome != analysis.InReview {
		t.Fatalf("%+v", r)
	}
	if r := h.find(analysis.Running, file)[0]; r.Outcome != analysis.Duplicate || r.Run.Sport != analysis.Running || r.Run.Doubt != "" {
		t.Errorf("%+v", r)
	}
	if r := h.find(analysis.Walking, file)[0]; r.Run.Sport != analysis.Running {
		t.Errorf("what is known is not overruled: %+v", r.Run)
	}
}

// A sport whose name needled doesn't know is told by that name, whoever names
// it; a person's word and a name that is known settle it.
func TestASportOfAnotherName(t *testing.T) {
	const reason = "it names a sport needled doesn't know: Gummitwist; say which it was with --sport"
	track := untyped(now.AddDate(0, 0, -3))
	list := func(sport string) string {
		return zipFile(t, map[string][]byte{
			"activities.csv":    []byte(stravaHeader + `12,"Sep 28, 2026, 12:00:00 PM",x,` + sport + `,,1200,3.30,false,,activities/12.gpx` + "\n"),
			"activities/12.gpx": track,
		})
	}
	typed := filepath.Join(t.TempDir(), "typed.gpx")
	if err := os.WriteFile(typed, bytes.Replace(track, []byte("<trk>"), []byte("<trk><type>Gummitwist</type>"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"the list": list("Gummitwist"), "the track": typed} {
		h := newHouse(t)
		h.find("", path)
		if runs := h.runs(); len(runs) != 1 || runs[0].Doubt != reason {
			t.Errorf("of what %s names it says %+v", name, runs)
		}
		h.find(analysis.Running, path)
		if runs := h.runs(); len(runs) != 1 || runs[0].Sport != analysis.Running || runs[0].SubSport != "" || runs[0].Doubt != "" {
			t.Errorf("with --sport, of what %s names, %+v", name, runs)
		}
	}
	h := newHouse(t)
	h.find("", list("Gummitwist"))
	h.find("", list("Run"))
	if runs := h.runs(); len(runs) != 1 || runs[0].Sport != analysis.Running || runs[0].Doubt != "" {
		t.Errorf("once a list names one that is known: %+v", runs)
	}
}

// An entry made by hand whose start was edited at Strava between two exports
// is one run, whichever export comes first.
func TestAnEntryEditedBetweenTwoExports(t *testing.T) {
	row := func(date string) string {
		return zipFile(t, map[string][]byte{"activities.csv": []byte(stravaHeader + `77,"` + date + `",x,Run,,1800,5.00,false,,` + "\n")})
	}
	may, june := row("Sep 3, 2026, 7:00:00 AM"), row("Sep 5, 2026, 7:00:00 AM")
	var starts []time.Time
	for _, order := range [][]string{{may, june}, {june, may}} {
		h := newHouse(t)
		for _, export := range order {
			h.find("", export)
		}
		runs := h.runs()
		if len(runs) != 1 {
			t.Fatalf("%d runs", len(runs))
		}
		starts = append(starts, runs[0].Start)
	}
	if starts[0] != starts[1] {
		t.Errorf("the run starts at %v, depending on the order", starts)
	}
}
