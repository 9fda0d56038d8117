package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// office is a clinician, and patients who consent.
type office struct {
	*stage
	kim    store.Person
	clinic *browser
}

func newOffice(t *testing.T) office {
	st := newStage(t)
	kim := st.clinician("Kim")
	return office{st, kim, st.as(kim)}
}

func (o office) patient(name string) fed {
	o.Helper()
	f := o.fed(name)
	o.grant(f.Person, o.kim)
	return f
}

// named are the patients of a page of the roster, in its order.
func (o office) named(path string) []string {
	o.Helper()
	var names []string
	for _, part := range strings.Split(o.clinic.get(path).body, `<tr><th scope="row"><a href="/patients/`)[1:] {
		_, name, _ := strings.Cut(part, ">")
		name, _, _ = strings.Cut(name, "<")
		names = append(names, name)
	}
	return names
}

func shows(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, words := range want {
		if !strings.Contains(page, words) {
			t.Errorf("it lacks %q:\n%s", words, page)
		}
	}
}

func hides(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(page, w) {
			t.Errorf("it shows %q:\n%s", w, page)
		}
	}
}

func TestRosterLongestSilentFirst(t *testing.T) {
	o := newOffice(t)
	old, never, late := o.patient("Old"), o.patient("Never"), o.patient("Late")
	for _, f := range []fed{old, never, late} {
		f.treated(days(6))
	}
	old.record(old.easy(days(5), 3))
	o.after(days(4))
	late.record(late.easy(hours(1), 3))
	if got := o.named("/patients?sort=data"); !slices.Equal(got, []string{"Never", "Old", "Late"}) {
		t.Errorf("longest silent first: %q", got)
	}
}

func TestRosterOutsideAndCaution(t *testing.T) {
	o := newOffice(t)
	bad, edge := o.patient("Bad"), o.patient("Edge")
	for _, f := range []fed{bad, edge} {
		f.usual(days(5))
		f.treated(days(5))
	}
	bad.record(bad.easy(days(4.8), 9))
	edge.record(edge.easy(days(4.8), 20, func(r *analysis.Run) { r.Sport = "tennis" }))
	page := o.clinic.get("/patients").body
	shows(t, page, ">Outside the advice</a>", ">Caution</a>")
	if got := o.named("/patients?show=outside"); !slices.Equal(got, []string{"Bad"}) {
		t.Errorf("outside: %q", got)
	}
	if got := o.named("/patients?show=caution"); !slices.Equal(got, []string{"Edge"}) {
		t.Errorf("caution: %q", got)
	}
}

// What the list flags stands on the patient's page: the run's first finding,
// or the activity of another sport.
func TestPatientPageTellsWhatTheRosterFlags(t *testing.T) {
	o := newOffice(t)
	bad, edge := o.patient("Bad"), o.patient("Edge")
	for _, f := range []fed{bad, edge} {
		f.usual(days(5))
		f.treated(days(5))
	}
	bad.record(bad.easy(days(2), 9, func(r *analysis.Run) { r.AscentM = new(1500.0) }))
	edge.record(edge.easy(days(4.8), 20, func(r *analysis.Run) { r.Sport = "tennis" }))
	page := o.clinic.get("/patients/bad").body
	shows(t, o.clinic.get("/patients").body, "length 9.0 km, cap 3.6 km")
	shows(t, page, "length 9.0 km, cap 3.6 km, and 1 more",
		// both figures are marked, by a shape and a word
		`data-name="Length / cap"><span class="mark outside"><span aria-hidden="true">`, `<span class="hidden-text">outside:</span></span> 9.0`,
		`data-name="Climb / cap"><span class="mark outside">`)
	hides(t, page, `data-name="After"><span class="mark`, `data-name="Effort / cap"><span class="mark`, "Other activities")
	shows(t, o.clinic.get("/patients/edge").body, "<h3>Other activities</h3>", `<span class="badge caution">`, "in the time of rest")
}

func TestRosterPagesHaveAnEnd(t *testing.T) {
	o := newOffice(t)
	for i := range rosterRows + 1 {
		o.patient(fmt.Sprintf("P%02d", i))
	}
	last := o.named("/patients?sort=name&page=2")
	if !slices.Equal(last, []string{"P20"}) {
		t.Fatalf("the second page: %q", last)
	}
	for _, page := range []string{"3", "99", "9223372036854775807", "99999999999999999999999"} {
		if got := o.named("/patients?sort=name&page=" + page); !slices.Equal(got, last) {
			t.Errorf("page %s: %q", page, got)
		}
	}
	shows(t, o.clinic.get("/patients?sort=name&page=99").body, "21–21 of 21 patients", `rel="prev"`)
	for _, page := range []string{"0", "-1", "x", "1"} {
		if got := o.named("/patients?sort=name&page=" + page); len(got) != rosterRows {
			t.Errorf("page %s: %q", page, got)
		}
	}
}

func TestRosterSearch(t *testing.T) {
	o := newOffice(t)
	f := o.patient("Lukasz")
	anna := f.Person
	anna.Name = "Łukasz Ștefănescu"
	o.must(rewrite(t.Context(), o.store, anna))
	for _, words := range []string{"lukasz", "STEFAN", "ștefă", "łuk"} {
		if got := o.named("/patients?q=" + url.QueryEscape(words)); len(got) != 1 {
			t.Errorf("%q finds %q", words, got)
		}
	}
	got := o.clinic.get("/patients?q=" + strings.Repeat("a", 55_000))
	if got.status != http.StatusOK {
		t.Errorf("a long search: %d", got.status)
	}
	shows(t, got.body, "Only the first 100 characters were searched for.", "No patient matches")
	hides(t, o.clinic.get("/patients?q="+strings.Repeat("a", store.MostSearch)).body, "Only the first")
}

// Rest that is counted from the start of a day is told as such.
func TestTimeOfTreatmentNotKnown(t *testing.T) {
	o := newOffice(t)
	resting, ran, exact := o.patient("Resting"), o.patient("Ran"), o.patient("Exact")
	dateOnly := func(tr *analysis.Treatment) {
		y, m, d := tr.At.Date()
		tr.DateOnly, tr.At = true, analysis.FirstInstant(y, m, d, o.site.Zone)
	}
	resting.treated(hours(1), dateOnly)
	exact.treated(hours(1))
	ran.usual(days(6))
	ran.treated(days(6), dateOnly)
	ran.record(ran.easy(days(2), 2))
	told := "time of treatment not known, counted from the start of the day"
	shows(t, o.clinic.get("/patients?q=resting").body, "in rest until Thu 5 Mar 00:00 or later: "+told)
	shows(t, o.clinic.get("/patients/resting").body, "in rest until Thu 5 Mar 00:00 or later: "+told)
	hides(t, o.clinic.get("/patients?q=exact").body, told)
	hides(t, o.clinic.get("/patients/exact").body, told)
	shows(t, o.clinic.get("/patients/ran").body, "at most 105 h")
}

func TestPatientIsNamedAlike(t *testing.T) {
	o := newOffice(t)
	f := o.patient("Anna")
	treatment := f.treated(days(1))
	p := f.Person
	p.Name = "Anna Kim <b>"
	o.must(rewrite(t.Context(), o.store, p))
	const shown = "Anna Kim &lt;b&gt;"
	shows(t, o.clinic.get("/patients").body, ">"+shown+"</a>")
	shows(t, o.clinic.get("/patients/anna").body, "<h1>"+shown+"</h1>", "<title>Patient · "+shown+" · needled</title>", `<a href="/patients/anna">`+shown+"</a>")
	at := "/patients/anna/recovery/" + treatment.ID
	shows(t, o.clinic.get(at).body, "Recovery after dry needling: "+shown)
	shows(t, o.clinic.get(at+"/report.html").body, "Recovery after dry needling: "+shown)
	shows(t, o.clinic.get(at+"/report.json").body, `{"runner":"anna"`)
}

func TestPlannedTreatmentIsTold(t *testing.T) {
	o := newOffice(t)
	cam, ravi := o.patient("Cam"), o.patient("Ravi")
	cam.treated(days(28))
	cam.treated(-days(3))
	page := o.clinic.get("/patients").body
	shows(t, page, "planned Sat 7 Mar 2026", "no treatment yet")
	shows(t, o.clinic.get("/patients/cam").body, "<p>Planned: Sat 7 Mar 2026")
	shows(t, o.clinic.get("/patients/ravi").body, "<h2>No treatment yet</h2>", "None is recorded.")
	ravi.treated(-days(1))
	page = o.clinic.get("/patients/ravi").body
	shows(t, page, "<h2>No treatment yet</h2>", "<p>Planned: Thu 5 Mar 2026")
	hides(t, page, "None is recorded")
}

func TestMalformedForm(t *testing.T) {
	o := newOffice(t)
	f := o.patient("Anna")
	for who, path := range map[*browser]string{o.clinic: "/patients/anna/notes", o.as(f.Person): "/treatments"} {
		r, err := http.NewRequest(http.MethodPost, o.server.URL+path, strings.NewReader("text=100%"))
		o.must(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		got := who.do(r)
		if got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got.status)
		}
		shows(t, got.body, "That can&#39;t be read as a form")
	}
}

// What clinicians recorded themselves is no news to them.
func TestOwnDeedsAreNoNews(t *testing.T) {
	o := newOffice(t)
	f := o.patient("Anna")
	o.clinic.get("/patients/anna")
	o.after(hours(2))
	mine := f.treated(hours(1))
	o.must(o.store.AddAudit(t.Context(), store.Audit{At: o.now(), Who: o.kim.ID, WhoName: o.kim.Name, Deed: "add treatment", Whose: "anna", Object: mine.ID, Outcome: "ok"}))
	page := o.clinic.get("/patients/anna").body
	shows(t, page, "Since your visit of", "Nothing new came.")
	f.treated(hours(40))
	page = o.clinic.get("/patients/anna").body
	if n := strings.Count(page, "Treatment recorded:"); n != 1 {
		t.Errorf("%d treatments are news, want the runner's one:\n%s", n, page)
	}
}

// What the clinic notes of a clinician who runs is for the others.
func TestNotesOfAClinicianWhoRuns(t *testing.T) {
	o := newOffice(t)
	both := o.person("Robin", store.Link{Clinician: true, AsRunner: true})
	o.grant(both, o.kim)
	if a := o.clinic.post("/patients/robin/notes", url.Values{"text": {"trains in secret"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the note: %d", a.status)
	}
	if page := o.clinic.get("/patients/robin").body; !strings.Contains(page, "trains in secret") {
		t.Error("who noted it doesn't read it")
	}
	if page := o.as(both).get("/patients/robin").body; strings.Contains(page, "trains in secret") || strings.Contains(page, "New note") {
		t.Error("the one it is of reads it")
	}
}
