// Package watch looks after folders that activity files arrive in, and hands
// over each file once it is complete.
//
// A file is complete when its size and time have stood still for a moment and
// its content is whole, or when it has stood still for so long that no more
// will come. News of changes comes from the system where it gives any, and
// from looking again from time to time where it gives none: network mounts,
// watches on USB, folders that don't exist yet.
//
// Nothing in a folder is ever moved, changed or deleted, and nothing but
// complete files is opened. What a file is, is for others to say: every file
// is handed over, but for hidden ones and those with a name that downloads and
// copies bear until they are done.
package watch

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"
)

// Folder is a folder to look after, with all the folders in it.
type Folder struct {
	Runner string
	// Path is a folder, or a pattern for folders as of filepath.Glob; what
	// fits it may come and go.
	Path string
}

// File is a complete file.
type File struct {
	Path string
	Size int64 // bytes
	// Mark names the file's bytes for good: its path, size, time and, where
	// the file system has lasting ones, its inode. "" while a change could
	// still leave all of them as they are.
	Mark string
}

// UnreadError is Take's where it took the files, but for some that could not be
// read at all.
type UnreadError struct{ Files map[string]error } // by their paths, with why

func (e *UnreadError) Error() string { return unreadText(e.Files) }

// Watcher looks after folders. Its fields are not changed once it runs. The
// functions may be called for several folders at once.
type Watcher struct {
	Folders []Folder

	// Take is handed files that are complete, at most 500 at once, in order of
	// their paths. After an error the files are handed over again, later, after
	// an *UnreadError those it names; after nil they are not, unless they
	// change.
	Take func(ctx context.Context, runner string, files []File) error
	// Known says whether a mark names a file that needs not be handed over;
	// nil: none does.
	Known func(ctx context.Context, runner, mark string) bool
	// Whole says whether a file that stands still has all of its content; nil:
	// it has.
	Whole func(path string) bool
	// State is told how a folder fares, each time it was looked through and when
	// that changes in between; nil: nobody asks.
	State func(Folder, State)

	Settle   time.Duration // how long a file stands still before it is taken; 0: 1 s
	Patience time.Duration // how long one stands still that isn't whole; 0: 60 s
	Rescan   time.Duration // how often folders are looked through; 0: 1 min

	// Polling does without news from the system: folders are only looked
	// through, every Rescan.
	Polling bool
}

// Run looks after the folders until ctx ends. An error means that there is
// something wrong with the watcher itself, and that it didn't begin.
func (w *Watcher) Run(ctx context.Context) error {
	return w.run(ctx, openNotifier)
}

func (w *Watcher) run(ctx context.Context, open opener) error {
	news := func() *notices { return newNotices(open) }
	if w.Polling {
		news = func() *notices { return nil }
	}
	folders, err := w.folders(news)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for _, f := range folders {
		all.Go(func() { f.run(ctx) })
	}
	all.Wait()
	return nil
}

// Scan looks through the folders once, waits for Settle, and hands over what
// is complete. A file that isn't whole is handed over too where its time of
// change lies further back than Patience. It returns what Take returned.
func (w *Watcher) Scan(ctx context.Context) error {
	folders, err := w.folders(func() *notices { return nil })
	if err != nil {
		return err
	}
	pending := false
	for _, f := range folders {
		f.once = true
		f.walk(ctx)
		pending = pending || len(f.settling.files) > 0
	}
	if pending {
		select {
		case <-time.After(folders[0].Settle):
		case <-ctx.Done():
		}
	}
	var refused []error
	for _, f := range folders {
		f.look(ctx)
		f.report(true)
		refused = append(refused, f.refused)
		if len(f.unread) > 0 {
			refused = append(refused, &UnreadError{f.unread})
		}
	}
	return cmp.Or(context.Cause(ctx), errors.Join(refused...))
}

// folders readies the folders of a watcher with its defaults.
func (w *Watcher) folders(news func() *notices) ([]*folder, error) {
	set := *w
	set.Settle = cmp.Or(w.Settle, time.Second)
	set.Patience = cmp.Or(w.Patience, time.Minute)
	set.Rescan = cmp.Or(w.Rescan, time.Minute)
	var folders []*folder
	for _, each := range w.Folders {
		f, err := set.newFolder(each, news())
		if err != nil {
			return nil, err
		}
		folders = append(folders, f)
	}
	return folders, nil
}
