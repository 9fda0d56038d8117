package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"needled/analysis"
)

// asideReport has no run that counts: two recordings are kept aside, one of
// them in the time of rest.
func asideReport(r Report) Report {
	zone := r.Runner.Location()
	r.Recovery.Entries, r.Recovery.End, r.CheckIns = nil, nil, nil
	r.Recovery.Baseline = analysis.Baseline{Found: 0, Needed: 3, Aside: 7}
	first, second := run("x1", march(zone, 3, 9, 0), 5, 31), run("x2", march(zone, 6, 9, 0), 8, 49)
	for _, x := range []*analysis.Run{&first, &second} {
		x.Sport, x.Doubt = analysis.UnknownSport, "it names no sport; say which with --sport"
	}
	r.Recovery.Aside = []analysis.Run{first, second}
	return r
}

// Where what may have been a run is kept aside, nothing says flatly that there
// was none.
func TestWhatIsKeptAsideIsTold(t *testing.T) {
	zone := berlin(t)
	r := asideReport(flaggedReport(zone))
	plan := restPlan(zone)
	plan.At, plan.State, plan.Recovery, plan.Baseline = march(zone, 9, 8, 0), analysis.Ready, &r.Recovery, &r.Recovery.Baseline
	plan.Caps, plan.Aside = &analysis.Caps{ClimbMPerKm: new(8.0)}, r.Recovery.AsideInWords()
	plan.Advice = []analysis.Phrase{plan.Aside, "Drink before and after."}
	r.At, r.Next = plan.At, &plan

	golden(t, "text_aside.txt", func(w io.Writer) error { return Text(w, Style{}, r) })
	golden(t, "status_aside.txt", func(w io.Writer) error { return Status(w, Style{Zone: zone}, plan, nil) })
	view := NewReportJSON(r, analysis.Metric)
	if len(view.Aside) != 2 || view.Summary.Aside != 2 || view.Summary.Runs != 0 || view.Summary.RestKept != RestUnknown {
		t.Errorf("JSON tells of %d kept aside, and sums up %+v", len(view.Aside), view.Summary)
	}
	if status := NewStatusJSON(r.Runner, plan, nil, analysis.Metric); status.Aside != 2 || !strings.Contains(status.Advice[0], "2 recordings since the treatment are kept aside") {
		t.Errorf("the status tells of %d, and advises %q", status.Aside, status.Advice)
	}
	var table bytes.Buffer
	if err := CSV(&table, Style{}, r); err != nil {
		t.Fatal(err)
	}
	rows := csvRows(t, &table)
	if len(rows) != 2 || rows[0]["run"] != "x1" || rows[0]["verdict"] != "" || rows[0]["kept_aside"] == "" {
		t.Errorf("CSV has %v", rows)
	}
}
