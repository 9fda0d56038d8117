package webtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// html is a page without a fault but for what stands in its body.
func html(body string) string {
	return `<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"></head>
<body><main><h1>A page</h1>` + body + `</main></body></html>`
}

// site serves pages by path under a strict policy, and under none where the
// path begins with lax.
func site(t *testing.T, pages map[string]string) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		switch {
		case strings.HasSuffix(r.URL.Path, ".js"):
			w.Header().Set("Content-Type", "text/javascript")
		case strings.HasSuffix(r.URL.Path, ".css"):
			w.Header().Set("Content-Type", "text/css")
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if !strings.HasPrefix(r.URL.Path, "/lax-") {
				w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
			}
		}
		fmt.Fprint(w, body)
	})
	if _, ok := pages["/site.css"]; !ok {
		pages["/site.css"] = ":root { color-scheme: light dark; background: Canvas; color: CanvasText }"
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// recorder is a test whose outcome is only noted.
type recorder struct {
	testing.TB
	errors   []string
	skipped  string
	cleanups []func()
}

func (r *recorder) Error(args ...any)                 { r.errors = append(r.errors, fmt.Sprint(args...)) }
func (r *recorder) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Skip(args ...any)                  { r.skipped = fmt.Sprint(args...); runtime.Goexit() }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); runtime.Goexit() }
func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

// record runs a test, its cleanups too, and returns how it went.
func record(t *testing.T, test func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, f := range slices.Backward(r.cleanups) {
				f()
			}
		}()
		test(r)
	}()
	<-done
	return r
}

func TestWithoutChromium(t *testing.T) {
	t.Setenv("CHROMIUM", "no-such-browser")
	use := func(t testing.TB) { Page(t, 360, false) }

	t.Setenv("BROWSER_TESTS", "")
	if r := record(t, use); !strings.HasPrefix(r.skipped, "no Chromium here") || len(r.errors) > 0 {
		t.Errorf("skipped %q, errors %q; want it skipped with a reason", r.skipped, r.errors)
	}
	t.Setenv("BROWSER_TESTS", "required")
	if r := record(t, use); r.skipped != "" || len(r.errors) != 1 {
		t.Errorf("skipped %q, errors %q; want it to fail", r.skipped, r.errors)
	}
}

// One page, one fault; each fails its test with words that name it.
func TestFaults(t *testing.T) {
	foreign := site(t, map[string]string{"/": html("foreign")}).URL
	pages := map[string]string{
		"/moved.js":  `location.href = "` + foreign + `/"`,
		"/throws.js": `throw new Error("out of wool")`,
		"/reject.js": `Promise.reject(new Error("out of yarn"))`,
		"/logs.js":   `console.error("no chart for", 7)`,
		"/socket.js": `new WebSocket("ws://tracker.example/")`,
	}
	server := site(t, pages)
	elsewhere := "request to another host than " + server.Listener.Addr().String() + ": "
	cases := []struct{ path, body, want string }{
		{"/fine", `<p>Nothing wrong. <img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p>`, ""},
		{"/inline", `<script>document.title = "changed"</script>`, "security: Executing inline script violates"},
		{"/style", `<p style="color: red">red</p>`, "security: Applying inline style violates"},
		{"/framed", `<iframe title="foreign" src="` + foreign + `/"></iframe>`, "security: Framing '" + foreign + "/' violates"},
		{"/socket", `<script src="/socket.js"></script>`, "security: Connecting to 'ws://tracker.example/' violates"},
		{"/image", `<img alt="" src="` + foreign + `/a.png">`, elsewhere + foreign + "/a.png"},
		{"/named", `<img alt="" src="http://tracker.example/a.png">`, elsewhere + "http://tracker.example/a.png"},
		{"/moved", `<script src="/moved.js"></script>`, elsewhere + foreign + "/"},
		{"/lax-frame", `<iframe title="foreign" src="` + foreign + `/"></iframe>`, elsewhere + foreign + "/"},
		{"/lax-font", `<link rel="preload" as="font" href="` + foreign + `/a.woff2">`, elsewhere + foreign + "/a.woff2"},
		{"/lax-beacon", `<script>navigator.sendBeacon("` + foreign + `/seen")</script>`, elsewhere + foreign + "/seen"},
		{"/lax-socket", `<script src="/socket.js"></script>`, elsewhere + "ws://tracker.example/"},
		{"/throws", `<script src="/throws.js"></script>`, "uncaught: Uncaught Error: out of wool"},
		{"/rejects", `<script src="/reject.js"></script>`, "uncaught: Uncaught (in promise) Error: out of yarn"},
		{"/logs", `<script src="/logs.js"></script>`, "console.error: no chart for 7"},
		{"/lacks", `<script src="/lacking.js"></script>`, "network: Failed to load resource: the server responded with a status of 404"},
	}
	for _, c := range cases {
		pages[c.path] = html(c.body)
	}
	for _, c := range cases {
		t.Run(c.path[1:], func(t *testing.T) {
			r := record(t, func(t testing.TB) { Do(Page(t, 1280, false), chromedp.Navigate(server.URL+c.path)) })
			if r.skipped != "" {
				t.Skip(r.skipped)
			}
			told := slices.ContainsFunc(r.errors, func(e string) bool { return strings.HasPrefix(e, c.want) })
			if c.want == "" && len(r.errors) > 0 || c.want != "" && !told {
				t.Errorf("the test failed with %q, want %q", r.errors, c.want)
			}
		})
	}
}

func TestFaultsThatAreMeantDoNotFail(t *testing.T) {
	server := site(t, map[string]string{"/": html(`<script>1</script>`)})
	ctx := Page(t, 360, false)
	Do(ctx, chromedp.Navigate(server.URL))
	if faults := Faults(ctx); len(faults) != 1 || !strings.Contains(faults[0], "inline script") {
		t.Errorf("faults %q, want that of the inline script", faults)
	}
	if again := Faults(ctx); len(again) > 0 {
		t.Errorf("faults %q told twice", again)
	}
}

// Whether a page should be there is for its test to say.
func TestStatusOfThePageIsNoFault(t *testing.T) {
	server := site(t, map[string]string{})
	ctx := Page(t, 1280, false)
	response, err := chromedp.Run(ctx, chromedp.NavigateResponse(server.URL+"/unknown"))
	if err != nil || response.Status != http.StatusNotFound {
		t.Errorf("%v, %v; want status 404", response, err)
	}
	if faults := Faults(ctx); len(faults) > 0 {
		t.Errorf("faults %q, want none", faults)
	}
}

func TestAxe(t *testing.T) {
	server := site(t, map[string]string{
		"/fine":     html(`<p><label>Pain <input name="pain"></label></p>`),
		"/faulty":   html(`<p><input name="pain"></p><p id="pale">Resting</p>`),
		"/site.css": "#pale { color: #ccc; background: #fff }",
	})
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			ctx := Page(t, 360, false)
			if !scripts {
				Do(ctx, NoJavaScript())
			}
			Do(ctx, chromedp.Navigate(server.URL+"/fine"))
			if found := Axe(ctx); len(found) > 0 {
				t.Errorf("on a page without faults: %v", found)
			}
			Do(ctx, chromedp.Navigate(server.URL+"/faulty"))
			found := Axe(ctx)
			var rules []string
			for _, v := range found {
				rules = append(rules, v.Rule+" "+v.Target)
			}
			slices.Sort(rules)
			if want := []string{"color-contrast #pale", "label input"}; !slices.Equal(rules, want) {
				t.Errorf("%v, want %q", found, want)
			}
		})
	}
}

func TestOverflows(t *testing.T) {
	server := site(t, map[string]string{
		"/fine":     html(`<p>Short.</p><div id="scrolls"><table><tr><td class="wide">wide</td></tr></table></div>`),
		"/table":    html(`<div><table><tr><td class="wide">wide</td></tr></table></div>`),
		"/word":     html(`<p id="long">` + strings.Repeat("gluteusmaximus", 8) + `</p>`),
		"/phone":    strings.Replace(html(`<p>Short.</p>`), `name="viewport"`, `name="nothing"`, 1),
		"/site.css": "body { margin: 0 } .wide { min-width: 400px } #scrolls { overflow-x: auto } table { border-spacing: 0 } td { padding: 0 }",
	})
	ctx := Page(t, 360, false)
	for path, want := range map[string]string{
		"/fine":  "",
		"/table": "td.wide reaches 40 px past the right edge of a screen of 360 px",
		"/word":  "p#long reaches ",
		"/phone": "the page is laid out for 980 px on a screen of 360 px",
	} {
		Do(ctx, Emulate(360, false), chromedp.Navigate(server.URL+path))
		found := Overflows(ctx)
		if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || !strings.HasPrefix(found[0], want)) {
			t.Errorf("%s: %q, want %q", path, found, want)
		}
		Do(ctx, Emulate(1280, false))
		if found := Overflows(ctx); len(found) > 0 {
			t.Errorf("%s at 1280 px: %q", path, found)
		}
	}
}

func TestEmulate(t *testing.T) {
	server := site(t, map[string]string{"/": html("")})
	ctx := Page(t, 360, true)
	Do(ctx, chromedp.Navigate(server.URL))
	seen := func() string {
		return ask[string](ctx, `[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches,
			matchMedia('(prefers-reduced-motion: reduce)').matches, getComputedStyle(document.documentElement).backgroundColor].join(' ')`)
	}
	if got, want := seen(), "360 true true rgb(18, 18, 18)"; got != want {
		t.Errorf("dark: %s, want %s", got, want)
	}
	Do(ctx, Emulate(1280, false))
	if got, want := seen(), "1280 false true rgb(255, 255, 255)"; got != want {
		t.Errorf("light: %s, want %s", got, want)
	}
}

func TestNoJavaScript(t *testing.T) {
	server := site(t, map[string]string{
		"/":         html(`<noscript>as text</noscript><script src="/chart.js"></script>`),
		"/chart.js": `document.title = "with a chart"`,
	})
	ctx := Page(t, 360, false)
	title := func() string {
		Do(ctx, chromedp.Navigate(server.URL))
		return ask[string](ctx, "document.title")
	}
	if got := title(); got != "with a chart" {
		t.Errorf("title %q with scripts", got)
	}
	Do(ctx, NoJavaScript())
	if got := title(); got != "A page" {
		t.Errorf("title %q without scripts", got)
	}
	if got := title(); got != "A page" {
		t.Errorf("title %q once the page was asked something", got)
	}
}
