package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"needled/analysis"
)

// Session returns what is kept of a session, unless it expired or its person
// is disabled.
func (s *Store) Session(ctx context.Context, hash analysis.Sum, now time.Time) (data []byte, found bool, err error) {
	data, err = read(ctx, s, "reading a session", func(t *tx) (data []byte, err error) {
		err = t.one(ctx, `SELECT data FROM sessions WHERE hash = $1 AND expires_at > $2
			AND NOT EXISTS (SELECT 1 FROM people WHERE people.id = sessions.person AND disabled_at IS NOT NULL)`, []any{hash[:], micros(now)}, &data)
		found = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return data, err
	})
	return data, found, err
}

// PutSession begins a session that lasts until it expires; person is "" while
// nobody is signed in. Sessions that expired go. It doesn't wait for the disk:
// whoever signed in just before a power cut does so again.
func (s *Store) PutSession(ctx context.Context, hash analysis.Sum, person string, data []byte, expires time.Time) error {
	_, err := note(ctx, s, "beginning a session", func(t *tx) (int64, error) {
		if person != "" {
			_, known, err := exists(ctx, t, `SELECT id FROM people WHERE id = $1`, person)
			if err == nil && !known {
				err = fail(NotFound, "there is no person %q", person)
			}
			if err != nil {
				return 0, err
			}
		}
		if _, err := t.exec(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, micros(s.Now())); err != nil {
			return 0, err
		}
		return t.exec(ctx, `INSERT INTO sessions (hash, person, expires_at, data) VALUES ($1, $2, $3, $4)`,
			hash[:], orNull(person), micros(expires), notNil(data))
	})
	return err
}

// ChangeSession changes what is kept of a session. One that has ended
// meanwhile stays so, which is no error.
func (s *Store) ChangeSession(ctx context.Context, hash analysis.Sum, data []byte, expires time.Time) error {
	_, err := note(ctx, s, "keeping a session", func(t *tx) (int64, error) {
		return t.exec(ctx, `UPDATE sessions SET expires_at = $2, data = $3 WHERE hash = $1`, hash[:], micros(expires), notNil(data))
	})
	return err
}

func notNil(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// EndSession ends a session. It is no error when there is none.
func (s *Store) EndSession(ctx context.Context, hash analysis.Sum) error {
	_, err := write(ctx, s, "ending a session", func(t *tx) (int64, error) {
		return t.exec(ctx, `DELETE FROM sessions WHERE hash = $1`, hash[:])
	})
	return err
}

// EndSessionsOf ends all sessions of a person but one; the zero sum spares
// none.
func (s *Store) EndSessionsOf(ctx context.Context, person string, but analysis.Sum) error {
	_, err := write(ctx, s, "ending the sessions of "+person, func(t *tx) (int64, error) {
		return t.exec(ctx, `DELETE FROM sessions WHERE person = $1 AND hash <> $2`, person, but[:])
	})
	return err
}
