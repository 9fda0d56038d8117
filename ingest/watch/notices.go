package watch

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// notifier tells of changes in folders.
type notifier interface {
	Add(folder string) error
	Remove(folder string) error
	Close() error
}

// opener opens a notifier with its channels, which it closes when it is closed.
type opener func() (notifier, <-chan fsnotify.Event, <-chan error, error)

func openNotifier() (notifier, <-chan fsnotify.Event, <-chan error, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, nil, nil, err
	}
	return w, w.Events, w.Errors, nil
}

// notices is the news the system gives of folders, where it gives any. Nil
// gives none.
type notices struct {
	open    opener
	from    notifier // nil while none can be had
	events  <-chan fsnotify.Event
	missed  chan struct{} // something happened that there was no news of
	watched map[string]bool
	limited bool // not all folders are watched, for the system allows no more
	pump    sync.WaitGroup
}

func newNotices(open opener) *notices {
	return &notices{open: open, missed: make(chan struct{}, 1), watched: map[string]bool{}}
}

// begin readies the notices for a walk through all folders.
func (n *notices) begin() {
	if n == nil {
		return
	}
	n.limited = false
	if n.from != nil {
		return
	}
	from, events, problems, err := n.open()
	if err != nil {
		n.limited = isLimit(err)
		return
	}
	n.from, n.events = from, events
	// What goes wrong must be heard at once: the notifier waits for it.
	n.pump.Go(func() {
		for range problems {
			select {
			case n.missed <- struct{}{}:
			default:
			}
		}
	})
}

// add asks for news of a folder. One that is watched already is asked for
// again: another may have taken its place.
func (n *notices) add(folder string) {
	if n == nil || n.from == nil || crowded(folder) {
		return
	}
	switch err := n.from.Add(folder); {
	case err == nil:
		n.watched[folder] = true
	case isLimit(err):
		n.limited = true
	}
}

// leave lets go of a folder and those in it: one that was moved would be told
// of under its old name.
func (n *notices) leave(folder string) {
	if n == nil {
		return
	}
	below := folder + string(filepath.Separator)
	for path := range maps.Keys(n.watched) {
		if path == folder || strings.HasPrefix(path, below) {
			_ = n.from.Remove(path) // it may have gone by itself
			delete(n.watched, path)
		}
	}
}

// keep lets go of all folders but those.
func (n *notices) keep(folders map[string]bool) {
	if n == nil {
		return
	}
	for path := range n.watched {
		if !folders[path] {
			_ = n.from.Remove(path)
			delete(n.watched, path)
		}
	}
}

// news is where the news comes, and where it is told that some was missed.
func (n *notices) news() (events <-chan fsnotify.Event, missed <-chan struct{}) {
	if n == nil {
		return nil, nil
	}
	return n.events, n.missed
}

func (n *notices) watches(folder string) bool { return n != nil && n.watched[folder] }

func (n *notices) close() {
	if n == nil || n.from == nil {
		return
	}
	_ = n.from.Close()
	n.pump.Wait()
}

// isLimit says whether an error of a notifier means that the system allows no
// more watches (ENOSPC) or watchers (EMFILE).
func isLimit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE)
}
