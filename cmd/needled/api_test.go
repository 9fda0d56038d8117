package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/tormoder/fit"

	"needled/daemon"
	"needled/daemon/secret"
	"needled/daemon/store"
	"needled/daemon/web"
)

// The API answers what the command line prints with --json, to the byte.
func TestAPIAnswersAsTheCommandLinePrints(t *testing.T) {
	now := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	data, files := t.TempDir(), t.TempDir()
	needled := func(args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		m := machine{in: strings.NewReader(""), out: &out, err: &said, now: func() time.Time { return now }, env: []string{"XDG_CONFIG_HOME=" + t.TempDir()}}
		if code := run(t.Context(), append([]string{"--data", data}, args...), m); code != 0 {
			t.Fatalf("%v: %d %s", args, code, said.String())
		}
		return out.String()
	}
	for i, day := range []int{-25, -18, -11, -4, 1, 3} {
		b, err := evenFIT(time.Date(2026, 3, 2+day, 7, 0, 0, 0, time.UTC), 6000, 2160, fit.SportRunning)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(files, fmt.Sprintf("%d.fit", i)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	needled("ingest", files)
	needled("treatment", "add", "--at", "2026-02-20", "--muscles", "glutes,hamstrings", "--cap", "distance.run_1_share=0.4")
	needled("treatment", "add", "--at", "2026-03-02 17:30", "--muscles", "calf")
	needled("checkin", "--kind", "after", "--pain", "2", "--at", "2026-03-05 09:00", "--note", "a <b> & \"c\"")
	needled("runner", "edit", "me", "--hrmax", "188")

	get := apiOf(t, data, now)
	runs := lines(get("/runs"))
	latest := runs[len(runs)-1][len(`{"id":"`):][:8]
	for path, args := range map[string][]string{
		"/runs":                         {"runs"},
		"/runs?level=violation,caution": {"runs", "--level", "violation,caution"},
		"/runs?since=2026-03-03&until=2026-03-03": {"runs", "--since", "2026-03-03", "--until", "2026-03-03"},
		"/runs/" + latest:                         {"show", latest},
		"/status":                                 {"status"},
		"/status?at=2026-03-03T06:00:00Z":         {"status", "--at", "2026-03-03T06:00:00Z"},
		"/treatments":                             {"treatment", "list"},
		"/checkins":                               {"checkin", "list"},
		"/runner":                                 {"runner", "list"},
		"/batches":                                {"batches"},
		"/protocol":                               {"protocol", "show"},
		"/recoveries":                             {"report", "--since", "2000-01-01"},
		"/recoveries/t2":                          {"report", "--treatment", "t2"},
	} {
		want := needled(append(args, "--json")...)
		if got := get(path); strings.Join(lines(got), "\n") != strings.Join(lines(want), "\n") {
			t.Errorf("%s answers\n%s\n%v prints\n%s", path, got, args, want)
		}
	}
	// Sources are those of the status.
	if got, want := get("/sources"), needled("status", "--json"); !strings.Contains(want, strings.TrimSpace(got)) {
		t.Errorf("sources are\n%s\nwhich isn't in\n%s", got, want)
	}
}

// lines are the values of a list, or the one value, each as it stands in its
// line.
func lines(text string) []string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "[") {
		return strings.Split(strings.TrimSuffix(text[1:], "]"), ",\n")
	}
	return strings.Split(text, "\n")
}

// apiOf serves the API of a store, and asks it for something as the runner.
func apiOf(t *testing.T, data string, now time.Time) func(path string) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := &app{machine: machine{now: func() time.Time { return now }, env: []string{"XDG_CONFIG_HOME=" + t.TempDir()}}}
	a.flags.data = data
	must(a.open(t.Context()))
	t.Cleanup(a.close)
	owner, err := a.st.EnsureOwner(t.Context(), "me", now)
	must(err)
	token := secret.NewToken()
	_, err = a.st.AddToken(t.Context(), store.Token{Hash: sha256.Sum256([]byte(token)), Person: owner.ID, Kind: store.TokenAPI, Name: "script"})
	must(err)

	server := httptest.NewUnstartedServer(nil)
	service, err := daemon.NewService(a.parts(zerolog.Nop()))
	must(err)
	server.Config.Handler = web.New(service.SiteParts(server.Listener.Addr().String())).Handler()
	server.Start()
	t.Cleanup(server.Close)
	return func(path string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL+"/api/v1"+path, nil)
		must(err)
		r.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(r)
		must(err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		must(err)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s: %s", path, response.Status, body)
		}
		return string(body)
	}
}
