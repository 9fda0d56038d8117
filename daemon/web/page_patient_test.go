package web

import (
	"strings"
	"testing"
)

// pictureIn is the picture of a recovery on a page, by its text alternative.
func pictureIn(t *testing.T, body string) string {
	t.Helper()
	for part := range strings.SplitSeq(body, "<svg") {
		if drawn, _, ok := strings.Cut(part, "</svg>"); ok && strings.Contains(drawn, "The days from") {
			return drawn
		}
	}
	t.Fatal("no picture of a recovery on the page")
	return ""
}

// A clinician sees one picture of a recovery, on the patient's page and in the
// report: the cap of the next run goes on to the end of both.
func TestThePatientsPageDrawsTheReportsPicture(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	st.grant(f.Person, kim)
	f.usual(hours(90))
	kept := f.treated(hours(90))
	f.record(f.easy(hours(20), 3.4))
	b := st.as(kim)
	patient, article := b.get("/patients/anna"), b.get("/patients/anna/recovery/"+kept.ID)
	if onPage, inReport := pictureIn(t, patient.body), pictureIn(t, article.body); onPage != inReport {
		t.Errorf("two pictures of one recovery:\n%s", lineDiff(inReport, onPage))
	}
}
