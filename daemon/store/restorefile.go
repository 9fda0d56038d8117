package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// RestoreFile puts a backup in the place of the store at an address, which
// nobody may be using, and returns under which name the store that was there
// was put aside; "" when there was none. The backup is looked through first,
// and stays as it is. Either all of it is done or nothing is.
func RestoreFile(ctx context.Context, backup, address string, o Options) (aside string, err error) {
	const doing = "restoring the backup"
	path, err := fileOf(address)
	if err != nil {
		return "", err
	}
	given, err := openBackup(backup)
	if err != nil {
		return "", explain(ctx, backup, doing, err)
	}
	defer given.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", explain(ctx, path, doing, err)
	}
	work, err := os.MkdirTemp(filepath.Dir(path), workPrefix)
	if err != nil {
		return "", explain(ctx, path, doing, err)
	}
	defer os.RemoveAll(work)
	taken := filepath.Join(work, filepath.Base(path))
	if err := copyOut(given, taken); err != nil {
		return "", explain(ctx, path, doing, err)
	}
	if err := inOrder(ctx, taken, backup); err != nil {
		return "", explain(ctx, backup, doing, err)
	}
	if err := openOnce(ctx, taken, o); err != nil {
		return "", explain(ctx, path, doing, err)
	}
	if err := syncFile(taken); err != nil {
		return "", explain(ctx, path, doing, err)
	}
	if err := release(ctx, path); err != nil {
		return "", explain(ctx, path, doing, err)
	}
	aside, err = swap(taken, path)
	return aside, explain(ctx, path, doing, err)
}

func openBackup(file string) (*os.File, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fail(NotFound, "there is no backup %s", file)
	case err == nil && !info.Mode().IsRegular():
		return nil, fail(Invalid, "%s is no file, so no backup", file)
	}
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
		return nil, fail(Conflict, "%s is a store that is in use, or was cut off, and no backup; make one with needled backup", file)
	}
	return os.Open(file)
}

func copyOut(in io.Reader, to string) error {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// inOrder says what is wrong with a file that should be a store; name is what
// a person knows it by.
func inOrder(ctx context.Context, file, name string) error {
	db, err := sql.Open("sqlite", fileURI(file, url.Values{"_pragma": {"query_only(1)"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	var version, tables int
	err = db.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('goose_db_version', 'runners', 'recordings'))`).Scan(&version, &tables)
	switch {
	case err != nil:
		return err
	case version == 0 || tables < 3:
		return fail(Invalid, "%s is no needled store; nothing was changed", name)
	case version > schema:
		return fail(Invalid, "%s was written by a newer needled (schema %d; this one knows %d); update needled", name, version, schema)
	}
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found == "ok" {
		err = db.QueryRowContext(ctx, `SELECT 'something of the table ' || "table" || ' is missing' FROM pragma_foreign_key_check LIMIT 1`).Scan(&found)
	}
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	case found != "ok":
		return fail(Invalid, "%s is damaged (%s); nothing was changed: take another backup", name, found)
	}
	return nil
}

// openOnce brings a store to this program's schema, and rids it of what may
// not be kept any longer.
func openOnce(ctx context.Context, file string, o Options) error {
	s, err := Open(ctx, "sqlite:"+file, o)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Ping(ctx); err != nil {
		return err
	}
	return s.Close()
}

// release makes the store at path one file without a log, and fails when
// somebody uses it. What is no store, or damaged, is left as it is.
func release(ctx context.Context, path string) error {
	if !isDatabase(path) {
		return nil
	}
	db, err := sql.Open("sqlite", fileURI(path, url.Values{"_pragma": {"busy_timeout(1000)"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	var engine *sqlite.Error
	switch {
	case errors.As(err, &engine) && engine.Code()&0xff == sqlite3.SQLITE_BUSY, err == nil && mode != "delete":
		return fail(Unavailable, "%s is in use; stop the daemon, and whatever else of needled is running, and try again: nothing was changed", path)
	case errors.As(err, &engine):
		return nil
	}
	return err
}

// isDatabase says whether a file begins as a database does. SQLite would
// remove the log of one that doesn't.
func isDatabase(path string) bool {
	const magic = "SQLite format 3\x00"
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	begin := make([]byte, len(magic))
	_, err = io.ReadFull(f, begin)
	return err == nil && string(begin) == magic
}

// swap puts a file in the place of the one at path, and returns where that
// was put.
func swap(file, path string) (aside string, err error) {
	if _, err := os.Lstat(path); err == nil {
		if aside, err = putAside(path); err != nil {
			return "", err
		}
	}
	if err := os.Rename(file, path); err != nil {
		if aside != "" {
			_ = os.Rename(aside, path) // no worse than before
		}
		return "", err
	}
	syncFolder(filepath.Dir(path))
	return aside, nil
}

// putAside gives a file another name, with the log that belongs to it. Where
// links can be made it keeps its own as well until that is taken over, so that
// there is a store at every moment.
func putAside(path string) (string, error) {
	stamp := path + ".before-" + time.Now().UTC().Format("20060102-150405")
	aside := stamp
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			break
		}
		aside = fmt.Sprintf("%s-%d", stamp, n)
	}
	for _, log := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Rename(path+log, aside+log); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	if os.Link(path, aside) == nil {
		return aside, nil
	}
	return aside, os.Rename(path, aside)
}
