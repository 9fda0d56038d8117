package strava

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// recordings is the folder of real answers beside the repository; the test is
// skipped without it.
func recordings(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "data", "strava")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no recorded answers beside the repository")
	}
	return dir
}

// recorded is a recorded answer.
type recorded struct {
	method, path string
	status       int
	header       http.Header
	body         []byte
}

// RoundTrip gives the answer, whatever was asked.
func (r recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: r.status, Header: r.header, Body: io.NopCloser(bytes.NewReader(r.body)), Request: req, ProtoMajor: 1, ProtoMinor: 1}, nil
}

func readRecorded(t *testing.T, meta string) recorded {
	t.Helper()
	b, err := os.ReadFile(meta)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Request  struct{ Method, URI string }
		Response struct {
			Status  json.RawMessage
			Headers map[string][]string
		}
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	r := recorded{method: m.Request.Method, path: m.Request.URI, header: http.Header{}}
	var status struct{ Code int }
	if json.Unmarshal(m.Response.Status, &r.status) != nil {
		_ = json.Unmarshal(m.Response.Status, &status)
		r.status = status.Code
	}
	for name, values := range m.Response.Headers {
		r.header[http.CanonicalHeaderKey(name)] = values
	}
	r.header.Del("Transfer-Encoding")
	r.body, _ = os.ReadFile(strings.TrimSuffix(meta, ".meta.json") + ".body.json") // some have none
	return r
}

// ledger keeps a budget in memory.
type ledger struct{ kept []byte }

func (l *ledger) UpdateBudget(_ context.Context, _ string, change func([]byte) ([]byte, error)) (err error) {
	l.kept, err = change(l.kept)
	return err
}

var recordedAt = time.Date(2026, 11, 22, 14, 20, 0, 0, time.UTC)

func appOf(rt http.RoundTripper) (*App, *ledger) {
	l := &ledger{}
	return &App{Config: Config{ClientID: "1", ClientSecret: "s", AuthURL: "https://strava.test/a", TokenURL: "https://strava.test/oauth/token",
		RevokeURL: "https://strava.test/r", APIURL: "https://strava.test/api/v3"},
		HTTP: &http.Client{Transport: rt}, Ledger: l, Now: func() time.Time { return recordedAt }}, l
}

func TestRecordedAnswers(t *testing.T) {
	dir := recordings(t)
	met := 0
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".meta.json") {
			return err
		}
		met++
		name, _ := filepath.Rel(dir, path)
		t.Run(strings.TrimSuffix(name, ".meta.json"), func(t *testing.T) {
			r := readRecorded(t, path)
			app, ledger := appOf(r)
			ask(t, app, r, name)
			window, today := ReadsLeft(ledger.kept, recordedAt)
			if window < 0 || today < 0 || window > 600 || today > 30_000 {
				t.Errorf("%d and %d reads left", window, today)
			}
		})
		return nil
	})
	if err != nil || met < 30 {
		t.Errorf("%d recorded answers, %v", met, err)
	}
}

// ask asks for what was recorded as the client does, and checks what it makes
// of the answer.
func ask(t *testing.T, app *App, r recorded, name string) {
	ctx := t.Context()
	want := Fault("")
	switch {
	case r.status == 401 && bytes.Contains(r.body, []byte("permission")):
		want = MissingPermission
	case r.status == 401:
		want = Unauthorized
	case r.status == 404:
		want = NotFound
	case r.status == 429:
		want = RateLimited
	}
	var err error
	switch {
	case strings.Contains(r.path, "/athlete/activities"):
		var l listing
		l, err = app.list(ctx, "access", time.Unix(0, 0), 1, recovery)
		var raw []any
		_ = json.Unmarshal(r.body, &raw)
		if len(l.activities) != len(raw) || len(l.unread)+l.nameless > 0 || l.empty() != (len(raw) == 0) {
			t.Errorf("%d activities of %d", len(l.activities), len(raw))
		}
		for _, a := range l.activities {
			plausible(t, a)
		}
	case strings.Contains(name, "streams"):
		var s *streams
		s, err = app.streams(ctx, "access", 1)
		if want == "" && (s != nil) != strings.Contains(name, "old2014") { // the marathon's has no times
			t.Errorf("samples: %v", s)
		}
	case strings.Contains(name, "token_authorization_code"):
		var token Token
		var athlete int64
		token, athlete, err = app.exchange(ctx, "code", "http://127.0.0.1/")
		if athlete != 12342176 || token.Expires != recordedAt.Add(6*time.Hour) {
			t.Errorf("athlete %d, expires %s", athlete, token.Expires)
		}
	case strings.Contains(name, "token_refresh"):
		var token Token
		token, err = app.refresh(ctx, "refresh")
		if token.Refresh != "new-refresh-token" || token.Expires != recordedAt.Add(14282*time.Second) {
			t.Errorf("expires %s", token.Expires)
		}
	case strings.Contains(name, "token_invalid_client"):
		want = WrongApp
		_, err = app.refresh(ctx, "refresh")
	case strings.Contains(name, "webhooks/create"):
		var s Subscription
		if s, err = app.Subscribe(ctx, "https://needled.test/", "verify"); s.ID != 131300 {
			t.Errorf("subscription %d", s.ID)
		}
	case strings.Contains(name, "webhooks/delete"):
		err = app.Unsubscribe(ctx, 131300)
	case strings.Contains(name, "push_subscriptions"):
		var all []Subscription
		if all, err = app.Subscriptions(ctx); (len(all) == 1) == strings.Contains(name, "no_push") {
			t.Errorf("subscriptions %v", all)
		}
	case strings.Contains(name, "deauthorize"):
		err = app.Revoke(ctx, Token{Refresh: "refresh"})
	default:
		var body []byte
		body, err = app.get(ctx, "access", "reading", "/anything", nil, recovery)
		if l, lerr := parseList(slices.Concat([]byte("["), body, []byte("]"))); strings.Contains(string(body), "start_date") && want == "" && !strings.Contains(name, "laps") {
			if lerr != nil || len(l.activities) != 1 {
				t.Fatalf("%+v, %v", l, lerr)
			}
			plausible(t, l.activities[0])
		}
	}
	if faultOf(err) != want || err != nil && want == "" {
		t.Errorf("fault %q, want %q: %v", faultOf(err), want, err)
	}
}

// plausible checks an activity and its document.
func plausible(t *testing.T, a Activity) {
	t.Helper()
	if a.SportType == "" || a.Start.Year() < 2010 || a.DistanceM == nil && !a.Manual || a.ElapsedS == nil {
		t.Errorf("activity %+v", a)
	}
	b := document{Activity: a}.encode()
	d, err := decodeDocument(b)
	if err != nil || !bytes.Equal(d.encode(), b) || !d.sameSummary(a) {
		t.Errorf("its document comes back as another: %s, %v", b, err)
	}
	decoded, err := NewDecoder().Decode(b)
	if err != nil || !decoded[0].Run.Start.Equal(a.Start) || decoded[0].Run.Sport == "unknown" {
		t.Errorf("%+v, %v", decoded, err)
	}
	for _, private := range []string{"latlng", "polyline", "name"} {
		if bytes.Contains(b, []byte(`"`+private)) {
			t.Errorf("the document holds %s", private)
		}
	}
}

func TestRecordedHeadersSetTheBudget(t *testing.T) {
	dir := recordings(t)
	for file, want := range map[string][2]int{
		"activities/latest_one":           {74, 638}, // 100,1000 less 26,362
		"activity/manual_run_created":     {99, 999}, // the reads are a lone comma, so only this one is counted
		"errors/429_rate_limit":           {0, 0},
		"errors/404_not_found_empty_body": {99, 999}, // without headers
	} {
		r := readRecorded(t, filepath.Join(dir, file+".meta.json"))
		app, ledger := appOf(r)
		_, _ = app.get(t.Context(), "access", "reading", "/anything", nil, recovery) // what it answers is tested above
		if window, today := ReadsLeft(ledger.kept, recordedAt); window != want[0] || today != want[1] {
			t.Errorf("%s: %d and %d left, want %v", file, window, today, want)
		}
	}
}

func TestQuotedErrors(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(recordings(t), "errors", "quoted_bodies.json"))
	if err != nil {
		t.Fatal(err)
	}
	var quoted struct {
		Bodies []struct {
			Status int
			Body   json.RawMessage
		}
	}
	if err := json.Unmarshal(b, &quoted); err != nil {
		t.Fatal(err)
	}
	var api, token []Fault
	for _, q := range quoted.Bodies {
		api = append(api, faultOf(answered("reading", q.Status, q.Body)))
		token = append(token, faultOf(refusedToken("renewing", q.Status, q.Body)))
	}
	if want := []Fault{MissingPermission, Unauthorized, Inactive, Refused, Refused, Refused, NotFound}; !slices.Equal(api, want) {
		t.Errorf("from the API %v, want %v", api, want)
	}
	if want := []Fault{Refused, Dead, Inactive, Dead, WrongApp, WrongApp, Refused}; !slices.Equal(token, want) {
		t.Errorf("from the token endpoint %v, want %v", token, want)
	}
}

func TestDocumentedEvents(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(recordings(t), "webhooks", "documented_events.json"))
	if err != nil {
		t.Fatal(err)
	}
	var documented struct {
		Query    string            `json:"validation_request_query"`
		Response map[string]string `json:"validation_response"`
		Events   []json.RawMessage
	}
	if err := json.Unmarshal(b, &documented); err != nil {
		t.Fatal(err)
	}
	hook := &Hook{VerifyToken: "STRAVA", Subscription: func() int64 { return 120475 }}
	w := httptest.NewRecorder()
	hook.ServeHTTP(w, httptest.NewRequest("GET", "/?"+documented.Query, nil))
	var got map[string]string
	if json.Unmarshal(w.Body.Bytes(), &got) != nil || !maps.Equal(got, documented.Response) {
		t.Errorf("challenge answered with %s", w.Body)
	}
	for _, event := range documented.Events {
		hook.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(event)))
	}
	if want := map[int64]bool{134815: true}; !maps.Equal(hook.waiting, want) {
		t.Errorf("hints %v, want %v", hook.waiting, want)
	}
}

func TestOtherRecordedForms(t *testing.T) {
	dir := recordings(t)
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	s, err := parseStreams(read("streams/list_form_2019.json"))
	if err != nil || len(s.Time) != 78 || len(s.Altitude) != 78 || len(s.HeartRate) != 78 || s.Moving != nil {
		t.Errorf("the list form: %+v, %v", s, err)
	}
	if s, err := parseStreams(read("streams/723224273_stream.json")); err == nil && s != nil {
		t.Error("what the web site gives was taken for the API's")
	}
	var manual struct{ Activity json.RawMessage }
	if err := json.Unmarshal(read("activity/manual_run_5002496450.json"), &manual); err != nil {
		t.Fatal(err)
	}
	l, err := parseList(slices.Concat([]byte("["), manual.Activity, []byte("]")))
	if err != nil || len(l.activities) != 1 || !l.activities[0].Manual || l.activities[0].SportType != "Run" || *l.activities[0].UTCOffsetS != -21600 {
		t.Errorf("the manual run: %+v, %v", l, err)
	}
}
