package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"needled/analysis"
)

// answers ends n files, one a pause; the first failed.
func answers(p *progress, n int, pause time.Duration) {
	for i := range n {
		r := analysis.Receipt{Path: "export.zip", Member: fmt.Sprint(p.done, ".fit"), Outcome: analysis.Added, Run: &analysis.Run{}}
		if p.done == 0 {
			r.Outcome, r.Run = analysis.Failed, nil
		}
		time.Sleep(pause) // none really passes
		p.answered(r)
		if r.Run != nil && i%2 == 0 {
			p.answered(r) // another leg of the same file
		}
	}
}

func TestProgressIsForPeopleWithMuchToWaitFor(t *testing.T) {
	for _, tt := range []struct {
		name             string
		files            int
		pause            time.Duration
		tty, quiet, json bool
		shows            bool
	}{
		{"many files on a terminal", 21, time.Second, true, false, false, true},
		{"few files", 20, time.Second, true, false, false, false},
		{"a moment's work", 36, 10 * time.Millisecond, true, false, false, false},
		{"no terminal", 21, time.Second, false, false, false, false},
		{"quiet", 21, time.Second, true, true, false, false},
		{"JSON on the same terminal", 21, time.Second, true, false, true, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{machine: machine{err: &out, errTTY: tt.tty, outTTY: tt.json}}
			a.flags.quiet, a.flags.json = tt.quiet, tt.json
			p := a.progress()
			p.found(1)
			p.found(-1) // an archive, instead of which its members come
			p.found(tt.files)
			answers(p, tt.files, tt.pause)
			p.end()
			if shows := out.Len() > 0; shows != tt.shows {
				t.Errorf("%s: it shows %q", tt.name, out.String())
			}
			if p.done != tt.files {
				t.Errorf("%s: %d of %d files are done", tt.name, p.done, tt.files)
			}
			if tt.shows && (!strings.Contains(out.String(), "1 failed") || !strings.Contains(out.String(), "s left")) {
				t.Errorf("%s: failures or the time left are not told: %q", tt.name, out.String())
			}
		})
	}
}

// A first answer after a while, of a bunch of them, is nothing to reckon with.
func TestNoEstimateTooEarly(t *testing.T) {
	for _, tt := range []struct {
		done  int
		after time.Duration
		tells bool
	}{
		{1, 1400 * time.Millisecond, false},
		{5, 1400 * time.Millisecond, false},
		{6, 1400 * time.Millisecond, true}, // 2 %
		{6, 900 * time.Millisecond, false},
		{1, 10 * time.Second, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := (&app{machine: machine{err: &out, errTTY: true, errWidth: 80}}).progress()
			p.found(300)
			p.done = tt.done - 1
			time.Sleep(tt.after)
			p.answered(analysis.Receipt{Path: "a.fit", Outcome: analysis.Added})
			if said := out.String(); !strings.Contains(said, fmt.Sprintf("%d of 300 files", tt.done)) || strings.Contains(said, "left") != tt.tells {
				t.Errorf("%d of 300 after %v: %q", tt.done, tt.after, said)
			}
		})
	}
}

// However narrow the terminal, one line is written over, and cleared at the
// end.
func TestProgressKeepsToItsLine(t *testing.T) {
	for _, width := range []int{10, 40, 80, 200} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := (&app{machine: machine{err: &out, errTTY: true, errWidth: width}}).progress()
			p.found(1000)
			answers(p, 1000, 700*time.Millisecond)
			p.end()
			if strings.Contains(out.String(), "\n") || strings.Contains(out.String(), "0/s") {
				t.Errorf("%d columns: it begins a new line, or a rate of nothing", width)
			}
			lines := strings.Split(out.String(), "\r")
			for _, line := range lines {
				if n := utf8.RuneCountInString(line); n >= width {
					t.Fatalf("%q takes %d of %d columns", line, n, width)
				}
			}
			if last := lines[len(lines)-2:]; strings.TrimSpace(last[0]) != "" || last[1] != "" {
				t.Errorf("%d columns: it leaves %q", width, last)
			}
		})
	}
}

// An archive within an archive brings more files than were known: the bar
// waits for them, and does not go back.
func TestTheBarNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := (&app{machine: machine{err: &out, errTTY: true, errWidth: 80}}).progress()
		p.found(40)
		answers(p, 34, time.Second)
		p.found(60)
		answers(p, 66, time.Second)
		full := 0
		for _, line := range strings.Split(out.String(), "\r") {
			n := strings.Count(line, "█")
			if n < full && line != "" {
				t.Fatalf("it goes back from %d to %d: %q", full, n, line)
			}
			full = max(full, n)
		}
		if full == 0 || !strings.Contains(out.String(), "34 of 40 files") || !strings.Contains(out.String(), "35 of 100 files") {
			t.Errorf("it shows %q", out.String())
		}
	})
}

func TestWritingTellsHowMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := (&app{machine: machine{err: &out, errTTY: true, errWidth: 40}}).writingProgress()
		for range 5 {
			p.wrote(1_000_000)
			time.Sleep(time.Second)
		}
		p.end()
		if !strings.Contains(out.String(), "5.0 MB written · 1.2 MB/s") || !strings.HasSuffix(out.String(), " \r") {
			t.Errorf("it shows %q", out.String())
		}
	})
}
