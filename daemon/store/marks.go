package store

import (
	"context"
	"database/sql"
	"errors"

	"needled/analysis"
)

// Mark keeps what names originals without their bytes being read. Of a mark
// given twice the latest holds; one of an original that isn't there any more
// is none.
func (s *Store) Mark(ctx context.Context, marks map[string]analysis.Sum) error {
	_, err := write(ctx, s, "marking files", func(t *tx) (int, error) {
		for mark, sum := range marks {
			_, err := t.exec(ctx, `INSERT INTO marks (mark, original) SELECT $1, sum FROM originals WHERE sum = $2
				ON CONFLICT (mark) DO UPDATE SET original = excluded.original`, mark, sum[:])
			if err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return err
}

// Marked is the original that a mark names, with the runs made of it, by leg;
// without runs when the mark names none that the runner has recordings of.
func (s *Store) Marked(ctx context.Context, runner, mark string) (sum analysis.Sum, known []analysis.Entry, err error) {
	known, err = read(ctx, s, "looking for a file known already", func(t *tx) ([]analysis.Entry, error) {
		var original []byte
		err := t.one(ctx, `SELECT original FROM marks WHERE mark = $1`, []any{mark}, &original)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		copy(sum[:], original)
		return knownAs(ctx, t, runner, sum)
	})
	return sum, known, err
}
