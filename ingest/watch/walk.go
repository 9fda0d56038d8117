package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// remembered is how many files that are gone are remembered at most: a mount
// may come back with them.
const remembered = 10_000

// walk looks through all there is.
func (f *folder) walk(ctx context.Context) {
	f.round++
	f.denied, f.failed, f.newest, f.counted = "", nil, time.Time{}, 0
	f.inode.folder = ""
	f.notices.begin()
	seen := map[string]bool{}
	roots, absent := f.roots()
	f.absent = absent
	for _, root := range roots {
		f.enterRoot(ctx, root, seen)
	}
	if ctx.Err() != nil {
		return
	}
	f.notices.keep(seen)
	if gone := len(f.taken) - f.present(); gone > remembered {
		maps.DeleteFunc(f.taken, func(_ string, t taking) bool { return t.round != f.round })
	}
}

// present is how many of the files that were taken are there.
func (f *folder) present() int {
	n := 0
	for _, t := range f.taken {
		if t.round == f.round {
			n++
		}
	}
	return n
}

// roots are the folders that the pattern stands for now; or why there is none.
func (f *folder) roots() ([]string, State) {
	info, err := os.Stat(f.pattern)
	switch {
	case err == nil && info.IsDir():
		return []string{f.pattern}, State{}
	case err == nil:
		return nil, State{Health: NeedsYou, Detail: fmt.Sprintf("%s is a file; give the folder it lies in", f.Path)}
	case strings.ContainsAny(f.pattern, "*?["):
		return f.fitting()
	case errors.Is(err, fs.ErrPermission):
		return nil, State{Health: NeedsYou, Detail: fmt.Sprintf("the folder %s can't be reached: permission denied; give needled's user the right to enter the folders it lies in", f.Path)}
	case errors.Is(err, fs.ErrNotExist):
		return nil, State{Health: Waiting, Detail: fmt.Sprintf("there is no folder %s now; it is looked for each minute", f.Path)}
	}
	return nil, State{Health: Waiting, Detail: fmt.Sprintf("the folder %s can't be reached: %v; it is tried each minute", f.Path, bare(err))}
}

// fitting are the folders that fit the pattern.
func (f *folder) fitting() ([]string, State) {
	var roots []string
	paths, _ := filepath.Glob(f.pattern) // newFolder saw that the pattern is one
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			roots = append(roots, path)
		}
	}
	if len(roots) == 0 {
		return nil, State{Health: Waiting, Detail: fmt.Sprintf("no folder fits %s now; it is looked for each minute", f.Path)}
	}
	return roots, State{}
}

// enterRoot looks through a root. Where something else was mounted when it had
// files, and now it has none, the mount is gone.
func (f *folder) enterRoot(ctx context.Context, root string, seen map[string]bool) {
	before := f.counted
	f.enterAll(ctx, root, seen)
	info, err := os.Stat(root)
	if err != nil {
		return
	}
	now := device(info)
	held, known := f.devices[root]
	switch {
	case f.counted > before:
		f.devices[root] = now
	case known && held != now:
		f.absent = State{Health: Waiting, Detail: fmt.Sprintf("what was mounted at %s is gone; it is looked for each minute", root)}
	}
}

// enter looks through a folder and those in it, and notes what it finds.
func (f *folder) enter(ctx context.Context, path string) { f.enterAll(ctx, path, map[string]bool{}) }

func (f *folder) enterAll(ctx context.Context, path string, seen map[string]bool) {
	if ctx.Err() != nil {
		return
	}
	seen[path] = true
	f.notices.add(path) // first, so that nothing is missed that comes meanwhile
	entries, err := os.ReadDir(path)
	switch {
	case err == nil || errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, fs.ErrPermission):
		f.denied = path
	default:
		f.failed = fmt.Errorf("the folder %s can't be read: %w", path, bare(err))
	}
	for _, entry := range entries {
		if passedOver(entry.Name()) {
			continue
		}
		within := filepath.Join(path, entry.Name())
		if entry.IsDir() {
			f.enterAll(ctx, within, seen)
			continue
		}
		if info, err := entry.Info(); err == nil {
			f.found(ctx, within, info, false)
		}
	}
}

// found notes what lies at a path that is no folder. Of what is no file, and a
// link to a folder, nothing comes.
func (f *folder) found(ctx context.Context, path string, info fs.FileInfo, touched bool) {
	if info.Mode()&fs.ModeSymlink != 0 {
		var err error
		if info, err = os.Stat(path); err != nil {
			return
		}
	}
	if !info.Mode().IsRegular() {
		return
	}
	f.counted++
	if info.ModTime().After(f.newest) {
		f.newest = info.ModTime()
	}
	now, looks := time.Now(), f.stamp(path, info)
	if !touched {
		if t, ok := f.taken[path]; ok && t.stamp == looks || f.known(ctx, path, now, looks, 0) {
			f.settle(path, looks)
			return
		}
	}
	delete(f.taken, path)
	f.settling.see(path, now, looks, touched)
}

// settle notes that a file was taken.
func (f *folder) settle(path string, looks stamp) {
	f.forget(path)
	f.taken[path] = taking{looks, f.round}
}

// forget lets go of a file that needs not be looked at any more.
func (f *folder) forget(path string) {
	f.settling.forget(path)
	delete(f.unreadable, path)
	delete(f.unread, path)
}

// known says whether a file need not be handed over.
func (f *folder) known(ctx context.Context, path string, now time.Time, looks stamp, still time.Duration) bool {
	return f.Known != nil && looks.sure(still, now) && f.Known(ctx, f.Runner, looks.mark(path))
}

func (f *folder) stamp(path string, info fs.FileInfo) stamp {
	if in := filepath.Dir(path); in != f.inode.folder {
		f.inode.folder, f.inode.last = in, lastingInodes(in)
	}
	return stampOf(info, f.inode.last)
}

// bare is an error without the path that its sentence names already.
func bare(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
