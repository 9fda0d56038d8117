package main

import (
	"fmt"
	"sync"

	"github.com/schollz/progressbar/v3"

	"needled/analysis"
)

// progress is a bar on standard error while files are taken in, only where a
// person watches and it may take a while. How many files there are becomes
// known as archives are opened.
type progress struct {
	app    *app
	mu     sync.Mutex
	bar    *progressbar.ProgressBar // nil before there is enough to do
	total  int
	done   int
	failed int
	last   [2]string // path and member of the last answer
}

func (a *app) progress() *progress { return &progress{app: a} }

// enough is how many files make a bar worth showing.
const enough = 20

// found tells of n more files to come.
func (p *progress) found(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += n
	switch {
	case p.bar != nil:
		p.bar.ChangeMax(p.total)
	case p.total > enough && p.app.errTTY && !p.app.flags.quiet:
		p.bar = progressbar.NewOptions(p.total, progressbar.OptionSetWriter(p.app.err),
			progressbar.OptionSetDescription("reading"), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
			progressbar.OptionSetItsString("files"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
		_ = p.bar.Set(p.done)
	}
}

// answered tells of the answer to a file, or to one of its legs.
func (p *progress) answered(r analysis.Receipt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Outcome == analysis.Failed {
		p.failed++
	}
	if this := [2]string{r.Path, r.Member}; this != p.last || r.Run == nil {
		p.last = this
		p.done++
	}
	if p.bar == nil {
		return
	}
	if p.failed > 0 {
		p.bar.Describe(fmt.Sprintf("reading, %d failed", p.failed))
	}
	_ = p.bar.Set(min(p.done, p.total))
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
