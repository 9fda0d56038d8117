package systemd

import (
	"fmt"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Ready says that the service has started, or has finished reloading.
func Ready() error { return tell(daemon.SdNotifyReady) }

// Stopping says that the service is shutting down.
func Stopping() error { return tell(daemon.SdNotifyStopping) }

// Alive feeds the watchdog; to be called at least every half of
// WatchdogInterval.
func Alive() error { return tell(daemon.SdNotifyWatchdog) }

// Status sets the line that `systemctl status` shows: what the service is
// doing, without any secret, since everybody on the machine may read it.
func Status(text string) error {
	return tell("STATUS=" + strings.Join(strings.Fields(text), " "))
}

// Reloading says that the settings are being read again; Ready ends it. With
// the instant it carries, the manager can tell this reload from an earlier one.
func Reloading() error {
	state := daemon.SdNotifyReloading
	if now, ok := monotonic(); ok {
		state += fmt.Sprintf("\nMONOTONIC_USEC=%d", now.Microseconds())
	}
	return tell(state)
}

// WatchdogInterval is how long the manager waits for Alive before it takes the
// service for dead; 0 where nobody watches.
func WatchdogInterval() (time.Duration, error) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return 0, fmt.Errorf("read the watchdog's interval from WATCHDOG_USEC: %w", err)
	}
	return interval, nil
}

func tell(state string) error {
	if _, err := daemon.SdNotify(false, state); err != nil {
		name, _, _ := strings.Cut(state, "=")
		return fmt.Errorf("tell systemd %s: %w", name, err)
	}
	return nil
}
