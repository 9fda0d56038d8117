package daemon

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneServesAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "needled.db.daemon")
	if by, err := Serving(path); by != "" || err != nil {
		t.Errorf("before anybody: %q, %v", by, err)
	}
	lock, err := TakeLock(path, "needled daemon")
	if err != nil {
		t.Fatal(err)
	}
	_, err = TakeLock(path, "needled restore")
	if held, ok := errors.AsType[*HeldError](err); !ok || !strings.HasPrefix(held.By, "needled daemon, process ") {
		t.Errorf("a second one: %v", err)
	}
	if want := fmt.Sprintf("stop it first: systemctl stop needled, or systemctl --user stop needled on a laptop, or kill %d", os.Getpid()); !strings.HasSuffix(err.Error(), want) {
		t.Errorf("it says %v, not how to stop it", err)
	}
	if by, err := Serving(path); !strings.HasPrefix(by, "needled daemon, process ") || err != nil {
		t.Errorf("while one serves: %q, %v", by, err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
	if by, err := Serving(path); by != "" || err != nil {
		t.Errorf("afterwards: %q, %v", by, err)
	}
	if lock, err = TakeLock(path, "needled daemon"); err != nil {
		t.Fatal(err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}
