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
	"time"
)

// Backup writes a copy of the whole store to a file, consistent while others
// write. What may be kept for days only is not in it, and the runs and
// verdicts are what they would be without; nor are tokens of services, secrets,
// sessions, links, jobs, how sources do, and deliveries under way. The file is there complete and for
// this user only, or not at all, and never takes the place of one that exists.
func (s *Store) Backup(ctx context.Context, file string) error {
	const doing = "backing up the store"
	if _, err := os.Lstat(file); err == nil {
		return fail(Conflict, "%s exists already; give the backup another name", file)
	}
	// The copy with everything in it lies beside the store, never where the
	// backup goes: that may be another's disk.
	work, err := os.MkdirTemp(filepath.Dir(s.path), workPrefix)
	if err != nil {
		return s.explain(ctx, doing, err)
	}
	defer os.RemoveAll(work)
	whole := filepath.Join(work, "needled.db")
	if err := copyStore(ctx, s.path, whole); err != nil {
		return s.explain(ctx, doing, err)
	}
	if err := strip(ctx, whole, s.Options); err != nil {
		return s.explain(ctx, doing, err)
	}
	// Copied once more, what was removed leaves nothing behind.
	return explain(ctx, file, doing, placeNew(file, func(partial string) error { return copyStore(ctx, whole, partial) }))
}

// workPrefix begins the names of the folders that backups are made in.
const workPrefix = ".needled-backup-"

// copyStore copies a store to a file, which may exist empty, as it is at one
// moment.
func copyStore(ctx context.Context, from, to string) error {
	db, err := sql.Open("sqlite", fileURI(from, url.Values{"_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	return err
}

// strip removes from a copy of a store what doesn't belong in a backup.
func strip(ctx context.Context, file string, o Options) error {
	c, err := Open(ctx, "sqlite:"+file, o)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = write(ctx, c, "removing what doesn't belong in a backup", func(t *tx) (int, error) {
		if _, err := c.removeDue(ctx, t, `expires_at IS NOT NULL`, nil, false); err != nil {
			return 0, err
		}
		for _, statement := range []string{
			`DELETE FROM strava_accounts`, `DELETE FROM strava_apps`, `DELETE FROM strava_pending`, `DELETE FROM sources`,
			`DELETE FROM sessions`, `DELETE FROM links`, `DELETE FROM uploads`, `DELETE FROM jobs`, `DELETE FROM clock`, `DELETE FROM originals WHERE expires_at IS NOT NULL`,
			`DELETE FROM deliveries WHERE delivered_at IS NULL AND failed_at IS NULL`,
		} {
			if _, err := t.exec(ctx, statement); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		return err
	}
	return c.Close()
}

// placeNew lets fill make a file under another name, and gives it its own
// once it is on the disk. One that exists stays.
func placeNew(file string, fill func(partial string) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*.partial") // for this user only
	if err != nil {
		return err
	}
	partial := f.Name()
	defer os.Remove(partial)
	if err := f.Close(); err != nil {
		return err
	}
	if err := fill(partial); err != nil {
		return err
	}
	if err := syncFile(partial); err != nil {
		return err
	}
	err = os.Link(partial, file)
	if _, there := os.Lstat(file); err != nil && errors.Is(there, fs.ErrNotExist) {
		err = os.Rename(partial, file) // no links on this file system
	}
	if errors.Is(err, fs.ErrExist) {
		return fail(Conflict, "%s exists already; give the backup another name", file)
	}
	if err != nil {
		return err
	}
	syncFolder(filepath.Dir(file))
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Close()
}

// syncFolder makes a new name last; not every system can, nor needs to.
func syncFolder(path string) {
	if f, err := os.Open(path); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

// removeWork removes what backups that were cut off left beside the store.
func (s *Store) removeWork() error {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(s.path), workPrefix+"*"))
	for _, folder := range left {
		info, statErr := os.Stat(folder)
		if statErr != nil || s.Now().Sub(info.ModTime()).Abs() < 6*time.Hour {
			continue // gone, or perhaps under way
		}
		err = errors.Join(err, os.RemoveAll(folder))
	}
	return err
}
