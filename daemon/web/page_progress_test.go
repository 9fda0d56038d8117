package web

import (
	"net/http"
	"testing"

	"needled/analysis"
)

func TestProgress(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	b := st.as(f.Person)
	b.get("/progress").says(t, "Once a treatment is recorded", "No run in the last 16 weeks", "Add your runs")

	f.usual(days(40))
	f.treated(days(40))
	f.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: f.now().Add(-days(35)), Pain: new(2)})
	for _, ago := range []float64{12, 8, 4} {
		f.record(f.easy(days(ago), 6, func(r *analysis.Run) { r.AvgHR = new(126.0) }))
	}
	a := b.get("/progress")
	a.says(t, "Around the treatment of Fri 23 Jan 2026, calf",
		"At the same heart rate, 140 beats/min: 6:00/km before, 5:24/km after the recovery, 36 s/km faster.",
		"not enough runs with heart rate (0 of 3)", "2/10, 1 check-in", "the distance covered with each heart beat",
		"Week from Runs Distance Treatment", "Mon 23 Feb 2 12.0 km", "Distance a week 6.0 km no run 6.6 km", "Mon 19 Jan 1 6.0 km yes")
}

func TestProgressIsSharedByConsentOnly(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	f.treated(days(40))
	b := st.as(kim)
	if a := b.get("/patients/anna/progress"); a.status != http.StatusNotFound {
		t.Errorf("without consent: %d", a.status)
	}
	st.grant(f.Person, kim)
	b.get("/patients/anna/progress").says(t, "The pace at equal heart rate can't be compared: not enough runs with heart rate before the treatment.", "!Add your runs")
}
