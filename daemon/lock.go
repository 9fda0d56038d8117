package daemon

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Lock is held by the one daemon that serves a store, and by what must not
// run beside it. The system lets go of it when its process ends, however it
// does.
type Lock struct{ file *os.File }

// HeldError says that another process holds the lock.
type HeldError struct{ By string } // who: "needled daemon, process 123"

func (e *HeldError) Error() string {
	ways := "systemctl stop needled, or systemctl --user stop needled on a laptop"
	if _, pid, known := strings.Cut(e.By, "process "); known {
		ways += ", or kill " + pid
	}
	return fmt.Sprintf("another process serves this store (%s); stop it first: %s", e.By, ways)
}

const (
	lockTries = 10
	lockPause = 20 * time.Millisecond
)

// TakeLock takes the lock that lies in a file beside the store. The error is a
// *HeldError when somebody has it.
func TakeLock(path, who string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("taking the lock of the store: %w", err)
	}
	taken, err := tryLock(f)
	for range lockTries {
		if taken || err != nil {
			break
		}
		time.Sleep(lockPause) // somebody may only be looking who holds it
		taken, err = tryLock(f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("taking the lock %s: %w", path, err)
	}
	if !taken {
		defer f.Close()
		by, _ := io.ReadAll(io.LimitReader(f, longestHolder)) // it only makes the sentence better
		return nil, &HeldError{By: strings.TrimSpace(string(by))}
	}
	if err = f.Truncate(0); err == nil {
		_, err = fmt.Fprintf(f, "%s, process %d\n", who, os.Getpid())
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("writing the lock %s: %w", path, err)
	}
	return &Lock{f}, nil
}

// Serving says who holds the lock: "" while nobody does.
func Serving(path string) (by string, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking who serves the store: %w", err)
	}
	defer f.Close()
	if free, err := tryLock(f); err != nil || free {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(f, longestHolder))
	return strings.TrimSpace(string(text)), err
}

// longestHolder is how much of the lock file is read, in bytes.
const longestHolder = 200

// Release lets go of the lock. The file stays: whoever removed it could remove
// another's.
func (l *Lock) Release() error { return l.file.Close() }
