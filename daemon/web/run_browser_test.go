package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"needled/daemon/store"
	"needled/daemon/web/webtest"
)

// signedIn opens a page of somebody's in a browser.
func (st *stage) signedIn(ctx context.Context, p store.Person) {
	st.Helper()
	b := st.as(p)
	var cookie string
	for _, c := range b.client.Jar.Cookies(must(st, st.server.URL)) {
		cookie = c.Name + "=" + c.Value + "; path=/"
	}
	webtest.Do(ctx, chromedp.Navigate(st.server.URL+"/login"))
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf("document.cookie = %q", cookie))); err != nil {
		st.Fatal(err)
	}
}

// ask evaluates an expression in a page.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// looks are the widths and themes every page is looked at in.
func looks(t *testing.T, look func(t *testing.T, ctx context.Context, name string)) {
	for _, width := range []int{360, 1280} {
		for _, dark := range []bool{false, true} {
			theme := map[bool]string{false: "light", true: "dark"}[dark]
			t.Run(fmt.Sprint(width, "-", theme), func(t *testing.T) {
				look(t, webtest.Page(t, width, dark), fmt.Sprint(width, "-", theme))
			})
		}
	}
}

// seen checks what is wrong with a page as it looks, and keeps a picture of it
// where NEEDLED_SHOTS names a folder.
func seen(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	for _, v := range webtest.Axe(ctx) {
		t.Error(v)
	}
	for _, o := range webtest.Overflows(ctx) {
		t.Error(o)
	}
	if folder := os.Getenv("NEEDLED_SHOTS"); folder != "" {
		webtest.Do(ctx, webtest.Screenshot(filepath.Join(folder, name+".png")))
	}
}

func TestRunLooks(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	ids := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))
	looks(t, func(t *testing.T, ctx context.Context, name string) {
		st.signedIn(ctx, anna)
		webtest.Do(ctx, chromedp.Navigate(st.server.URL+"/runs/"+ids[0]+"?words&settle"), chromedp.WaitVisible(chromedp.CSS(".u-over")))
		seen(t, ctx, "run-"+name)
		webtest.Do(ctx, chromedp.Navigate(st.server.URL+"/runs"))
		seen(t, ctx, "runs-"+name)
	})
}

func must(st *stage, address string) *url.URL {
	st.Helper()
	at, err := url.Parse(address)
	st.must(err)
	return at
}
