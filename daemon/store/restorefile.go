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

// Aside is the store that was in the place of one that was restored.
type Aside struct {
	Path string // "" when there was none
	// Whole says that it is as it was, since this program can't read it.
	// Otherwise it is what a backup of it would be: nobody looks after it any
	// more, so nothing is in it that must go in time, nor tokens.
	Whole bool
}

// RestoreFile puts a backup in the place of the store at an address, which
// nobody may be using, and returns what the store that was there was put aside
// as. The backup is looked through first, and stays as it is. Either all of it
// is done or nothing is.
func RestoreFile(ctx context.Context, backup, address string, o Options) (Aside, error) {
	const doing = "restoring the backup"
	path, err := fileOf(address)
	if err != nil {
		return Aside{}, err
	}
	given, err := openBackup(backup)
	if err != nil {
		return Aside{}, explain(ctx, backup, doing, err)
	}
	defer given.Close()
	aside, err := restoreFile(ctx, given, path, o)
	return aside, explain(ctx, path, doing, err)
}

func restoreFile(ctx context.Context, given *os.File, path string, o Options) (Aside, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Aside{}, err
	}
	work, err := os.MkdirTemp(filepath.Dir(path), workPrefix)
	if err != nil {
		return Aside{}, err
	}
	defer os.RemoveAll(work)
	taken := filepath.Join(work, filepath.Base(path))
	if err := copyOut(given, taken); err != nil {
		return Aside{}, err
	}
	if err := inOrder(ctx, taken, given.Name()); err != nil {
		return Aside{}, explain(ctx, given.Name(), "reading the backup", err)
	}
	if err := openOnce(ctx, taken, o); err != nil {
		return Aside{}, err
	}
	if err := syncFile(taken); err != nil {
		return Aside{}, err
	}
	if err := release(ctx, path); err != nil {
		return Aside{}, err
	}
	return swap(ctx, taken, path, o)
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

// swap puts a file in the place of the store at path, and returns what that
// was put aside as.
func swap(ctx context.Context, file, path string, o Options) (Aside, error) {
	var aside Aside
	_, err := os.Lstat(path)
	there, readable := err == nil, isDatabase(path) && inOrder(ctx, path, path) == nil
	if err := ctx.Err(); err != nil {
		return Aside{}, err
	}
	switch {
	case there && readable:
		aside.Path, err = putStripped(ctx, filepath.Dir(file), path, o)
	case there:
		aside.Whole = true
		aside.Path, err = putAside(path)
	default:
		err = nil
	}
	if err != nil {
		return Aside{}, err
	}
	if err := os.Rename(file, path); err != nil {
		switch { // no worse than before
		case aside.Whole:
			_ = os.Rename(aside.Path, path)
		case aside.Path != "":
			_ = os.Remove(aside.Path)
		}
		return Aside{}, err
	}
	syncFolder(filepath.Dir(path))
	return aside, nil
}

// putStripped writes beside a store what a backup of it would be.
func putStripped(ctx context.Context, work, path string, o Options) (string, error) {
	whole := filepath.Join(work, "whole.db")
	if err := copyStore(ctx, path, whole); err != nil {
		return "", err
	}
	if err := strip(ctx, whole, o); err != nil {
		return "", err
	}
	aside := asideName(path)
	return aside, placeNew(aside, func(partial string) error { return copyStore(ctx, whole, partial) })
}

// putAside gives a file another name, with the log that belongs to it. Where
// links can be made it keeps its own as well until that is taken over, so that
// there is a store at every moment.
func putAside(path string) (string, error) {
	aside := asideName(path)
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

// asideName is a name beside a store that nothing has.
func asideName(path string) string {
	stamp := path + ".before-" + time.Now().UTC().Format("20060102-150405")
	aside := stamp
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside
		}
		aside = fmt.Sprintf("%s-%d", stamp, n)
	}
}
