package watch

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Health says whether a folder is in order.
type Health string

// How a folder can fare.
const (
	OK       Health = "ok"
	Waiting  Health = "waiting"   // something comes right by itself, or not; it is tried again
	NeedsYou Health = "needs-you" // only a person can set it right
)

// State is how a folder fares.
type State struct {
	Health  Health
	Detail  string    // what is to be said of it, for people; "" when all is well
	Files   int       // in the folder, of those that are looked at
	Pending int       // of them not complete, or not taken yet
	Newest  time.Time // when the file changed last that did so last; zero without files
}

// state is how the folder fares: the worst there is to say of it.
func (f *folder) state() State {
	s := State{Health: OK, Files: f.present() + len(f.settling.files), Pending: len(f.settling.files), Newest: f.newest}
	switch {
	case f.absent.Health != "":
		s.Health, s.Detail = f.absent.Health, f.absent.Detail
	case f.denied != "":
		s.Health = NeedsYou
		s.Detail = fmt.Sprintf("the folder %s may not be read: permission denied; give needled's user the right to read it", f.denied)
	case len(f.unreadable) > 0:
		s.Health = NeedsYou
		s.Detail = fmt.Sprintf("%s can't be read%s; give needled's user the right to read it", slices.Min(slices.Collect(maps.Keys(f.unreadable))), others(len(f.unreadable)-1))
	case len(f.unread) > 0:
		s.Health = Waiting
		s.Detail = unreadText(f.unread) + "; it is tried again and again"
	case f.refused != nil:
		s.Health = Waiting
		s.Detail = fmt.Sprintf("what arrived could not be taken, and is tried again: %v", f.refused)
	case f.failed != nil:
		s.Health = Waiting
		s.Detail = fmt.Sprintf("%v; it is tried each minute", f.failed)
	case f.notices != nil && f.notices.limited:
		s.Detail = fmt.Sprintf("new files are found every %v only, for the system allows no more watches; raise that with: sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512", f.Rescan)
	}
	return s
}

// unreadText names the first of files that can't be read, and says why.
func unreadText(files map[string]error) string {
	first := slices.Min(slices.Collect(maps.Keys(files)))
	return fmt.Sprintf("%s can't be read%s: %v", first, others(len(files)-1), bare(files[first]))
}

func others(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", nor can another file"
	}
	return fmt.Sprintf(", nor can %d other files", n)
}

// report tells how the folder fares, if it was looked through or that changed.
func (f *folder) report(walked bool) {
	if s := f.state(); f.State != nil && (walked || s != f.reported) {
		f.reported = s
		f.State(f.Folder, s)
	}
}
