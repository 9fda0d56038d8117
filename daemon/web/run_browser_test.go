package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"needled/daemon/store"
	"needled/daemon/web/webtest"
)

// openAs opens a page of the site in a browser, signed in as somebody.
func (st *stage) openAs(ctx context.Context, p store.Person, path string) {
	st.Helper()
	at, err := url.Parse(st.server.URL)
	st.must(err)
	c := st.as(p).client.Jar.Cookies(at)[0]
	webtest.Do(ctx, chromedp.Navigate(st.server.URL+"/login"))
	inPage[string](st.T, ctx, fmt.Sprintf("document.cookie = %q", c.Name+"="+c.Value+"; path=/"))
	webtest.Do(ctx, chromedp.Navigate(st.server.URL+path))
}

// inPage evaluates an expression in the page, once what it did last is drawn.
func inPage[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](
		`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(`+expression+`))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// everyLook opens an empty page at both widths in both themes.
func everyLook(t *testing.T, look func(t *testing.T, ctx context.Context, name string)) {
	for _, width := range []int{360, 1280} {
		for _, theme := range []string{"light", "dark"} {
			name := fmt.Sprint(width, "-", theme)
			t.Run(name, func(t *testing.T) { look(t, webtest.Page(t, width, theme == "dark"), name) })
		}
	}
}

// sound checks how the page looks, and keeps a picture of it where
// NEEDLED_SHOTS names a folder.
func sound(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	for _, v := range webtest.Axe(ctx) {
		t.Errorf("%s: %v", name, v)
	}
	for _, o := range webtest.Overflows(ctx) {
		t.Errorf("%s: %s", name, o)
	}
	if folder := os.Getenv("NEEDLED_SHOTS"); folder != "" {
		webtest.Do(ctx, webtest.Screenshot(filepath.Join(folder, name+".png")))
	}
}

const (
	plot    = ".u-over"
	readout = `document.querySelector(".chart-values").innerText.replace(/\s+/g, " ")`
	pressed = `[...document.querySelectorAll("[data-by]")].map((b) => b.innerText + " " + b.ariaPressed).join(", ")`
	lit     = `[...document.querySelectorAll(".chart-lane.lit")].map((l) => l.innerText).join()`
)

func TestRunsLook(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	st.recovering(anna, l)
	long := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	aside := st.take(anna, l.leg(onDay(-2, 7, 0), 5, nameless), l.leg(onDay(-2, 7, 10), 3), l.leg(onDay(2, 21, 0), 4, fromStrava))
	lost := l.leg(onDay(-1, 7, 0), 5)
	delete(l.tracks, lost.Original)
	blank := st.take(anna, lost)[0]
	everyLook(t, func(t *testing.T, ctx context.Context, name string) {
		st.openAs(ctx, anna, "/runs/"+long+"?words&settle")
		webtest.Do(ctx, chromedp.WaitVisible(chromedp.CSS(plot)))
		sound(t, ctx, "run-"+name)
		for page, path := range map[string]string{"runs": "/runs", "empty": "/runs?show=within", "mistaken": "/runs?since=x"} {
			webtest.Do(ctx, chromedp.Navigate(st.server.URL+path))
			sound(t, ctx, page+"-"+name)
		}
		for page, id := range map[string]string{"aside": aside[0], "blank": blank} {
			webtest.Do(ctx, chromedp.Navigate(st.server.URL+"/runs/"+id), chromedp.WaitVisible(chromedp.CSS("figure "+map[string]string{"aside": plot, "blank": "p"}[page])))
			sound(t, ctx, page+"-"+name)
		}
		st.openAs(ctx, kim, "/patients/anna/runs/"+long)
		webtest.Do(ctx, chromedp.WaitVisible(chromedp.CSS(plot)))
		sound(t, ctx, "patient-"+name)
	})
}

// Pointing and the arrow keys read the values, the buttons switch between
// distance and time, and a finding lights its part.
func TestRunChartIsRead(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	ctx := webtest.Page(t, 1280, false)
	st.openAs(ctx, anna, "/runs/"+id)
	webtest.Do(ctx, chromedp.WaitVisible(chromedp.CSS(plot)))
	if n := inPage[int](t, ctx, `document.querySelectorAll("figure img").length`); n != 0 {
		t.Error("the still picture is loaded as well")
	}

	inPage[bool](t, ctx, `((o) => { const r = o.getBoundingClientRect(); return o.dispatchEvent(new MouseEvent("mousemove",
		{ bubbles: true, clientX: r.left + r.width / 2, clientY: r.top + 9 })) })(document.querySelector(".u-over"))`)
	if got := inPage[string](t, ctx, readout); !strings.HasPrefix(got, "Distance 4.0") || !strings.Contains(got, "Heart rate 145 beats/min") || !strings.HasSuffix(got, "Part A") {
		t.Errorf("in the middle it reads %q", got)
	}
	webtest.Do(ctx, chromedp.Focus(chromedp.CSS(".chart-plot")), chromedp.KeyEvent(kb.End))
	if got := inPage[string](t, ctx, readout); !strings.HasPrefix(got, "Distance 8.10 km Time 48:3") {
		t.Errorf("at the end it reads %q", got)
	}
	webtest.Do(ctx, chromedp.KeyEvent(kb.ArrowLeft))
	if got := inPage[string](t, ctx, readout); strings.HasPrefix(got, "Distance 8.10 km") {
		t.Errorf("the left arrow stays at %q", got)
	}

	webtest.Do(ctx, chromedp.Click(chromedp.CSS(`[data-by="time"]`)))
	if got := inPage[string](t, ctx, pressed); got != "By distance false, By time true" {
		t.Error(got)
	}
	webtest.Do(ctx, chromedp.Focus(chromedp.CSS("#finding-too-long")))
	if got := inPage[string](t, ctx, lit); !strings.Contains(got, "longer than advised") {
		t.Errorf("the finding lights %q", got)
	}
	webtest.Do(ctx, chromedp.Blur(chromedp.CSS("#finding-too-long")))
	if got := inPage[string](t, ctx, lit); got != "" {
		t.Errorf("%q stays lit", got)
	}
}

// Without JavaScript there is the picture, and every form works.
func TestRunWithoutJavaScript(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	for _, width := range []int{360, 1280} {
		ctx := webtest.Page(t, width, false)
		st.openAs(ctx, anna, "/runs/"+id)
		webtest.Do(ctx, webtest.NoJavaScript(), chromedp.Navigate(st.server.URL+"/runs/"+id), chromedp.WaitVisible(chromedp.CSS("figure img")))
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!document.querySelector(".chart-plot").checkVisibility()`)); err != nil || !got {
			t.Errorf("at %d px an empty plot is shown (%v)", width, err)
		}
		sound(t, ctx, fmt.Sprint("scriptless-", width))
	}
}
