package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"needled/analysis"
)

// AddCheckIn stores a check-in under a new ID and returns it. The runner's
// verdicts follow.
func (s *Store) AddCheckIn(ctx context.Context, c analysis.CheckIn) (analysis.CheckIn, error) {
	return write(ctx, s, "adding the check-in", func(t *tx) (analysis.CheckIn, error) {
		if _, err := s.needRunner(ctx, t, c.Runner); err != nil {
			return c, err
		}
		if c.At.IsZero() {
			return c, fail(Invalid, "a check-in needs a time")
		}
		n, err := nextNumber(ctx, t, "checkin")
		if err != nil {
			return c, err
		}
		c.ID, c.At = fmt.Sprintf("c%d", n), kept(c.At)
		if err := insertCheckIn(ctx, t, c, s.Now()); err != nil {
			return c, err
		}
		return c, s.judge(ctx, t, c.Runner, around(c.At))
	})
}

// RemoveCheckIn removes a check-in. The runner's verdicts follow.
func (s *Store) RemoveCheckIn(ctx context.Context, runner, id string) error {
	_, err := write(ctx, s, "removing check-in "+id, func(t *tx) (int, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return 0, err
		}
		var at int64
		err := t.one(ctx, `DELETE FROM checkins WHERE runner = $1 AND id = $2 RETURNING at`, []any{runner, id}, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, fail(NotFound, "there is no check-in %q of %s", id, runner)
		}
		if err != nil {
			return 0, err
		}
		return 0, s.judge(ctx, t, runner, around(instant(at)))
	})
	return err
}

func insertCheckIn(ctx context.Context, t *tx, c analysis.CheckIn, now time.Time) error {
	_, err := t.exec(ctx, `INSERT INTO checkins (id, runner, at, kind, squat_ok, heel_raise, full_rom, soreness, pain, sharp_pain, cramping, note, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.ID, c.Runner, micros(c.At), string(c.Kind), c.SquatOK, c.HeelRaise, c.FullROM, c.Soreness, c.Pain, c.SharpPain, c.Cramping, c.Note, micros(now))
	return err
}

// CheckIns lists a runner's check-ins at or after an instant, by time.
func (s *Store) CheckIns(ctx context.Context, runner string, since time.Time) ([]analysis.CheckIn, error) {
	return read(ctx, s, "listing the check-ins", func(t *tx) ([]analysis.CheckIn, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		return checkIns(ctx, t, runner, since)
	})
}

func checkIns(ctx context.Context, t *tx, runner string, since time.Time) ([]analysis.CheckIn, error) {
	var all []analysis.CheckIn
	err := t.each(ctx, `SELECT id, at, kind, squat_ok, heel_raise, full_rom, soreness, pain, sharp_pain, cramping, note
		FROM checkins WHERE runner = $1 AND at >= $2 ORDER BY at, id`, []any{runner, micros(since)}, func(rows *sql.Rows) error {
		c := analysis.CheckIn{Runner: runner}
		var at int64
		err := rows.Scan(&c.ID, &at, &c.Kind, &c.SquatOK, &c.HeelRaise, &c.FullROM, &c.Soreness, &c.Pain, &c.SharpPain, &c.Cramping, &c.Note)
		c.At = instant(at)
		all = append(all, c)
		return err
	})
	return all, err
}
