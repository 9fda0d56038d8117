package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
)

// onlyTreatment is the one treatment of a runner.
func (f fed) onlyTreatment() analysis.Treatment {
	f.Helper()
	all, err := f.store.Treatments(f.Context(), f.Runner)
	f.must(err)
	if len(all) != 1 {
		f.Fatalf("%d treatments, want 1", len(all))
	}
	return all[0]
}

// in puts a runner in a zone.
func (f fed) in(zone string) fed {
	f.Helper()
	r, err := f.store.Runner(f.Context(), f.Runner)
	f.must(err)
	r.Zone, err = time.LoadLocation(zone)
	f.must(err)
	f.must(f.store.EditRunner(f.Context(), r))
	return f
}

func TestRecordATreatment(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna").in("Europe/Berlin")
	b := st.as(f.Person)
	b.get("/treatments").says(t, "No treatment is recorded yet.", "Record a treatment")
	a := b.get("/treatments/new")
	a.says(t, "Day", "Calf large", "Leg and foot lower limb", "IT band (TFL)", "By the clock of Europe/Berlin", "2 or more large groups make a treatment demanding", "!This patient's own limits")
	if !strings.Contains(a.body, `value="2026-03-04"`) {
		t.Error("today isn't there to begin with")
	}
	a = b.post("/treatments", url.Values{"day": {"2026-03-03"}, "clock": {"17:30"}, "muscles": {"calf", "glutes", "calf"}, "cpt": {"20560"}, "note": {"left <b>side</b>"}})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/treatments" {
		t.Fatalf("%d to %q", a.status, a.header.Get("Location"))
	}
	got := f.onlyTreatment()
	want := analysis.Treatment{ID: got.ID, Runner: "anna", At: time.Date(2026, 3, 3, 16, 30, 0, 0, time.UTC), Muscles: []analysis.Muscle{"calf", "glutes"}, CPT: "20560", Note: "left <b>side</b>", Caps: got.Caps}
	if diff := cmp.Diff(want, got); diff != "" || len(got.Caps) > 0 {
		t.Error(diff, got.Caps)
	}
	a = b.get("/treatments")
	a.says(t, "Recorded: treatment of Tue 3 Mar 2026, 17:30 CET. Rest until tomorrow 17:30 (Thu 5 Mar), clear from Fri 6 Mar 17:30. Class demanding: several large muscle groups.",
		"calf, glutes · standard needling · CPT 20560", "left &lt;b&gt;side&lt;/b&gt;")
	if strings.Contains(a.body, "<b>side") || !strings.Contains(a.body, `href="/recovery/`+got.ID+`"`) {
		t.Error("script gets through, or there is no way to the report")
	}
}

// A day alone: counted from its first instant, and said so.
func TestRecordATreatmentByItsDay(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna").in("Europe/Berlin")
	b := st.as(f.Person)
	b.post("/treatments", url.Values{"day": {"2026-03-03"}, "clock": {""}})
	if got := f.onlyTreatment(); !got.DateOnly || !got.At.Equal(time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, date only %v", got.At, got.DateOnly)
	}
	b.get("/treatments").says(t, "time of day not known", "The time of day is not known, so the rest is counted from the start of that day", "muscles not recorded")
}

func TestTreatmentMistakes(t *testing.T) {
	cases := []struct {
		name string
		form url.Values
		says string
	}{
		{"no day", url.Values{}, "Enter the day of the treatment."},
		{"no such day", url.Values{"day": {"2026-02-30"}}, "There is no such day."},
		{"no day at all", url.Values{"day": {"yesterday"}}, "There is no such day."},
		{"a slip of the century", url.Values{"day": {"1926-03-03"}}, "Check the year."},
		{"a slip ahead", url.Values{"day": {"2062-03-03"}}, "Check the year."},
		{"no such time", url.Values{"day": {"2026-03-03"}, "clock": {"25:00"}}, "There is no such time."},
		{"a time the clocks skipped", url.Values{"day": {"2025-03-30"}, "clock": {"02:30"}}, "The clocks were put forward then"},
		{"no such region", url.Values{"day": {"2026-03-03"}, "muscles": {"calf", "tail"}}, "Choose from the regions listed."},
		{"no such intensity", url.Values{"day": {"2026-03-03"}, "intensity": {"brutal"}}, "Choose one of those listed."},
		{"no such class", url.Values{"day": {"2026-03-03"}, "class": {"easy"}}, "Choose one of those listed."},
		{"no such code", url.Values{"day": {"2026-03-03"}, "cpt": {"97140"}}, "Choose one of those listed."},
		{"too long a note", url.Values{"day": {"2026-03-03"}, "note": {strings.Repeat("x", 2001)}}, "At most 2000 characters fit in here."},
		{"the very time of another", url.Values{"day": {"2026-01-10"}, "clock": {"12:00"}}, "Another treatment is recorded for that very time."},
	}
	st := newStage(t)
	f := st.fed("anna").in("Europe/Berlin")
	_, err := st.store.AddTreatment(t.Context(), analysis.Treatment{Runner: "anna", At: time.Date(2026, 1, 10, 11, 0, 0, 0, time.UTC)})
	st.must(err)
	b := st.as(f.Person)
	for _, c := range cases {
		c.form.Add("muscles", "shin")
		a := b.post("/treatments", c.form)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, a.status)
		}
		a.says(t, c.says, "There is something to mend")
		if !strings.Contains(a.body, `value="shin" checked`) {
			t.Errorf("%s: what was ticked is gone", c.name)
		}
	}
	f.onlyTreatment()
}

// A form shows less than is kept: what isn't touched stays as it was.
func TestChangeATreatment(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	kept := f.treated(hours(20), func(t *analysis.Treatment) {
		t.At, t.Caps = t.At.Add(20*time.Second), map[analysis.Key]float64{analysis.Run1Share: 0.5, analysis.BoutCount: 4}
		t.Intensity, t.Class, t.Note = analysis.Intensive, analysis.Typical, "first"
	})
	b := st.as(f.Person)
	path := "/treatments/" + kept.ID
	a := b.get(path)
	a.says(t, "Treatment of Tue 3 Mar 2026", "What it means Rest until", "Class typical: the clinician's word.", "Set for this treatment by the clinic First run, at most: 50 % of usual")
	for _, part := range []string{`name="day" type="date" value="2026-03-03"`, `name="clock" type="time" value="13:00"`, `value="calf" checked`, `value="intensive" checked`, `value="typical" checked`, ">first</textarea>"} {
		if !strings.Contains(a.body, part) {
			t.Errorf("the form lacks %s", part)
		}
	}
	// The runner's form has no field for caps; a forged one changes nothing.
	form := url.Values{"day": {"2026-03-03"}, "clock": {"13:00"}, "muscles": {"calf", "shin"}, "intensity": {""}, "class": {""}, "note": {"second"}, string(analysis.Run1Share): {"100"}}
	if a = b.post(path, form); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	want := kept
	want.Muscles, want.Intensity, want.Class, want.Note = []analysis.Muscle{"calf", "shin"}, "", "", "second"
	if diff := cmp.Diff(want, f.onlyTreatment()); diff != "" {
		t.Error(diff)
	}
	form.Set("clock", "")
	b.post(path, form)
	if got := f.onlyTreatment(); !got.DateOnly {
		t.Error("the time was taken away and is still known")
	}
}

// A clinician sets a patient's own limits; empty is the clinic's, and numbers
// without a field stay.
func TestAPatientsOwnLimits(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	kept := f.treated(hours(20), func(t *analysis.Treatment) {
		t.Caps = map[analysis.Key]float64{analysis.Run2Share: 0.7, analysis.BoutCount: 4}
	})
	b := st.as(kim)
	path := "/patients/anna/treatments/" + kept.ID
	if a, p := b.get(path), b.post(path, url.Values{"day": {"2026-03-03"}}); a.status != http.StatusNotFound || p.status != http.StatusNotFound {
		t.Fatalf("without consent: %d, %d", a.status, p.status)
	}
	st.grant(f.Person, kim)
	a := b.get(path)
	a.says(t, "This patient's own limits", "How much rest does it take?", "!Not said", "!Did the clinician say",
		"First run, at most The clinic's: 60 % of usual", "Second run, at most needled's own: 75 % of usual", "Heart rate: caution above From the literature: 76 % of HRmax")
	if !strings.Contains(a.body, `name="distance.run_2_share" type="text" value="70"`) {
		t.Error("what is set isn't shown")
	}
	form := url.Values{"day": {"2026-03-03"}, "clock": {"13:00"}, "muscles": {"calf"}, "class": {"demanding"},
		string(analysis.Run1Share): {"50"}, string(analysis.Run2Share): {""}, string(analysis.DemandingClear): {"96"}}
	if a = b.post(path, form); a.status != http.StatusSeeOther || a.header.Get("Location") != "/patients/anna/treatments" {
		t.Fatalf("%d to %q: %s", a.status, a.header.Get("Location"), a.body)
	}
	want := map[analysis.Key]float64{analysis.Run1Share: 0.5, analysis.DemandingClear: 96, analysis.BoutCount: 4}
	if diff := cmp.Diff(want, f.onlyTreatment().Caps); diff != "" {
		t.Error(diff)
	}
	b.get("/patients/anna/treatments").says(t, "clear from Sat 7 Mar 13:00", "Class demanding: the clinician's word.")

	for name, c := range map[string]struct {
		key  analysis.Key
		text string
		says string
	}{
		"no number":     {analysis.Run1Share, "much", "First run, at most: Enter a number from 1 to 200."},
		"impossible":    {analysis.Run1Share, "201", "First run, at most: Enter a number from 1 to 200."},
		"contradiction": {analysis.DemandingFloor, "97", "“Rest, Demanding: no running before” may not be more than “Rest, Demanding: clear from”."},
	} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(string(c.key), c.text)
		a := b.post(path, wrong)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
		a.says(t, c.says)
	}
	deeds := st.audited("anna")
	for _, want := range []string{"view treatment refused", "edit treatment refused", "view treatment ok", "edit treatment ok"} {
		if !slices.Contains(deeds, want) {
			t.Errorf("the audit log lacks %q: %q", want, deeds)
		}
	}
}

func TestRemoveATreatment(t *testing.T) {
	st := newStage(t)
	f, ben := st.fed("anna"), st.fed("ben")
	kept := f.treated(hours(20))
	foreign := st.as(ben.Person)
	for _, id := range []string{kept.ID, "t999", "%3Cscript%3E"} {
		for _, path := range []string{"/treatments/" + id, "/treatments/" + id + "/remove"} {
			if a := foreign.get(path); a.status != http.StatusNotFound || strings.Contains(a.body, "anna") {
				t.Errorf("%s: %d", path, a.status)
			}
			if a := foreign.post(path, url.Values{"day": {"2026-03-03"}}); a.status != http.StatusNotFound {
				t.Errorf("post to %s: %d", path, a.status)
			}
		}
	}
	b := st.as(f.Person)
	b.get("/treatments/"+kept.ID+"/remove").says(t, "Remove the treatment of Tue 3 Mar 2026, 13:00 UTC?", "Treated: calf.", "Keep it")
	f.onlyTreatment()
	b.post("/treatments/"+kept.ID+"/remove", nil)
	b.get("/treatments").says(t, "Removed the treatment of Tue 3 Mar 2026, 13:00 UTC: calf.", "No treatment is recorded yet.")
}

func TestTreatmentsAreListedLatestFirst(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	f.usual(days(40))
	f.treated(days(40))
	f.record(f.easy(days(36), 8))
	f.treated(-days(3))
	a := st.as(f.Person).get("/treatments")
	a.says(t, "Sat 7 Mar 2026, 09:00 UTC calf", "It lies in the future; runs are held against it once it has taken place.",
		"The rest was until", "1 run in the recovery, 1 outside the advice.")
	if text := readable(a.body); strings.Index(text, "Sat 7 Mar") > strings.Index(text, "Fri 23 Jan") {
		t.Error("the earlier one comes first")
	}
}

// A hint reads as climbs do everywhere; typing it in sets the very number it
// stands for.
func TestAHintTypedInIsTheProtocolsNumber(t *testing.T) {
	st := newStage(t)
	f, kim := st.fed("anna"), st.clinician("Kim")
	r, err := st.store.Runner(t.Context(), "anna")
	st.must(err)
	r.Units = analysis.Imperial
	st.must(st.store.EditRunner(t.Context(), r))
	st.grant(f.Person, kim)
	kept := f.treated(hours(20))
	b := st.as(kim)
	path := "/patients/anna/treatments/" + kept.ID
	b.get(path).says(t, "Climb: caution above needled's own: 42 ft/mi", "!42.24")
	form := url.Values{"day": {"2026-03-03"}, "clock": {"13:00"}, "muscles": {"calf"}, string(analysis.ClimbCaution): {"42"}, string(analysis.ClimbViolation): {"60"}}
	if a := b.post(path, form); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	caps := f.onlyTreatment().Caps
	if caps[analysis.ClimbCaution] != 8 || caps[analysis.ClimbViolation] <= 11.3 || caps[analysis.ClimbViolation] >= 11.4 {
		t.Errorf("set: %v", caps)
	}
}
