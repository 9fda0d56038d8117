package store

import (
	"context"
	"database/sql"
	"time"
)

// Pending is an activity at Strava whose streams were not there yet.
type Pending struct {
	Runner, Key string
	Attempts    int
	Due         time.Time // when to ask again
}

// Pending lists a runner's activities whose streams were not there yet, by
// when to ask again.
func (s *Store) Pending(ctx context.Context, runner string) ([]Pending, error) {
	return read(ctx, s, "listing what Strava has not ready yet", func(t *tx) ([]Pending, error) {
		var all []Pending
		err := t.each(ctx, `SELECT key, attempts, due FROM strava_pending WHERE runner = $1 ORDER BY due, key`, []any{runner}, func(rows *sql.Rows) error {
			p := Pending{Runner: runner}
			var due int64
			err := rows.Scan(&p.Key, &p.Attempts, &due)
			p.Due = instant(due)
			all = append(all, p)
			return err
		})
		return all, err
	})
}

// PutPending keeps when to ask for streams again, as long as the runner is
// connected: else the error is NotFound.
func (s *Store) PutPending(ctx context.Context, p Pending) error {
	_, err := write(ctx, s, "keeping what Strava has not ready yet", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, p.Runner); err != nil {
			return 0, err
		}
		if _, err := s.account(ctx, t, p.Runner); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `INSERT INTO strava_pending (runner, key, attempts, due) VALUES ($1, $2, $3, $4)
			ON CONFLICT (runner, key) DO UPDATE SET attempts = excluded.attempts, due = excluded.due`, p.Runner, p.Key, p.Attempts, micros(p.Due))
		return 0, err
	})
	return err
}

// RemovePending stops asking for an activity's streams.
func (s *Store) RemovePending(ctx context.Context, runner, key string) error {
	_, err := write(ctx, s, "removing what Strava has ready now", func(t *tx) (int, error) {
		_, err := t.exec(ctx, `DELETE FROM strava_pending WHERE runner = $1 AND key = $2`, runner, key)
		return 0, err
	})
	return err
}
