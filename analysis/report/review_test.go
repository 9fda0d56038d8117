package report

import (
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

func TestReview(t *testing.T) {
	run := analysis.Run{
		ID: "p9qqbfrq", Runner: "me", Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running,
		Start: time.Date(2026, 9, 25, 5, 0, 0, 0, time.UTC), DistanceM: new(4000.0), MovingS: new(1200.0),
		Doubt: "it took place at the same time as run sstpzvzt, but is 4.00 km long instead of 3.05 km",
	}
	aside := Aside{Run: run, Rival: "sstpzvzt", Steps: []Step{
		{"If they are one run:", "needled merge p9qqbfrq sstpzvzt"},
		{"If they are two runs:", "needled split p9qqbfrq"},
	}}
	var text strings.Builder
	if err := Review(&text, Style{Width: 60}, []Aside{aside}); err != nil {
		t.Fatal(err)
	}
	want := `One run is kept aside and counts nowhere until you settle
it.

Fri 25 Sep 2026, 05:00 · Running · 4.0 km · 20:00 · 5:00/km
watch file · ID p9qqbfrq
  It took place at the same time as run sstpzvzt, but is
  4.00 km long instead of 3.05 km.
  If they are one run:   needled merge p9qqbfrq sstpzvzt
  If they are two runs:  needled split p9qqbfrq
`
	if text.String() != want {
		t.Errorf("got\n%s\nwant\n%s", text.String(), want)
	}
	text.Reset()
	if err := Review(&text, Style{}, nil); err != nil || text.String() != "Nothing is kept aside.\n" {
		t.Errorf("of nothing: %q, %v", text.String(), err)
	}

	view := NewAsideJSON(aside, analysis.Metric)
	if *view.Rival != "sstpzvzt" || len(view.Settle) != 2 || view.Settle[1] != "needled split p9qqbfrq" || *view.Doubt != run.Doubt {
		t.Errorf("as JSON: %+v", view)
	}
	if view := NewAsideJSON(Aside{Run: run, Steps: []Step{{When: "It can't be judged."}}}, analysis.Metric); view.Rival != nil || view.Settle == nil || len(view.Settle) != 0 {
		t.Errorf("what can't be settled: %+v", view)
	}
}

func TestShowNamesTheFiles(t *testing.T) {
	shown := shownHilly(time.UTC)
	shown.Files = []File{{Path: "watch/a.fit"}, {Path: "export.zip", Member: "activities/1.gpx"}}
	var text strings.Builder
	if err := Show(&text, Style{}, shown); err != nil {
		t.Fatal(err)
	}
	if want := "From watch/a.fit, which leads,\nand  export.zip › activities/1.gpx\n"; !strings.Contains(text.String(), want) {
		t.Errorf("%s\ndoesn't say\n%s", text.String(), want)
	}
	if files := NewShowJSON(shown, analysis.Metric).Files; len(files) != 2 || *files[1].Member != "activities/1.gpx" || files[0].Member != nil {
		t.Errorf("as JSON: %+v", files)
	}
}
