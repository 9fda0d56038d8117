package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"needled/analysis"
)

// Batch is one ingest of a runner and what came of it.
type Batch struct {
	ID     string
	Runner string
	At     time.Time  // when it began
	Ended  *time.Time // nil while it runs, and when it was cut off
	Undone *time.Time // nil unless it was undone; nothing is kept under it any more
	// Outcomes counts what was kept under the batch: recordings by the answer
	// they got, and items that gave none by the latest answer.
	Outcomes map[analysis.Outcome]int
	Fetched  int // of the recordings, those that were fetched from Strava
}

// BeginBatch opens a batch for the runner.
func (s *Store) BeginBatch(ctx context.Context, runner string, at time.Time) (string, error) {
	return write(ctx, s, "beginning a batch", func(t *tx) (string, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return "", err
		}
		n, err := nextNumber(ctx, t, "batch")
		if err != nil {
			return "", err
		}
		id := fmt.Sprintf("b%d", n)
		_, err = t.exec(ctx, `INSERT INTO batches (id, runner, number, began_at, readable) VALUES ($1, $2, $3, $4, FALSE)`, id, runner, n, micros(at))
		return id, err
	})
}

// EndBatch closes a batch; one that is closed already stays as it is.
func (s *Store) EndBatch(ctx context.Context, batch string, at time.Time) error {
	_, err := write(ctx, s, "ending batch "+batch, func(t *tx) (int, error) {
		_, ok, err := exists(ctx, t, `SELECT id FROM batches WHERE id = $1`, batch)
		if err == nil && !ok {
			err = fail(NotFound, "there is no batch %q", batch)
		}
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `UPDATE batches SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, batch, micros(at))
		return 0, err
	})
	return err
}

// Note keeps the answers to items that gave no recording: for each item of a
// runner the latest one. An item that is answered as before stays with the
// batch that it came in first. Of a duplicate it is only kept that the batch
// held something known already.
func (s *Store) Note(ctx context.Context, runner, batch string, receipts []analysis.Receipt) error {
	_, err := write(ctx, s, "noting what gave no run", func(t *tx) (int, error) {
		if err := needBatch(ctx, t, runner, batch); err != nil {
			return 0, err
		}
		for _, r := range receipts {
			if r.Outcome == analysis.Duplicate {
				if err := markReadable(ctx, t, batch); err != nil {
					return 0, err
				}
				continue
			}
			var sum []byte
			if r.Sum != nil {
				sum = r.Sum[:]
			}
			_, err := t.exec(ctx, `INSERT INTO notes (runner, path, member, batch, outcome, reason, sum) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (runner, path, member) DO UPDATE SET
				batch = CASE WHEN notes.outcome = excluded.outcome AND (notes.sum = excluded.sum OR notes.sum IS NULL AND excluded.sum IS NULL)
					THEN notes.batch ELSE excluded.batch END,
				outcome = excluded.outcome, reason = excluded.reason, sum = excluded.sum`,
				runner, r.Path, r.Member, batch, string(r.Outcome), r.Reason, sum)
			if err != nil {
				return 0, fmt.Errorf("%s: %w", r.Path, err)
			}
		}
		return 0, nil
	})
	return err
}

// Batches lists a runner's batches, the latest first.
func (s *Store) Batches(ctx context.Context, runner string) ([]Batch, error) {
	return read(ctx, s, "listing the batches", func(t *tx) ([]Batch, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		return batches(ctx, t, runner)
	})
}

// LastSuccess is when the latest ingest of a runner ended that was seen
// through and held at least one activity, new or known already; nil when there
// was none.
func (s *Store) LastSuccess(ctx context.Context, runner string) (*time.Time, error) {
	return read(ctx, s, "looking for the last ingest", func(t *tx) (*time.Time, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		var ended int64
		err := t.one(ctx, `SELECT ended_at FROM batches WHERE runner = $1 AND ended_at IS NOT NULL AND undone_at IS NULL AND readable
			ORDER BY number DESC LIMIT 1`, []any{runner}, &ended)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return new(instant(ended)), err
	})
}

// markReadable notes that a batch held an activity.
func markReadable(ctx context.Context, t *tx, batch string) error {
	_, err := t.exec(ctx, `UPDATE batches SET readable = TRUE WHERE id = $1 AND NOT readable`, batch)
	return err
}

func batches(ctx context.Context, t *tx, runner string) ([]Batch, error) {
	var all []Batch
	index := map[string]int{}
	err := t.each(ctx, `SELECT id, began_at, ended_at, undone_at FROM batches WHERE runner = $1 ORDER BY number DESC`,
		[]any{runner}, func(rows *sql.Rows) error {
			b := Batch{Runner: runner, Outcomes: map[analysis.Outcome]int{}}
			var began int64
			var ended, undone *int64
			err := rows.Scan(&b.ID, &began, &ended, &undone)
			if b.At = instant(began); ended != nil {
				b.Ended = new(instant(*ended))
			}
			if undone != nil {
				b.Undone = new(instant(*undone))
			}
			index[b.ID] = len(all)
			all = append(all, b)
			return err
		})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for _, counting := range []string{
		`SELECT batch, outcome, COUNT(*), COUNT(expires_at) FROM recordings WHERE runner = $1 GROUP BY batch, outcome`,
		`SELECT batch, outcome, COUNT(*), 0 FROM notes WHERE runner = $1 GROUP BY batch, outcome`,
	} {
		err := t.each(ctx, counting, []any{runner}, func(rows *sql.Rows) error {
			var batch string
			var outcome analysis.Outcome
			var n, fetched int
			err := rows.Scan(&batch, &outcome, &n, &fetched)
			if i, ok := index[batch]; ok {
				all[i].Outcomes[outcome] += n
				all[i].Fetched += fetched
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// needBatch wants a batch that things may be kept under.
func needBatch(ctx context.Context, t *tx, runner, batch string) error {
	_, ok, err := exists(ctx, t, `SELECT id FROM batches WHERE runner = $1 AND id = $2 AND undone_at IS NULL`, runner, batch)
	if err == nil && !ok {
		err = fail(NotFound, "%s has no batch %q, or it was undone", runner, batch)
	}
	return err
}
