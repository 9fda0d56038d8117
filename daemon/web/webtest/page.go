package webtest

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may be used before its test is thought to hang.
const patience = 5 * time.Minute

// Page opens an empty page of its own (no cookies, nothing cached), so many CSS
// pixels wide, in the dark or the light theme. What it does wrong from here on
// is an error of the test; the first server it asks is the one under test. It
// is closed when the test ends.
//
// The context is one of chromedp, and what the other functions of this package
// take. They end the test where the browser doesn't answer.
func Page(t testing.TB, width int, dark bool) context.Context {
	t.Helper()
	b := &tab{TB: t, loaded: map[request]*Asset{}}
	limited, end := context.WithTimeout(Browser(t), patience)
	ctx, cancel := chromedp.NewContext(context.WithValue(limited, tabKey{}, b),
		chromedp.WithNewBrowserContext(), chromedp.WithListener(b.see))
	t.Cleanup(func() {
		t.Helper()
		if err := limited.Err(); err != nil {
			t.Errorf("the page was in use for %v: %v", patience, err)
		}
		for _, fault := range Faults(ctx) {
			t.Error(fault)
		}
		cancel()
		end()
	})
	Do(ctx, Emulate(width, dark))
	return ctx
}

// Do runs the steps on the page and ends the test where one fails.
func Do(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	b := tabOf(ctx)
	b.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("the browser: %v", err)
	}
}

// Emulate makes the page so many CSS pixels wide, a phone's below 600, and sets
// the theme the system asks for. Nothing moves.
func Emulate(width int, dark bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		tabOf(ctx).width = width
		screen := emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: 800, DeviceScaleFactor: 1}
		if width < 600 {
			screen.Height, screen.Mobile = 740, true
		}
		if _, err := cdp.Call(ctx, page, emulation.SetDeviceMetricsOverride, screen); err != nil {
			return err
		}
		theme := "light"
		if dark {
			theme = "dark"
		}
		_, err := cdp.Call(ctx, page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: theme},
			{Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	})
}

// NoJavaScript switches scripts off for the pages that are opened after it.
func NoJavaScript() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		tabOf(ctx).scriptless = true
		return scripts(ctx, page, false)
	})
}

func scripts(ctx context.Context, page *chromedp.Target, on bool) error {
	_, err := cdp.Call(ctx, page, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}

// ask evaluates an expression in the page, past its Content-Security-Policy and
// also where its own scripts are off, and ends the test where that fails.
func ask[T any](ctx context.Context, expression string) T {
	b := tabOf(ctx)
	b.Helper()
	answer, err := chromedp.Run(ctx, func(ctx context.Context, page *chromedp.Target) (T, error) {
		if b.scriptless {
			if err := scripts(ctx, page, true); err != nil {
				return *new(T), err
			}
			defer scripts(ctx, page, false)
		}
		return chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise)(ctx, page)
	})
	if err != nil {
		b.Fatalf("asking the page: %v", err)
	}
	return answer
}
