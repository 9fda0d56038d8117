package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// tx is a transaction that prepares each statement once.
type tx struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

// write does work in a transaction and commits it, durably, before it
// returns. Nothing of it stays when work fails.
func write[T any](ctx context.Context, s *Store, doing string, work func(*tx) (T, error)) (T, error) {
	return transact(ctx, s, s.writer, doing, work)
}

// read does work on one unchanging view of the store.
func read[T any](ctx context.Context, s *Store, doing string, work func(*tx) (T, error)) (T, error) {
	return transact(ctx, s, s.reader, doing, work)
}

// note does work in a transaction and commits it without waiting for the
// disk: it may be lost when the machine stops, not when the program does. It
// must not touch what was fetched, nor be called from within write.
func note[T any](ctx context.Context, s *Store, doing string, work func(*tx) (T, error)) (T, error) {
	line, err := s.writer.Conn(ctx) // whoever writes waits in one line
	if err != nil {
		return *new(T), s.explain(ctx, doing, err)
	}
	defer line.Close()
	result, err := attempt(ctx, s.light, work)
	return result, s.explain(ctx, doing, err)
}

func transact[T any](ctx context.Context, s *Store, db *sql.DB, doing string, work func(*tx) (T, error)) (T, error) {
	for tries := 0; ; tries++ {
		result, err := attempt(ctx, db, func(t *tx) (T, error) {
			if err := s.lookForOverdue(ctx, t, db == s.writer); err != nil {
				return *new(T), err
			}
			return work(t)
		})
		if !errors.Is(err, errOverdue) || tries == 5 {
			return result, s.explain(ctx, doing, err)
		}
		if _, err := s.purge(ctx); err != nil {
			return result, s.explain(ctx, doing+", and before that removing what was fetched from Strava and is overdue", err)
		}
	}
}

// attempt does work in a transaction, and commits it unless it fails.
func attempt[T any](ctx context.Context, db *sql.DB, work func(*tx) (T, error)) (T, error) {
	var zero T
	begun, err := db.BeginTx(ctx, nil)
	if err != nil {
		return zero, err
	}
	defer begun.Rollback()
	result, err := work(&tx{Tx: begun, prepared: map[string]*sql.Stmt{}})
	if err == nil {
		err = begun.Commit()
	}
	if err != nil {
		return zero, err
	}
	return result, nil
}

func (t *tx) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := t.prepared[query]; ok {
		return st, nil
	}
	st, err := t.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", query, err)
	}
	t.prepared[query] = st
	return st, nil
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	st, err := t.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// one reads a single row; sql.ErrNoRows when there is none.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	st, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(ctx, args...).Scan(dest...)
}

// each reads all rows before it returns: not every engine lets another
// statement run between rows.
func (t *tx) each(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	st, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// micros is an instant as it is kept; instant is the way back.
func micros(t time.Time) int64   { return t.UnixMicro() }
func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }
func kept(t time.Time) time.Time { return instant(micros(t)) }

// microsOf and instantOf are the same for what may be absent.
func microsOf(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	return new(micros(*t))
}

func instantOf(us *int64) *time.Time {
	if us == nil {
		return nil
	}
	return new(instant(*us))
}
