package daemon

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"needled/daemon/web"
)

// spool is where files that were given lie until they are taken in: a folder
// for each runner, in it one for each upload, in that one for each file, which
// keeps its name. What isn't complete yet ends in partly.
type spool struct {
	folder string // of all of it
	most   int64  // bytes that may lie there of a runner's before another upload begins
	create func(path string) (*os.File, error)
}

const (
	// partly ends the name of an upload that has not arrived.
	partly = ".part"
	// arrivesWithin is longer than any upload takes.
	arrivesWithin = 24 * time.Hour
	// mostLying is twice what one upload may be.
	mostLying = 2 << 30
)

// spooled is an upload that has arrived.
type spooled struct {
	id     string
	folder string
	at     time.Time
	paths  []string // of its files, in their order
}

func newSpool(data string) spool {
	return spool{filepath.Join(data, "inbox"), mostLying, func(path string) (*os.File, error) {
		return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	}}
}

// of is the folder of a runner, whatever the name.
func (s spool) of(runner string) string { return filepath.Join(s.folder, folderName(runner)) }

// keep writes files of a runner's: all of them, so that they outlast a loss
// of power, or none. The names are cleaned, and returned as they are kept.
func (s spool) keep(runner string, files iter.Seq2[web.Uploaded, error]) (kept spooled, err error) {
	id := strings.ToLower(rand.Text())
	whole := filepath.Join(s.of(runner), id)
	part := whole + partly
	if err := os.MkdirAll(part, 0o700); err != nil {
		return kept, roomError(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	n := 0
	for file, err := range files {
		if err != nil {
			return kept, err
		}
		n++
		if err := s.write(filepath.Join(part, fmt.Sprintf("%06d", n)), cleanName(file.Name), file.Content); err != nil {
			return kept, roomError(err)
		}
	}
	if n == 0 {
		return kept, &web.RefusedError{Text: "There was no file in it."}
	}
	if err := os.Rename(part, whole); err != nil {
		return kept, roomError(err)
	}
	for _, folder := range []string{whole, filepath.Dir(whole), s.folder} {
		syncFolder(folder)
	}
	return s.read(runner, id)
}

// write writes one file into a folder of its own.
func (s spool) write(folder, name string, content io.Reader) error {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	f, err := s.create(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, content); err == nil {
		err = f.Sync()
	}
	syncFolder(folder)
	return errors.Join(err, f.Close())
}

// waiting lists the uploads of a runner that have arrived, the first first.
func (s spool) waiting(runner string) ([]spooled, error) {
	folders, err := os.ReadDir(s.of(runner))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []spooled
	for _, f := range folders {
		if !f.IsDir() || strings.HasSuffix(f.Name(), partly) {
			continue
		}
		one, unread := s.read(runner, f.Name())
		if err = errors.Join(err, unread); unread == nil {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b spooled) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	return all, err
}

func (s spool) read(runner, id string) (spooled, error) {
	one := spooled{id: id, folder: filepath.Join(s.of(runner), id)}
	info, err := os.Stat(one.folder)
	if err != nil {
		return one, err
	}
	one.at = info.ModTime()
	files, err := os.ReadDir(one.folder) // by name, which is their number
	for _, f := range files {
		content, unread := os.ReadDir(filepath.Join(one.folder, f.Name()))
		err = errors.Join(err, unread)
		for _, file := range content {
			one.paths = append(one.paths, filepath.Join(one.folder, f.Name(), file.Name()))
		}
	}
	return one, err
}

// tidy removes what was cut off long ago while it arrived.
func (s spool) tidy(now time.Time) error {
	runners, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, r := range runners {
		uploads, unread := os.ReadDir(filepath.Join(s.folder, r.Name()))
		err = errors.Join(err, unread)
		for _, u := range uploads {
			info, gone := u.Info()
			if gone == nil && strings.HasSuffix(u.Name(), partly) && now.Sub(info.ModTime()) > arrivesWithin {
				err = errors.Join(err, os.RemoveAll(filepath.Join(s.folder, r.Name(), u.Name())))
			}
		}
	}
	return err
}

// syncFolder makes new names in a folder last; not every system can, nor needs
// to.
func syncFolder(path string) {
	if f, err := os.Open(path); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

// roomError says in words that are known to pages that a disk is full.
func roomError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return web.ErrNoRoom
	}
	return err
}
