//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"needled/ingest/strava/stravatest"
)

// scene is the world of a script beside its folder: a stand-in for Strava at
// $STRAVA, and a receiver of messages at $HOOK that writes them into the file
// messages.
type scene struct {
	strava *stravatest.Server
	api    *httptest.Server
	hook   *httptest.Server
}

// setScene is what scripts begin with.
func setScene(env *testscript.Env) error {
	s := &scene{strava: stravatest.New()}
	s.api = httptest.NewServer(s.strava)
	s.hook = httptest.NewServer(receiver(filepath.Join(env.WorkDir, "messages")))
	env.Defer(s.api.Close)
	env.Defer(s.hook.Close)
	env.Setenv("STRAVA", s.api.URL)
	env.Setenv("HOOK", strings.TrimPrefix(s.hook.URL, "http://"))
	env.Values["scene"] = s
	return nil
}

// receiver appends what it is sent to a file, a line each.
func receiver(file string) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(r.URL.Path, "/broken") {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		f, ferr := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil || ferr != nil {
			http.Error(w, "the message is lost", http.StatusInternalServerError)
			return
		}
		defer f.Close()
		fmt.Fprintf(f, "%s\n", bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))
	}
}

func sceneOf(ts *testscript.TestScript) *scene { return ts.Value("scene").(*scene) }

// writeSettings is the script command
//
//	settings [WORD…]
//
// It writes the settings file: of a daemon at any free port, with strava, the
// stand-in; hook, messages to the receiver; watch=FOLDER; or lines as they are.
func writeSettings(ts *testscript.TestScript, _ bool, args []string) {
	top, text := "", "[daemon]\nlisten = \"127.0.0.1:0\"\n"
	for _, word := range args {
		folder, watch := strings.CutPrefix(word, "watch=")
		switch {
		case watch:
			text += fmt.Sprintf("[[watch]]\npath = %q\nrunner = \"me\"\n", ts.MkAbs(folder))
		case word == "strava":
			at := ts.Getenv("STRAVA")
			text += fmt.Sprintf("[strava]\nclient_id = %q\nclient_secret = %q\nauth_url = %q\ntoken_url = %q\nrevoke_url = %q\napi_url = %q\n",
				stravatest.ClientID, stravatest.ClientSecret, at+"/oauth/authorize", at+"/oauth/token", at+"/oauth/revoke", at+"/api/v3")
		case strings.HasPrefix(word, "hook"):
			text += "[notify]\nurls = ["
			for path := range strings.SplitSeq(word, ",") {
				text += fmt.Sprintf("%q, ", "generic://"+ts.Getenv("HOOK")+"/"+path+"?disabletls=yes&template=json")
			}
			text += "]\nquiet = \"\"\n" // whatever the hour
		default:
			top += word + "\n"
		}
	}
	file := filepath.Join(ts.Getenv("XDG_CONFIG_HOME"), "needled", "needled.toml")
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o700))
	ts.Check(os.WriteFile(file, []byte(top+text), 0o600))
}

// atStrava is the script command
//
//	strava run ID AGO KM MINUTES
//	strava delete ID
//	strava answer SCOPES|denied
//	strava deauthorize
//	strava fail inactive|down
//	strava mend
//
// It does what happens at Strava.
func atStrava(ts *testscript.TestScript, _ bool, args []string) {
	s := sceneOf(ts).strava
	number := func(i int) float64 {
		n, err := strconv.ParseFloat(args[i], 64)
		ts.Check(err)
		return n
	}
	switch args[0] {
	case "run":
		ago, err := time.ParseDuration(args[2])
		ts.Check(err)
		s.Put(42, stravatest.Run(int64(number(1)), time.Now().Add(-ago).Truncate(time.Second), number(3)*1000, number(4)*60))
	case "delete":
		s.Delete(42, int64(number(1)))
	case "answer":
		s.Change(func() { s.Consent = stravatest.Consent{Athlete: 42, Scopes: args[1], Denied: args[1] == "denied"} })
	case "deauthorize":
		s.Deauthorize(42)
	case "fail":
		fault := map[string]stravatest.Fault{"inactive": stravatest.Inactive(), "down": stravatest.Status(503, "")}[args[1]]
		s.FailAlways(stravatest.List, fault)
	case "mend":
		s.Mend()
	default:
		ts.Fatalf("strava can't %s", args[0])
	}
}

// sinceNow is the script command
//
//	ago NAME DURATION
//
// It sets a variable to the instant so long ago.
func sinceNow(ts *testscript.TestScript, _ bool, args []string) {
	d, err := time.ParseDuration(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().Add(-d).UTC().Format(time.RFC3339))
}

// logged is the script command
//
//	logged FILE TEXT [COUNT]
//
// It waits until a file holds a text.
func logged(ts *testscript.TestScript, _ bool, args []string) {
	count := 1
	if len(args) > 2 {
		n, err := strconv.Atoi(args[2])
		ts.Check(err)
		count = n
	}
	var text []byte
	for late := time.Now().Add(30 * time.Second); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		text, _ = os.ReadFile(ts.MkAbs(args[0]))
		if strings.Count(string(text), args[1]) >= count {
			return
		}
	}
	ts.Fatalf("%s doesn't say %q %d times:\n%s", args[0], args[1], count, text)
}

// connects is the script command
//
//	connect open|paste|other
//
// It runs needled connect strava --no-browser and answers in a browser: on the
// same machine (open), or on another, pasting the address it is sent to, after
// (other) one that belongs to another attempt. What needled says goes to the
// files out and err, its exit code to code.
func connects(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command(program(ts), "connect", "strava", "--no-browser")
	for _, name := range []string{"HOME", "PATH", "TMPDIR", "TZ", "XDG_CONFIG_HOME", "XDG_DATA_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	cmd.Dir = ts.MkAbs(".")
	stdin, err := cmd.StdinPipe()
	ts.Check(err)
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	var said bytes.Buffer
	cmd.Stderr = &said
	ts.Check(cmd.Start())
	giveUp := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer giveUp.Stop()

	var printed bytes.Buffer
	lines := bufio.NewScanner(io.TeeReader(stdout, &printed))
	for lines.Scan() {
		address := lines.Text()
		if !strings.HasPrefix(address, ts.Getenv("STRAVA")) {
			continue
		}
		browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := browser.Get(address)
		ts.Check(err)
		answer.Body.Close()
		to, err := url.Parse(answer.Header.Get("Location"))
		ts.Check(err)
		switch args[0] {
		case "open":
			go func() {
				if page, err := http.Get(to.String()); err == nil {
					page.Body.Close()
				}
			}()
		case "other":
			wrong := *to
			q := wrong.Query()
			q.Set("state", "another")
			wrong.RawQuery = q.Encode()
			fmt.Fprintln(stdin, wrong.String())
			fallthrough
		case "paste":
			fmt.Fprintln(stdin, to.String())
		}
	}
	code := 0
	if err := cmd.Wait(); err != nil {
		code = cmd.ProcessState.ExitCode()
	}
	for name, text := range map[string]string{"out": printed.String(), "err": said.String(), "code": strconv.Itoa(code)} {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// program is needled as scripts run it.
func program(ts *testscript.TestScript) string {
	folders := filepath.SplitList(ts.Getenv("PATH"))
	i := slices.IndexFunc(folders, func(folder string) bool { return exists(filepath.Join(folder, "needled")) })
	if i < 0 {
		ts.Fatalf("needled is not in %v", folders)
	}
	return filepath.Join(folders[i], "needled")
}
