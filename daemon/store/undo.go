package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"time"
)

// Undone is what undoing a batch came to.
type Undone struct {
	Recordings  int // taken back
	RunsRemoved int // known from nothing else
	RunsKept    int // known from other files too, which lead them now
}

// MayUndo says what keeps a batch from being undone, nil where nothing does.
func (s *Store) MayUndo(ctx context.Context, runner, batch string) error {
	_, err := read(ctx, s, "looking for batch "+batch, func(t *tx) (struct{}, error) {
		return struct{}{}, s.undoable(ctx, t, runner, batch)
	})
	return err
}

// UndoBatch takes back what a batch added, its originals included unless
// something else rests on them, and nothing else: what a person said of the
// recordings stays for when they come again, unless they were fetched. Runs
// known by other recordings too stay, with the best of those leading.
func (s *Store) UndoBatch(ctx context.Context, runner, batch string, at time.Time) (Undone, error) {
	return write(ctx, s, "undoing batch "+batch, func(t *tx) (Undone, error) {
		var done Undone
		if err := s.undoable(ctx, t, runner, batch); err != nil {
			return done, err
		}
		gone, err := recordings(ctx, t, runner, `batch = $2`, batch)
		if err != nil {
			return done, err
		}
		before, err := countRuns(ctx, t, runner)
		if err != nil {
			return done, err
		}
		fetched, err := recordings(ctx, t, runner, `batch = $2 AND expires_at IS NOT NULL`, batch)
		if err != nil {
			return done, err
		}
		if err := forgetWords(ctx, t, runner, fetched); err != nil {
			return done, err
		}
		changed, err := removeRecordings(ctx, t, runner, gone)
		if err != nil {
			return done, err
		}
		for _, statement := range []string{
			`DELETE FROM originals WHERE sum IN (SELECT sum FROM notes WHERE runner = $1 AND batch = $2)
				AND NOT EXISTS (SELECT 1 FROM recordings WHERE original = originals.sum)
				AND NOT EXISTS (SELECT 1 FROM notes WHERE notes.sum = originals.sum AND NOT (runner = $1 AND batch = $2))`,
			`DELETE FROM notes WHERE runner = $1 AND batch = $2`,
		} {
			if _, err := t.exec(ctx, statement, runner, batch); err != nil {
				return done, err
			}
		}
		if _, err := t.exec(ctx, `UPDATE batches SET undone_at = $3 WHERE runner = $1 AND id = $2`, runner, batch, micros(at)); err != nil {
			return done, err
		}
		after, err := countRuns(ctx, t, runner)
		if err != nil {
			return done, err
		}
		touched := map[string]bool{}
		for _, r := range gone {
			touched[r.run] = true
		}
		done = Undone{Recordings: len(gone), RunsRemoved: max(0, before-after)}
		done.RunsKept = len(touched) - done.RunsRemoved
		return done, s.judge(ctx, t, runner, around(changed...))
	})
}

// undoable says what keeps a batch from being undone.
func (s *Store) undoable(ctx context.Context, t *tx, runner, batch string) error {
	if _, err := s.runner(ctx, t, runner); err != nil {
		return err
	}
	var undone *int64
	err := t.one(ctx, `SELECT undone_at FROM batches WHERE runner = $1 AND id = $2`, []any{runner, batch}, &undone)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return noBatch(ctx, t, runner, batch)
	case err != nil:
		return err
	case undone != nil:
		return fail(Conflict, "batch %s of %s was undone already, on %s", batch, runner, instant(*undone).Format("2 Jan 2006 15:04 MST"))
	}
	return nil
}

func noBatch(ctx context.Context, t *tx, runner, batch string) error {
	latest, err := batches(ctx, t, runner)
	switch {
	case err != nil:
		return err
	case len(latest) == 0:
		return fail(NotFound, "%s has no batch %q; nothing was taken in yet", runner, batch)
	}
	return fail(NotFound, "%s has no batch %q; the latest is %s, and needled batches lists all", runner, batch, latest[0].ID)
}

func countRuns(ctx context.Context, t *tx, runner string) (n int, err error) {
	return n, t.one(ctx, `SELECT COUNT(*) FROM runs WHERE runner = $1`, []any{runner}, &n)
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
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return nil, err
	}
	var left []recording
	seen := maps.Clone(leaving)
	for _, r := range gone {
		if err := loadMarks(ctx, t, &r); err != nil {
			return nil, err
		}
		kin, err := w.kin(ctx, t, runner, r)
		if err != nil {
			return nil, err
		}
		for _, n := range kin {
			if !seen[n.seq] {
				seen[n.seq] = true
				left = append(left, n)
			}
		}
	}
	return left, nil
}
