//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"needled/daemon/web/webtest"
)

// visitor is somebody at a browser of their own.
type visitor struct {
	testing.TB
	ctx   context.Context
	site  string // http://HOST:PORT
	width int
}

func newVisitor(t testing.TB, site string, width int) *visitor {
	t.Helper()
	return &visitor{TB: t, ctx: webtest.Page(t, width, false), site: site, width: width}
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	webtest.Do(v.ctx, steps...)
}

// open goes to a path of the site, or to a whole address.
func (v *visitor) open(address string) {
	v.Helper()
	if strings.HasPrefix(address, "/") {
		address = v.site + address
	}
	v.do(chromedp.Navigate(address))
}

// press presses the link or button that says words, or begins with them, and
// waits for the page it leads to.
func (v *visitor) press(words string) {
	v.Helper()
	control := fmt.Sprintf(`(words => {
		const says = e => e.textContent.replace(/\s+/g, " ").trim();
		const all = [...document.querySelectorAll("a, button")].filter(e => e.checkVisibility());
		return all.find(e => says(e) === words) || all.find(e => says(e).startsWith(words)) || document.createElement("none");
	})(%q)`, words)
	if !ask[bool](v, "document.contains("+control+")") {
		v.Fatalf("%s: nothing to press says %q:\n%s", v.where(), words, v.text())
	}
	v.leave(chromedp.Click(chromedp.JSPath(control)))
}

// follow follows the first link that a selector finds.
func (v *visitor) follow(selector string) {
	v.Helper()
	v.leave(chromedp.Click(chromedp.JSPath(fmt.Sprintf("document.querySelector(%q)", selector))))
}

// leave does what leads to another page, and waits until that is there.
func (v *visitor) leave(step chromedp.Action[chromedp.Void]) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, step)); err != nil {
		v.Fatalf("from %s to the next page: %v", v.where(), err)
	}
}

// fill types a text into the field of a name. Pickers of dates and times are
// set.
func (v *visitor) fill(name, text string) {
	v.Helper()
	field := chromedp.CSS(fmt.Sprintf(`[name=%q]`, name))
	kind := ask[string](v, fmt.Sprintf(`document.querySelector('[name=%q]')?.type ?? "none"`, name))
	switch kind {
	case "none":
		v.Fatalf("%s: no field %q", v.where(), name)
	case "date", "time", "datetime-local":
		v.do(chromedp.SetValue(field, text))
	default:
		v.do(chromedp.Clear(field), chromedp.SendKeys(field, text))
	}
}

// choose ticks the box, or takes the option, of a name and value.
func (v *visitor) choose(name, value string) {
	v.Helper()
	v.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`input[name=%q][value=%q]`, name, value))))
}

// says holds the page to texts.
func (v *visitor) says(texts ...string) {
	v.Helper()
	shown := v.text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			v.Errorf("%s doesn't say %q:\n%s", v.where(), text, shown)
		}
	}
}

// keepsQuiet holds the page to say none of the texts.
func (v *visitor) keepsQuiet(texts ...string) {
	v.Helper()
	shown := v.text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			v.Errorf("%s says %q:\n%s", v.where(), text, shown)
		}
	}
}

// text is what the page says, in one line.
func (v *visitor) text() string {
	v.Helper()
	return ask[string](v, `(document.querySelector("main") ?? document.body).innerText.replace(/\s+/g, " ")`)
}

// where is the path of the page.
func (v *visitor) where() string {
	v.Helper()
	return ask[string](v, `location.pathname + location.search`)
}

// until opens a path again and again until it says a text.
func (v *visitor) until(path, text string) {
	v.Helper()
	for late := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		v.open(path)
		if strings.Contains(v.text(), text) {
			return
		}
		if time.Now().After(late) {
			v.Fatalf("%s never says %q:\n%s", path, text, v.text())
		}
	}
}

// look holds the page to how every page has to look: on a phone and on a
// screen, in both themes.
func (v *visitor) look() {
	v.Helper()
	for _, width := range []int{360, 1280} {
		for _, dark := range []bool{false, true} {
			v.do(webtest.Emulate(width, dark))
			at := fmt.Sprintf("%s, %d px, dark %v: ", v.where(), width, dark)
			for _, violation := range webtest.Axe(v.ctx) {
				v.Error(at, violation)
			}
			for _, fault := range webtest.Overflows(v.ctx) {
				v.Error(at, fault)
			}
		}
	}
	v.do(webtest.Emulate(v.width, false))
}

// fetch asks for a path as a script with the visitor's cookies does.
func (v *visitor) fetch(path string) (status int, body []byte) {
	v.Helper()
	cookies, err := chromedp.Call(v.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		v.Fatal(err)
	}
	request, err := http.NewRequestWithContext(v.Context(), http.MethodGet, v.site+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	for _, c := range cookies.Cookies {
		request.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, bytes.TrimPrefix(body, []byte("\ufeff"))
}

// refused holds the site to answer paths as it does those that lead nowhere.
func (v *visitor) refused(paths ...string) {
	v.Helper()
	for _, path := range paths {
		if status, body := v.fetch(path); status != http.StatusNotFound {
			v.Errorf("%s answers %d:\n%.300s", path, status, body)
		}
	}
}

// ask evaluates an expression in the page.
func ask[T any](v *visitor, expression string) T {
	v.Helper()
	answer, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		v.Fatalf("asking the page %s: %v", expression, err)
	}
	return answer
}

// pathOf is the path of a whole address, with what is asked for.
func pathOf(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.RequestURI()
}
