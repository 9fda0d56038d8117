package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
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
		changed, err := removeRecordings(ctx, t, runner, gone, fetched)
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

// removeRecordings removes recordings, what was said of those to be forgotten,
// and originals that nothing rests on any more, links what could be of one run
// with them anew, and returns the instants at which something changed.
func removeRecordings(ctx context.Context, t *tx, runner string, gone, forgotten []recording) ([]time.Time, error) {
	before, err := runsOf(ctx, t, runner, gone)
	if err != nil {
		return nil, err
	}
	var changed []time.Time
	for _, r := range before {
		changed = append(changed, r.run.Start)
	}
	// What was said of them may be all that held the others together, or apart.
	left, err := leftBehind(ctx, t, runner, gone)
	if err != nil {
		return nil, err
	}
	if err := forgetWords(ctx, t, runner, forgotten); err != nil {
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
	for run := range before {
		_, err := t.exec(ctx, `DELETE FROM runs WHERE runner = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM recordings WHERE run = $2)`, runner, run)
		if err != nil {
			return nil, err
		}
	}
	return append(changed, again...), nil
}

// leftBehind are the recordings that stay of those that could be of one run
// with some that go, or are of one with them by what was known until now.
func leftBehind(ctx context.Context, t *tx, runner string, gone []recording) ([]recording, error) {
	left, err := circleOf(ctx, t, runner, gone)
	return slices.DeleteFunc(left, func(r recording) bool {
		return slices.ContainsFunc(gone, func(g recording) bool { return g.seq == r.seq })
	}), err
}
