package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the file three times: one connection that writes, so that
// writers of this process wait in line instead of failing, one that writes
// without waiting for the disk, and a few that only read. A file of the right
// version costs one small query.
func (s *Store) openSQLite(ctx context.Context) error {
	if err := createFile(s.path); err != nil {
		return err
	}
	common := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", s.BusyTimeout.Milliseconds()),
		"foreign_keys(1)",
	}}
	reading := url.Values{"_pragma": slices.Concat(common["_pragma"], []string{"query_only(1)"})}
	writing := func(synchronous string) url.Values {
		return url.Values{"_txlock": {"immediate"}, "_pragma": slices.Concat(common["_pragma"], []string{
			"page_size(8192)", // fewer pages for originals; only takes effect on a new file
			"journal_mode(WAL)",
			"secure_delete(1)", // what is removed leaves no bytes behind
			synchronous,
			"wal_autocheckpoint(4096)",
			"journal_size_limit(67108864)", // bytes; a large ingest must not leave a large log
		})}
	}

	var err error
	if s.reader, err = openDB(fileURI(s.path, reading)); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(4)
	s.reader.SetMaxIdleConns(4) // opening one costs more than what is asked of it
	// With FULL a commit is on the disk before it returns. With NORMAL the last
	// few may be lost when the machine stops, never when the program does.
	if s.writer, err = openDB(fileURI(s.path, writing("synchronous(FULL)"))); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if s.light, err = openDB(fileURI(s.path, writing("synchronous(NORMAL)"))); err != nil {
		return err
	}
	s.light.SetMaxOpenConns(1)
	return s.migrateSQLite(ctx)
}

// sealAudit makes the audit log one that is only added to. Rows that replace
// others would go past what refuses removing them.
func (s *Store) sealAudit(ctx context.Context) error {
	for _, trigger := range []string{
		`CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE UPDATE ON audit
			BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
		`CREATE TRIGGER IF NOT EXISTS audit_remains BEFORE DELETE ON audit
			BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
		`CREATE TRIGGER IF NOT EXISTS audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
			BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
	} {
		if _, err := s.writer.ExecContext(ctx, trigger); err != nil {
			return err
		}
	}
	return nil
}

// followNames makes the roster's row of a runner stale when the person's name
// changes, whatever changes it.
func (s *Store) followNames(ctx context.Context) error {
	const stale = `UPDATE roster SET valid_until = -9223372036854775808 WHERE runner IN (NEW.runner`
	for _, trigger := range []string{
		`CREATE TRIGGER IF NOT EXISTS roster_named AFTER INSERT ON people BEGIN ` + stale + `); END`,
		`CREATE TRIGGER IF NOT EXISTS roster_renamed AFTER UPDATE OF name, runner ON people BEGIN ` + stale + `, OLD.runner); END`,
	} {
		if _, err := s.writer.ExecContext(ctx, trigger); err != nil {
			return err
		}
	}
	return nil
}

// createFile makes the file and its folder, for this user only: what is in it
// is nobody else's business. SQLite gives its log the mode of the file.
func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func fileURI(path string, parameters url.Values) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = filepath.ToSlash(abs)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: parameters.Encode()}
	return u.String()
}

// unavailable says what a person can do about an error of the engine or the
// disk; ok is false when it is neither.
func unavailable(err error, path string) (text string, ok bool) {
	var engine *sqlite.Error
	if errors.As(err, &engine) {
		switch engine.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Sprintf("%s is in use by another process that is writing; wait for it to finish and try again", path), true
		case sqlite3.SQLITE_FULL:
			return fmt.Sprintf("the disk that holds %s is full; make room and try again: what was reported is stored, and nothing is half stored", path), true
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return fmt.Sprintf("%s can't be written; check its owner and mode, and those of its folder", path), true
		case sqlite3.SQLITE_CANTOPEN:
			return fmt.Sprintf("%s can't be opened; check that the folder exists and is yours", path), true
		case sqlite3.SQLITE_NOTADB:
			return fmt.Sprintf("%s is not a needled store (no SQLite database); give another path", path), true
		case sqlite3.SQLITE_CORRUPT:
			return fmt.Sprintf("%s is damaged; restore it from a backup, or ingest the files again into a new store", path), true
		case sqlite3.SQLITE_IOERR:
			return fmt.Sprintf("the disk that holds %s failed: %s", path, engine), true
		}
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Sprintf("the disk that holds %s is full; make room and try again", path), true
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("%s can't be opened: permission denied; check its owner and mode, and those of its folder", path), true
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		return fmt.Sprintf("%s can't be made: %v", file.Path, file.Err), true
	}
	return "", false
}

// Check reads the whole store and returns an error that says what is damaged.
func (s *Store) Check(ctx context.Context) error {
	_, err := read(ctx, s, "checking the store", func(t *tx) (int, error) {
		var found []string
		err := t.each(ctx, `PRAGMA quick_check(5)`, nil, func(rows *sql.Rows) error {
			var line string
			err := rows.Scan(&line)
			found = append(found, line)
			return err
		})
		if err != nil || len(found) == 1 && found[0] == "ok" {
			return 0, err
		}
		return 0, fail(Unavailable, "%s is damaged (%s); restore it from a backup, or ingest the files again into a new store",
			s.path, strings.Join(found, "; "))
	})
	return err
}
