package store

import (
	"sync/atomic"
	"testing"
	"time"

	"needled/analysis"
)

// An entry made by hand, exported, moved to another day at the service, and
// exported again, is one run, unless a person says that it is two.
func oneSource(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	entry := func(days float64, id string) analysis.Recording {
		return newRun(after(days), 3, func(r *analysis.Run) {
			r.Format, r.Provenance, r.SourceID, r.Measures = "csv", analysis.RunnerExport, id, nil
		})
	}
	before, edited := entry(1, "strava:7"), entry(3.5, "strava:7")
	first, second := t.record(before)[0], t.record(edited)[0]
	if second.Outcome != analysis.Merged || second.Run.ID != first.Run.ID {
		t.Errorf("the edited entry: %s %s", second.Outcome, second.Reason)
	}
	if other := t.record(entry(6, "strava:8"))[0]; other.Outcome != analysis.Added {
		t.Errorf("another entry: %s %s", other.Outcome, other.Reason)
	}
	t.equal(len(t.runs(Filter{Since: treated})), 2)
	t.linked()
	t.judged()

	two := t.split(first.Run.ID)
	t.equal(len(two), 2)
	if again := t.record(edited)[0]; again.Outcome != analysis.Duplicate {
		t.Errorf("again: %s", again.Outcome)
	}
	t.must(t.Reassess(t.Context(), me, nil))
	t.equal(len(t.runs(Filter{Since: treated})), 3)
	one := t.merge(two[0].Run.ID, two[1].Run.ID) // although they have no time in common
	t.equal(one.Run.ID, first.Run.ID)

	_, err := t.UndoBatch(t.Context(), me, first.Batch, after(100))
	t.must(err)
	t.equal(len(t.runs(Filter{Since: treated})), 2)
	t.linked()
	t.judged()
}

// Rows of Strava's list that were kept before source ids were are read again
// for theirs, and found to be one run.
func TestUpgradeFindsSourceIDs(t *testing.T) {
	p := sqlitePlace(t)
	s := test(t, p(t, options()))
	row := func(days float64) analysis.Recording {
		return newRun(after(days), 3, func(r *analysis.Run) { r.Format, r.Measures = "csv", nil })
	}
	s.record(row(1), row(3), newRun(after(5), 3))
	for _, back := range []string{
		`DROP INDEX recordings_by_source_id`, `ALTER TABLE recordings DROP COLUMN source_id`, `ALTER TABLE runs DROP COLUMN source_id`,
		`DELETE FROM goose_db_version WHERE version_id = 5`, `PRAGMA user_version = 3`, `UPDATE runners SET judged_by = 'link-2'`,
	} {
		_, err := s.writer.Exec(back)
		s.must(err)
	}
	s.must(s.Close())
	o := options()
	var read atomic.Int64
	o.Measure = func(run analysis.Run, original []byte, _ int) (analysis.Run, error) {
		read.Add(1)
		m := newRun(time.Time{}, 1).Run
		s.must(fromJSON(string(original), &m))
		m.SourceID = "strava:7"
		return m, nil
	}
	s = test(t, p(t, o))
	s.must(s.EnsureJudged(t.Context(), me, nil))
	if runs := s.runs(Filter{}); len(runs) != 2 || runs[0].Run.SourceID != "strava:7" || read.Load() != 2 {
		t.Errorf("%d rows were read again, and there are %d runs: %+v", read.Load(), len(runs), runs)
	}
}
