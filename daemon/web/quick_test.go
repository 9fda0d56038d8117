//go:build !race

package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// A report comes as PDF before anybody wonders whether it will: the middle one
// of a few, asked for as a browser does. The race detector would take its time.
func TestPDFIsQuick(t *testing.T) {
	const most = 300 * time.Millisecond
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	treatment := st.recovering(anna, l)
	for day := range 20 {
		st.take(anna, l.leg(onDay(0, 18, 0).Add(time.Duration(day)*4*time.Hour), 5))
	}
	b := st.as(anna)
	var took []time.Duration
	for range 9 {
		began := time.Now()
		pdf := b.get("/recovery/" + treatment.ID + "/report.pdf")
		took = append(took, time.Since(began))
		if pdf.status != http.StatusOK || !strings.HasPrefix(pdf.body, "%PDF-") {
			t.Fatalf("%d %.20q", pdf.status, pdf.body)
		}
	}
	slices.Sort(took)
	if middle := took[len(took)/2]; middle > most {
		t.Errorf("a PDF takes %s, more than %s", middle, most)
	}
}
