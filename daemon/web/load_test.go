package web

import (
	"testing"

	"needled/daemon/store"
	"needled/daemon/web/webtest"
)

// firstLoad is how much a page may send to somebody who never was here, in
// bytes over the wire: what a phone with little signal gets in a few seconds.
const firstLoad = 150_000

func TestFirstLoad(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	treatment := st.recovering(anna, l)
	ids := st.take(anna, l.leg(onDay(3, 7, 0), 30)) // samples for a chart as large as one gets
	kim := st.clinician("Kim")
	st.grant(anna, kim)
	for _, page := range []struct {
		who  store.Person
		path string
	}{
		{anna, "/today"},
		{anna, "/runs"},
		{anna, "/runs/" + ids[0]},
		{kim, "/patients"},
		{kim, "/patients/anna"},
		{kim, "/patients/anna/runs/" + ids[0]},
		{kim, "/patients/anna/recovery/" + treatment.ID},
	} {
		ctx := webtest.Page(t, 360, false)
		st.openAs(ctx, page.who, page.path)
		load := webtest.FirstLoad(ctx)
		if load.Bytes >= firstLoad {
			t.Errorf("%s: %s", page.path, load)
		}
		if load.Bytes < 5000 {
			t.Errorf("%s: %s; that is no page", page.path, load)
		}
		t.Logf("%s: %d bytes", page.path, load.Bytes)
	}
}
