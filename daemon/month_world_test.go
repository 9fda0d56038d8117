package daemon

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/store"
	"needled/ingest/all"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

const (
	runner  = "me"
	athlete = 42
)

// world is a machine that needled runs on, with a folder, Strava, two services
// for messages and a person, all within a bubble of testing/synctest. The
// service and its store are the real ones, and so are the files. The bubble
// holds out what waits for the system: folders are looked through without its
// news, Strava is reached without a network, and the store does not wait while
// it is busy, for SQLite would sleep outside of the bubble.
type world struct {
	*testing.T
	zero   time.Time // the start of the month
	dir    string
	folder string
	file   string // of the store
	strava *stravatest.Server
	told   []*inbox
	log    logbook
	config configs.Config

	st      *store.Store
	service atomic.Pointer[Service] // nil while it is off
	since   time.Time               // when it was started
	offset  atomic.Int64            // of the clock on the wall
	beside  *sql.DB                 // another program that uses the file of the store

	steps  []step
	acts   []func() error // of the person, not done yet
	halved time.Duration  // the next file is written in two halves, so far apart
	known  map[string]time.Time
	runs   map[string]string // the starts of runs, by all the IDs they had
	unwell time.Time         // the store failed until then
	forgot int               // how often needled had to forget what came from Strava, and what it told of it
}

func newWorld(t *testing.T) *world {
	time.Sleep(time.Until(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	w := &world{T: t, dir: memoryDir(t), strava: stravatest.New(), known: map[string]time.Time{}, runs: map[string]string{}}
	w.zero = time.Now()
	w.folder, w.file = filepath.Join(w.dir, "in"), filepath.Join(w.dir, "needled.db")
	w.must(os.Mkdir(w.folder, 0o700))
	w.told = []*inbox{{name: "first"}, {name: "second"}}
	zone, err := time.LoadLocation("Europe/Berlin")
	w.must(err)
	w.config = configs.Config{
		Data: w.dir, Database: configs.NewSecret("sqlite:"+w.file, w.file), Zone: zone, Units: analysis.Metric,
		Daemon: configs.Daemon{URL: "https://needled.test", SecretKeyFile: filepath.Join(w.dir, "key")},
		Watch:  []configs.Watch{{Path: w.folder, Runner: runner}},
		Strava: configs.Strava{ClientID: stravatest.ClientID, ClientSecret: configs.NewSecret(stravatest.ClientSecret, "…"), Poll: 2 * time.Hour,
			AuthURL: stravatest.AuthorizeURL, TokenURL: stravatest.TokenURL, RevokeURL: stravatest.RevokeURL, APIURL: stravatest.APIURL},
		Notify: configs.Notify{Quiet: configs.Quiet{From: 22 * time.Hour, To: 7 * time.Hour}, SilentDays: 3, Runner: runner, Digest: configs.NoDigest},
	}
	w.strava.Callback = &http.Client{Transport: stravatest.Within(http.HandlerFunc(w.answer))}
	w.start()
	w.beside, err = sql.Open("sqlite", "file:"+w.file+"?_txlock=immediate")
	w.must(err)
	w.must(w.st.AddRunner(t.Context(), analysis.Runner{Name: runner, HRMax: new(200.0)}))
	w.connect()
	return w
}

// memoryDir is a folder that costs no waiting for a disk, where there is one.
func memoryDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "needled")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// now is what the clock on the wall shows.
func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.offset.Load())) }

// start starts the service.
func (w *world) start() {
	w.Helper()
	st, err := store.Open(w.Context(), "sqlite:"+w.file, store.Options{
		Protocol: configs.DefaultProtocol(), Zone: w.config.Zone, Now: w.now, BusyTimeout: time.Millisecond,
	})
	if err != nil {
		w.later(time.Minute, w.start) // as systemd does
		return
	}
	services := make([]notify.Service, len(w.told))
	for i, in := range w.told {
		services[i] = notify.Service{Name: in.name, Sender: in}
	}
	s, err := NewService(Parts{
		Config: w.config, Protocol: configs.DefaultProtocol(), Store: st, Decoders: all.Decoders(), Find: all.Find,
		Log: zerolog.New(&w.log), Now: w.now, HTTP: w.strava.Client(), Services: services, Polling: true, Lookout: 30 * time.Minute, Version: "1.0",
	})
	w.must(err)
	if err := s.Start(w.Context()); err != nil {
		w.must(errors.Join(s.Stop(w.Context()), st.Close()))
		w.later(time.Minute, w.start)
		return
	}
	w.st, w.since = st, time.Now()
	w.service.Store(s)
}

// stop stops the service, and cuts what isn't done within a time.
func (w *world) stop(within time.Duration) {
	s := w.service.Swap(nil)
	if s == nil {
		return
	}
	ctx, cancel := context.WithTimeout(w.Context(), within)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		w.Errorf("stopping: %v", err)
	}
	w.must(w.st.Close())
}

// answer is the address of the daemon.
func (w *world) answer(to http.ResponseWriter, r *http.Request) {
	s := w.service.Load()
	if s == nil {
		http.Error(to, "off", http.StatusBadGateway)
		return
	}
	s.routes("127.0.0.1:8321").ServeHTTP(to, r)
}

// connect is what the person does who finds that needled isn't connected.
func (w *world) connect() {
	s := w.service.Load()
	if s == nil {
		return
	}
	if connected, err := s.Connected(w.Context(), runner); err != nil || connected {
		return
	}
	c := strava.Connection{Athlete: athlete, Scopes: "read,activity:read_all"}
	c.Token.Access, c.Token.Refresh, c.Token.Expires = w.strava.Grant(athlete, c.Scopes)
	if err := s.keepConnection(w.Context(), runner, c); err == nil {
		w.forgot++
	}
}

// persons has the person do something, time and again until it succeeds.
func (w *world) persons(act func() error) {
	w.acts = append(w.acts, act)
	w.act()
}

func (w *world) act() {
	for len(w.acts) > 0 && w.service.Load() != nil && w.acts[0]() == nil {
		w.acts = w.acts[1:]
	}
}

// hint is Strava telling that something happened to an activity.
func (w *world) hint(id int64, aspect string) {
	_ = w.strava.Send(athlete, id, "activity", aspect, nil) // nobody minds if it doesn't arrive
}

// place is where the folder is now.
func (w *world) place() string {
	if _, err := os.Stat(w.folder); err != nil {
		return w.folder + " away"
	}
	return w.folder
}

// deliver lets the file of a run arrive in the folder.
func (w *world) deliver(start time.Time, b []byte) {
	path := filepath.Join(w.place(), start.Format("2006-01-02-15-04-05")+".fit")
	if w.halved == 0 {
		w.write(path, b)
		return
	}
	w.write(path, b[:len(b)/2])
	w.later(w.halved, func() { w.write(filepath.Join(w.place(), filepath.Base(path)), b) })
	w.halved = 0
}

func (w *world) write(path string, b []byte) {
	w.Helper()
	w.must(os.WriteFile(path, b, 0o600))
	w.must(os.Chtimes(path, time.Now(), time.Now()))
}

// later adds a step.
func (w *world) later(after time.Duration, do func()) {
	at := time.Since(w.zero) + after
	i, _ := slices.BinarySearchFunc(w.steps, at, func(s step, at time.Duration) int {
		if s.at <= at {
			return -1
		}
		return 1
	})
	w.steps = slices.Insert(w.steps, i, step{at, do})
}

// live lets time pass until the end, and what happens happen.
func (w *world) live(end time.Duration) {
	for len(w.steps) > 0 && w.steps[0].at <= end {
		next := w.steps[0]
		w.steps = w.steps[1:]
		time.Sleep(time.Until(w.zero.Add(next.at)))
		next.do()
	}
	time.Sleep(time.Until(w.zero.Add(end)))
}

// inbox is a service for messages.
type inbox struct {
	name string
	mu   sync.Mutex
	got  []notify.Message
	fail func(context.Context) error // nil while it works
}

func (in *inbox) Send(ctx context.Context, m notify.Message) error {
	in.mu.Lock()
	fail := in.fail
	in.mu.Unlock()
	if fail != nil {
		return fail(ctx)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.got = append(in.got, m)
	return nil
}

func (in *inbox) set(fail func(context.Context) error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.fail = fail
}

// logbook is the log of the service.
type logbook struct {
	mu     sync.Mutex
	lines  []string
	counts map[string]int
	faults map[string]int
}

// counted are the messages that the month counts.
var counted = [][]byte{[]byte(`"asked Strava"`), []byte(`"level":"error"`), []byte(`"level":"warn"`), []byte("panicked")}

func (l *logbook) Write(b []byte) (int, error) {
	for _, c := range counted {
		if bytes.Contains(b, c) {
			l.count(string(c))
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, time.Now().Format("02 15:04:05 ")+string(b))
	return len(b), nil
}

// note notes a fault.
func (l *logbook) note(fault string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.faults == nil {
		l.faults = map[string]int{}
	}
	l.faults[fault]++
	l.lines = append(l.lines, time.Now().Format("02 15:04:05 ")+"--- "+fault+"\n")
}

func (l *logbook) count(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		l.counts = map[string]int{}
	}
	l.counts[what]++
}
