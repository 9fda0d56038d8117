package strava

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Connection is what a runner gave leave to.
type Connection struct {
	Athlete int64
	Scopes  string // comma-separated, as Strava tells them
	Token   Token
	Warning string // what needled can't see for want of leave; "" when it sees all
}

// Consent is the asking of a runner for leave, in a browser.
type Consent struct {
	// Show gives the address to open to the runner.
	Show func(address string)
	// Say tells the runner what is wrong with what was pasted. Nil is silent.
	Say func(sentence string)
	// Pasted is where the runner may paste the address that the browser was
	// sent to, when that runs on another machine. Nil for nowhere. It is read
	// until it ends, which may be after Connect returned.
	Pasted io.Reader
	// Within is how long the runner has for the answer; 0: AnswerWithin.
	Within time.Duration
}

// AnswerWithin is how long the runner's answer is waited for.
const AnswerWithin = 10 * time.Minute

// Connect asks the runner for leave and gets the token for it. It listens on
// this machine for the browser to come back, and takes what is pasted, too,
// whichever comes first. What doesn't belong to this asking changes nothing.
// An error is a sentence for the runner; ctx ends the wait.
func (a *App) Connect(ctx context.Context, consent Consent) (Connection, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return Connection{}, fmt.Errorf("waiting for the browser to come back from Strava: %w", err)
	}
	flow := &flow{app: a, asking: Asking{State: rand.Text(), Redirect: "http://" + listener.Addr().String() + "/"}, replies: make(chan reply)}
	server := &http.Server{Handler: flow, ReadTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go func() { _ = server.Serve(listener) }()
	defer func() {
		// The browser gets its page before the door is closed.
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = server.Shutdown(closing)
	}()

	done := make(chan struct{})
	defer close(done)
	if consent.Pasted != nil {
		go flow.paste(consent, done)
	}
	consent.Show(a.ConsentAddress(flow.asking))
	within := cmp.Or(consent.Within, AnswerWithin)
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case r := <-flow.replies:
		c, err := a.Settle(ctx, flow.asking, r.values)
		r.done <- err
		return c, err
	case <-late.C:
		return Connection{}, fmt.Errorf("nobody answered Strava's question within %.0f minutes; nothing was connected. Try again", within.Minutes())
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return Connection{}, errors.New("nobody answered Strava's question in time; nothing was connected")
		}
		return Connection{}, context.Cause(ctx)
	}
}

// flow is an asking that waits for its answer on this machine.
type flow struct {
	app     *App
	asking  Asking
	replies chan reply
}

// reply is the answer that belongs to a flow. Done gets what came of it.
type reply struct {
	values url.Values
	done   chan error
}

// belongs says what is wrong with the values of an address that came back; ""
// when they are the answer to this asking.
func (f *flow) belongs(v url.Values) string {
	switch {
	case v.Has("state") && v.Has("redirect_uri"):
		return "That is the address to open. Open it, give leave, and paste the address of the page the browser is sent to then."
	case !v.Has("state") && !v.Has("code") && !v.Has("error"):
		return "That is not the address Strava sent the browser to: it has no code in it."
	case subtle.ConstantTimeCompare([]byte(v.Get("state")), []byte(f.asking.State)) != 1:
		return "That answer belongs to another attempt. Open the address that needled showed last."
	}
	return ""
}

// ServeHTTP is where the browser comes back to.
func (f *flow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" || r.Method != http.MethodGet {
		http.NotFound(w, r)
		return
	}
	values := r.URL.Query()
	if wrong := f.belongs(values); wrong != "" {
		page(w, http.StatusBadRequest, wrong)
		return
	}
	answer := reply{values, make(chan error, 1)}
	select {
	case f.replies <- answer:
	case <-r.Context().Done():
		return
	}
	select {
	case err := <-answer.done:
		if err != nil {
			page(w, http.StatusOK, sentence(err.Error()))
			return
		}
		page(w, http.StatusOK, "needled is connected to Strava. You may close this page.")
	case <-r.Context().Done():
	}
}

// page is a plain page of one sentence.
func page(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Referrer-Policy", "no-referrer") // the address holds the code
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"+
		"<title>needled</title><body style=\"font:1.1em sans-serif;max-width:32em;margin:3em auto;padding:0 1em\"><p>%s</p>\n", html.EscapeString(text))
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// paste takes addresses a line each, until one belongs to the flow.
func (f *flow) paste(consent Consent, done <-chan struct{}) {
	lines := bufio.NewScanner(consent.Pasted)
	for lines.Scan() {
		line := strings.Trim(strings.TrimSpace(lines.Text()), `"'<>`)
		if line == "" {
			continue
		}
		values := pastedValues(line)
		if wrong := f.belongs(values); wrong != "" {
			select {
			case <-done:
				return
			default:
			}
			if consent.Say != nil {
				consent.Say(wrong)
			}
			continue
		}
		select {
		case f.replies <- reply{values, make(chan error, 1)}:
		case <-done:
		}
		return
	}
}

// pastedValues are those of an address, or of what stands behind its question
// mark.
func pastedValues(line string) url.Values {
	if _, query, found := strings.Cut(line, "?"); found {
		line = query
	}
	line, _, _ = strings.Cut(line, "#")
	values, err := url.ParseQuery(line)
	if err != nil {
		return nil
	}
	return values
}
