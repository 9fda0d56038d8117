package ingest_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"needled/ingest"
)

// A file that can't be opened when its turn comes says why.
func TestAFileThatIsGoneByItsTurnSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.fit")
	if err := os.WriteFile(path, []byte("a run"), 0o600); err != nil {
		t.Fatal(err)
	}
	items := ingest.Find([]string{path})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if r, err := items[0].Open(); r != nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opening gives %v and %v, want no reader and that the file is gone", r, err)
	}
	h := newHouse(t)
	if got := h.ingest(items[0])[0].Reason; got != "there is no such file or folder" {
		t.Errorf("the answer is %q", got)
	}
}
