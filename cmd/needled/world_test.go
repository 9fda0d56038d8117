//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"needled/ingest/strava/stravatest"
)

// world is a daemon's surroundings: a folder that is watched, a stand-in for
// Strava that sends events, and a receiver of messages.
type world struct {
	testing.TB
	program, dir, settings string
	address                string // the daemon's
	strava                 *stravatest.Server

	mu       sync.Mutex
	messages map[string][]time.Time // when those of a run came
}

func newWorld(t testing.TB, program string) *world {
	t.Helper()
	w := &world{TB: t, program: program, dir: t.TempDir(), strava: stravatest.New(), messages: map[string][]time.Time{}}
	w.address, w.settings = freeAddress(t), w.path("needled.toml")
	w.strava.Limits = stravatest.Limits{Read: [2]int{10_000, 100_000}, All: [2]int{20_000, 200_000}}
	w.strava.Callback = &http.Client{Transport: towards(w.address)}
	api, hook := httptest.NewServer(w.strava), httptest.NewServer(http.HandlerFunc(w.receive))
	t.Cleanup(api.Close)
	t.Cleanup(hook.Close)
	w.must(os.Mkdir(w.path("inbox"), 0o700))
	w.must(os.WriteFile(w.settings, fmt.Appendf(nil, `
data = %q
zone = "Europe/Berlin"
[daemon]
listen = %q
url = "https://needled.test"
[[watch]]
path = %q
runner = "me"
[strava]
client_id = %q
client_secret = %q
poll = "2s"
auth_url = "%[6]s/oauth/authorize"
token_url = "%[6]s/oauth/token"
revoke_url = "%[6]s/oauth/revoke"
api_url = "%[6]s/api/v3"
[notify]
urls = ["generic://%[7]s/topic?disabletls=yes&template=json"]
quiet = ""
`, w.path("data"), w.address, w.path("inbox"), stravatest.ClientID, stravatest.ClientSecret, api.URL, strings.TrimPrefix(hook.URL, "http://")), 0o600))
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

var explained = regexp.MustCompile(`needled show (\w+)`)

func (w *world) receive(_ http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := explained.FindSubmatch(text); m != nil {
		w.messages[string(m[1])] = append(w.messages[string(m[1])], time.Now())
	}
}

// told is how many runs messages came about.
func (w *world) told() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.messages)
}

// towards carries requests to an address, whatever they ask for.
type towards string

func (t towards) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", string(t)
	return http.DefaultTransport.RoundTrip(r)
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// do runs a command of needled's to its end.
func (w *world) do(args ...string) string {
	w.Helper()
	out, err := exec.Command(w.program, append([]string{"--config", w.settings}, args...)...).CombinedOutput()
	if err != nil {
		w.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// connect gives the runner's leave in the browser.
func (w *world) connect() {
	w.Helper()
	cmd := exec.Command(w.program, "--config", w.settings, "connect", "strava", "--no-browser")
	cmd.Stdout = browser{}
	if err := cmd.Run(); err != nil {
		w.Fatal("connecting: ", err)
	}
}

// browser opens what stands on a line of its own.
type browser struct{}

func (browser) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if address := strings.TrimSpace(string(line)); strings.HasPrefix(address, "http") {
			go func() {
				if page, err := http.Get(address); err == nil {
					page.Body.Close()
				}
			}()
		}
	}
	return len(p), nil
}

// start starts the daemon; its log goes to the end of a file.
func (w *world) start() *exec.Cmd {
	w.Helper()
	log, err := os.OpenFile(w.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	w.must(err)
	defer log.Close()
	cmd := exec.Command(w.program, "--config", w.settings, "daemon")
	cmd.Stderr = log
	w.must(cmd.Start())
	w.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd
}

func (w *world) log() string {
	text, _ := os.ReadFile(w.path("log"))
	return string(text)
}

// until waits until something holds.
func (w *world) until(what string, patience time.Duration, holds func() bool) {
	w.Helper()
	for late := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			w.Fatalf("never: %s\n%s", what, w.log())
		}
	}
}

// up waits until the daemon answers.
func (w *world) up() {
	w.Helper()
	w.until("the daemon is ready", 30*time.Second, func() bool {
		resp, err := http.Get("http://" + w.address + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// arrive puts a file into the watched folder, as a download does.
func (w *world) arrive(name string, content []byte) {
	w.Helper()
	path := filepath.Join(w.path("inbox"), name)
	w.must(os.WriteFile(path+".part", content, 0o600))
	w.must(os.Rename(path+".part", path))
}
