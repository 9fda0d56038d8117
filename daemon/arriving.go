package daemon

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"needled/daemon/web"
)

// mostArriving is how many uploads of a runner may be under way at once.
const mostArriving = 2

// arriving counts the uploads that are under way, by runner: one who sends
// without end is not to fill the disk that all share.
type arriving struct {
	mu  sync.Mutex
	now map[string]int
}

func newArriving() *arriving { return &arriving{now: map[string]int{}} }

// begin lets another upload begin, or says that too many are under way.
func (a *arriving) begin(runner string) (done func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.now[runner] >= mostArriving {
		return nil, web.ErrManyUploads
	}
	a.now[runner]++
	return func() { a.end(runner) }, nil
}

func (a *arriving) end(runner string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.now[runner]--; a.now[runner] == 0 {
		delete(a.now, runner)
	}
}

// hasRoom says whether another upload of a runner's may begin, by how much lies
// there already, whole or in part. What is under way goes on.
func (s spool) hasRoom(runner string) error {
	var lying int64
	err := filepath.WalkDir(s.of(runner), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return gone(err)
		}
		info, err := d.Info()
		if err != nil {
			return gone(err)
		}
		lying += info.Size()
		return nil
	})
	if err == nil && lying >= s.most {
		return web.ErrManyWaiting
	}
	return err
}

// gone is an error but that of a file that was taken in meanwhile.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
