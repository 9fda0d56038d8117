package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/daemon/export"
	"needled/daemon/store"
	"needled/ingest/all"
)

// alike compares what is kept, the zones by their names.
func alike(t testing.TB, got, want store.Lasting) {
	t.Helper()
	zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, got, zones, cmpopts.IgnoreUnexported(store.Lasting{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func TestThereAndBack(t *testing.T) {
	old := livedHouse(t)
	b, m := old.written("me")
	if m.Counts.Runs == 0 || m.Counts.Verdicts == 0 || m.Counts.Treatments != 3 || m.Counts.CheckIns != 2 || m.Counts.Words != 2 {
		t.Fatalf("wrote %+v", m.Counts)
	}
	if again, _ := old.written("me"); !bytes.Equal(again, b) {
		t.Error("the same store gives other bytes")
	}

	fresh := newHouse(t)
	done, left, receipts := fresh.restore(b, "")
	if done.Treatments != 3 || done.CheckIns != 2 || done.Words != 2 || len(done.Refused)+len(left) != 0 {
		t.Errorf("restored %+v, left out %v", done, left)
	}
	for _, r := range receipts {
		if r.Outcome == analysis.Failed || r.Outcome == analysis.Ignored {
			t.Errorf("%s %s: %s", r.Path, r.Outcome, r.Reason)
		}
	}
	alike(t, fresh.all("me"), old.all("me"))
	if again, _ := fresh.written("me"); !bytes.Equal(again, b) {
		t.Error("what was restored is exported as other bytes")
	}

	// Once more adds nothing.
	done, _, receipts = fresh.restore(b, "")
	if done.Treatments+done.CheckIns+done.Words+len(done.Refused) != 0 || done.Known != 7 {
		t.Errorf("restored again: %+v", done)
	}
	for _, r := range receipts {
		if r.Outcome != analysis.Duplicate {
			t.Errorf("again: %s %s", r.Outcome, r.Reason)
		}
	}
	alike(t, fresh.all("me"), old.all("me"))
	if next, err := fresh.AddTreatment(t.Context(), analysis.Treatment{Runner: "me", At: now}); err != nil || next.ID != "t5" {
		t.Errorf("the next treatment is %s, %v; t4 was given", next.ID, err)
	}
}

// What came in the exports of services comes back as well: names inside
// archives, what a list says of a track's sport, activities entered by hand.
func TestThereAndBackOfServices(t *testing.T) {
	e := demo.Export{Load: demo.Load{Runs: 20, Records: 60, Until: now}, Language: "de", Year: 2026, Manual: 3, Packing: zip.Deflate}
	for name, write := range map[string]func(io.Writer) (demo.Contents, error){"strava": e.Strava, "garmin": e.Garmin, "apple": e.Apple} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name+".zip")
			file, err := os.Create(path)
			must(t, err)
			_, err = write(file)
			must(t, errors.Join(err, file.Close()))

			old, fresh := newHouse(t), newHouse(t)
			old.ingest("me", all.Find(t.Context(), []string{path}, nil))
			must(t, os.Remove(path))
			want := old.all("me")
			if len(want.Originals) < 10 || want.Originals[0].Member == "" {
				t.Fatalf("%d originals", len(want.Originals))
			}
			b, _ := old.written("me")
			fresh.restore(b, "")
			got := fresh.all("me")
			for _, l := range []*store.Lasting{&want, &got} {
				l.Unreadable = 0
				for i := range l.Originals { // originals are unpacked
					l.Originals[i].Member = strings.TrimSuffix(l.Originals[i].Member, ".gz")
				}
			}
			alike(t, got, want)
		})
	}
}

// What people and other programs read.
func TestOpenFormats(t *testing.T) {
	h := livedHouse(t)
	b, m := h.written("me")
	members := contents(t, b)
	for name, rows := range map[string]int{"runs.csv": m.Counts.Runs, "treatments.csv": 3, "checkins.csv": 2} {
		table, err := csv.NewReader(bytes.NewReader(members[name])).ReadAll()
		if err != nil || len(table) != rows+1 {
			t.Errorf("%s: %d rows, %v; want %d and a header", name, len(table), err, rows)
		}
	}
	if treatments := string(members["treatments.csv"]); !strings.Contains(treatments, "glutes hamstrings") ||
		!strings.Contains(treatments, "distance.run_1_share=0.45 rest.typical_clear_h=61.5") || !strings.Contains(treatments, "t2,2026-09-23,") {
		t.Errorf("treatments.csv:\n%s", treatments)
	}
	lines := bytes.Split(bytes.TrimSpace(members["verdicts.jsonl"]), []byte("\n"))
	if len(lines) != m.Counts.Verdicts {
		t.Errorf("%d lines of verdicts, want %d", len(lines), m.Counts.Verdicts)
	}
	for _, line := range lines {
		var run struct {
			ID      string
			Verdict struct{ Level string }
		}
		if err := json.Unmarshal(line, &run); err != nil || run.ID == "" || run.Verdict.Level == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
	for _, o := range m.Originals {
		if analysis.SumOf(members["originals/"+o.SHA256+"."+o.Format]).String() != o.SHA256 {
			t.Errorf("the original %s is not what it was", o.SHA256)
		}
	}
	if len(m.Members) != len(members)-1 {
		t.Errorf("%d of %d members are listed", len(m.Members), len(members)-1)
	}
	for _, listed := range m.Members {
		if got := members[listed.Name]; int64(len(got)) != listed.Bytes || analysis.SumOf(got).String() != listed.SHA256 {
			t.Errorf("%s is not as listed", listed.Name)
		}
	}
}

// fetched is a run as Strava's API tells it.
func fetched(h house, at time.Time, km float64) analysis.Receipt {
	h.Helper()
	original := []byte("strava " + at.String())
	batch, err := h.BeginBatch(context.Background(), "me", now)
	must(h, err)
	run := analysis.Run{Provenance: analysis.StravaAPI, Format: "strava", Sport: analysis.Running, Start: at, Device: "Strava's secret",
		DistanceM: new(km * 1000), MovingS: new(km * 360), ElapsedS: new(km * 360), AvgHR: new(142.0), Integrity: analysis.Intact}
	receipts, err := h.Record(context.Background(), "me", batch, []analysis.Filing{{Path: "strava secret", Original: analysis.SumOf(original), Bytes: original,
		Fetched: time.Now(), Recordings: []analysis.Recording{{Original: analysis.SumOf(original), Run: run}}}})
	must(h, err)
	return receipts[0]
}

// Nothing that was fetched is in an export, nor anything made of it.
func TestFetchedIsLeftOut(t *testing.T) {
	h := livedHouse(t)
	want, _ := h.written("me")
	alone := fetched(h, now.AddDate(0, 0, -2), 5)         // a run in a recovery, known from nowhere else
	usual := fetched(h, now.AddDate(0, 0, -47), 21)       // makes another baseline
	own := h.all("me").Runs[6].Run                        // and two of a run whose file is there:
	merged := fetched(h, own.Start, *own.DistanceM/1000)  // one that agrees
	doubtful := fetched(h, own.Start.Add(time.Second), 1) // and one that doesn't
	if merged.Outcome != analysis.Merged || doubtful.Outcome != analysis.InReview {
		t.Fatalf("%s, %s", merged.Outcome, doubtful.Outcome)
	}
	_, err := h.MergeRuns(t.Context(), "me", doubtful.Run.ID, merged.Run.ID, false)
	must(t, err)
	before, err := h.Runs(t.Context(), "me", store.Filter{AllSports: true})
	must(t, err)

	got, m := h.written("me")
	if m.LeftOut.Fetched != 4 {
		t.Errorf("left out: %+v", m.LeftOut)
	}
	members := contents(t, got)
	for name, b := range members {
		for _, secret := range []string{"secret", alone.Run.ID, usual.Run.ID, "strava ", alone.Sum.String(), merged.Sum.String()} {
			if name != "README.txt" && bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
	for name, b := range contents(t, want) {
		if name != export.ManifestName && !bytes.Equal(b, members[name]) {
			t.Errorf("%s is not what it is without what was fetched", name)
		}
	}

	// The store is as it was.
	after, err := h.Runs(t.Context(), "me", store.Filter{AllSports: true})
	must(t, err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("exporting changed the store:\n%s", diff)
	}
	must(t, h.Check(t.Context()))
}

// Into a store that holds other things, what is there stays.
func TestRestoreBesideOthers(t *testing.T) {
	old := livedHouse(t)
	b, m := old.written("me")

	h := newHouse(t)
	ctx := t.Context()
	for _, treatment := range []analysis.Treatment{
		{At: now.AddDate(0, 0, -300)},                               // has the ID t1
		{At: now.AddDate(0, 0, -40), Note: "another at t1's"},       // at the instant of the export's t1
		{At: now.AddDate(0, 0, -60).Add(123456 * time.Microsecond)}, // the same as the export's t4
	} {
		treatment.Runner = "me"
		_, err := h.AddTreatment(ctx, treatment)
		must(t, err)
	}
	done, _, receipts := h.restore(b, "")
	if done.Treatments != 1 || done.Known != 1 || done.CheckIns != 2 {
		t.Errorf("restored %+v", done)
	}
	if len(done.Refused) != 2 || !strings.Contains(done.Refused[0], "settings") || !strings.Contains(done.Refused[1], "contradicts t2") {
		t.Errorf("refused %q", done.Refused)
	}
	if len(receipts) < m.Counts.Originals {
		t.Errorf("%d answers to %d originals", len(receipts), m.Counts.Originals)
	}
	treatments, err := h.Treatments(ctx, "me")
	must(t, err)
	var ids []string
	for _, treatment := range treatments {
		ids = append(ids, treatment.ID)
	}
	// t2 of the export came under a new number: t2 is taken.
	if !slices.Equal(ids, []string{"t1", "t3", "t2", "t4"}) {
		t.Errorf("treatments %v", ids)
	}

	// Another runner gets all of it under other IDs; nothing is mixed.
	must(t, h.AddRunner(ctx, analysis.Runner{Name: "anna"}))
	done, _, _ = h.restore(b, "anna")
	if done.Treatments != 3 || len(done.Refused) != 0 {
		t.Errorf("restored for anna: %+v", done)
	}
	hers := h.all("anna")
	if hers.Runner.BirthYear == nil || *hers.Runner.BirthYear != 1984 || len(hers.Runs) != m.Counts.Runs {
		t.Errorf("anna has %d runs and the settings %+v", len(hers.Runs), hers.Runner)
	}
	if next, err := h.AddTreatment(ctx, analysis.Treatment{Runner: "anna", At: now}); err != nil || next.ID == "t4" {
		t.Errorf("the next treatment is %s, %v", next.ID, err)
	}

	// Who isn't known where others are is not made up.
	kept, _, err := opened(t, b).History("ben", h.Protocol)
	must(t, err)
	if _, err := h.Restore(ctx, kept, false); !store.IsKind(err, store.NotFound) {
		t.Errorf("restored for ben: %v", err)
	}
}

// A person's word here holds against the export's.
func TestRestoreKeepsTheWordHere(t *testing.T) {
	old := livedHouse(t)
	b, _ := old.written("me")
	h := newHouse(t)
	h.restore(b, "")
	words := h.all("me")
	merged := slices.IndexFunc(words.Originals, func(o store.KeptOriginal) bool { return o.Sum == words.Rulings[0].A.Original })
	_, err := h.SplitRun(t.Context(), "me", words.Originals[merged].Legs[0].Run)
	must(t, err)
	edited := slices.IndexFunc(words.Originals, func(o store.KeptOriginal) bool { return o.Sum == words.Edits[0].Key.Original })
	_, err = h.EditRun(t.Context(), "me", words.Originals[edited].Legs[0].Run, store.Edit{Sport: new(analysis.Cycling)}, now)
	must(t, err)
	before := h.all("me")
	done, _, _ := h.restore(b, "")
	if len(done.Refused) != 2 || done.Words != 0 {
		t.Errorf("restored %+v", done)
	}
	alike(t, h.all("me"), before)
}

// Dates and verdicts stay what they were on a machine in another zone.
func TestRestoreInAnotherZone(t *testing.T) {
	old := livedHouse(t)
	b, _ := old.written("me")
	h := houseAt(t, filepath.Join(t.TempDir(), "needled.db"), "Asia/Tokyo")
	h.restore(b, "")
	want, got := old.all("me"), h.all("me")
	if got.Runner.Location().String() != "Europe/Berlin" {
		t.Errorf("the runner lives in %s", got.Runner.Location())
	}
	want.Runner, got.Runner = analysis.Runner{}, analysis.Runner{}
	alike(t, got, want)
}

func TestRehearsedRestoreKeepsNothing(t *testing.T) {
	old := livedHouse(t)
	b, _ := old.written("me")
	h := newHouse(t)
	kept, _, err := opened(t, b).History("", h.Protocol)
	must(t, err)
	done, err := h.Restore(t.Context(), kept, true)
	must(t, err)
	if done.Treatments != 3 {
		t.Errorf("rehearsed %+v", done)
	}
	if stats, err := h.Stats(t.Context()); err != nil || !reflect.DeepEqual(stats, store.Stats{}) {
		t.Errorf("the store holds %+v, %v", stats, err)
	}
}

// Whatever was entered comes back.
func TestWhateverWasEnteredComesBack(t *testing.T) {
	old, fresh := newHouse(t), newHouse(t)
	ctx, runners := t.Context(), 0
	rapid.Check(t, func(rt *rapid.T) {
		runners++
		name := fmt.Sprintf("runner %d", runners)
		must(t, old.AddRunner(ctx, analysis.Runner{Name: name}))
		must(t, fresh.AddRunner(ctx, analysis.Runner{Name: name}))
		maybe := func(name string, from, to int) *int {
			if !rapid.Bool().Draw(rt, name+" said") {
				return nil
			}
			return new(rapid.IntRange(from, to).Draw(rt, name))
		}
		instant := rapid.Custom(func(rt *rapid.T) time.Time {
			return now.Add(time.Duration(rapid.Int64Range(-5e9, 5e9).Draw(rt, "ms")) * time.Millisecond)
		})
		for range rapid.IntRange(0, 4).Draw(rt, "treatments") {
			treatment := analysis.Treatment{
				Runner: name, At: instant.Draw(rt, "at"), DateOnly: rapid.Bool().Draw(rt, "date only"), Note: rapid.String().Draw(rt, "note"),
				Muscles: rapid.SliceOfDistinct(rapid.SampledFrom(analysis.Muscles()), rapid.ID[analysis.Muscle]).Draw(rt, "muscles"),
			}
			if share := rapid.Float64Range(0.8, 2).Draw(rt, "share"); share < 1.5 {
				treatment.Caps = map[analysis.Key]float64{analysis.Run1Share: share}
			}
			if added, err := old.AddTreatment(ctx, treatment); err == nil && rapid.Bool().Draw(rt, "removed") {
				must(t, old.RemoveTreatment(ctx, name, added.ID))
			}
		}
		for range rapid.IntRange(0, 4).Draw(rt, "check-ins") {
			_, err := old.AddCheckIn(ctx, analysis.CheckIn{
				Runner: name, Kind: analysis.AfterRun, At: instant.Draw(rt, "at"), Pain: maybe("pain", 0, 10), Soreness: maybe("soreness", 0, 10),
				SharpPain: rapid.Bool().Draw(rt, "sharp"), Note: rapid.String().Draw(rt, "note"),
			})
			must(t, err)
		}
		b, _ := old.written(name)
		fresh.restore(b, "")
		want, got := old.all(name), fresh.all(name)
		for _, l := range []*store.Lasting{&want, &got} {
			for i := range l.Treatments {
				l.Treatments[i].Note = strings.ToValidUTF8(l.Treatments[i].Note, "�")
			}
		}
		alike(t, got, want)
	})
}

func TestNothingKept(t *testing.T) {
	h := newHouse(t)
	b, m := h.written("me")
	if m.Counts != (export.Counts{}) {
		t.Errorf("wrote %+v", m.Counts)
	}
	done, left, receipts := newHouse(t).restore(b, "")
	if done.Known+done.Words+len(left)+len(receipts) != 0 {
		t.Errorf("restored %+v, %v, %v", done, left, receipts)
	}
}

// Originals keep the names they came under, and say what they are.
func TestNames(t *testing.T) {
	old := livedHouse(t)
	first := old.all("me").Originals[0]
	var b []byte
	must(t, old.Lasting(t.Context(), "me", func(l *store.Lasting) (err error) {
		b, err = l.Bytes(first.Sum)
		return err
	}))
	for name, want := range map[string]string{"a/run.FIT": "a/run.FIT", "run.fit.gz": "run.fit", "run": "run.fit", "2026.01.02": "2026.01.02.fit", "RUN.GZ": "RUN.fit"} {
		h := newHouse(t)
		batch, err := h.BeginBatch(t.Context(), "me", now)
		must(t, err)
		must(t, h.KeepOriginals(t.Context(), [][]byte{b}))
		run := analysis.Run{Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, Start: now, Integrity: analysis.Intact}
		_, err = h.Record(t.Context(), "me", batch, []analysis.Filing{{Path: name, Original: first.Sum, Recordings: []analysis.Recording{{Original: first.Sum, Run: run}}}})
		must(t, err)
		z, _ := h.written("me")
		items := slices.Collect(opened(t, z).Items("x.zip"))
		if len(items) != 1 || items[0].Path != want || items[0].Provenance != analysis.WatchFile {
			t.Errorf("%s comes back as %+v", name, items)
		}
		fresh := newHouse(t)
		if receipts := fresh.ingest("me", slices.Values(items)); receipts[0].Outcome == analysis.Failed || receipts[0].Outcome == analysis.Ignored {
			t.Errorf("%s: %s %s", name, receipts[0].Outcome, receipts[0].Reason)
		}
	}
}
