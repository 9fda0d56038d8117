package webtest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is what is kept about a page of Page.
type tab struct {
	testing.TB
	width      int  // emulated, CSS pixels
	scriptless bool // NoJavaScript

	mu        sync.Mutex
	server    string      // the host and port under test, "" before the first request
	frame     cdp.FrameID // the page itself, not a frame in it
	documents []request   // what was asked for as the page
	loaded    map[request]*Asset
	faults    []string
}

type request = network.RequestID

type tabKey struct{}

func tabOf(ctx context.Context) *tab {
	b, ok := ctx.Value(tabKey{}).(*tab)
	if !ok {
		panic("webtest: the context is not one of webtest.Page")
	}
	return b
}

// Faults returns what the page did wrong until now and forgets it, for tests
// that mean it to go wrong. What isn't taken fails the test at its end.
func Faults(ctx context.Context) []string {
	b := tabOf(ctx)
	// An answer comes after the events before it. None comes from a page that
	// crashed; what was seen until then counts.
	_, _ = chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := b.faults
	b.faults = nil
	return faults
}

// see takes in what the browser tells of the page, in its order.
func (b *tab) see(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.asked(e)
	case *network.EventWebSocketCreated:
		b.mustBeOurs(e.URL)
	case *network.EventLoadingFinished:
		if asset := b.loaded[e.RequestID]; asset != nil {
			asset.Bytes += int64(e.EncodedDataLength)
		}
	case *log.EventEntryAdded:
		b.logged(e.Entry)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			b.fault("console.%s: %s%s", e.Type, words(e.Args), where(e.StackTrace))
		}
	case *runtime.EventExceptionThrown:
		d := e.ExceptionDetails
		said := d.Text
		if d.Exception != nil {
			said += " " + d.Exception.Description
		}
		b.fault("uncaught: %s (%s:%d)", said, d.URL, d.LineNumber+1)
	case *inspector.EventTargetCrashed:
		b.fault("the page crashed")
	}
}

func (b *tab) fault(format string, args ...any) {
	if fault := fmt.Sprintf(format, args...); !slices.Contains(b.faults, fault) {
		b.faults = append(b.faults, fault)
	}
}

func (b *tab) asked(e *network.EventRequestWillBeSent) {
	b.mustBeOurs(e.Request.URL)
	if b.frame == "" {
		b.frame = e.FrameID
	}
	if earlier := b.loaded[e.RequestID]; earlier != nil && e.RedirectResponse != nil {
		earlier.Bytes += int64(e.RedirectResponse.EncodedDataLength)
		return
	}
	if e.Type == network.ResourceTypeDocument && e.FrameID == b.frame {
		b.documents = append(b.documents, e.RequestID)
		clear(b.loaded)
	}
	if !strings.HasPrefix(e.Request.URL, "data:") {
		b.loaded[e.RequestID] = &Asset{URL: e.Request.URL}
	}
}

func (b *tab) mustBeOurs(address string) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		b.fault("request to %q, which is no address", address)
	case u.Scheme == "data", u.Scheme == "blob", u.Scheme == "about":
	case b.server == "":
		b.server = u.Host
	case u.Host != b.server:
		b.fault("request to another host than %s: %s", b.server, address)
	}
}

// logged takes in what the browser itself writes to the console: what the
// Content-Security-Policy forbids, what didn't load. The status of the page
// itself is for the test to judge, not a fault.
func (b *tab) logged(entry *log.Entry) {
	if entry.Level != log.EntryLevelError || slices.Contains(b.documents, entry.NetworkRequestID) {
		return
	}
	if strings.HasSuffix(entry.URL, "/favicon.ico") {
		return // asked for by the browser on its own, of pages that name no icon
	}
	b.fault("%s: %s%s (%s)", entry.Source, entry.Text, where(entry.StackTrace), entry.URL)
}

// words is what was given to console.error.
func words(args []*runtime.RemoteObject) string {
	var said []string
	for _, arg := range args {
		switch {
		case arg.Description != "":
			said = append(said, arg.Description)
		default:
			said = append(said, strings.Trim(string(arg.Value), `"`))
		}
	}
	return strings.Join(said, " ")
}

func where(trace *runtime.StackTrace) string {
	if trace == nil || len(trace.CallFrames) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", trace.CallFrames[0].URL, trace.CallFrames[0].LineNumber+1)
}
