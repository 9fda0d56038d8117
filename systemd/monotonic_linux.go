package systemd

import (
	"time"

	"golang.org/x/sys/unix"
)

// monotonic is the time since boot by the clock the manager uses.
func monotonic() (time.Duration, bool) {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}
