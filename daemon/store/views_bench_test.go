package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store/storetest"
)

// The benchmarks of views keep a clinic: 2,000 runners with 300 runs and 3
// treatments each, all of whom consent.
const (
	manyRunners   = 2000
	runsOfEach    = 300
	rosterPageRow = 20
)

func benchClinic(b *testing.B) clinic {
	b.Helper()
	file := filepath.Join(b.TempDir(), "needled.db")
	o := options()
	o.Now = func() time.Time { return after(4) }
	t := test(b, fileAt(file)(b, o))
	t.must(t.AddRunner(b.Context(), analysis.Runner{Name: "runner"}))
	t.runner = "runner"
	for _, days := range []float64{-300, -80, 0} {
		t.treat(after(days))
	}
	t.record(tenYears(runsOfEach)...)
	t.record(newRun(after(1), 9), newRun(after(3), 3))
	t.must(t.Close())
	t.must(storetest.Clone(b.Context(), file, "runner", manyRunners, func(i int) string { return fmt.Sprintf("runner %04d", i) }))
	t.Store = fileAt(file)(b, o)
	b.Cleanup(func() { t.Close() })
	now := after(4)
	c := clinic{timed{t, &now}, "p1"}
	c.exec(`INSERT INTO people (id, name, login, password, admin, clinician, created_at) VALUES ('p1', 'Dr. Weber', 'weber', '', FALSE, TRUE, 0)`)
	c.exec(`INSERT INTO consents (id, runner, clinician, granted_at) SELECT ROW_NUMBER() OVER (ORDER BY name), name, 'p1', 0 FROM runners WHERE name <> 'runner'`)
	return c
}

// BenchmarkViews reports what looking costs, also as a multiple of what a bare
// query of 20 rows by an index costs.
func BenchmarkViews(b *testing.B) {
	c := benchClinic(b)
	began := time.Now()
	const times = 200
	for range times {
		_, err := read(b.Context(), c.Store, "reading", func(t *tx) ([]string, error) {
			return idsOf(b.Context(), t, `SELECT runner FROM roster ORDER BY rank, treated, runner LIMIT 20`)
		})
		c.must(err)
	}
	bare := float64(time.Since(began)) / times
	own := c.View("runner 0007", Whole)
	shared := c.View("runner 0007", Shared)
	runs, err := own.Runs(b.Context(), Filter{})
	c.must(err)
	id := runs[len(runs)-1].Run.ID
	page := func(q RosterQuery) func() {
		q.N, q.Now = rosterPageRow, *c.now
		return func() {
			rows, _, err := c.Roster(b.Context(), "p1", q)
			c.must(err)
			if len(rows) != rosterPageRow && q.Search == "" {
				b.Fatalf("%d rows", len(rows))
			}
		}
	}
	for _, look := range []struct {
		name string
		do   func()
	}{
		{"roster/first page", page(RosterQuery{})},
		{"roster/page in the middle", page(RosterQuery{Offset: manyRunners / 2})},
		{"roster/last page", page(RosterQuery{Offset: manyRunners - rosterPageRow})},
		{"roster/by name", page(RosterQuery{Sort: RosterName})},
		{"roster/outside", page(RosterQuery{Filter: RosterOutside})},
		{"roster/search, many", page(RosterQuery{Search: "runner"})},
		{"roster/search, few", page(RosterQuery{Search: "r 1999"})},
		{"recoveries/all", func() { _, err := own.Recoveries(b.Context()); c.must(err) }},
		{"recoveries/shared", func() { _, err := shared.Recoveries(b.Context()); c.must(err) }},
		{"recoveries/one", func() { _, err := own.Recoveries(b.Context(), runs[len(runs)-1].Verdict.Treatment); c.must(err) }},
		{"run", func() { _, err := own.Run(b.Context(), id); c.must(err) }},
		{"runs/newest 20", func() { _, err := own.Runs(b.Context(), Filter{N: 20}); c.must(err) }},
	} {
		b.Run(look.name, func(b *testing.B) {
			for b.Loop() {
				look.do()
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/bare, "x20rows")
		})
	}
}
