package main

import (
	"fmt"
	"sync"
	"time"

	"needled/analysis"
)

// progress tells how far the taking in of many files has come. How many files
// there are becomes known as archives are opened.
type progress struct {
	mu     sync.Mutex
	line   statusLine
	total  int
	done   int
	failed int
	share  float64   // done, of what was known to come; never less than before
	last   [2]string // path and member of the last answer
}

func (a *app) progress() *progress { return &progress{line: statusLine{app: a}} }

// enough is how many files make progress worth showing.
const enough = 20

// Files are answered in bunches: the first answer says little of how long the
// others take. An estimate waits for so much of time, and of the files.
const (
	soonest   = time.Second
	leastDone = 0.02
	longWait  = 10 * time.Second
)

// found tells of n more files to come.
func (p *progress) found(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += n
	p.draw()
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
	p.draw()
}

func (p *progress) draw() {
	if p.total <= enough || !p.line.due() || p.done == 0 {
		return
	}
	total := max(p.done, p.total)
	p.share = max(p.share, float64(p.done)/float64(total))
	took := time.Since(p.line.began)
	rate := float64(p.done) / took.Seconds()
	failed := ""
	if p.failed > 0 {
		failed = fmt.Sprintf("%d failed", p.failed)
	}
	toGo := time.Duration(float64(total-p.done) / rate * float64(time.Second))
	parts := []string{fmt.Sprintf("%d of %d files", p.done, total), failed}
	if took >= soonest && p.share >= leastDone || took >= longWait {
		parts = append(parts, left(toGo), rated(rate))
	}
	p.line.show(p.share, parts...)
}

// rated is how many files a second, or a minute where they are few.
func rated(perSecond float64) string {
	if perSecond < 1 {
		return fmt.Sprintf("%.0f/min", perSecond*60)
	}
	return fmt.Sprintf("%.0f/s", perSecond)
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line.clear()
}

// writingProgress tells how much was written.
type writingProgress struct {
	line  statusLine
	bytes int
}

func (a *app) writingProgress() *writingProgress {
	return &writingProgress{line: statusLine{app: a}}
}

func (p *writingProgress) wrote(n int) {
	if p.bytes += n; p.line.due() {
		mb := float64(p.bytes) / 1e6
		p.line.show(-1, fmt.Sprintf("%.1f MB written", mb), fmt.Sprintf("%.1f MB/s", mb/time.Since(p.line.began).Seconds()))
	}
}

func (p *writingProgress) end() { p.line.clear() }
