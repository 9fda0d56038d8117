package daemon

import (
	"strings"
	"testing"

	"needled/daemon/store"
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
		s.must(service.keepSource(t.Context(), store.Source{Runner: "me", Name: folderSource("/runs"), State: c.state, Detail: c.detail}))
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
