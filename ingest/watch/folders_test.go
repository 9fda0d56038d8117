package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestFolderThatIsNotThereYet(t *testing.T) {
	onStage(t, func(s *stage) {
		s.must(os.Remove(s.folder))
		s.start()
		s.wantState(Waiting, fmt.Sprintf("there is no folder %s now; it is looked for each minute", s.folder))
		s.writeOld("run.fit", "whole")
		s.passes(62 * time.Second)
		s.wantTaken("run.fit")
		s.wantState(OK, "")
	})
}

func TestMountThatFitsThePattern(t *testing.T) {
	onStage(t, func(s *stage) {
		s.Folders[0].Path = filepath.Join(s.folder, "*", "GARMIN")
		s.start()
		s.wantState(Waiting, fmt.Sprintf("no folder fits %s now; it is looked for each minute", s.Folders[0].Path))
		s.writeOld("ada/GARMIN/Activity/run.fit", "whole")
		s.writeOld("bob/GARMIN/Activity/run.fit", "whole")
		s.writeOld("bob/other/run.fit", "whole")
		s.passes(62 * time.Second)
		s.wantTaken("ada/GARMIN/Activity/run.fit", "bob/GARMIN/Activity/run.fit")
		s.wantState(OK, "")
	})
}

func TestNameWithTheSignsOfAPattern(t *testing.T) {
	onStage(t, func(s *stage) {
		s.Folders[0].Path = s.path("runs [2026]")
		s.writeOld("runs [2026]/run.fit", "whole")
		s.start()
		s.passes(2 * time.Second)
		s.wantTaken("runs [2026]/run.fit")
	})
}

func TestFolderThatGoesAndComesBack(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("run.fit", "whole")
		s.start()
		s.passes(2 * time.Second)
		s.wantTaken("run.fit")

		away := s.folder + " away"
		s.must(os.Rename(s.folder, away))
		s.tell(fsnotify.Rename, ".")
		s.passes(2 * time.Second)
		s.wantState(Waiting, fmt.Sprintf("there is no folder %s now; it is looked for each minute", s.folder))
		if still := s.news.watches(); len(still) > 0 {
			t.Errorf("news is still asked of %v", still)
		}

		s.must(os.Rename(away, s.folder))
		s.writeOld("new.fit", "whole")
		s.passes(2 * time.Minute)
		s.wantState(OK, "")
		s.wantTaken("run.fit", "new.fit") // what was taken before is not taken again
		if !slices.Contains(s.news.watches(), s.folder) {
			t.Error("no news is asked of the folder that came back")
		}
	})
}

func TestNoNewsIsAskedOfFoldersThatWent(t *testing.T) {
	onStage(t, func(s *stage) {
		s.mkdir(s.path("sub"))
		s.start()
		s.must(os.Remove(s.path("sub")))
		s.passes(2 * time.Minute)
		if got := s.news.watches(); !slices.Equal(got, []string{s.folder}) {
			t.Errorf("news is asked of %v", got)
		}
	})
}

func TestMountThatLeavesAnEmptyFolder(t *testing.T) {
	if device(must(os.Stat("."))) == 0 {
		t.Skip("devices have no numbers here")
	}
	onStage(t, func(s *stage) {
		f, err := s.newFolder(s.Folders[0], nil)
		s.must(err)
		f.walk(s.Context())
		f.report(true)
		s.wantState(OK, "") // it may be empty

		f.devices[s.folder] = 1 << 60 // what held files here was another device
		f.walk(s.Context())
		f.report(true)
		s.wantState(Waiting, fmt.Sprintf("what was mounted at %s is gone; it is looked for each minute", s.folder))

		s.write("run.fit", "whole")
		f.walk(s.Context())
		f.report(true)
		s.wantState(OK, "")
	})
}

func TestFileInsteadOfAFolder(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("run.fit", "whole")
		s.Folders[0].Path = s.path("run.fit")
		s.start()
		s.wantState(NeedsYou, s.path("run.fit")+" is a file; give the folder it lies in")
	})
}

func TestFoldersThatMayNotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read all")
	}
	onStage(t, func(s *stage) {
		s.writeOld("sub/run.fit", "whole")
		s.writeOld("other.fit", "whole")
		s.must(os.Chmod(s.path("sub"), 0))
		s.start()
		s.passes(2 * time.Second)
		s.wantTaken("other.fit")
		s.wantState(NeedsYou, fmt.Sprintf("the folder %s may not be read: permission denied; give needled's user the right to read it", s.path("sub")))

		s.must(os.Chmod(s.path("sub"), 0o755))
		s.tell(fsnotify.Chmod, "sub")
		s.passes(3 * time.Second)
		s.wantTaken("other.fit", "sub/run.fit")
		s.wantState(OK, "")

		s.must(os.Chmod(filepath.Dir(s.folder), 0))
		s.passes(time.Minute)
		s.wantState(NeedsYou, fmt.Sprintf("the folder %s can't be reached: permission denied; give needled's user the right to enter the folders it lies in", s.folder))
		s.must(os.Chmod(filepath.Dir(s.folder), 0o755))
	})
}

func TestFileThatMayNotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read all")
	}
	onStage(t, func(s *stage) {
		s.writeOld("run.fit", "whole")
		s.writeOld("two.fit", "whole")
		s.must(os.Chmod(s.path("run.fit"), 0))
		s.must(os.Chmod(s.path("two.fit"), 0))
		s.start()
		s.passes(2 * time.Second)
		s.wantTaken()
		s.wantState(NeedsYou, s.path("run.fit")+" can't be read, nor can another file; give needled's user the right to read it")
		s.must(os.Chmod(s.path("run.fit"), 0o644))
		s.tell(fsnotify.Chmod, "run.fit")
		s.passes(2 * time.Second)
		s.wantTaken("run.fit")
		s.wantState(NeedsYou, s.path("two.fit")+" can't be read; give needled's user the right to read it")
		s.must(os.Chmod(s.path("two.fit"), 0o644))
		s.passes(2 * time.Minute) // without news
		s.wantTaken("run.fit", "two.fit")
		s.wantState(OK, "")
	})
}

func TestLimitOfWatches(t *testing.T) {
	const detail = "new files are found every 1m0s only, for the system allows no more watches; raise that with: sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
	onStage(t, func(s *stage) {
		s.news.refuse = syscall.ENOSPC
		s.start()
		s.wantState(OK, detail)
		s.write("run.fit", "whole")
		s.passes(62 * time.Second)
		s.wantTaken("run.fit")

		s.news.mu.Lock()
		s.news.refuse = nil
		s.news.mu.Unlock()
		s.passes(time.Minute)
		s.wantState(OK, "")
	})
}

func TestNewsThatCanNotBeHad(t *testing.T) {
	onStage(t, func(s *stage) {
		f, err := s.newFolder(s.Folders[0], newNotices(func() (notifier, <-chan fsnotify.Event, <-chan error, error) {
			return nil, nil, nil, fmt.Errorf("inotify_init: %w", syscall.EMFILE)
		}))
		s.must(err)
		f.walk(s.Context())
		f.notices.close()
		if got := f.state(); got.Health != OK || got.Detail == "" {
			t.Errorf("state %+v, want one that tells of the limit", got)
		}
	})
}

func TestNewsThatWasMissed(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		s.passes(10 * time.Second)
		s.write("run.fit", "whole")
		s.news.errors <- fsnotify.ErrEventOverflow
		s.passes(3 * time.Second)
		s.wantTaken("run.fit")
	})
}

func TestNewsThatIsAlwaysMissedDoesNotMeanLookingAllTheTime(t *testing.T) {
	onStage(t, func(s *stage) {
		var rounds atomic.Int64
		s.Watcher.State = func(Folder, State) { rounds.Add(1) }
		s.start()
		for i := range 100 {
			s.write(fmt.Sprintf("%d.fit", i), "whole")
			s.news.errors <- errors.New("short read")
			s.passes(100 * time.Millisecond)
		}
		if rounds.Load() > 60 {
			t.Errorf("looked %d times in 10 s", rounds.Load())
		}
		s.passes(5 * time.Second)
		if n := len(s.names()); n != 100 {
			t.Errorf("%d files taken", n)
		}
	})
}

func TestStateIsToldWithEachLookAndWhenItChanges(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("run.fit", "whole")
		s.start()
		s.passes(time.Hour)
		want := []State{{OK, "", 1, 1, s.began.Add(-time.Hour)}, {OK, "", 1, 0, s.began.Add(-time.Hour)}}
		got := s.said()
		if len(got) != 62 || !same(got[0], want[0]) || !same(got[1], want[1]) || !same(got[61], want[1]) {
			t.Errorf("%d states %+v\nwant %+v, and the second again each minute", len(got), got, want)
		}
		s.must(os.Remove(s.path("run.fit")))
		s.passes(time.Minute)
		if last := s.said()[len(s.said())-1]; !same(last, State{Health: OK}) {
			t.Errorf("the empty folder is said to be %+v", last)
		}
	})
}

func same(a, b State) bool {
	newest := a.Newest.Equal(b.Newest)
	a.Newest, b.Newest = time.Time{}, time.Time{}
	return a == b && newest
}

func must[A any](a A, err error) A {
	if err != nil {
		panic(err)
	}
	return a
}
