package store

import (
	"context"
	"maps"
	"time"

	"needled/analysis"
)

// UndoBatch takes back what a batch added, its originals included unless
// something else rests on them, and returns how many recordings that were.
// Runs known by other recordings too stay, with the best of those leading.
func (s *Store) UndoBatch(ctx context.Context, runner, batch string) (int, error) {
	return write(ctx, s, "undoing batch "+batch, func(t *tx) (int, error) {
		if err := needBatch(ctx, t, runner, batch); err != nil {
			return 0, err
		}
		gone, err := recordings(ctx, t, runner, `batch = $2`, batch)
		if err != nil {
			return 0, err
		}
		changed, err := removeRecordings(ctx, t, runner, gone)
		if err != nil {
			return 0, err
		}
		for _, statement := range []string{
			`DELETE FROM originals WHERE sum IN (SELECT sum FROM notes WHERE runner = $1 AND batch = $2)
				AND NOT EXISTS (SELECT 1 FROM recordings WHERE original = originals.sum)
				AND NOT EXISTS (SELECT 1 FROM notes WHERE notes.sum = originals.sum AND NOT (runner = $1 AND batch = $2))`,
			`DELETE FROM notes WHERE runner = $1 AND batch = $2`,
			`DELETE FROM batches WHERE runner = $1 AND id = $2`,
		} {
			if _, err := t.exec(ctx, statement, runner, batch); err != nil {
				return 0, err
			}
		}
		return len(gone), s.judge(ctx, t, runner, around(changed...))
	})
}

// removeRecordings removes recordings and originals that nothing rests on any
// more, links what is left of their runs anew, and returns the instants at
// which something changed.
func removeRecordings(ctx context.Context, t *tx, runner string, gone []recording) ([]time.Time, error) {
	leaving, runs := map[int64]bool{}, map[string]bool{}
	for _, r := range gone {
		leaving[r.seq], runs[r.run] = true, true
	}
	before, err := runsOf(ctx, t, runner, gone)
	if err != nil {
		return nil, err
	}
	var changed []time.Time
	for _, r := range before {
		changed = append(changed, r.run.Start)
	}
	left, err := leftBehind(ctx, t, runner, gone, leaving)
	if err != nil {
		return nil, err
	}
	for _, r := range gone {
		if _, err := t.exec(ctx, `DELETE FROM recordings WHERE runner = $1 AND seq = $2`, runner, r.seq); err != nil {
			return nil, err
		}
		_, err := t.exec(ctx, `DELETE FROM originals WHERE sum = $1
			AND NOT EXISTS (SELECT 1 FROM recordings WHERE original = $1) AND NOT EXISTS (SELECT 1 FROM notes WHERE sum = $1)`, r.Original[:])
		if err != nil {
			return nil, err
		}
	}
	again, err := relink(ctx, t, runner, left)
	if err != nil {
		return nil, err
	}
	for run := range runs {
		_, err := t.exec(ctx, `DELETE FROM runs WHERE runner = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM recordings WHERE run = $2)`, runner, run)
		if err != nil {
			return nil, err
		}
	}
	return append(changed, again...), nil
}

// leftBehind are the recordings that stay of those that match one that goes.
// At least the lead of its run is among them, and leads to the others.
func leftBehind(ctx context.Context, t *tx, runner string, gone []recording, leaving map[int64]bool) ([]recording, error) {
	var left []recording
	seen := maps.Clone(leaving)
	for _, r := range gone {
		near, err := neighbours(ctx, t, runner, r)
		if err != nil {
			return nil, err
		}
		for _, n := range near {
			if !seen[n.seq] && analysis.SameRun(r.Recording, n.Recording) != analysis.Distinct {
				seen[n.seq] = true
				left = append(left, n)
			}
		}
	}
	return left, nil
}
