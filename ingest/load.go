package ingest

import (
	"context"
	"sync"
)

// mostLoad is how many bytes may be read and not yet kept: enough that no
// stage waits for another over files of watches and phones.
const mostLoad = 64 << 20

// load bounds the bytes in memory. What alone is more than it allows passes
// when nothing else is there.
type load struct {
	most    int64
	mu      sync.Mutex
	bytes   int64
	lighter chan struct{} // told when there are fewer
}

func newLoad(most int64) *load { return &load{most: most, lighter: make(chan struct{}, 1)} }

// tryAdd adds bytes where they fit, and says whether they do.
func (l *load) tryAdd(n int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bytes > 0 && l.bytes+n > l.most {
		return false
	}
	l.bytes += n
	return true
}

// add waits until bytes fit. Only one may wait at a time.
func (l *load) add(ctx context.Context, n int64) error {
	for !l.tryAdd(n) {
		select {
		case <-l.lighter:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// change corrects what was added once it is known.
func (l *load) change(by int64) {
	l.mu.Lock()
	l.bytes += by
	l.mu.Unlock()
	if by < 0 {
		select {
		case l.lighter <- struct{}{}:
		default:
		}
	}
}

// unload takes bytes away that are kept, or not wanted.
func (l *load) unload(n int64) { l.change(-n) }
