package main

import (
	"fmt"
	"strings"
	"testing"

	"needled/analysis"
	"needled/analysis/report"
)

// However much an archive holds, a person reads little of it.
func TestATallyIsShort(t *testing.T) {
	told := newTally()
	for i := range 3000 {
		told.add(analysis.Receipt{Path: "export.zip", Member: fmt.Sprintf("%d.json", i), Outcome: analysis.Ignored, Reason: "not named as an activity file"})
		told.add(analysis.Receipt{Path: "export.zip", Member: fmt.Sprintf("%d.fit", i), Outcome: analysis.Merged, Reason: fmt.Sprintf("same run as %d", i),
			Run: &analysis.Run{ID: fmt.Sprint(i)}})
		told.add(analysis.Receipt{Path: fmt.Sprintf("%d.fit", i), Outcome: analysis.Added, Run: &analysis.Run{ID: fmt.Sprint("a", i)}})
	}
	for _, name := range []string{"a.fit", "b.fit"} { // files, not members: each is named
		told.add(analysis.Receipt{Path: name, Outcome: analysis.Failed, Reason: "it is empty"})
	}
	told.add(analysis.Receipt{Path: "x.zip", Member: "1.fit", Outcome: analysis.Failed, Reason: "it is encrypted"})
	told.add(analysis.Receipt{Path: "x.zip", Member: "2.fit", Outcome: analysis.Failed, Reason: "it is encrypted"})

	of := func(o analysis.Outcome) []string {
		var b strings.Builder
		told.write(&b, report.Style{}, o)
		return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	}
	if got := of(analysis.Ignored); len(got) != 1 || got[0] != "ignored  export.zip › 0.json and 2999 others: not named as an activity file" {
		t.Errorf("%q", got)
	}
	if got := of(analysis.Merged); len(got) != longest+1 || got[longest] != "merged   … and 2980 more; --json lists them all" {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
	want := []string{"failed   a.fit: it is empty", "failed   b.fit: it is empty", "failed   x.zip › 1.fit and another: it is encrypted"}
	if got := of(analysis.Failed); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
	if told.counts[analysis.Merged] != 3000 || len(told.runs) != 6000 {
		t.Errorf("%d merged, %d runs", told.counts[analysis.Merged], len(told.runs))
	}
}
