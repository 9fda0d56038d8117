package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/analysis"
)

func TestProgressIsForPeopleWithMuchToWaitFor(t *testing.T) {
	for _, tt := range []struct {
		name         string
		files        int
		tty, quiet   bool
		shows, fails bool
	}{
		{"many files on a terminal", 21, true, false, true, true},
		{"few files", 20, true, false, false, false},
		{"no terminal", 21, false, false, false, false},
		{"quiet", 21, true, true, false, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{machine: machine{err: &out, errTTY: tt.tty}}
			a.flags.quiet = tt.quiet
			p := a.progress()
			p.found(1)
			p.found(-1) // an archive, instead of which its members come
			p.found(tt.files)
			for i := range tt.files {
				r := analysis.Receipt{Path: "export.zip", Member: fmt.Sprint(i, ".fit"), Outcome: analysis.Added, Run: &analysis.Run{}}
				if i == 0 {
					r.Outcome, r.Run = analysis.Failed, nil
				}
				time.Sleep(time.Second) // none really passes
				p.answered(r)
				if r.Run != nil {
					p.answered(r) // another leg of the same file
				}
			}
			p.end()
			if shows := out.Len() > 0; shows != tt.shows {
				t.Errorf("%s: it shows %q", tt.name, out.String())
			}
			if p.done != tt.files {
				t.Errorf("%s: %d of %d files are done", tt.name, p.done, tt.files)
			}
			if tt.fails && !strings.Contains(out.String(), "1 failed") {
				t.Errorf("%s: failures are not told: %q", tt.name, out.String())
			}
		})
	}
}
