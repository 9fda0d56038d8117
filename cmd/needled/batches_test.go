package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// Nobody is asked about a batch that can't be undone.
func TestUndoLooksBeforeItAsks(t *testing.T) {
	var out, questions bytes.Buffer
	a := &app{machine: machine{in: strings.NewReader("n\n"), out: &out, err: &questions, inTTY: true, now: time.Now,
		env: []string{"XDG_CONFIG_HOME=" + t.TempDir()}}}
	a.flags.data = t.TempDir()
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer a.close()
	me := analysis.Runner{Name: "me"}
	if err := a.undo(t.Context(), me, "b9"); !store.IsKind(err, store.NotFound) || questions.Len() > 0 {
		t.Errorf("of a batch that is not there it asks %q, then says %v", questions.String(), err)
	}
	batch, err := a.st.BeginBatch(t.Context(), "me", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.undo(t.Context(), me, batch); err == nil || !strings.Contains(questions.String(), "Take back the activities that batch b1 added") {
		t.Errorf("of one that is it asks %q, then says %v", questions.String(), err)
	}
}
