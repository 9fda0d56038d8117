package store

import (
	"context"
	"slices"

	"needled/analysis"
)

// Recording is one original's account of a run, as it is stored.
type Recording struct {
	analysis.Recording
	Lead    bool // the run's figures are this one's
	Batch   string
	Path    string
	Member  string
	Outcome analysis.Outcome // what was answered when it arrived
	Reason  string
}

// RecordingsOf lists the recordings of a run, by its full ID: the lead, then
// the others in the order they arrived, without their measures.
func (s *Store) RecordingsOf(ctx context.Context, runner, run string) ([]Recording, error) {
	return read(ctx, s, "reading the recordings of run "+run, func(t *tx) ([]Recording, error) {
		return recordingsOf(ctx, t, runner, run)
	})
}

func recordingsOf(ctx context.Context, t *tx, runner, run string) ([]Recording, error) {
	all, err := recordings(ctx, t, runner, `run = $2 ORDER BY seq`, run)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fail(NotFound, "%s has no run %q", runner, run)
	}
	list := make([]Recording, len(all))
	for i, r := range all {
		list[i] = Recording{Recording: r.Recording}
		err := t.one(ctx, `SELECT runs.lead = recordings.seq, batch, path, member, outcome, reason
				FROM recordings JOIN runs ON runs.id = recordings.run WHERE seq = $1`,
			[]any{r.seq}, &list[i].Lead, &list[i].Batch, &list[i].Path, &list[i].Member, &list[i].Outcome, &list[i].Reason)
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b Recording) int {
		switch {
		case a.Lead == b.Lead:
			return 0
		case a.Lead:
			return -1
		}
		return 1
	})
	return list, nil
}
