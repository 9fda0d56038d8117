package daemon

import (
	"context"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
	"needled/ingest/watch"
)

// The log tells of a source when its state changes, and when something else is
// needed of the user; not each time it is looked at.
func TestWhatIsNeededOfTheUserIsLoggedOnce(t *testing.T) {
	s := newStage(t)
	service := s.service()
	for _, c := range []struct{ state, detail string }{
		{store.SourceOK, "1 file"},
		{store.SourceOK, "2 files"},
		{store.SourceNeedsYou, "a.fit can't be read"},
		{store.SourceNeedsYou, "a.fit can't be read"},
		{store.SourceNeedsYou, "a.fit can't be read, nor can another file"},
		{store.SourceOK, "3 files"},
	} {
		s.must(service.keepSource(t.Context(), store.Source{Runner: "me", Name: folderSource("/runs"), State: c.state, Detail: c.detail}, c.detail))
	}
	var said []string
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, `"source":"watch /runs"`) {
			_, message, _ := strings.Cut(line, `"message":`)
			said = append(said, line[:len(`{"level":"info"`)]+" "+strings.TrimSpace(message))
		}
	}
	got := strings.Join(said, "\n")
	want := `{"level":"info" "1 file"}
{"level":"warn" "a.fit can't be read"}
{"level":"warn" "a.fit can't be read, nor can another file"}
{"level":"info" "3 files"}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Files that a stop leaves behind are no trouble.
func TestFilesLeftByAStopAreNoError(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := service.takeFiles(ctx, "me", []watch.File{{Path: s.path("inbox/run.gpx")}}); err == nil {
		t.Error("they count as taken in")
	}
	s.log.says(t, "left for later")
	if strings.Contains(s.log.String(), `"level":"error"`) {
		t.Error(s.log)
	}
}

func TestFilesOfAFolderInWords(t *testing.T) {
	for want, st := range map[string]watch.State{
		"empty so far":                     {},
		"1 file":                           {Files: 1},
		"29 files":                         {Files: 29},
		"29 files, 3 still to be taken in": {Files: 29, Pending: 3},
		"1 file, 1 still to be taken in":   {Files: 1, Pending: 1},
	} {
		if got := folderDetail(st); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
