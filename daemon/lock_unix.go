//go:build unix

package daemon

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock on an open file, without waiting.
func tryLock(f *os.File) (taken bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
