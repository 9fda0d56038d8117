package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

// bunch is how many files are handed over at once.
const bunch = 500

// look looks at the files that should stand still by now, and hands over those
// that are complete.
func (f *folder) look(ctx context.Context) {
	var files []File
	var stamps []stamp
	for _, path := range f.settling.due(time.Now()) {
		file, looks, complete := f.complete(ctx, path)
		if !complete {
			continue
		}
		if files, stamps = append(files, file), append(stamps, looks); len(files) == bunch {
			f.handOver(ctx, files, stamps)
			files, stamps = nil, nil
		}
	}
	f.handOver(ctx, files, stamps)
	f.settling.looked()
	f.lookedAt = time.Now()
}

// complete says whether a file is to be handed over now. What isn't is looked
// at again later, or forgotten.
func (f *folder) complete(ctx context.Context, path string) (file File, looks stamp, complete bool) {
	now := time.Now()
	if ctx.Err() != nil {
		return File{}, stamp{}, false
	}
	if now.Before(f.retryAt) {
		f.settling.putOff(path, f.retryAt)
		return File{}, stamp{}, false
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		f.left(path) // a walk finds it again, if it is still there
		return File{}, stamp{}, false
	}
	looks = f.stamp(path, info)
	still, standing := f.settling.still(path, now, looks)
	switch {
	case !standing:
		return File{}, stamp{}, false
	case f.known(ctx, path, now, looks, still):
		f.settle(path, looks)
		return File{}, stamp{}, false
	}
	outOfPatience := still >= f.Patience || f.once && now.Sub(info.ModTime()) >= f.Patience
	if !f.opens(path, now, outOfPatience) {
		return File{}, stamp{}, false
	}
	if whole := looks.size > 0 && (f.Whole == nil || f.Whole(path)); !whole && !outOfPatience {
		f.settling.later(path, now)
		return File{}, stamp{}, false
	}
	file = File{Path: path, Size: looks.size}
	if looks.sure(still, now) {
		file.Mark = looks.mark(path)
	}
	return file, looks, true
}

// opens says whether a file can be opened. One that can't is tried again with
// each walk.
func (f *folder) opens(path string, now time.Time, outOfPatience bool) bool {
	opened, err := os.Open(path)
	switch {
	case err == nil:
		_ = opened.Close()
		delete(f.unreadable, path)
		return true
	case errors.Is(err, fs.ErrNotExist):
		f.left(path)
	case errors.Is(err, fs.ErrPermission) || outOfPatience:
		f.unreadable[path] = true
		f.settling.putOff(path, now.Add(f.Rescan))
	default:
		f.settling.later(path, now) // who writes it may keep others away
	}
	return false
}

// handOver hands files over. When they aren't taken they are tried again,
// after pauses that grow.
func (f *folder) handOver(ctx context.Context, files []File, stamps []stamp) {
	if len(files) == 0 || ctx.Err() != nil {
		return
	}
	if time.Now().Before(f.retryAt) {
		f.putOff(files) // the bunch before was refused
		return
	}
	err := f.Take(ctx, f.Runner, files)
	unread, partly := errors.AsType[*UnreadError](err)
	switch {
	case err == nil || partly:
		f.refused, f.refusals = nil, 0
		for i, file := range files {
			if partly && unread.Files[file.Path] != nil {
				f.notRead(file.Path, unread.Files[file.Path])
				continue
			}
			f.settle(file.Path, stamps[i])
		}
	case ctx.Err() == nil:
		f.refused = err
		f.retryAt = time.Now().Add(min(f.Settle<<min(f.refusals, 10), time.Minute))
		f.refusals++
		f.putOff(files)
	}
}

// notRead has a file that could not be read tried again with each walk.
func (f *folder) notRead(path string, why error) {
	if errors.Is(why, fs.ErrNotExist) {
		f.left(path)
		return
	}
	f.unread[path] = why
	f.settling.putOff(path, time.Now().Add(f.Rescan))
}

// putOff has files tried again when it is time to.
func (f *folder) putOff(files []File) {
	for _, file := range files {
		f.settling.putOff(file.Path, f.retryAt)
	}
}
