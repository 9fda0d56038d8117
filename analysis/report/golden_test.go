package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"needled/analysis"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what write prints with testdata/name.
func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./analysis/report -update writes it)", err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs; got:\n%s", path, got.String())
	}
	if s := got.String(); strings.Contains(s, "{km") || strings.Contains(s, "{climb") || strings.Contains(s, "NaN") || strings.Contains(s, "%!") {
		t.Errorf("%s shows something raw:\n%s", name, s)
	}
}

func TestText(t *testing.T) {
	zone := berlin(t)
	flagged := flaggedReport(zone)
	for _, tt := range []struct {
		file    string
		style   Style
		reports []Report
	}{
		{"text_metric.txt", Style{}, []Report{flagged}},
		{"text_imperial_colour.txt", Style{Units: analysis.Imperial, Color: true, Width: 100}, []Report{flagged}},
		{"text_narrow_ascii.txt", Style{Width: 44, ASCII: true}, []Report{flagged}},
		{"text_empty.txt", Style{}, []Report{emptyReport(zone)}},
		{"text_date_only_unknown_baseline.txt", Style{}, []Report{dateOnlyReport(zone)}},
		{"text_two_recoveries.txt", Style{}, []Report{emptyReport(zone), dateOnlyReport(zone)}},
		{"text_no_treatment.txt", Style{}, nil},
	} {
		t.Run(tt.file, func(t *testing.T) {
			golden(t, tt.file, func(w io.Writer) error { return Text(w, tt.style, tt.reports...) })
		})
	}
}

func TestJSON(t *testing.T) {
	zone := berlin(t)
	flagged := flaggedReport(zone)
	golden(t, "report.json", func(w io.Writer) error { return WriteJSON(w, NewReportJSON(flagged, analysis.Metric)) })
	golden(t, "report_empty.json", func(w io.Writer) error { return WriteJSON(w, NewReportJSON(emptyReport(zone), analysis.Metric)) })
	golden(t, "report_date_only.json", func(w io.Writer) error {
		return WriteJSON(w, NewReportJSON(dateOnlyReport(zone), analysis.Imperial))
	})
	golden(t, "status.json", func(w io.Writer) error {
		return WriteJSON(w, NewStatusJSON(mara(zone), restPlan(zone), []SourceLine{{Name: "watch", State: SourceOK, LastSuccess: new(march(zone, 2, 9, 14))}, {Name: "strava", State: SourceOff}}, analysis.Metric))
	})
	golden(t, "show.json", func(w io.Writer) error { return WriteJSON(w, NewShowJSON(shownHilly(zone), analysis.Metric)) })
	golden(t, "receipts.json", func(w io.Writer) error {
		sum := analysis.SumOf([]byte("the bytes of a file"))
		e := flagged.Recovery.Entries[0]
		for _, r := range []analysis.Receipt{
			{Path: "watch/a.fit", Outcome: analysis.Added, Batch: "b1", Sum: &sum, Run: &e.Run, Verdict: e.Verdict},
			{Path: "export.zip", Member: "activities/<1>.fit.gz", Outcome: analysis.Ignored, Reason: "a settings file, not an activity", Batch: "b1", Sum: &sum},
			{Path: "gone.fit", Outcome: analysis.Failed, Reason: "no such file"},
		} {
			if err := WriteJSON(w, NewReceiptJSON(r, analysis.Metric)); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestCSV(t *testing.T) {
	zone := berlin(t)
	golden(t, "report_metric.csv", func(w io.Writer) error { return CSV(w, Style{}, flaggedReport(zone), dateOnlyReport(zone)) })
	golden(t, "report_imperial.csv", func(w io.Writer) error {
		return CSV(w, Style{Units: analysis.Imperial}, flaggedReport(zone))
	})
}
