package report

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"
)

func TestCSVGuardsAgainstFormulas(t *testing.T) {
	r := Report{Recovery: flaggedRecovery(time.UTC)}
	e := &r.Recovery.Entries[0]
	r.Runner.Name = `=HYPERLINK("http://example.org")`
	e.Run.Device = "@SUM(A1)"
	e.Run.Note = "\t+1, \"quoted\"\nsecond line"
	e.Run.DistanceM = new(math.Copysign(0, -1))
	e.Verdict.HoursSinceTreatment = new(-2.5) // a number stays a number

	var b bytes.Buffer
	if err := CSV(&b, Style{}, r); err != nil {
		t.Fatal(err)
	}
	row := csvRows(t, &b)[0]
	for column, want := range map[string]string{
		"runner":                `'=HYPERLINK("http://example.org")`,
		"device":                "'@SUM(A1)",
		"note":                  `'+1, "quoted" second line`,
		"distance_km":           "0",
		"hours_since_treatment": "-2.5",
	} {
		if row[column] != want {
			t.Errorf("%s = %q, want %q", column, row[column], want)
		}
	}
}

func TestCSVWithoutReportsIsItsHeader(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "runner,treatment,") || strings.Count(b.String(), "\r\n") != 1 {
		t.Errorf("got %q, want the header alone", b.String())
	}
}
