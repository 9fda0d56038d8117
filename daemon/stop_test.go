package daemon

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"needled/ingest"
)

// hanging starts a daemon with a folder on a mount that hangs: a file was
// found there, and reading it never ends before release is closed.
func hanging(t *testing.T) (d *running, release chan struct{}) {
	t.Helper()
	s := newStage(t)
	reading, release := make(chan bool, 100), make(chan struct{})
	s.arriveOld("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	d = s.begin(Options{drain: 100 * time.Millisecond, Open: func(ctx context.Context) (Parts, error) {
		parts, err := s.open(ctx)
		parts.Find = func(context.Context, []string, func(int)) iter.Seq[ingest.Item] {
			return func(func(ingest.Item) bool) { reading <- true; <-release }
		}
		return parts, err
	}})
	select {
	case <-reading:
	case <-time.After(patience):
		t.Fatal("the file isn't read")
	}
	return d, release
}

func TestStopDoesNotWaitForAMountThatHangs(t *testing.T) {
	d, release := hanging(t)
	defer close(release)
	began := time.Now()
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 100*time.Millisecond+cutting {
		t.Errorf("it took %v to stop", took)
	}
	d.log.says(t, "work was cut", "doesn't answer, and was left alone")
}

func TestReloadDoesNotWaitForAMountThatHangs(t *testing.T) {
	d, release := hanging(t)
	defer func() { _ = d.stop() }()
	defer close(release)
	d.readAgain(inForce)
	if status, page := d.get("/readyz"); status != http.StatusOK {
		t.Errorf("it answers %d %s", status, page)
	}
	if strings.Contains(d.log.String(), "panic") {
		t.Error(d.log)
	}
}

// A service that was stopped isn't ready.
func TestStoppedServiceIsNotReady(t *testing.T) {
	s := newStage(t).service()
	if err := s.Start(t.Context()); err != nil || !s.scheduled.Load() {
		t.Fatalf("it isn't ready once it was started: %v", err)
	}
	if err := s.Stop(t.Context()); err != nil || s.scheduled.Load() {
		t.Errorf("it is ready though it was stopped: %v", err)
	}
}
