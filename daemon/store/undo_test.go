package store

import (
	"needled/analysis"
)

// A file that failed, and failed again in a later batch, is the first one's.
func undoesNoMore(t tester, _ place) {
	bad := []byte("no activity")
	note := func(outcome analysis.Outcome) string {
		batch, err := t.BeginBatch(t.Context(), me, after(1))
		t.must(err)
		t.must(t.KeepOriginals(t.Context(), [][]byte{bad}))
		t.must(t.Note(t.Context(), me, batch, []analysis.Receipt{
			{Path: "bad.gpx", Outcome: outcome, Reason: "broken", Sum: new(analysis.SumOf(bad))},
			{Path: "none.gpx", Outcome: outcome, Reason: "missing"}}))
		return batch
	}
	kept := func(batch string) map[analysis.Outcome]int {
		all, err := t.Batches(t.Context(), me)
		t.must(err)
		for _, b := range all {
			if b.ID == batch {
				return b.Outcomes
			}
		}
		return nil
	}
	first, second := note(analysis.Failed), note(analysis.Failed)
	_, err := t.UndoBatch(t.Context(), me, second, after(2))
	t.must(err)
	t.equal(kept(first), map[analysis.Outcome]int{analysis.Failed: 2})
	if _, err := t.Original(t.Context(), analysis.SumOf(bad)); err != nil {
		t.Errorf("the original of the first batch: %v", err)
	}
	// Another answer is the latest batch's.
	third := note(analysis.Ignored)
	t.equal(kept(first), map[analysis.Outcome]int{})
	t.equal(kept(third), map[analysis.Outcome]int{analysis.Ignored: 2})
	_, err = t.UndoBatch(t.Context(), me, third, after(2))
	t.must(err)
	_, err = t.Original(t.Context(), analysis.SumOf(bad))
	t.fails(err, NotFound)
}
