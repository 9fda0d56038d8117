package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// Whoever stops the program is told what that left.
func TestWhatAStoppedCommandLeaves(t *testing.T) {
	told := func(err error) string {
		var out bytes.Buffer
		a := &app{machine: machine{err: &out}}
		if code := a.exitCode(err); code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		return out.String()
	}
	stop := fmt.Errorf("reading: %w", context.Canceled)
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"an ingest", cutShort(stop, false), "what was reported is kept"},
		{"a dry run", cutShort(stop, true), "nothing was kept"},
		{"any other command", stop, "needled: stopped\n"},
	} {
		if got := told(tt.err); !strings.Contains(got, tt.want) {
			t.Errorf("%s says %q, want %q", tt.name, got, tt.want)
		}
	}

	a := &app{machine: machine{err: &bytes.Buffer{}, now: time.Now, env: []string{"XDG_CONFIG_HOME=" + t.TempDir()}}}
	a.flags.data = t.TempDir()
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer a.close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder := t.TempDir()
	_, err := a.export(ctx, analysis.Runner{Name: "me"}, filepath.Join(folder, "me.zip"), false)
	if got := told(err); got != "needled: stopped; nothing was written\n" {
		t.Errorf("an export says %q", got)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("it leaves %s", left[0].Name())
	}
}

// A batch that was cut off is not told of as going on once another was begun.
func TestABatchThatWasCutOff(t *testing.T) {
	cut := store.Batch{Outcomes: map[analysis.Outcome]int{analysis.Added: 3}}
	for latest, want := range map[bool]string{
		true:  "3 added; not ended: it is still going on, or was stopped; the same ingest again completes it",
		false: "3 added; stopped before its end",
	} {
		if got := new(app).kept(analysis.Runner{}, cut, latest); got != want {
			t.Errorf("the latest (%v): %q, want %q", latest, got, want)
		}
	}
}
