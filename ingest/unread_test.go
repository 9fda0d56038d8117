package ingest_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"syscall"
	"testing"

	"needled/analysis"
	"needled/ingest"
)

var errDisk = &fs.PathError{Op: "read", Path: "a stick", Err: syscall.EIO}

// What the system doesn't let be read leaves no answer where somebody is told:
// it says nothing of the file.
func TestWhatCannotBeReadNow(t *testing.T) {
	h := newHouse(t)
	_, story := watch(t)
	run := read(t, story.Files[0])
	broken := func(name string, b []byte) ingest.Item {
		it := item(name, b)
		it.Open = func() (io.ReadCloser, error) { return io.NopCloser(damaged{bytes.NewReader(b), errDisk}), nil }
		return it
	}
	packed := zipped(t, run)
	items := []ingest.Item{
		{Path: "gone.fit", Open: func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }},
		{Path: "pulled.zip", Err: errDisk},
		broken("half.fit", run[:len(run)/2]),
		broken("half.fit.gz", packed[:len(packed)/2]),
		broken("unbegun.fit.gz", packed[:1]),
		item("cut.fit.gz", packed[:len(packed)/2]),
		item("rubbish.fit", []byte("rubbish that is no FIT")),
		item("notes.txt", []byte("hello")),
	}
	var unread []string
	var answers []analysis.Receipt
	_, err := h.in.Ingest(t.Context(), ingest.Request{Runner: "me", Items: slices.Values(items), Unread: func(i ingest.Item, err error) {
		if !errors.Is(err, syscall.EIO) && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s could not be read: %v", i.Path, err)
		}
		unread = append(unread, i.Path)
	}}, func(r analysis.Receipt) { answers = append(answers, r) })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"gone.fit", "pulled.zip", "half.fit", "half.fit.gz", "unbegun.fit.gz"}; !slices.Equal(unread, want) {
		t.Errorf("unread are %v, want %v", unread, want)
	}
	if want := []analysis.Outcome{analysis.InPart, analysis.Failed, analysis.Ignored}; !slices.Equal(outcomes(answers), want) {
		t.Errorf("the answers are %v, want %v", outcomes(answers), want)
	}
	// Where nobody is told it fails like other input.
	for _, r := range h.ingest(items[:3]...) {
		if r.Outcome != analysis.Failed {
			t.Errorf("%s: %s", r.Path, r.Outcome)
		}
	}
}
