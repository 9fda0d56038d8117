package daemon

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
	"needled/ingest/strava/stravatest"
)

// visitor is the runner's browser at a daemon that runs. It doesn't follow
// redirects.
type visitor struct {
	*running
	client *http.Client
}

// visit starts a daemon and lets its one runner in.
func (s *stage) visit() visitor {
	s.Helper()
	link := make(chan string, 1)
	r := s.begin(Options{Link: func(address string) { link <- address }})
	s.Cleanup(func() { r.end(); <-r.ended })
	jar, err := cookiejar.New(nil)
	s.must(err)
	v := visitor{r, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	opening, err := url.Parse(<-link)
	s.must(err)
	if status, body, _ := v.post("/open", "application/x-www-form-urlencoded", strings.NewReader(opening.RawQuery)); status != http.StatusSeeOther {
		s.Fatalf("the link doesn't open: %d %s", status, body)
	}
	return v
}

func (v visitor) do(r *http.Request) (status int, body, location string) {
	v.Helper()
	resp, err := v.client.Do(r)
	v.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	v.must(err)
	return resp.StatusCode, string(text), resp.Header.Get("Location")
}

func (v visitor) look(path string) (status int, body, location string) {
	v.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://"+v.address+path, nil)
	v.must(err)
	return v.do(r)
}

func (v visitor) post(path, kind string, body io.Reader) (status int, text, location string) {
	v.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+v.address+path, body)
	v.must(err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

// stravaAnswers goes from the button to Strava, and to where that sends the
// browser: the path there.
func (v visitor) stravaAnswers() string {
	v.Helper()
	status, body, to := v.look("/sources/strava/connect")
	if status != http.StatusSeeOther {
		v.Fatalf("no way to Strava: %d %s", status, body)
	}
	there := v.strava.Client()
	there.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := there.Get(to)
	v.must(err)
	resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	v.must(err)
	if back.Host != v.address {
		v.Fatalf("Strava sends the browser to %q", back)
	}
	return back.RequestURI()
}

func TestConnectingStravaOnThePage(t *testing.T) {
	for name, c := range map[string]struct {
		consent   stravatest.Consent
		fault     stravatest.Fault
		says      string
		connected bool
	}{
		"all leave":       {stravatest.Consent{Athlete: stageAthlete}, nil, "Connected: your runs come from Strava from now on.", true},
		"no private runs": {stravatest.Consent{Athlete: stageAthlete, Scopes: "read,activity:read"}, nil, "You unticked the box for private activities", true},
		"no activities":   {stravatest.Consent{Athlete: stageAthlete, Scopes: "read"}, nil, "You unticked the box for activities", false},
		"declined":        {stravatest.Consent{Athlete: stageAthlete, Denied: true}, nil, "You declined on Strava&#39;s page; nothing was connected.", false},
		"Strava is down":  {stravatest.Consent{Athlete: stageAthlete}, stravatest.Status(503, "secret words"), "Try again later.", false},
		"the secret is wrong": {stravatest.Consent{Athlete: stageAthlete}, stravatest.Status(401, `{"errors":[{"resource":"Application","field":"","code":"invalid"}]}`),
			"correct client_id and client_secret", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.strava.Consent = c.consent
			s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-30*time.Hour), 8000, 2400))
			v := s.visit()
			back := v.stravaAnswers()
			if c.fault != nil {
				s.strava.Fail(stravatest.Token, c.fault)
			}
			if status, body, to := v.look(back); status != http.StatusSeeOther || to != "/sources" {
				t.Fatalf("%d to %s: %s", status, to, body)
			}
			_, page, _ := v.look("/sources")
			if !strings.Contains(page, c.says) || strings.Contains(page, "secret words") || strings.Contains(page, stravatest.ClientSecret) {
				t.Errorf("the page says %s", page)
			}
			// The same answer once more, as when the page is loaded again.
			if status, _, _ := v.look(back); status != http.StatusBadRequest {
				t.Errorf("a second time: %d", status)
			}
			service := s.service()
			connected, err := service.Connected(t.Context(), "me")
			if err != nil || connected != c.connected {
				t.Errorf("connected %v, %v", connected, err)
			}
			if c.connected {
				s.until("the first runs came", func() bool { return s.runs(service) != "" })
			}
		})
	}
}

func TestDisconnectingStravaOnThePage(t *testing.T) {
	s := newStage(t)
	s.strava.Put(stageAthlete, stravatest.Run(7, time.Now().Add(-30*time.Hour), 8000, 2400))
	v := s.visit()
	v.look(v.stravaAnswers())
	service := s.service()
	s.until("the first runs came", func() bool { return s.runs(service) != "" })
	if _, page, _ := v.look("/sources/strava/disconnect"); !strings.Contains(page, "1 run is known from Strava alone") {
		t.Errorf("it asks: %s", page)
	}
	if status, body, _ := v.post("/sources/strava/disconnect", "application/x-www-form-urlencoded", nil); status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, body)
	}
	if runs := s.runs(service); runs != "" {
		t.Errorf("left: %s", runs)
	}
	if _, page, _ := v.look("/sources"); !strings.Contains(page, "Disconnected.") || !strings.Contains(page, "Connect to Strava") {
		t.Errorf("then: %s", page)
	}
	if got := s.strava.Count(stravatest.Revoke); got != 1 {
		t.Errorf("the leave was given back %d times", got)
	}
}

func TestUploadOnThePage(t *testing.T) {
	s := newStage(t)
	v := s.visit()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, content := range map[string]string{"run.gpx": string(gpx(time.Now().Add(-2*time.Hour), 5, 52)), "photo.jpg": "\xff\xd8"} {
		part, err := form.CreateFormFile("file", name)
		s.must(err)
		_, err = io.WriteString(part, content)
		s.must(err)
	}
	s.must(form.Close())
	status, text, to := v.post("/sources/upload", form.FormDataContentType(), &body)
	if status != http.StatusSeeOther || !strings.HasPrefix(to, "/sources/uploads/") {
		t.Fatalf("%d to %s: %s", status, to, text)
	}
	var page string
	s.until("it is taken in", func() bool { _, page, _ = v.look(to); return strings.Contains(page, "<h1>Your files</h1>") })
	runs, err := s.service().Store.Runs(t.Context(), "me", store.Filter{})
	s.must(err)
	if len(runs) != 1 {
		t.Fatalf("the runs: %+v", runs)
	}
	for _, want := range []string{"1 added, 1 that can&#39;t be read", `href="/runs/` + runs[0].Run.ID + `"`, "photo.jpg"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page doesn't say %q: %s", want, page)
		}
	}
	// The daemon's log names the files, and nothing of what is in them.
	if log := s.log.String(); !strings.Contains(log, `"path":"run.gpx"`) || strings.Contains(log, "13.4567") {
		t.Errorf("the log: %s", log)
	}
}

func TestLookNowFindsWhatIsNew(t *testing.T) {
	s := newStage(t)
	v := s.visit()
	s.arriveOld("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 5, 52))
	if status, body, _ := v.post("/sources/sync", "application/x-www-form-urlencoded", nil); status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, body)
	}
	service := s.service()
	s.until("the run is there", func() bool { return s.runs(service) != "" })
	if _, page, _ := v.look("/sources"); !strings.Contains(page, fmt.Sprintf("<code>%s</code>", s.path("inbox"))) {
		t.Errorf("the folder isn't named: %s", page)
	}
}
