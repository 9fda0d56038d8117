package report

import (
	"io"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// shownHilly is the second run of the recovery, which was hilly from 1.2 to
// 3.0 km.
func shownHilly(zone *time.Location) Shown {
	rec := flaggedRecovery(zone)
	e := rec.Entries[4]
	e.Run.Measures = &analysis.Measures{
		HeartRate: []byte{0, 120, 130, 0, 140},
		Grades:    []analysis.GradeSpan{{FromM: 0, ToM: 100, ToS: 36, GradePct: 1}, {FromM: 100, ToM: 200, FromS: 36, ToS: 72, GradePct: -3.5}},
		HasSpeed:  true, MedianSpeedMPS: 2.79333333, Bouts: []analysis.Bout{{}},
	}
	return Shown{Run: e.Run, Verdict: e.Verdict, Recovery: &rec, Profile: hill(4.532), Samples: new(1622)}
}

func TestShow(t *testing.T) {
	zone := berlin(t)
	hilly := shownHilly(zone)
	outside := Shown{Run: usual(zone).Runs[0]}
	rec := flaggedRecovery(zone)
	dateOnly := dateOnlyReport(zone).Recovery
	for _, tt := range []struct {
		file  string
		style Style
		shown Shown
	}{
		{"show_hilly.txt", Style{Zone: zone}, hilly},
		{"show_hilly_imperial_colour.txt", Style{Zone: zone, Units: analysis.Imperial, Color: true, Width: 120}, hilly},
		{"show_hilly_ascii_narrow.txt", Style{Zone: zone, ASCII: true, Width: 48}, hilly},
		{"show_too_early.txt", Style{Zone: zone}, Shown{Run: rec.Entries[0].Run, Verdict: rec.Entries[0].Verdict, Recovery: &rec, Profile: hill(8.1)}},
		{"show_unknown.txt", Style{Zone: zone}, Shown{Run: dateOnly.Entries[0].Run, Verdict: dateOnly.Entries[0].Verdict, Recovery: &dateOnly}},
		{"show_walk.txt", Style{Zone: zone}, Shown{Run: rec.Entries[1].Run, Verdict: rec.Entries[1].Verdict, Recovery: &rec}},
		{"show_outside_recovery.txt", Style{Zone: zone}, outside},
	} {
		t.Run(tt.file, func(t *testing.T) {
			golden(t, tt.file, func(w io.Writer) error { return Show(w, tt.style, tt.shown) })
		})
	}
}

// Strava asks for the link; the runner is to know what becomes of such a run.
func TestShowOnlyOnStrava(t *testing.T) {
	run := usual(berlin(t)).Runs[0]
	run.Provenance, run.SourceID = analysis.StravaAPI, "strava:123"
	text := func(r analysis.Run) string {
		var b strings.Builder
		if err := Show(&b, Style{}, Shown{Run: r}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, want := range []string{"Only on Strava. Add the watch file", "View on Strava: https://www.strava.com/activities/123\n"} {
		if !strings.Contains(text(run), want) {
			t.Errorf("no %q in:\n%s", want, text(run))
		}
	}
	if view := NewShowJSON(Shown{Run: run}, analysis.Metric); view.ViewOnStrava == nil || *view.ViewOnStrava != "https://www.strava.com/activities/123" {
		t.Errorf("JSON: %v", view.ViewOnStrava)
	}
	run.Provenance = analysis.WatchFile // a watch file leads it now
	if strings.Contains(text(run), "Strava") {
		t.Errorf("told of Strava:\n%s", text(run))
	}
}

func TestProfileMarksTheOffendingPart(t *testing.T) {
	p := &page{Style: Style{ASCII: true}}
	p.profile(hill(10), []Mark{{FromM: 5000, ToM: 10000, Name: "longer than advised", Level: analysis.Violation}})
	lines := strings.Split(p.legible(p.b.String()), "\n")
	under := lines[profileRows+2] // below the rows, the axis and its labels
	from, to := strings.Index(under, "^"), strings.LastIndex(under, "^")
	if want := axisWidth + (textWidth-axisWidth)/2; from != want || to != textWidth-1 {
		t.Errorf("the second half is marked from column %d to %d, want %d to %d:\n%s", from, to, want, textWidth-1, strings.Join(lines, "\n"))
	}
}
