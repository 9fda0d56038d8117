package daemon

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// running is a daemon that runs in this process.
type running struct {
	*stage
	address string
	reload  chan os.Signal
	end     context.CancelFunc
	ended   chan error
}

// run starts a daemon and waits until it is up. It is stopped at the end of
// the test at the latest.
func (s *stage) run() *running {
	s.Helper()
	r := s.begin(Options{})
	s.Cleanup(func() { r.end(); <-r.ended })
	return r
}

// begin starts a daemon with what is added to its options, and waits until it
// is up.
func (s *stage) begin(o Options) *running {
	s.Helper()
	ctx, end := context.WithCancel(context.WithoutCancel(s.Context()))
	r := &running{stage: s, reload: make(chan os.Signal, 1), end: end, ended: make(chan error, 1)}
	up := make(chan string, 1)
	if o.Open == nil {
		o.Open = s.open
	}
	o.Reload, o.Log, o.Up = r.reload, NewLog(s.log, "trace", false, false), func(address string) { up <- address }
	go func() {
		err := Run(ctx, o)
		r.ended <- err
		close(r.ended)
	}()
	select {
	case r.address = <-up:
	case err := <-r.ended:
		s.Fatalf("the daemon ended: %v\n%s", err, s.log)
	case <-time.After(patience):
		s.Fatalf("the daemon is not up\n%s", s.log)
	}
	return r
}

// stop stops the daemon and returns what it ended with.
func (r *running) stop() error {
	r.Helper()
	r.end()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(patience):
		r.Fatalf("the daemon doesn't stop\n%s", r.log)
		return nil
	}
}

// readAgain has the settings read again, and waits until the log tells how
// that went.
func (r *running) readAgain(outcome string) {
	r.Helper()
	before := strings.Count(r.log.String(), outcome)
	r.reload <- os.Interrupt // which signal it is doesn't matter
	r.log.wait(r, outcome, before+1)
}

const (
	inForce  = "the settings were read again and are in force"
	notRead  = "the settings were not read again; those before stay in force"
	upNow    = "needled is up"
	takenIn  = `"outcome":"added"`
	stopping = "stopping: what is under way is finished first"
)

// get asks the daemon for a page.
func (r *running) get(path string) (status int, body string) {
	r.Helper()
	return ask(r, "http://"+r.address+path)
}

func ask(t testing.TB, address string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// manager stands for systemd: it hears what the daemon tells it.
type manager struct {
	testing.TB
	heard chan string
}

func newManager(t *testing.T) manager {
	t.Helper()
	dir, err := os.MkdirTemp("", "needled") // the names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	address := &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"}
	socket, err := net.ListenUnixgram("unixgram", address)
	if err != nil {
		t.Skip("there are no such sockets here: ", err)
	}
	t.Setenv("NOTIFY_SOCKET", address.Name)
	m := manager{t, make(chan string, 10_000)}
	go func() {
		defer close(m.heard)
		b := make([]byte, 4096)
		for {
			n, err := socket.Read(b)
			if err != nil {
				return
			}
			m.heard <- string(b[:n])
		}
	}()
	t.Cleanup(func() { socket.Close(); os.RemoveAll(dir) })
	return m
}

// next is what the manager is told next.
func (m manager) next() string {
	m.Helper()
	select {
	case text := <-m.heard:
		return text
	case <-time.After(patience):
		m.Fatal("the manager hears nothing")
		return ""
	}
}

// until returns the first that begins so, passing over others.
func (m manager) until(prefix string) string {
	m.Helper()
	for {
		if text := m.next(); strings.HasPrefix(text, prefix) {
			return text
		}
	}
}

// silent says whether nothing was told so far.
func (m manager) silent() bool { return len(m.heard) == 0 }
