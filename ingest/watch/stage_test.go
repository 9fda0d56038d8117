package watch

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// stage is a watched folder in a world where time passes only when all wait.
// The files are real; news of them comes when the test says so.
type stage struct {
	*testing.T
	folder string
	*Watcher
	news *news

	mu     sync.Mutex
	began  time.Time
	taken  []File
	times  []time.Duration
	states []State
	refuse error
	marks  map[string]bool // known
	partly map[string]bool // files that aren't whole, by their names
	read   int             // how often Whole was asked
	stop   context.CancelFunc
	ended  chan error
}

// news is a notifier that tells what it is told to.
type news struct {
	mu      sync.Mutex
	events  chan fsnotify.Event
	errors  chan error
	folders map[string]bool
	refuse  error // of Add
	closed  bool
}

func (n *news) open() (notifier, <-chan fsnotify.Event, <-chan error, error) {
	n.events, n.errors, n.folders = make(chan fsnotify.Event), make(chan error), map[string]bool{}
	return n, n.events, n.errors, nil
}

func (n *news) Add(folder string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.refuse != nil {
		return &os.SyscallError{Syscall: "inotify_add_watch", Err: n.refuse}
	}
	n.folders[folder] = true
	return nil
}

func (n *news) Remove(folder string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.folders, folder)
	return nil
}

func (n *news) watches() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Collect(maps.Keys(n.folders))
}

func (n *news) Close() error {
	n.closed = true
	close(n.events)
	close(n.errors)
	return nil
}

// onStage runs a test on a stage: a folder "in", which is there, is watched
// for the runner "me" once the test starts it.
func onStage(t *testing.T, test func(s *stage)) {
	synctest.Test(t, func(t *testing.T) {
		root := t.TempDir()
		s := &stage{T: t, folder: filepath.Join(root, "in"), news: new(news), began: time.Now(),
			marks: map[string]bool{}, partly: map[string]bool{}, ended: make(chan error, 1)}
		s.Watcher = &Watcher{Folders: []Folder{{Runner: "me", Path: s.folder}}}
		s.Watcher.Take, s.Watcher.Known, s.Watcher.Whole, s.Watcher.State = s.take, s.known, s.whole, s.state
		s.mkdir(s.folder)
		test(s)
		if s.stop != nil {
			s.stop()
			if err := <-s.ended; err != nil {
				t.Errorf("the watcher ended with %v", err)
			}
			if s.news.events != nil && !s.news.closed {
				t.Error("the news was left open")
			}
		}
	})
}

func (s *stage) start() {
	ctx, stop := context.WithCancel(s.Context())
	s.stop = stop
	go func() { s.ended <- s.run(ctx, s.news.open) }()
	synctest.Wait()
}

func (s *stage) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *stage) take(_ context.Context, runner string, files []File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if runner != "me" {
		s.Errorf("taken for the runner %q", runner)
	}
	if s.refuse != nil {
		return s.refuse
	}
	for _, f := range files {
		s.taken, s.times = append(s.taken, f), append(s.times, time.Since(s.began))
	}
	return nil
}

func (s *stage) known(_ context.Context, _, mark string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[mark]
}

func (s *stage) whole(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read++
	return !s.partly[filepath.Base(path)]
}

func (s *stage) state(f Folder, state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f != s.Folders[0] {
		s.Errorf("state of the folder %v", f)
	}
	s.states = append(s.states, state)
}

func (s *stage) refuses(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = err
}

// files are those that were taken, said is what was said of the folder, asked
// how often Whole was.
func (s *stage) files() []File { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.taken) }
func (s *stage) said() []State { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.states) }
func (s *stage) asked() int    { s.mu.Lock(); defer s.mu.Unlock(); return s.read }

// names are the files that were taken, below the folder, in order.
func (s *stage) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := []string{}
	for _, f := range s.taken {
		name, err := filepath.Rel(s.folder, f.Path)
		if err != nil {
			s.Error(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func (s *stage) wantTaken(want ...string) {
	s.Helper()
	if got := s.names(); !slices.Equal(got, want) {
		s.Fatalf("taken %q, want %q", got, want)
	}
}

// wantState is what the folder was said to fare like last.
func (s *stage) wantState(health Health, detail string) {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.states) == 0 {
		s.Fatal("nothing is said of the folder")
	}
	if last := s.states[len(s.states)-1]; last.Health != health || last.Detail != detail {
		s.Errorf("the folder is said to be %s: %q\nwant %s: %q", last.Health, last.Detail, health, detail)
	}
}

func (s *stage) path(name string) string { return filepath.Join(s.folder, filepath.FromSlash(name)) }

func (s *stage) mkdir(path string) {
	s.Helper()
	s.must(os.MkdirAll(path, 0o755))
}

// write writes a file that was changed just now, as this world sees it.
func (s *stage) write(name, content string) {
	s.Helper()
	s.mkdir(filepath.Dir(s.path(name)))
	s.must(os.WriteFile(s.path(name), []byte(content), 0o644))
	s.must(os.Chtimes(s.path(name), time.Now(), time.Now().Add(time.Microsecond)))
}

// writeOld writes a file that was changed an hour ago.
func (s *stage) writeOld(name, content string) {
	s.Helper()
	s.write(name, content)
	s.must(os.Chtimes(s.path(name), time.Now(), time.Now().Add(-time.Hour)))
}

// tell tells of a change.
func (s *stage) tell(op fsnotify.Op, name string) {
	s.news.events <- fsnotify.Event{Name: s.path(name), Op: op}
	synctest.Wait()
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

var errFull = errors.New("the disk is full")
