package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schema is the version the last of the migrations leads to.
const schema = 8

// migrateSQLite brings the file to this program's schema. The version is kept
// in the file's header too, so that a file in order is known by one number.
func (s *Store) migrateSQLite(ctx context.Context) error {
	var version int
	if err := s.reader.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	switch {
	case version == schema:
		return nil
	case version > schema:
		return fail(Unavailable, "%s was written by a newer needled (schema %d; this one knows %d); update needled", s.path, version, schema)
	case version == 0:
		if err := s.refuseForeign(ctx); err != nil {
			return err
		}
	}
	// Two processes may open a new file at once. Each step is a transaction,
	// so the one that comes second fails on what exists, and finds it done
	// when it looks again.
	var err error
	for range 5 {
		if err = s.migrate(ctx, goose.DialectSQLite3); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("migrating to schema %d: %w", schema, err)
	}
	if err := errors.Join(s.sealAudit(ctx), s.followNames(ctx)); err != nil {
		return fmt.Errorf("migrating to schema %d: %w", schema, err)
	}
	_, err = s.writer.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, schema))
	return err
}

func (s *Store) migrate(ctx context.Context, dialect goose.Dialect) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	steps, err := goose.NewProvider(dialect, s.writer, files, goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	_, err = steps.Up(ctx)
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		return partial.Err
	}
	return err
}

// refuseForeign keeps needled from making its tables in another program's
// database.
func (s *Store) refuseForeign(ctx context.Context) error {
	var ours, others int
	err := s.reader.QueryRowContext(ctx, `SELECT COUNT(*) FILTER (WHERE name = 'goose_db_version'), COUNT(*) FROM sqlite_master WHERE type = 'table'`).Scan(&ours, &others)
	if err == nil && ours == 0 && others > 0 {
		return fail(Unavailable, "%s is another program's database; give another path", s.path)
	}
	return err
}
