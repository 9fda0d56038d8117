package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"needled/analysis"
)

func TestLists(t *testing.T) {
	zone := berlin(t)
	rec := flaggedRecovery(zone)
	entries := append([]analysis.Entry{{Run: rec.Baseline.Runs[0]}}, rec.Entries...)
	entries[0].Run.Doubt = "it would have been run at 14 m/s"
	dateOnly := dateOnlyReport(zone).Recovery.Treatment
	runners := []analysis.Runner{mara(zone), {Name: "田中", Experience: analysis.Seasoned, ReturningFromInjury: true, BirthYear: new(1988), UsualM: new(9656.0)}}

	for _, tt := range []struct {
		file  string
		write func(io.Writer) error
	}{
		{"runs_metric.txt", func(w io.Writer) error { return Runs(w, Style{Zone: zone}, entries) }},
		{"runs_imperial_colour.txt", func(w io.Writer) error {
			return Runs(w, Style{Zone: zone, Units: analysis.Imperial, Color: true}, entries)
		}},
		{"runs_80_columns.txt", func(w io.Writer) error { return Runs(w, Style{Zone: zone, Width: 80}, entries) }},
		{"runs_36_columns_ascii.txt", func(w io.Writer) error { return Runs(w, Style{Zone: zone, Width: 36, ASCII: true}, entries[:3]) }},
		{"treatments.txt", func(w io.Writer) error {
			return Treatments(w, Style{Zone: zone}, []analysis.Treatment{rec.Treatment, dateOnly}, protocol())
		}},
		{"runners.txt", func(w io.Writer) error { return Runners(w, Style{Units: analysis.Imperial}, runners) }},
	} {
		t.Run(tt.file, func(t *testing.T) { golden(t, tt.file, tt.write) })
	}
}

func TestTableFitsItsWidthOrStacks(t *testing.T) {
	table := NewTable(
		Column{Title: "Name"}, Column{Title: "Kilometres", Right: true, Rank: 1}, Column{Title: "Remark", Elastic: true, Rank: 2},
	)
	table.Row("Ana", "3.6", "a remark that goes on for quite a while, longer than most")
	table.Row("日本", "12.0", "")
	for _, width := range []int{0, 200, 60, 50, 40, 30, 20, 8} {
		var b bytes.Buffer
		if err := table.Write(&b, Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := columns(strings.TrimSuffix(line, "\n")); width >= 20 && n > width && !strings.Contains(line, "Left out") {
				t.Errorf("at width %d a line takes %d columns: %q", width, n, line)
			}
		}
		if !strings.Contains(b.String(), "Ana") || !strings.Contains(b.String(), "日本") {
			t.Errorf("at width %d a row is lost:\n%s", width, b.String())
		}
		if !strings.Contains(b.String(), "12.0") && !strings.Contains(unwrapped(b.String()), "Left out for want of width: Remark, Kilometres.") {
			t.Errorf("at width %d a column is lost in silence:\n%s", width, b.String())
		}
	}
}

func TestForeignTextCannotDriveTheTerminal(t *testing.T) {
	table := NewTable(Column{Title: "Note"})
	table.Row("before\x1b[2J\x07after\u202e reversed\nnext")
	var b bytes.Buffer
	if err := table.Write(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "Note\nbefore [2J after reversed next\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrapKeepsNumbersWithTheirUnits(t *testing.T) {
	for _, l := range wrap("the cap was 3.6 km (60 % of your usual 6.0 km).", 14) {
		if strings.HasPrefix(l, "km") || strings.HasPrefix(l, "%") {
			t.Errorf("a unit begins the line %q", l)
		}
	}
}

func TestColumnsCountsWhatATerminalShows(t *testing.T) {
	for text, want := range map[string]int{
		"plain": 5, "": 0, "Zoë": 3, "Zoe\u0308": 3, "田中": 4, "\x1b[31mred\x1b[0m": 3, "▁▂█": 3,
	} {
		if got := columns(text); got != want {
			t.Errorf("columns(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestProtocolShowsEveryNumberWithItsSource(t *testing.T) {
	golden(t, "protocol.txt", func(w io.Writer) error { return Protocol(w, Style{}, protocol()) })
}
