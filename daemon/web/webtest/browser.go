// Package webtest shows tests the site in a browser, Chromium without a window,
// and fails them for what a person would only see in its console: errors,
// requests to another host, what the Content-Security-Policy forbids.
//
//	func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }
//
//	func TestToday(t *testing.T) {
//		ctx := webtest.Page(t, 360, false)
//		webtest.Do(ctx, chromedp.Navigate(server.URL))
//		for _, v := range webtest.Axe(ctx) {
//			t.Error(v)
//		}
//	}
//
// Where there is no Chromium the test is skipped, unless BROWSER_TESTS is
// "required". CHROMIUM names one that isn't on PATH.
package webtest

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// shared is the one browser of a test binary: starting one takes a second, a
// page in it a few hundredths. It is there while Main runs.
var shared *browser

type browser struct {
	mu    sync.Mutex
	ctx   context.Context // nil until it is first asked for
	close func() error
}

// Main runs the tests of a package and then closes the browser they shared. It
// returns the exit code for os.Exit.
func Main(m *testing.M) int {
	shared = &browser{close: func() error { return nil }}
	code := m.Run()
	if err := shared.close(); err != nil {
		os.Stderr.WriteString("closing the browser: " + err.Error() + "\n")
		code = max(code, 1)
	}
	return code
}

// Browser returns the chromedp context of the browser that the tests of this
// binary share. Page opens a page in it, which is what most tests want.
func Browser(t testing.TB) context.Context {
	t.Helper()
	path := need(t)
	if shared == nil {
		t.Fatal("nobody would close the browser: add func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) } to this package's tests")
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.ctx == nil {
		if err := shared.start(path); err != nil {
			t.Fatalf("starting %s: %v", path, err)
		}
	}
	return shared.ctx
}

func (b *browser) start(path string) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("lang", "en"),
		// Nothing leaves the machine, even where a page tries to.
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE ::1, EXCLUDE localhost"),
		// Chromium refuses its sandbox to root.
		chromedp.Flag("no-sandbox", os.Getuid() == 0),
	)
	allocator, free := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		free()
		return err
	}
	b.ctx = ctx
	b.close = func() error {
		defer free() // waits until its processes and its folder are gone
		defer cancel()
		patience, done := context.WithTimeout(ctx, 10*time.Second)
		defer done()
		if err := chromedp.Cancel(patience); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	return nil
}
