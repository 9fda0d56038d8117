package report

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"needled/analysis"
)

// paperReports are recoveries that paper has to bear: flagged runs, none, a
// treatment without a time of day, runs kept aside, twenty runs, and runs of
// which much is not known.
func paperReports(zone *time.Location) map[string]Report {
	return map[string]Report{
		"flagged":           flaggedReport(zone),
		"empty":             emptyReport(zone),
		"date only":         dateOnlyReport(zone),
		"aside":             asideReport(flaggedReport(zone)),
		"twenty runs":       twentyRuns(zone),
		"little known":      littleKnown(zone),
		"a long name":       named(flaggedReport(zone), "Wilhelmina-Charlotte Przybyszewska-Vandenbroucke von Hohenstaufen-Sigmaringen, née O’Shaughnessy"),
		"another script":    named(flaggedReport(zone), "Наталья Иванова"),
		"a very long note":  noted(flaggedReport(zone), 40),
		"a word of a novel": named(flaggedReport(zone), "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochuchafllanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
	}
}

func named(r Report, name string) Report {
	r.Runner.Name = name
	return r
}

func noted(r Report, times int) Report {
	for range times {
		r.Recovery.Treatment.Note += " Left calf more than right, deep in the soleus."
	}
	return r
}

// twentyRuns is a recovery of a run a day, each like one of the flagged
// recovery.
func twentyRuns(zone *time.Location) Report {
	r := flaggedReport(zone)
	like := numbered(r.Recovery)
	r.Recovery.Entries, r.Recovery.End, r.At = nil, nil, march(zone, 23, 12, 0)
	for i := range 20 {
		e := like[i%len(like)]
		v := *e.Verdict
		v.RunNumber = new(i + 1)
		e.Run.Start, e.Verdict = march(zone, 3+i, 7+i%12, 30), &v
		r.Recovery.Entries = append(r.Recovery.Entries, e)
	}
	return r
}

// littleKnown is the flagged recovery whose second run hides its time of day
// and whose third was on a treadmill that knows no distance.
func littleKnown(zone *time.Location) Report {
	r := flaggedReport(zone)
	runs := numbered(r.Recovery)
	for i := range r.Recovery.Entries {
		switch e := &r.Recovery.Entries[i]; e.Run.ID {
		case runs[1].Run.ID:
			e.Run.StartHidden = true
		case runs[2].Run.ID:
			e.Run.DistanceM = nil
			f := e.Verdict.Finding(analysis.TooLong)
			f.Unit, f.Measured, f.Cap = "s", new(1920.0), new(1944.0)
			f.Text = "32:00 min; the cap for a third run was 32:24 min (90 % of your usual 36:00 min)."
		}
	}
	return r
}

// shownFigure is a number as people read it, with its cap and its unit.
var shownFigure = regexp.MustCompile(`\d[\d.:,/]*(?: (?:/|of) \d[\d.:]*)?(?: ?(?:beats/min|m/km|ft/mi|km|mi|ft|min|h|m|%|/km|/mi)\b)?`)

// figuresIn counts the figures of a text.
func figuresIn(text string) map[string]int {
	count := map[string]int{}
	for _, f := range shownFigure.FindAllString(unwrapped(text), -1) {
		count[f]++
	}
	return count
}

// holdsEveryFigure fails where a figure of the text report is missing on
// paper, or stands there less often.
func holdsEveryFigure(t *testing.T, s Style, r Report, paper string) {
	t.Helper()
	var text bytes.Buffer
	if err := Text(&text, s, r); err != nil {
		t.Fatal(err)
	}
	want, got := figuresIn(text.String()), figuresIn(paper)
	for _, f := range slices.Sorted(maps.Keys(want)) {
		if got[f] < want[f] {
			t.Errorf("%q stands %d times in the text report and %d times on paper", f, want[f], got[f])
		}
	}
}

// hostileReport says the text wherever text comes from elsewhere.
func hostileReport(zone *time.Location, text string) Report {
	r := asideReport(flaggedReport(zone))
	r.CheckIns = flaggedReport(zone).CheckIns
	r.Recovery.Entries = flaggedRecovery(zone).Entries
	r.Recovery.Baseline = usual(zone)
	r.Runner.Name = text
	t := &r.Recovery.Treatment
	t.Note, t.CPT = text, text
	t.Muscles = []analysis.Muscle{analysis.Muscle(text)}
	r.Recovery.Protocol.Name, r.Recovery.Protocol.Version = text, text
	r.CheckIns[1].Note = text
	for i := range r.Recovery.Entries {
		run := &r.Recovery.Entries[i].Run
		run.ID, run.Device, run.Note = text, text, text
	}
	for i := range r.Recovery.Aside {
		run := &r.Recovery.Aside[i]
		run.ID, run.Doubt = text, text
	}
	for i := range r.Recovery.Baseline.Runs {
		r.Recovery.Baseline.Runs[i].ID = text
	}
	return r
}
