package watch

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestFileIsTakenOnceItStandsStill(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		s.write("run.fit", "whole")
		s.tell(fsnotify.Create, "run.fit")
		s.passes(time.Second - time.Millisecond)
		s.wantTaken()
		s.passes(251 * time.Millisecond)
		s.wantTaken("run.fit")
		if f := s.files()[0]; f.Size != 5 || f.Mark == "" {
			t.Errorf("taken as %+v, want its size and a mark", f)
		}
		s.passes(time.Hour)
		s.wantTaken("run.fit") // once
	})
}

func TestGrowingFileIsTakenAtItsEnd(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		for i := range 20 {
			s.write("run.gpx", strings.Repeat("x", i+1))
			s.tell(fsnotify.Write, "run.gpx")
			s.passes(900 * time.Millisecond)
		}
		s.wantTaken()
		s.passes(time.Second)
		s.wantTaken("run.gpx")
		if s.files()[0].Size != 20 {
			t.Errorf("taken with %d bytes", s.files()[0].Size)
		}
	})
}

func TestGrowingFileThatNobodyTellsOf(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		for i := range 100 {
			s.write("run.gpx", strings.Repeat("x", i+1))
			s.passes(900 * time.Millisecond)
		}
		s.wantTaken()
		s.passes(2 * time.Second)
		s.wantTaken("run.gpx")
		if s.files()[0].Size != 100 {
			t.Errorf("taken with %d bytes", s.files()[0].Size)
		}
	})
}

func TestFileWrittenToUnseen(t *testing.T) {
	// On FAT a file may be written to without its size and time showing it.
	onStage(t, func(s *stage) {
		s.start()
		s.write("run.fit", "whole")
		for range 5 {
			s.tell(fsnotify.Write, "run.fit")
			s.passes(900 * time.Millisecond)
		}
		s.wantTaken()
		s.passes(500 * time.Millisecond)
		s.wantTaken("run.fit")
		s.tell(fsnotify.Write, "run.fit")
		s.passes(2 * time.Second)
		s.wantTaken("run.fit", "run.fit")
	})
}

func TestFileThatIsNotWholeIsTakenAfterPatience(t *testing.T) {
	onStage(t, func(s *stage) {
		s.partly["run.fit"] = true
		s.start()
		s.write("run.fit", "par")
		s.tell(fsnotify.Create, "run.fit")
		s.passes(60*time.Second - time.Millisecond)
		s.wantTaken()
		s.passes(time.Second)
		s.wantTaken("run.fit")
		if s.asked() > 10 {
			t.Errorf("it was read %d times meanwhile", s.asked())
		}
	})
}

func TestFileThatBecomesWholeUnseenIsTakenThen(t *testing.T) {
	onStage(t, func(s *stage) {
		s.partly["run.fit"] = true
		s.start()
		s.write("run.fit", "par")
		s.tell(fsnotify.Create, "run.fit")
		s.passes(5 * time.Second)
		s.mu.Lock()
		s.partly["run.fit"] = false
		s.mu.Unlock()
		s.passes(6 * time.Second)
		s.wantTaken("run.fit")
	})
}

func TestEmptyFileWaits(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		s.write("run.fit", "")
		s.tell(fsnotify.Create, "run.fit")
		s.passes(30 * time.Second)
		s.wantTaken()
		s.write("run.fit", "whole")
		s.tell(fsnotify.Write, "run.fit")
		s.passes(2 * time.Second)
		s.wantTaken("run.fit")
	})
}

func TestFileThatGoesWhileItSettles(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		for _, name := range []string{"told.fit", "untold.fit"} {
			s.write(name, "whole")
			s.tell(fsnotify.Create, name)
			s.must(os.Remove(s.path(name)))
		}
		s.tell(fsnotify.Remove, "told.fit")
		s.passes(time.Hour)
		s.wantTaken()
		s.wantState(OK, "")
	})
}

func TestUnfinishedNameWaitsForTheRename(t *testing.T) {
	onStage(t, func(s *stage) {
		s.start()
		s.write("run.fit.part", "whole")
		s.tell(fsnotify.Create, "run.fit.part")
		s.passes(2 * time.Minute)
		s.wantTaken()
		s.must(os.Rename(s.path("run.fit.part"), s.path("run.fit")))
		s.tell(fsnotify.Rename, "run.fit.part")
		s.tell(fsnotify.Create, "run.fit")
		s.passes(2 * time.Second)
		s.wantTaken("run.fit")
	})
}

func TestNamesPassedOver(t *testing.T) {
	for name, want := range map[string]bool{
		"run.fit": false, "run.part.fit": false, "archive.tar.gz": false, "part": false, "tmp": false,
		"run.fit.part": true, "run.fit.PART": true, "run.tmp": true, "run.fit.crdownload": true,
		".run.fit": true, ".stversions": true, "run.fit~": true, "~$run.fit": true,
		"lost+found": true, "System Volume Information": true,
	} {
		if got := passedOver(name); got != want {
			t.Errorf("%s is passed over: %v, want %v", name, got, want)
		}
	}
}

func TestHiddenFoldersAreNotEntered(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld(".stversions/run.fit", "whole")
		s.writeOld("2026/03/run.fit", "whole")
		s.start()
		s.passes(2 * time.Second)
		s.wantTaken("2026/03/run.fit")
	})
}

func TestChangedFileIsTakenAgain(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("run.fit", "one")
		s.start()
		s.passes(10 * time.Minute)
		s.write("run.fit", "other")
		s.passes(2 * time.Minute)
		s.wantTaken("run.fit", "run.fit")
		if s.files()[0].Mark == s.files()[1].Mark {
			t.Error("the same mark names different bytes")
		}
	})
}

func TestKnownFilesAreNotRead(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("one.fit", "whole")
		s.writeOld("two.fit", "whole")
		s.must(s.Scan(s.Context()))
		s.wantTaken("one.fit", "two.fit")
		for _, f := range s.files() {
			s.marks[f.Mark] = true
		}
		s.taken, s.read = nil, 0
		s.writeOld("three.fit", "whole")

		s.start() // as after a restart
		s.passes(5 * time.Minute)
		s.wantTaken("three.fit")
		if s.asked() != 1 {
			t.Errorf("%d files were read, want the new one", s.asked())
		}
	})
}

func TestMarkIsGivenOnceNoChangeCanHide(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	at := func(t time.Time) stamp { return stamp{modified: t.UnixNano()} }
	for _, c := range []struct {
		name  string
		stamp stamp
		still time.Duration
		want  bool
	}{
		{"changed long ago", at(now.Add(-time.Hour)), 0, true},
		{"changed 3 s ago", at(now.Add(-3 * time.Second)), 0, true},
		{"just less", at(now.Add(-3*time.Second + 1)), 0, false},
		{"told to the nanosecond, still for 1 s", at(now.Add(-1500 * time.Millisecond)), time.Second, true},
		{"just less", at(now.Add(-1500 * time.Millisecond)), time.Second - 1, false},
		{"told to the second, still for 1 s", at(now.Add(-time.Second)), time.Second, false},
		{"told to the second, still for 3 s", at(now.Add(-time.Second)), 3 * time.Second, true},
		{"changed in the future", at(now.Add(time.Hour)), time.Second, false},
	} {
		if got := c.stamp.sure(c.still, now); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRefusedFilesAreOfferedAgain(t *testing.T) {
	onStage(t, func(s *stage) {
		s.refuses(errFull)
		s.writeOld("one.fit", "whole")
		s.start()
		s.passes(10 * time.Second)
		s.wantState(Waiting, "what arrived could not be taken, and is tried again: the disk is full")
		s.write("two.fit", "whole")
		s.tell(fsnotify.Create, "two.fit")
		s.passes(10 * time.Minute)
		s.wantTaken()
		s.refuses(nil)
		s.passes(time.Minute)
		s.wantTaken("one.fit", "two.fit")
		s.wantState(OK, "")
	})
}

// Files that could not be read are offered again; the others, and those that
// come later, don't wait for them.
func TestUnreadFilesAreOfferedAgain(t *testing.T) {
	onStage(t, func(s *stage) {
		var offers []string // and failing are guarded by s.mu
		failing := map[string]error{s.path("two.fit"): &fs.PathError{Op: "read", Path: s.path("two.fit"), Err: syscall.EIO},
			s.path("gone.fit"): fs.ErrNotExist}
		s.Watcher.Take = func(ctx context.Context, runner string, files []File) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			unread := &UnreadError{Files: map[string]error{}}
			for _, f := range files {
				offers = append(offers, filepath.Base(f.Path))
				if err := failing[f.Path]; err != nil {
					unread.Files[f.Path] = err
				}
			}
			if len(unread.Files) > 0 {
				return unread
			}
			return nil
		}
		for _, name := range []string{"gone.fit", "one.fit", "two.fit"} {
			s.writeOld(name, "whole")
		}
		if err := s.Scan(s.Context()); err == nil || err.Error() != s.path("two.fit")+" can't be read: input/output error" {
			t.Errorf("a scan with a file that can't be read returns %v", err)
		}
		offered := func() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(offers) }
		offers = nil
		s.start()
		s.passes(2 * time.Second)
		s.wantState(Waiting, s.path("two.fit")+" can't be read: input/output error; it is tried again and again")
		s.must(os.Remove(s.path("gone.fit")))
		s.write("three.fit", "whole")
		s.tell(fsnotify.Create, "three.fit")
		s.passes(2 * time.Second)
		if want := []string{"gone.fit", "one.fit", "two.fit", "three.fit"}; !slices.Equal(offered(), want) {
			t.Errorf("offered are %v, want %v", offered(), want)
		}
		s.mu.Lock()
		clear(failing)
		s.mu.Unlock()
		s.passes(2 * time.Minute)
		if got := offered(); len(got) != 5 || got[4] != "two.fit" {
			t.Errorf("offered are %v, want two.fit once more", got)
		}
		s.wantState(OK, "")
	})
}

func TestRefusalsGetRarer(t *testing.T) {
	onStage(t, func(s *stage) {
		var offers atomic.Int64
		s.writeOld("one.fit", "whole")
		s.Watcher.Take = func(_ context.Context, _ string, _ []File) error { offers.Add(1); return errFull }
		s.start()
		s.passes(30 * time.Minute)
		if n := offers.Load(); n < 30 || n > 40 {
			t.Errorf("offered %d times in half an hour, want about once a minute", n)
		}
	})
}

func TestFilesThatSettleTogetherAreTakenTogether(t *testing.T) {
	onStage(t, func(s *stage) {
		var offers atomic.Int64
		s.Watcher.Take = func(ctx context.Context, runner string, files []File) error {
			offers.Add(1)
			return s.take(ctx, runner, files)
		}
		s.start()
		for i := range 100 {
			name := fmt.Sprintf("%d.fit", i)
			s.write(name, "whole")
			s.tell(fsnotify.Create, name)
			s.passes(10 * time.Millisecond)
		}
		s.passes(2 * time.Second)
		if n := len(s.files()); n != 100 || offers.Load() > 6 {
			t.Errorf("%d files taken at %d times, want them within six", n, offers.Load())
		}
	})
}

func TestScan(t *testing.T) {
	onStage(t, func(s *stage) {
		s.writeOld("old.fit", "whole")
		s.writeOld("broken.fit", "par")
		s.write("growing.fit", "par")
		s.partly["broken.fit"], s.partly["growing.fit"] = true, true
		began := time.Now()
		s.must(s.Scan(s.Context()))
		s.wantTaken("broken.fit", "old.fit")
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v", took)
		}
		if last := s.said()[len(s.said())-1]; last.Files != 3 || last.Pending != 1 {
			t.Errorf("state %+v, want 3 files, one of them pending", last)
		}
		s.refuses(errFull)
		if err := s.Scan(s.Context()); err == nil || err.Error() != "the disk is full" {
			t.Errorf("a scan whose files are refused returns %v", err)
		}
	})
}

func TestWrongPatternIsRefused(t *testing.T) {
	w := Watcher{Folders: []Folder{{Runner: "me", Path: "/media/[a"}}}
	if err := w.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "/media/[a: syntax error in pattern") {
		t.Errorf("a pattern that is none: %v", err)
	}
}

func TestLinks(t *testing.T) {
	onStage(t, func(s *stage) {
		elsewhere := filepath.Join(filepath.Dir(s.folder), "elsewhere")
		s.write("../elsewhere/run.fit", "whole")
		s.write("../elsewhere/sub/other.fit", "whole")
		for from, to := range map[string]string{
			s.path("file.fit"):   filepath.Join(elsewhere, "run.fit"),
			s.path("folder"):     filepath.Join(elsewhere, "sub"),
			s.path("loop"):       s.folder,
			s.path("broken.fit"): filepath.Join(elsewhere, "none.fit"),
			s.folder + "-link":   s.folder,
		} {
			if err := os.Symlink(to, from); err != nil {
				t.Skip(err)
			}
		}
		s.Folders[0].Path = s.folder + "-link" // a folder given as a link is entered
		s.start()
		s.passes(2 * time.Minute)
		s.wantTaken("../in-link/file.fit")
	})
}

func TestPollingAsksForNoNews(t *testing.T) {
	onStage(t, func(s *stage) {
		s.Polling = true
		s.start()
		s.passes(time.Second)
		s.write("run.fit", "whole")
		s.passes(2 * time.Minute)
		s.wantTaken("run.fit")
		s.wantState(OK, "")
		if s.news.events != nil {
			t.Error("news was asked for")
		}
	})
}
