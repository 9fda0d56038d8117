package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// folder looks after one folder, or all that fit a pattern. All of it is used
// by one goroutine.
type folder struct {
	*Watcher
	Folder
	pattern string   // its path, absolute
	notices *notices // nil without news
	once    bool     // one pass

	settling settling
	taken    map[string]taking
	round    int // the number of the latest walk
	counted  int // files it found

	inode struct { // of the folder looked at last
		folder string
		last   bool // whether its files keep theirs
	}
	devices map[string]uint64 // that hold the roots that had files

	// What is wrong, for its state.
	absent     State            // why none of the roots is there; zero when one is
	denied     string           // a folder that may not be read
	failed     error            // why another can't be
	unreadable map[string]bool  // files that can't be opened
	unread     map[string]error // files that were handed over and could not be read
	refused    error            // why files could not be handed over
	newest     time.Time
	reported   State

	rescanAt, walked time.Time
	lookedAt         time.Time
	refusals         int // in a row
	retryAt          time.Time
}

// taking is a file that was taken.
type taking struct {
	stamp stamp
	round int // of the walk that saw it last; it is gone when that is not the latest
}

func (w *Watcher) newFolder(f Folder, notices *notices) (*folder, error) {
	if _, err := filepath.Match(f.Path, ""); err != nil {
		return nil, &fs.PathError{Op: "watching", Path: f.Path, Err: err}
	}
	pattern, err := filepath.Abs(f.Path)
	if err != nil {
		return nil, err
	}
	return &folder{
		Watcher: w, Folder: f, pattern: pattern, notices: notices,
		settling: settling{settle: w.Settle, patience: w.Patience},
		taken:    map[string]taking{}, devices: map[string]uint64{}, unreadable: map[string]bool{}, unread: map[string]error{},
	}, nil
}

// run looks after the folder until ctx ends.
func (f *folder) run(ctx context.Context) {
	defer f.notices.close()
	f.rescan(ctx)
	for {
		events, missed := f.notices.news()
		timer := time.NewTimer(time.Until(f.wake()))
		select {
		case <-ctx.Done():
		case event, open := <-events:
			if !open {
				f.notices.events = nil
			}
			f.heard(ctx, event)
		case <-missed:
			f.rescanSoon()
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
		now := time.Now()
		if !now.Before(f.rescanAt) {
			f.rescan(ctx)
		}
		if at := f.lookAt(); !at.IsZero() && !now.Before(at) {
			f.look(ctx)
			f.report(false)
		}
	}
}

// wake is when there is something to do if no news comes before.
func (f *folder) wake() time.Time {
	if at := f.lookAt(); !at.IsZero() && at.Before(f.rescanAt) {
		return at
	}
	return f.rescanAt
}

// lookAt is when files are to be looked at next; many at once rather than each
// by itself. Zero when none are.
func (f *folder) lookAt() time.Time {
	at := f.settling.next
	if soonest := f.lookedAt.Add(f.Settle / 4); !at.IsZero() && at.Before(soonest) {
		return soonest
	}
	return at
}

// Looking through a folder takes at most a thousandth of the time, unless it
// would be done less than every ten minutes then.
const (
	restful = 1000
	seldom  = 10 * time.Minute
)

// rescan looks through the folder.
func (f *folder) rescan(ctx context.Context) {
	began := time.Now()
	f.walk(ctx)
	f.report(true)
	f.walked = time.Now()
	f.rescanAt = f.walked.Add(max(f.Rescan, min(restful*f.walked.Sub(began), seldom)))
}

// rescanSoon has the folder looked through, though not time and again while
// news keeps being missed.
func (f *folder) rescanSoon() {
	if at := f.walked.Add(f.Settle); at.Before(f.rescanAt) {
		f.rescanAt = at
	}
}

// heard minds a notice.
func (f *folder) heard(ctx context.Context, event fsnotify.Event) {
	if event.Name == "" {
		return // it stands for what concerns nobody
	}
	path := filepath.Clean(event.Name)
	if f.notices.watches(path) {
		// A folder itself was moved, removed, or given other rights.
		if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
			f.notices.leave(path)
		}
		f.rescanSoon()
		if !event.Has(fsnotify.Create) {
			return
		}
	}
	if passedOver(filepath.Base(path)) {
		return
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.left(path)
	case err != nil:
		f.rescanSoon()
	case info.IsDir():
		if event.Has(fsnotify.Create) {
			f.enter(ctx, path)
		}
	default:
		if f.unreadable[path] {
			f.left(path) // perhaps it can be read now
		}
		f.found(ctx, path, info, event.Has(fsnotify.Create) || event.Has(fsnotify.Write))
	}
}

// left notes that a file is gone. That it was taken is remembered.
func (f *folder) left(path string) {
	f.forget(path)
	if t, ok := f.taken[path]; ok {
		t.round = -1
		f.taken[path] = t
	}
}
