package watch

import (
	"maps"
	"slices"
	"time"
)

// settling decides when files are looked at that aren't complete yet. It reads
// no files and no clock.
type settling struct {
	settle, patience time.Duration
	files            map[string]*standing
	next             time.Time // none is to be looked at before
}

// standing is a file that stands still, as far as is known.
type standing struct {
	stamp stamp
	since time.Time
	look  time.Time // when it is to be looked at
}

// see notes what a file looks like. touched says that it has just changed, be
// it to be seen or not.
func (s *settling) see(path string, now time.Time, looks stamp, touched bool) {
	if f := s.files[path]; f != nil && f.stamp == looks && !touched {
		return
	}
	if s.files == nil {
		s.files = map[string]*standing{}
	}
	s.files[path] = &standing{stamp: looks, since: now, look: now.Add(s.settle)}
	s.hurry(now.Add(s.settle))
}

func (s *settling) hurry(at time.Time) {
	if s.next.IsZero() || at.Before(s.next) {
		s.next = at
	}
}

// due are the files to be looked at, in order of their paths.
func (s *settling) due(now time.Time) []string {
	var paths []string
	for path, f := range s.files {
		if !f.look.After(now) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// still is for how long a file has stood still that looks so now. One that
// changed begins anew.
func (s *settling) still(path string, now time.Time, looks stamp) (time.Duration, bool) {
	s.see(path, now, looks, false)
	f := s.files[path]
	return now.Sub(f.since), !f.look.After(now)
}

// later puts off a file that stands still but isn't whole: it may be told to
// have changed, or have changed without its showing. The pauses grow with the
// time it stood still.
func (s *settling) later(path string, now time.Time) {
	f := s.files[path]
	still := now.Sub(f.since)
	wait := still
	if left := s.patience - still; left > 0 {
		wait = min(wait, left)
	}
	f.look = now.Add(wait)
}

// putOff has a file looked at no sooner than at.
func (s *settling) putOff(path string, at time.Time) { s.files[path].look = at }

// forget lets go of a file.
func (s *settling) forget(path string) { delete(s.files, path) }

// looked sets when the next file is to be looked at, after all that were due
// have been.
func (s *settling) looked() {
	s.next = time.Time{}
	for f := range maps.Values(s.files) {
		s.hurry(f.look)
	}
}
