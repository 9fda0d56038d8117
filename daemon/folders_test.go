package daemon

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"strings"
	"syscall"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
	"needled/ingest/watch"
)

// A stick that is pulled at the moment of taking: what could not be read is not
// taken for known, and comes in once it can be read.
func TestFileThatCannotBeReadIsNotLost(t *testing.T) {
	for name, why := range map[string]error{"gone": fs.ErrNotExist, "failing": syscall.EIO} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.arriveOld("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
			s.arriveOld("inbox/other.gpx", gpx(time.Now().Add(-30*time.Hour), 5, 52))
			one := s.service()
			one.Find = func(ctx context.Context, paths []string, found func(int)) iter.Seq[ingest.Item] {
				return func(yield func(ingest.Item) bool) {
					for item := range all.Find(ctx, paths, found) {
						if strings.HasSuffix(item.Path, "run.gpx") {
							item.Open = func() (io.ReadCloser, error) { return nil, &fs.PathError{Op: "open", Path: item.Path, Err: why} }
						}
						if !yield(item) {
							return
						}
					}
				}
			}
			var outcomes []analysis.Outcome
			one.Told = func(r analysis.Receipt) { outcomes = append(outcomes, r.Outcome) }
			if _, err := one.Sync(t.Context(), Pass{}); (err == nil) != (why == fs.ErrNotExist) {
				t.Errorf("a pass with a file that is %s ends with %v", name, err)
			}
			if len(outcomes) != 1 || outcomes[0] != analysis.Added {
				t.Errorf("the outcomes are %v, want that of the other file", outcomes)
			}
			two := s.service()
			if _, err := two.Sync(t.Context(), Pass{}); err != nil {
				t.Error(err)
			}
			if runs := s.runs(two); strings.Count(runs, "\n") != 2 {
				t.Errorf("the runs: %s", runs)
			}
		})
	}
}

// How a folder fares is true to the minute for the daemon, and to the quarter
// of an hour in the store; of one that hangs nothing new is said.
func TestHowFoldersFare(t *testing.T) {
	s := newStage(t)
	began := time.Now().Truncate(time.Second)
	now := began
	s.now = func() time.Time { return now }
	service := s.service()
	folder := watch.Folder{Runner: "me", Path: s.path("inbox")}
	well, gone := watch.State{Health: watch.OK}, watch.State{Health: watch.Waiting, Detail: "there is no folder"}
	for _, c := range []struct {
		after time.Duration
		told  watch.State
		kept  time.Duration // the last success in the store
		lag   time.Duration
		state string
	}{
		{0, well, 0, 0, store.SourceOK},
		{keepAgain - time.Minute, well, 0, 0, store.SourceOK},
		{keepAgain, well, keepAgain, 0, store.SourceOK},
		{keepAgain + time.Minute, gone, keepAgain, time.Minute, store.SourceWaiting},
		{keepAgain + 2*time.Minute, gone, keepAgain, 2 * time.Minute, store.SourceWaiting},
		{3 * keepAgain, watch.State{}, keepAgain, 2 * keepAgain, store.SourceWaiting}, // nothing is told
		{-day, well, -day, 0, store.SourceOK},
	} {
		now = began.Add(c.after)
		if c.told.Health != "" {
			service.folderState(folder, c.told)
		}
		source := s.source(service, folderSource(folder.Path))
		if source.State != c.state || !source.LastSuccess.Equal(began.Add(c.kept)) {
			t.Errorf("after %v: %s, last success %v, want %s, %v", c.after, source.State, source.LastSuccess, c.state, began.Add(c.kept))
		}
		if lag := service.lags(t.Context())[SourceWatch]; lag != c.lag {
			t.Errorf("after %v the lag is %v, want %v", c.after, lag, c.lag)
		}
		if line := service.statusLine(t.Context()); !strings.HasPrefix(line, "synced "+ago(c.lag)+",") {
			t.Errorf("after %v systemd hears %q", c.after, line)
		}
	}
}

// What could not be kept is kept with the next look.
func TestHowFoldersFareIsKeptOnceThereIsRoom(t *testing.T) {
	s := newStage(t)
	service := s.service()
	folder := watch.Folder{Runner: "me", Path: s.path("inbox")}
	service.folderState(folder, watch.State{Health: watch.OK})
	disk := s.disk()
	disk.fill("sources")
	gone := watch.State{Health: watch.Waiting, Detail: "there is no folder"}
	service.folderState(folder, gone)
	s.log.says(t, "how a folder fares could not be kept")
	disk.makeRoom("sources")
	service.folderState(folder, gone)
	if source := s.source(service, folderSource(folder.Path)); source.State != store.SourceWaiting {
		t.Errorf("with room status says %+v", source)
	}
}
