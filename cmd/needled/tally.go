package main

import (
	"fmt"
	"io"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
)

// tally is what became of the items of one ingest. However many there are, it
// takes little memory and tells a person no more than can be read.
type tally struct {
	counts map[analysis.Outcome]int
	lines  map[analysis.Outcome][]line
	same   map[line]int // where in lines the line stands; its count aside
	more   map[analysis.Outcome]int
	runs   map[string]bool // the runs it touched
}

// line is what a person should read about an item, or about several of an
// archive that have the same answer.
type line struct {
	outcome              analysis.Outcome
	path, member, reason string
	count                int
}

// longest is how many lines an outcome gets; --json has them all.
const longest = 20

func newTally() *tally {
	return &tally{counts: map[analysis.Outcome]int{}, lines: map[analysis.Outcome][]line{}, same: map[line]int{},
		more: map[analysis.Outcome]int{}, runs: map[string]bool{}}
}

func (t *tally) add(r analysis.Receipt) {
	t.counts[r.Outcome]++
	plain := r.Outcome == analysis.Duplicate && !strings.HasPrefix(r.Reason, analysis.KnownAlready+"; ")
	if r.Run != nil && !plain {
		t.runs[r.Run.ID] = true
	}
	if r.Outcome == analysis.Added || plain {
		return
	}
	lines, key := t.lines[r.Outcome], line{outcome: r.Outcome, path: r.Path, reason: r.Reason}
	at, seen := t.same[key]
	switch {
	case seen && r.Member != "":
		lines[at].count++
	case len(lines) == longest:
		t.more[r.Outcome]++
	default:
		if r.Member != "" {
			t.same[key] = len(lines)
		}
		t.lines[r.Outcome] = append(lines, line{r.Outcome, r.Path, r.Member, r.Reason, 1})
	}
}

// only says whether all items have one outcome.
func (t *tally) only(o analysis.Outcome) bool { return len(t.counts) == 1 && t.counts[o] > 0 }

// write tells of the items of an outcome.
func (t *tally) write(w io.Writer, s report.Style, o analysis.Outcome) {
	label := fmt.Sprintf("%-8s ", o)
	for _, l := range t.lines[o] {
		name := l.path
		switch {
		case l.count == 2:
			name += " › " + l.member + " and another"
		case l.count > 2:
			name += fmt.Sprintf(" › %s and %d others", l.member, l.count-1)
		case l.member != "":
			name += " › " + l.member
		}
		fmt.Fprintln(w, s.Wrapped(label, name+": "+l.reason))
	}
	if n := t.more[o]; n > 0 {
		fmt.Fprintln(w, s.Wrapped(label, fmt.Sprintf("… and %d more; --json lists them all", n)))
	}
}
