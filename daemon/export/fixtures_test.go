package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the tests speak of zones

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/export"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

var now = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// house is a store, and what fills it.
type house struct {
	testing.TB
	*store.Store
}

func newHouse(t testing.TB) house {
	t.Helper()
	return houseAt(t, filepath.Join(t.TempDir(), "needled.db"), "Europe/Berlin")
}

func houseAt(t testing.TB, path, zone string) house {
	t.Helper()
	here, err := time.LoadLocation(zone)
	must(t, err)
	st, err := store.Open(context.Background(), "sqlite:"+path, store.Options{Protocol: configs.DefaultProtocol(), Zone: here})
	must(t, err)
	t.Cleanup(func() { st.Close() })
	return house{t, st}
}

// livedHouse holds a runner's ten weeks, and all that people say of them. It
// is filled once and copied.
func livedHouse(t testing.TB) house {
	t.Helper()
	living.Do(func() {
		path := filepath.Join(t.TempDir(), "needled.db")
		h := houseAt(t, path, "Europe/Berlin")
		h.live()
		must(t, h.Close())
		var err error
		lived, err = os.ReadFile(path)
		must(t, err)
	})
	path := filepath.Join(t.TempDir(), "needled.db")
	must(t, os.WriteFile(path, lived, 0o600))
	return houseAt(t, path, "Europe/Berlin")
}

var (
	living sync.Once
	lived  []byte
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h house) ingest(runner string, items iter.Seq[ingest.Item]) []analysis.Receipt {
	h.Helper()
	var receipts []analysis.Receipt
	in := ingest.Ingester{Store: h.Store, Decoders: all.Decoders(), Protocol: h.Protocol, Now: func() time.Time { return now }}
	_, err := in.Ingest(context.Background(), ingest.Request{Runner: runner, Items: items},
		func(r analysis.Receipt) { receipts = append(receipts, r) })
	must(h, err)
	return receipts
}

func (h house) live() {
	h.Helper()
	folder := filepath.Join(h.TempDir(), "watch")
	_, err := demo.Write(folder, now, time.UTC)
	must(h, err)
	receipts := h.ingest("me", slices.Values(ingest.Find([]string{folder})))
	ctx := context.Background()
	must(h, h.EditRunner(ctx, analysis.Runner{Name: "me", Experience: analysis.Seasoned, HRMax: new(188.0), BirthYear: new(1984), UsualM: new(7000.5)}))
	for _, t := range []analysis.Treatment{
		{At: now.AddDate(0, 0, -40), Muscles: []analysis.Muscle{"glutes", "hamstrings"}, Note: "left, \"deep\"\nand =1+1", CPT: "20561"},
		{At: now.AddDate(0, 0, -8), DateOnly: true, Intensity: analysis.Intensive, Class: analysis.Typical,
			Caps: map[analysis.Key]float64{analysis.Run1Share: 0.45, analysis.TypicalClear: 61.5}},
		{At: now.AddDate(0, 0, -70)},
	} {
		t.Runner = "me"
		_, err := h.AddTreatment(ctx, t)
		must(h, err)
	}
	must(h, h.RemoveTreatment(ctx, "me", "t3")) // the next one is t4
	_, err = h.AddTreatment(ctx, analysis.Treatment{Runner: "me", At: now.AddDate(0, 0, -60).Add(123456789)})
	must(h, err)
	for _, c := range []analysis.CheckIn{
		{Kind: analysis.Readiness, At: now.AddDate(0, 0, -5), SquatOK: new(true), HeelRaise: new(false), Soreness: new(0)},
		{Kind: analysis.AfterRun, At: now.AddDate(0, 0, -4), Pain: new(3), Cramping: true, Note: "calf"},
	} {
		c.Runner = "me"
		_, err := h.AddCheckIn(ctx, c)
		must(h, err)
	}
	_, err = h.MergeRuns(ctx, "me", receipts[0].Run.ID, receipts[1].Run.ID, true)
	must(h, err)
	_, err = h.EditRun(ctx, "me", receipts[4].Run.ID, store.Edit{Sport: new(analysis.Walking)}, now)
	must(h, err)
}

// written is the export of a runner.
func (h house) written(runner string) ([]byte, export.Manifest) {
	h.Helper()
	var b bytes.Buffer
	m, err := export.Write(context.Background(), &b, h.Store, runner, "v1")
	must(h, err)
	return b.Bytes(), m
}

func opened(t testing.TB, b []byte) *export.File {
	t.Helper()
	f, err := export.Open(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	return f
}

// restore takes an export in, for the runner it names unless another is.
func (h house) restore(b []byte, runner string) (store.Restored, []string, []analysis.Receipt) {
	h.Helper()
	return h.restoreFor(opened(h, b), runner)
}

func (h house) restoreFrom(f *export.File) (store.Restored, []string, []analysis.Receipt) {
	h.Helper()
	return h.restoreFor(f, "")
}

func (h house) restoreFor(f *export.File, runner string) (store.Restored, []string, []analysis.Receipt) {
	h.Helper()
	kept, left, err := f.History(runner, h.Protocol)
	must(h, err)
	done, err := h.Restore(context.Background(), kept, false)
	must(h, err)
	return done, left, h.ingest(kept.Runner.Name, f.Items("export.zip"))
}

// all is what is kept of a runner, without what reads the bytes.
func (h house) all(runner string) (l store.Lasting) {
	h.Helper()
	must(h, h.Lasting(context.Background(), runner, func(view *store.Lasting) error {
		l = *view
		return nil
	}))
	return l
}

// contents are the members of a zip file, unpacked.
func contents(t testing.TB, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	members := map[string][]byte{}
	for _, m := range z.File {
		r, err := m.Open()
		must(t, err)
		members[m.Name], err = io.ReadAll(r)
		must(t, err)
	}
	return members
}

// packed is a zip file of members.
func packed(t testing.TB, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write(members[name])
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}
