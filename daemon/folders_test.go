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
	"needled/ingest"
	"needled/ingest/all"
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
