//go:build unix

package systemd

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// listen stands in for the service manager.
func listen(t *testing.T) func() string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sd") // short: the name of a socket has about 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func() string {
		t.Helper()
		if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 4096)
		n, err := conn.Read(b)
		if err != nil {
			t.Fatal("the manager heard nothing:", err)
		}
		return string(b[:n])
	}
}

func TestWhatTheManagerHears(t *testing.T) {
	heard := listen(t)
	for _, c := range []struct {
		say  func() error
		want string
	}{
		{Ready, "READY=1"},
		{Alive, "WATCHDOG=1"},
		{Stopping, "STOPPING=1"},
		{func() error { return Status("synced 3 min ago, 2 runs judged") }, "STATUS=synced 3 min ago, 2 runs judged"},
		// A line end would begin another message.
		{func() error { return Status("two\nREADY=1") }, "STATUS=two READY=1"},
	} {
		if err := c.say(); err != nil {
			t.Fatal(err)
		}
		if got := heard(); got != c.want {
			t.Errorf("heard %q, want %q", got, c.want)
		}
	}
}

func TestReloadingCarriesItsInstant(t *testing.T) {
	heard := listen(t)
	before, known := monotonic()
	if err := Reloading(); err != nil {
		t.Fatal(err)
	}
	after, _ := monotonic()
	state, instant, found := strings.Cut(heard(), "\nMONOTONIC_USEC=")
	if state != "RELOADING=1" || found != known {
		t.Fatalf("heard %q, with an instant: %v, want %v", state, found, known)
	}
	if !known {
		return
	}
	usec, err := strconv.ParseInt(instant, 10, 64)
	if at := time.Duration(usec) * time.Microsecond; err != nil || at < before.Truncate(time.Microsecond) || at > after {
		t.Errorf("%q does not lie between %v and %v", instant, before, after)
	}
}

func TestSilentWithoutSystemd(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "")
	for _, say := range []func() error{Ready, Alive, Stopping, Reloading, func() error { return Status("idle") }} {
		if err := say(); err != nil {
			t.Error(err)
		}
	}
	if d, err := WatchdogInterval(); d != 0 || err != nil {
		t.Errorf("a watchdog of %v, %v", d, err)
	}
}

func TestManagerThatIsGone(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "gone"))
	if err := Ready(); err == nil || !strings.HasPrefix(err.Error(), "tell systemd READY: ") {
		t.Errorf("got %v", err)
	}
}

func TestWatchdogInterval(t *testing.T) {
	for _, c := range []struct {
		usec, pid string
		want      time.Duration
		ok        bool
	}{
		{"60000000", strconv.Itoa(os.Getpid()), time.Minute, true},
		{"60000000", "", time.Minute, true},
		{"60000000", "1", 0, true}, // another process is watched
		{"soon", "", 0, false},
		{"0", "", 0, false},
	} {
		t.Setenv("WATCHDOG_USEC", c.usec)
		t.Setenv("WATCHDOG_PID", c.pid)
		if got, err := WatchdogInterval(); got != c.want || (err == nil) != c.ok {
			t.Errorf("%v: %v, %v", c, got, err)
		}
	}
}
