package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"needled/daemon"
	"needled/daemon/store"
)

// What the daemon found deep in a folder is trouble for the doctor as well,
// who looks at no more than the folder itself.
func TestDoctorTellsWhatIsKeptOfAFolder(t *testing.T) {
	dir := t.TempDir()
	inbox, settings := filepath.Join(dir, "inbox"), filepath.Join(dir, "needled.toml")
	if err := os.Mkdir(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("data = %q\nzone = \"Europe/Berlin\"\n[[watch]]\npath = %q\n", filepath.Join(dir, "data"), inbox)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)
	a := &app{machine: machine{env: []string{"HOME=" + dir}, now: func() time.Time { return at }}}
	a.flags.config = settings
	defer a.close()
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		state, detail string
		want          check
	}{
		{store.SourceNeedsYou, "the folder inbox/sub may not be read", check{"folders", false, "the folder inbox/sub may not be read; so it was on Sun 22 Nov 10:05"}},
		{store.SourceOK, "3 files", check{"folders", true, inbox + ", for runner me"}},
	} {
		source := store.Source{Runner: "me", Name: daemon.SourceWatch + " " + inbox, State: c.state, Detail: c.detail, LastTry: &at}
		if _, err := a.st.PutSource(t.Context(), source); err != nil {
			t.Fatal(err)
		}
		var notes []check
		a.examineFolders(t.Context(), func(name string, ok bool, format string, args ...any) {
			notes = append(notes, check{name, ok, fmt.Sprintf(format, args...)})
		})
		if len(notes) != 1 || notes[0] != c.want {
			t.Errorf("%s: %+v, want %+v", c.state, notes, c.want)
		}
	}
}
