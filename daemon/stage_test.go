package daemon

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest/all"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

// stageAthlete is the one whom the stand-in for Strava knows.
const stageAthlete = 42

// stage is a folder with settings and data, and a stand-in for Strava.
type stage struct {
	testing.TB
	dir      string
	settings string // the file
	strava   *stravatest.Server
	log      *readLog
	now      func() time.Time
}

// newStage writes settings that name one watched folder and the stand-in for
// Strava, as set does.
func newStage(t testing.TB, more ...string) *stage {
	t.Helper()
	s := &stage{TB: t, dir: t.TempDir(), strava: stravatest.New(), log: newLogbook(), now: time.Now}
	s.settings = s.path("needled.toml")
	s.makeFolder("inbox")
	s.set(more...)
	return s
}

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

func (s *stage) makeFolder(name string) { s.must(os.MkdirAll(s.path(name), 0o700)) }

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

const anyPort = "[daemon]\nlisten = \"127.0.0.1:0\"\n"

// set writes the settings, with more tables at their end, or else anyPort.
func (s *stage) set(more ...string) {
	s.Helper()
	text := fmt.Sprintf(`
data = %q
zone = "Europe/Berlin"
log_level = "trace"
[strava]
client_id = %q
client_secret = %q
auth_url = %q
token_url = %q
revoke_url = %q
api_url = %q
[[watch]]
path = %q
runner = "me"
`, s.path("data"), stravatest.ClientID, stravatest.ClientSecret,
		stravatest.AuthorizeURL, stravatest.TokenURL, stravatest.RevokeURL, stravatest.APIURL, s.path("inbox"))
	if len(more) == 0 {
		more = []string{anyPort}
	}
	s.write("needled.toml", text+strings.Join(more, "\n"))
}

func (s *stage) write(name, text string) {
	s.Helper()
	s.must(os.WriteFile(s.path(name), []byte(text), 0o600))
}

// arrive puts a whole file into a folder, as a download does.
func (s *stage) arrive(name string, content []byte) {
	s.Helper()
	path := s.path(name)
	s.must(os.WriteFile(path+".part", content, 0o600))
	s.must(os.Rename(path+".part", path))
}

// arriveOld puts a file into a folder that was written an hour ago.
func (s *stage) arriveOld(name string, content []byte) {
	s.Helper()
	s.arrive(name, content)
	s.must(os.Chtimes(s.path(name), time.Time{}, time.Now().Add(-time.Hour)))
}

// open is Options.Open of the settings as they are.
func (s *stage) open(ctx context.Context) (Parts, error) {
	config, err := configs.Load(configs.Options{File: s.settings, Env: []string{"HOME=" + s.dir}})
	if err != nil {
		return Parts{}, err
	}
	protocol, err := config.Protocol()
	if err != nil {
		return Parts{}, err
	}
	st, err := store.Open(ctx, config.DatabaseURL(), store.Options{Protocol: protocol, Zone: config.Zone, Now: s.now, BusyTimeout: time.Second})
	if err != nil {
		return Parts{}, err
	}
	return Parts{
		Config: config, Protocol: protocol, Store: st, Decoders: all.Decoders(), Find: all.Find,
		Log: NewLog(s.log, config.LogLevel, false, false), Now: s.now, HTTP: s.strava.Client(), Version: "test",
	}, nil
}

// service is a service for a single pass, as commands use one.
func (s *stage) service() *Service {
	s.Helper()
	parts, err := s.open(s.Context())
	s.must(err)
	service, err := NewService(parts)
	s.must(err)
	s.Cleanup(func() { service.Store.Close() })
	return service
}

// treated records a treatment.
func (s *stage) treated(service *Service, at time.Time) {
	s.Helper()
	_, err := service.Store.AddTreatment(s.Context(), analysis.Treatment{Runner: "me", At: at, Muscles: []analysis.Muscle{"calf"}})
	s.must(err)
}

// connect gives the runner's leave in the browser.
func (s *stage) connect(service *Service) {
	s.Helper()
	_, err := service.Connect(s.Context(), "me", strava.Consent{Show: func(address string) {
		go func() {
			browser := s.strava.Client()
			browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			answer, err := browser.Get(address)
			if err != nil {
				s.Error(err)
				return
			}
			answer.Body.Close()
			if page, err := http.Get(answer.Header.Get("Location")); err == nil {
				page.Body.Close()
			}
		}()
	}})
	s.must(err)
}

// runs lists the runs of the runner, each as its id, start and level.
func (s *stage) runs(service *Service) string {
	s.Helper()
	entries, err := service.Store.Runs(s.Context(), "me", store.Filter{AllSports: true})
	s.must(err)
	var b strings.Builder
	for _, e := range entries {
		level := "no recovery"
		if e.Verdict != nil {
			level = string(e.Verdict.Level)
		}
		fmt.Fprintf(&b, "%s %s %s\n", e.Run.ID, e.Run.Start.UTC().Format(time.RFC3339), level)
	}
	return b.String()
}

// until waits until something holds.
func (s *stage) until(what string, holds func() bool) {
	s.Helper()
	for late := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			s.Fatalf("never: %s\n%s", what, s.log)
		}
	}
}

// source is how a source does, as status tells.
func (s *stage) source(service *Service, name string) store.Source {
	s.Helper()
	sources, err := service.Sources(s.Context(), "me")
	s.must(err)
	for _, source := range sources {
		if source.Name == name {
			return source
		}
	}
	s.Fatalf("there is no source %s: %+v", name, sources)
	return store.Source{}
}

// gpx is a run of so many kilometres at 6 min/km, northwards from a place.
func gpx(start time.Time, km, latitude float64) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Test" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>`)
	for at := 0.0; at <= km*360; at += 10 {
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="13.4567891"><ele>30</ele><time>%s</time></trkpt>`+"\n",
			latitude+at/360*1000/111194.93, start.Add(time.Duration(at)*time.Second).UTC().Format(time.RFC3339))
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.Bytes()
}

// receiver takes messages as a service does that shoutrrr reaches.
type receiver struct {
	*httptest.Server
	came chan string
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{came: make(chan string, 100)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		text, _ := io.ReadAll(request.Body)
		r.came <- string(text)
	}))
	t.Cleanup(r.Close)
	return r
}

// table is the settings' table that names the receiver, with a token in its
// address.
func (r *receiver) table(token string) string {
	return fmt.Sprintf("[notify]\nurls = [\"generic://%s/%s?disabletls=yes&template=json\"]\n", strings.TrimPrefix(r.URL, "http://"), token)
}

// next is the next message.
func (r *receiver) next(t testing.TB) string {
	t.Helper()
	select {
	case text := <-r.came:
		return text
	case <-time.After(patience):
		t.Fatal("no message came")
		return ""
	}
}

// readLog is a log that a test waits on.
type readLog struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed when something was written
}

func newLogbook() *readLog { return &readLog{more: make(chan struct{})} }

func (l *readLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan struct{})
	return l.text.Write(p)
}

func (l *readLog) read() (string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String(), l.more
}

func (l *readLog) String() string { text, _ := l.read(); return text }

// wait waits until the log says something so many times.
func (l *readLog) wait(t testing.TB, says string, times int) {
	t.Helper()
	late := time.After(patience)
	for {
		text, more := l.read()
		if strings.Count(text, says) >= times {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("the log doesn't say %q %d times:\n%s", says, times, text)
		}
	}
}

// says fails the test unless the log says each.
func (l *readLog) says(t testing.TB, each ...string) {
	t.Helper()
	for _, text := range each {
		if !strings.Contains(l.String(), text) {
			t.Errorf("the log doesn't say %q:\n%s", text, l)
		}
	}
}

func tokenOf(access, refresh string, expires time.Time) strava.Token {
	return strava.Token{Access: access, Refresh: refresh, Expires: expires}
}
