package store

import (
	"needled/analysis"
)

// Between an original being kept and its recordings being stored another
// process may undo the batch it was in before.
func undoneMeanwhile(t tester, _ place) {
	run := newRun(after(1), 3)
	first := t.record(run)[0]
	batch, err := t.BeginBatch(t.Context(), me, after(100))
	t.must(err)
	t.keep(run) // is there already
	_, err = t.UndoBatch(t.Context(), me, first.Batch, after(100))
	t.must(err)

	given := filings(run, newRun(after(2), 4))
	for i := range given {
		given[i].Bytes = originalOf(given[i].Recordings[0].Run)
	}
	receipts, err := t.Record(t.Context(), me, batch, given)
	t.must(err)
	t.equal(outcomes(receipts), []analysis.Outcome{analysis.Added, analysis.Added})
	b, err := t.Original(t.Context(), run.Original)
	t.must(err)
	t.equal(b, originalOf(run.Run))

	_, err = t.UndoBatch(t.Context(), me, batch, after(100))
	t.must(err)
	t.must(t.Mark(t.Context(), map[string]analysis.Sum{"a zip's member": run.Original}))
	if _, known, err := t.Marked(t.Context(), me, "a zip's member"); err != nil || known != nil {
		t.Errorf("marked: %v, %v", known, err)
	}
}
