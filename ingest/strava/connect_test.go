package strava_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// browser goes where Strava sends it, and hands the address it comes back to
// on.
type browser struct {
	t      *testing.T
	strava *stravatest.Server
}

// answer is the address that Strava sends the browser to.
func (b browser) answer(address string) string {
	client := b.strava.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Get(address)
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	to := resp.Header.Get("Location")
	if to == "" {
		b.t.Fatalf("Strava sends the browser nowhere: %s", resp.Status)
	}
	return to
}

// open opens an address on this machine and returns the page.
func (b browser) open(address string) string {
	resp, err := http.Get(address)
	if err != nil {
		b.t.Error(err)
		return ""
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	return string(page)
}

// change puts values into the query of an address; "" takes one out.
func change(address string, values map[string]string) string {
	u, _ := url.Parse(address)
	q := u.Query()
	for name, value := range values {
		if q.Set(name, value); value == "" {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func TestConnect(t *testing.T) {
	for _, c := range []struct {
		name    string
		consent stravatest.Consent
		change  map[string]string // of the address that comes back
		fault   stravatest.Fault
		warning string
		err     string
		page    string
	}{
		{name: "all leave", consent: stravatest.Consent{Athlete: 42}, page: "needled is connected to Strava"},
		{name: "no private runs", consent: stravatest.Consent{Athlete: 42, Scopes: "read,activity:read"},
			warning: "runs that only you can see", page: "needled is connected"},
		{name: "no activities", consent: stravatest.Consent{Athlete: 42, Scopes: "read"}, err: "you unticked the box for activities", page: "You unticked"},
		{name: "declined", consent: stravatest.Consent{Athlete: 42, Denied: true}, err: "you declined", page: "You declined"},
		{name: "another error", consent: stravatest.Consent{Athlete: 42}, change: map[string]string{"error": "server_error", "code": ""},
			err: "access was not given", page: "Try again"},
		{name: "no code", consent: stravatest.Consent{Athlete: 42}, change: map[string]string{"code": ""}, err: "there is no code", page: "Try again"},
		{name: "a code used before", consent: stravatest.Consent{Athlete: 42}, change: map[string]string{"code": "OLD"},
			err: "was used before or is too old", page: "Try again"},
		{name: "Strava is down", consent: stravatest.Consent{Athlete: 42}, fault: stravatest.Status(503, "secret"),
			err: "server fault (status 503)", page: "Try again later"},
		{name: "the secret is wrong", consent: stravatest.Consent{Athlete: 42},
			fault: stravatest.Status(401, `{"errors":[{"resource":"Application","field":"","code":"invalid"}]}`),
			err:   "correct client_id and client_secret", page: "client_secret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := stravatest.New()
			server.Consent = c.consent
			server.Fail(stravatest.Token, c.fault)
			b := browser{t, server}
			page := make(chan string, 1)
			connection, err := newApp(server, newMemory()).Connect(t.Context(), strava.Consent{Show: func(address string) {
				back := change(b.answer(address), c.change)
				go func() { page <- b.open(back) }()
			}})
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			if err != nil && (strings.Contains(err.Error(), stravatest.ClientSecret) || strings.Contains(err.Error(), "secret)")) {
				t.Errorf("a secret is told: %v", err)
			}
			if got := <-page; !strings.Contains(got, c.page) {
				t.Errorf("the page says %q, want %q", got, c.page)
			}
			if c.err != "" {
				return
			}
			if connection.Athlete != 42 || connection.Token.Refresh == "" || !strings.Contains(connection.Warning, c.warning) ||
				(c.warning == "") != (connection.Warning == "") || time.Until(connection.Token.Expires) < 5*time.Hour {
				t.Errorf("%+v", connection)
			}
		})
	}
}

func TestConnectAsksForWhatItNeeds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	_, err := newApp(stravatest.New(), newMemory()).Connect(ctx, strava.Consent{Show: func(address string) {
		u, err := url.Parse(address)
		if err != nil {
			t.Error(err)
		}
		q := u.Query()
		redirect, _ := url.Parse(q.Get("redirect_uri"))
		if q.Get("scope") != "activity:read_all" || q.Get("response_type") != "code" || q.Get("client_id") != stravatest.ClientID ||
			len(q.Get("state")) < 20 || redirect.Hostname() != "127.0.0.1" || q.Has("client_secret") {
			t.Errorf("it asks with %s", address)
		}
		stop()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestWhatBelongsToAnotherAttemptChangesNothing(t *testing.T) {
	server := stravatest.New()
	b := browser{t, server}
	connection, err := newApp(server, newMemory()).Connect(t.Context(), strava.Consent{Show: func(address string) {
		back := b.answer(address)
		if page := b.open(change(back, map[string]string{"state": "forged"})); !strings.Contains(page, "another attempt") {
			t.Errorf("a wrong state: %q", page)
		}
		if page := b.open(change(back, map[string]string{"state": "", "code": "", "scope": ""})); !strings.Contains(page, "no code") {
			t.Errorf("nothing at all: %q", page)
		}
		go b.open(back)
	}})
	if err != nil || connection.Athlete != 42 {
		t.Errorf("%+v, %v", connection, err)
	}
}

func TestConnectTakesWhatIsPasted(t *testing.T) {
	server := stravatest.New()
	in, keyboard := io.Pipe()
	var said []string
	connection, err := newApp(server, newMemory()).Connect(t.Context(), strava.Consent{Pasted: in,
		Say: func(s string) { said = append(said, s) },
		Show: func(address string) {
			back := browser{t, server}.answer(address)
			go func() {
				_, _ = io.WriteString(keyboard, "\nhello\n"+address+"\n"+change(back, map[string]string{"state": "old"})+"\n  \""+back+"\" \n")
			}()
		}})
	if err != nil || connection.Athlete != 42 {
		t.Errorf("%+v, %v", connection, err)
	}
	if len(said) != 3 || !strings.Contains(said[0], "not the address") || !strings.Contains(said[1], "That is the address to open") || !strings.Contains(said[2], "another attempt") {
		t.Errorf("said %q", said)
	}
}

func TestConnectEndsInTime(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	_, err := newApp(stravatest.New(), newMemory()).Connect(ctx, strava.Consent{Show: func(string) {}, Pasted: strings.NewReader("")})
	if err == nil || !strings.Contains(err.Error(), "in time") {
		t.Errorf("error %v", err)
	}
	// Without an end set from outside, too.
	_, err = newApp(stravatest.New(), newMemory()).Connect(t.Context(), strava.Consent{Show: func(string) {}, Within: 10 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "nobody answered Strava's question within") {
		t.Errorf("error %v", err)
	}
}

func TestWithoutAnAthleteInTheAnswerStravaIsAsked(t *testing.T) {
	server := stravatest.New()
	access, _, _ := server.Grant(77, "activity:read_all")
	server.Fail(stravatest.Token, stravatest.Status(200, `{"access_token":"`+access+`","refresh_token":"r","expires_in":21600}`))
	connection, err := newApp(server, newMemory()).Connect(t.Context(), strava.Consent{Show: func(address string) {
		go browser{t, server}.open(browser{t, server}.answer(address))
	}})
	if err != nil || connection.Athlete != 77 {
		t.Errorf("%+v, %v", connection, err)
	}
}
