package daemon

import (
	"context"
	"net/http"
	"sync"
)

// answers hands requests to whoever answers them at present.
type answers struct {
	mu      sync.Mutex
	handler http.Handler
	begun   *sync.WaitGroup // by the handler
}

// by lets another handler answer from now on. wait returns when what the one
// before had begun has ended.
func (a *answers) by(handler http.Handler) (wait func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.begun
	a.handler, a.begun = handler, new(sync.WaitGroup)
	if before == nil {
		return func() {}
	}
	return before.Wait
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	handler, begun := a.begin()
	defer begun.Done()
	handler.ServeHTTP(w, r)
}

func (a *answers) begin() (http.Handler, *sync.WaitGroup) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begun.Add(1)
	return a.handler, a.begun
}

// await waits for a group, or until ctx ends.
func await(ctx context.Context, group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
