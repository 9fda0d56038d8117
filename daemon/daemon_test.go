package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"needled/configs"
	"needled/daemon/store"
	"needled/ingest/strava/stravatest"
)

// A file arrives, and from then on everything goes by itself: the verdict, the
// message, what status and metrics tell.
func TestFromFileToMessage(t *testing.T) {
	messages := newReceiver(t)
	s := newStage(t, anyPort, messages.table("topic"), "quiet = \"\"\n")
	watcher := s.service()
	s.treated(watcher, time.Now().Add(-24*time.Hour))
	d := s.run()
	s.log.wait(t, `"source":"watch `+s.path("inbox")+`"`, 1)
	if source := s.source(watcher, "watch "+s.path("inbox")); source.State != store.SourceOK || source.Detail != "empty so far" {
		t.Errorf("before a file came: %+v", source)
	}

	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 12, 52))
	if text := messages.next(t); !strings.Contains(text, "12.0 km") || !strings.Contains(text, "needled show") {
		t.Errorf("the message: %s", text)
	}
	s.log.wait(t, "message delivered", 1)
	if runs := s.runs(watcher); strings.Count(runs, "\n") != 1 || !strings.Contains(runs, "violation") {
		t.Errorf("the runs: %s", runs)
	}
	if _, text := d.get("/metrics"); !strings.Contains(text, `needled_runs{verdict="violation"} 1`) ||
		!strings.Contains(text, `needled_items_total{outcome="added",source="watch"} 1`) {
		t.Errorf("the metrics:\n%s", text)
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}

	// The next start takes nothing twice and tells nothing twice.
	s.run()
	s.arrive("inbox/other.gpx", gpx(time.Now().Add(-30*24*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 2)
	if runs := s.runs(watcher); strings.Count(runs, "\n") != 2 || len(messages.came) != 0 {
		t.Errorf("after another start: %d messages, %s", len(messages.came), runs)
	}
	if content, err := os.ReadFile(s.path("inbox/run.gpx")); err != nil || len(content) == 0 {
		t.Errorf("the file in the folder: %v", err)
	}
}

// systemd hears READY once everything answers, and not before.
func TestReadyOnlyWhenAllAnswers(t *testing.T) {
	m := newManager(t)
	s := newStage(t)
	opening := make(chan bool)
	heldBack := func(ctx context.Context) (Parts, error) {
		opening <- true
		if !m.silent() {
			t.Error("the manager was told something before the store was open")
		}
		<-opening
		return s.open(ctx)
	}
	go func() { <-opening; opening <- true }()
	d := s.begin(Options{Open: heldBack})
	defer d.end()
	if first := m.next(); first != "READY=1" {
		t.Errorf("the manager hears %q first", first)
	}
	for path, want := range map[string]string{"/readyz": "ready\n", "/healthz": "ok\n"} {
		if status, body := d.get(path); status != http.StatusOK || body != want {
			t.Errorf("%s answers %d %q", path, status, body)
		}
	}
	// The folder may have been looked at by now.
	if line := m.next(); line != "STATUS=nothing synced yet, 0 runs judged" && line != "STATUS=synced just now, 0 runs judged" {
		t.Errorf("the manager hears %q second", line)
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if last := m.next(); last != "STOPPING=1" {
		t.Errorf("the manager hears %q at the stop", last)
	}
}

// What keeps the daemon from starting is told, nothing is READY, and once it
// is mended it starts.
func TestWhatKeepsItFromStarting(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		name  string
		spoil func(*stage)
		mend  func(*stage)
		is    func(error) bool
		says  []string
	}{
		{
			name:  "port taken",
			spoil: func(s *stage) { s.set(fmt.Sprintf("[daemon]\nlisten = %q\n", taken.Addr())) },
			mend:  func(s *stage) { s.set() },
			is:    func(err error) bool { return err != nil },
			says:  []string{"can't answer at " + taken.Addr().String(), "in use", "daemon.listen"},
		},
		{
			name:  "settings",
			spoil: func(s *stage) { s.set("[daemon]\nlisten = 8321\n") },
			mend:  func(s *stage) { s.set() },
			is:    func(err error) bool { return isOf[*configs.Error](err) },
			says:  []string{"needled.toml:", "daemon.listen"},
		},
		{
			name:  "address of messages",
			spoil: func(s *stage) { s.set(anyPort, "[notify]\nurls = [\"nothing://hunter2\"]\n") },
			mend:  func(s *stage) { s.set() },
			is:    func(err error) bool { return isOf[*configs.Error](err) },
			says:  []string{"notify.urls", "address 1"},
		},
		{
			name:  "store that can't be opened",
			spoil: func(s *stage) { s.makeFolder("data/needled.db") },
			mend:  func(s *stage) { s.must(os.Remove(s.path("data/needled.db"))) },
			is:    func(err error) bool { return store.IsKind(err, store.Unavailable) },
			says:  []string{"data/needled.db"},
		},
		{
			name: "store that can't be written",
			spoil: func(s *stage) {
				s.service().Store.Close()
				s.must(os.Chmod(s.path("data/needled.db"), 0o400))
				s.must(os.Chmod(s.path("data"), 0o500))
			},
			mend: func(s *stage) {
				s.must(os.Chmod(s.path("data"), 0o700))
				s.must(os.Chmod(s.path("data/needled.db"), 0o600))
			},
			is:   func(err error) bool { return err != nil },
			says: []string{"can't be", "needled.db"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "store that can't be written" && os.Geteuid() <= 0 {
				t.Skip("nothing is forbidden to this user")
			}
			m := newManager(t)
			s := newStage(t)
			c.spoil(s)
			err := Run(t.Context(), Options{Open: s.open, Log: NewLog(s.log, "trace", false, false)})
			if !c.is(err) {
				t.Errorf("the error is %T: %v", err, err)
			}
			for _, word := range c.says {
				if !strings.Contains(fmt.Sprint(err), word) {
					t.Errorf("the error doesn't say %q: %v", word, err)
				}
			}
			if strings.Contains(fmt.Sprint(err), "hunter2") {
				t.Errorf("the error holds a secret: %v", err)
			}
			if !m.silent() {
				t.Errorf("the manager hears %q", m.next())
			}
			c.mend(s)
			d := s.run() // the store and the lock are free
			if m.next() != "READY=1" {
				t.Error("not ready")
			}
			_ = d.stop()
		})
	}
}

func isOf[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestTwoDaemonsOnOneStore(t *testing.T) {
	s := newStage(t)
	first := s.run()
	err := Run(t.Context(), Options{Open: s.open, Log: NewLog(newLogbook(), "trace", false, false)})
	held, ok := errors.AsType[*HeldError](err)
	if !ok || held.By != fmt.Sprintf("needled daemon, process %d", os.Getpid()) {
		t.Errorf("the second daemon ends with %v", err)
	}
	if status, _ := first.get("/readyz"); status != http.StatusOK {
		t.Errorf("the first answers %d", status)
	}
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	s.run() // now there is room for another
}

// The watchdog is fed by what the store answers, and by nothing else.
func TestWatchdog(t *testing.T) {
	m := newManager(t)
	t.Setenv("WATCHDOG_USEC", "400000")
	t.Setenv("WATCHDOG_PID", fmt.Sprint(os.Getpid()))
	s := newStage(t)
	var st *store.Store
	d := s.begin(Options{Open: func(ctx context.Context) (Parts, error) {
		parts, err := s.open(ctx)
		st = parts.Store
		return parts, err
	}})
	defer d.stop()
	m.until("WATCHDOG=1")
	s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	s.log.wait(t, takenIn, 1)
	for line := ""; line != "STATUS=synced just now, 0 runs judged"; line = m.until("STATUS=") {
	}

	s.must(st.Close())
	s.log.wait(t, "the store doesn't answer", 1)
	for !m.silent() {
		m.next()
	}
	s.log.wait(t, "the store doesn't answer", 3)
	if !m.silent() {
		t.Errorf("the watchdog is fed though the store doesn't answer: %q", m.next())
	}
	if status, _ := d.get("/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz answers %d", status)
	}
	if status, _ := d.get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz answers %d", status)
	}
}

// What is under way when the daemon is told to stop is finished.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	s := newStage(t)
	s.connect(s.service())
	s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-5*time.Hour), 8000, 2400))
	reading, release := make(chan bool), make(chan bool)
	s.strava.Fail(stravatest.List, func(w http.ResponseWriter, r *http.Request) {
		reading <- true
		<-release
		s.strava.ServeHTTP(w, r)
	})
	d := s.begin(Options{})
	<-reading
	d.end()
	s.log.wait(t, stopping, 1)
	close(release)
	if err := <-d.ended; err != nil {
		t.Error(err)
	}
	if runs := s.runs(s.service()); strings.Count(runs, "\n") != 1 {
		t.Errorf("the runs: %s", runs)
	}
	if text := s.log.String(); strings.Contains(text, "was cut") {
		t.Errorf("something was cut:\n%s", text)
	}
}

// What doesn't end is cut, and done again at the next start.
func TestStopCutsWhatDoesNotEnd(t *testing.T) {
	s := newStage(t)
	s.connect(s.service())
	s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-5*time.Hour), 8000, 2400))
	reading := make(chan bool)
	s.strava.Fail(stravatest.List, func(w http.ResponseWriter, r *http.Request) {
		reading <- true
		stravatest.Hang(w, r)
	})
	d := s.begin(Options{drain: 100 * time.Millisecond})
	// A connection that never ends a request keeps nothing else from ending.
	slow, err := net.Dial("tcp", d.address)
	s.must(err)
	defer slow.Close()
	_, err = fmt.Fprint(slow, "POST /webhooks/strava/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1")
	s.must(err)
	<-reading
	began := time.Now()
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 100*time.Millisecond+cutting {
		t.Errorf("it took %v to stop", took)
	}
	if drained := stopWithin - cutting; drained <= 0 || drained+cutting > 10*time.Second {
		t.Errorf("it stops within %v", drained+cutting)
	}
	s.log.says(t, "job cut", "needled has stopped")

	s.run()
	s.log.wait(t, takenIn, 1)
	if runs := s.runs(s.service()); strings.Count(runs, "\n") != 1 {
		t.Errorf("the runs: %s", runs)
	}
}
