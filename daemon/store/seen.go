package store

import "context"

// See keeps that files were taken in, whatever became of them, by the marks
// that name their bytes. A batch that is undone leaves them seen: a folder
// doesn't bring back what a person took back.
func (s *Store) See(ctx context.Context, runner string, marks []string) error {
	_, err := write(ctx, s, "keeping what was taken in", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return 0, err
		}
		for _, mark := range marks {
			if _, err := t.exec(ctx, `INSERT INTO seen (runner, mark) VALUES ($1, $2) ON CONFLICT (runner, mark) DO NOTHING`, runner, mark); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return err
}

// Seen says whether the file a mark names was taken in.
func (s *Store) Seen(ctx context.Context, runner, mark string) (bool, error) {
	return read(ctx, s, "looking for a file taken in before", func(t *tx) (bool, error) {
		_, seen, err := exists(ctx, t, `SELECT mark FROM seen WHERE runner = $1 AND mark = $2`, runner, mark)
		return seen, err
	})
}

// KeepSeen forgets the marks of all runners that don't begin with a prefix.
func (s *Store) KeepSeen(ctx context.Context, prefix string) error {
	_, err := write(ctx, s, "forgetting what was taken in long ago", func(t *tx) (int, error) {
		_, err := t.exec(ctx, `DELETE FROM seen WHERE SUBSTR(mark, 1, LENGTH($1)) <> $1`, prefix)
		return 0, err
	})
	return err
}
