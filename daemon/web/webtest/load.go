package webtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Load is what came over the wire for a page, headers included.
type Load struct {
	Bytes  int64
	Assets []Asset // the page itself among them, largest first
}

// Asset is one answer, with the redirects before it.
type Asset struct {
	URL   string
	Bytes int64 // over the wire: as compressed, headers included
}

func (l Load) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d bytes over the wire", l.Bytes)
	for _, asset := range l.Assets {
		fmt.Fprintf(&b, "\n%8d %s", asset.Bytes, asset.URL)
	}
	return b.String()
}

// FirstLoad loads the present page once more as for somebody who never was
// here, with nothing cached, waits until it asks for nothing more, and returns
// what that took.
func FirstLoad(ctx context.Context) Load {
	b := tabOf(ctx)
	b.Helper()
	_, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if err := caching(ctx, target, false); err != nil {
			return chromedp.Void{}, err
		}
		if _, err := chromedp.WaitEvent(page.LifecycleEvent, quiet(), chromedp.Reload())(ctx, target); err != nil {
			return chromedp.Void{}, err
		}
		return chromedp.Void{}, caching(ctx, target, true)
	})
	if err != nil {
		b.Fatalf("loading the page once more: %v", err)
	}

	b.mu.Lock()
	defer b.mu.Unlock()
	var load Load
	for _, asset := range b.loaded {
		load.Bytes += asset.Bytes
		load.Assets = append(load.Assets, *asset)
	}
	slices.SortFunc(load.Assets, func(x, y Asset) int {
		return cmp.Or(-cmp.Compare(x.Bytes, y.Bytes), cmp.Compare(x.URL, y.URL))
	})
	return load
}

func caching(ctx context.Context, target *chromedp.Target, on bool) error {
	_, err := cdp.Call(ctx, target, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: !on})
	return err
}

// quiet holds for the event that the network was idle for half a second after
// the next page began; the present one may yet say so of itself.
func quiet() func(page.EventLifecycleEvent) bool {
	var next cdp.LoaderID
	return func(e page.EventLifecycleEvent) bool {
		if e.Name == "init" {
			next = e.LoaderID
		}
		return e.Name == "networkIdle" && e.LoaderID == next
	}
}
