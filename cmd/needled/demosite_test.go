//go:build unix

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"needled/daemon/web/webtest"
)

// demoSite is the demo, served at a time that stands still.
type demoSite struct {
	testing.TB
	address string
	links   map[string]string // which let the runner, the clinician and the admin in, once
}

// newDemoSite serves the demo until the test ends, as of noon of 1 October
// 2026 in Berlin.
func newDemoSite(t testing.TB) *demoSite {
	t.Helper()
	webtest.Browser(t) // or the test is left out
	var out, log logbook
	now := time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC)
	a := &app{machine: machine{
		out: &out, err: &log, env: []string{"TZ=Europe/Berlin"}, now: func() time.Time { return now },
		hangup: func() <-chan os.Signal { return nil },
	}}
	a.flags.json = true
	folder := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	if err := a.demo(ctx, folder); err != nil {
		t.Fatal(err)
	}
	a.close()
	a.st = nil
	ended := make(chan error, 1)
	go func() { ended <- a.serveDemo(ctx, folder) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil || log.String() != "" {
			t.Errorf("the demo ends with %v and logs\n%s", err, log.String())
		}
	})

	for late := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		var told struct {
			Address string
			Links   map[string]string
		}
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &told); err == nil && told.Address != "" {
			return &demoSite{TB: t, address: strings.TrimSuffix(told.Address, "/"), links: told.Links}
		}
		if time.Now().After(late) {
			t.Fatalf("the demo is never up:\n%s", log.String())
		}
	}
}

// visit is a browser in which somebody of the demo is signed in.
func (d *demoSite) visit(t testing.TB, who string, width int) *visitor {
	t.Helper()
	v := newVisitor(t, d.address, width)
	cookie := d.signIn(who)
	_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: d.address})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// signIn uses a link and reads what is told on the first page. It isn't done
// in the browser, for which cookies of the demo's time may be over.
func (d *demoSite) signIn(who string) *http.Cookie {
	d.Helper()
	link, err := url.Parse(d.links[who])
	if err != nil {
		d.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(d.address+"/open", link.Query())
	if err != nil {
		d.Fatal(err)
	}
	answer.Body.Close()
	cookies := answer.Cookies()
	if answer.StatusCode != http.StatusSeeOther || len(cookies) != 1 {
		d.Fatalf("the link of the %s answers %s with %d cookies", who, answer.Status, len(cookies))
	}
	home, err := http.NewRequestWithContext(d.Context(), http.MethodGet, d.address+answer.Header.Get("Location"), nil)
	if err != nil {
		d.Fatal(err)
	}
	for home != nil {
		home.AddCookie(cookies[0])
		if answer, err = client.Do(home); err != nil {
			d.Fatal(err)
		}
		answer.Body.Close()
		home = nil
		if to := answer.Header.Get("Location"); to != "" {
			if home, err = http.NewRequestWithContext(d.Context(), http.MethodGet, d.address+to, nil); err != nil {
				d.Fatal(err)
			}
		}
	}
	return cookies[0]
}
