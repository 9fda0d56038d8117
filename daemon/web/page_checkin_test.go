package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
)

// onlyCheckIn is the one check-in of a runner.
func (f fed) onlyCheckIn() analysis.CheckIn {
	f.Helper()
	all, err := f.store.CheckIns(f.Context(), f.Runner, time.Time{})
	f.must(err)
	if len(all) != 1 {
		f.Fatalf("%d check-ins, want 1", len(all))
	}
	return all[0]
}

// Two taps: "Check in", then "All four fine".
func TestCheckInInTwoTaps(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	f.treated(hours(50))
	b := st.as(f.Person)
	if a := b.get("/today"); !strings.Contains(a.body, `href="/checkin"`) {
		t.Fatal("no way to check in")
	}
	a := b.get("/checkin")
	a.says(t, "All four fine, no soreness", "None yet")
	a = b.post("/checkin", url.Values{"fine": {"yes"}})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/today" {
		t.Fatalf("%d to %q: %s", a.status, a.header.Get("Location"), a.body)
	}
	b.get("/today").says(t, "Recorded, before a run: squat fine, heel raises fine, full range of motion, soreness 0/10", "Last check-in: Wed 4 Mar 09:00")
	b.get("/today").says(t, "!Recorded")
	got := f.onlyCheckIn()
	want := analysis.CheckIn{ID: got.ID, Runner: "anna", Kind: analysis.Readiness, At: stageTime, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What is left out is kept as not recorded; a moment is by the runner's clock.
func TestCheckInOneByOne(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	berlin, err := time.LoadLocation("Europe/Berlin")
	st.must(err)
	r, err := st.store.Runner(t.Context(), "anna")
	st.must(err)
	r.Zone = berlin
	st.must(st.store.EditRunner(t.Context(), r))
	b := st.as(f.Person)

	b.post("/checkin", url.Values{"kind": {"readiness"}, "squat": {"no"}, "rom": {"full"}, "soreness": {"10"}, "at": {"2026-03-04T07:30"}, "note": {" stiff "}})
	got := f.onlyCheckIn()
	want := analysis.CheckIn{ID: got.ID, Runner: "anna", Kind: analysis.Readiness, At: time.Date(2026, 3, 4, 6, 30, 0, 0, time.UTC), SquatOK: new(false), FullROM: new(true), Soreness: new(10), Note: "stiff"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	st.must(st.store.RemoveCheckIn(t.Context(), "anna", got.ID))

	b.get("/checkin?kind=after").says(t, "This is about no run: none is known that ended in the 48 hours before.", "After a run", "Pain in the treated area", "Sharp pain", "!All four fine")
	b.post("/checkin", url.Values{"kind": {"after"}, "pain": {"3"}, "cramping": {"yes"}})
	got = f.onlyCheckIn()
	want = analysis.CheckIn{ID: got.ID, Runner: "anna", Kind: analysis.AfterRun, At: stageTime, Pain: new(3), Cramping: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every mistake is told beside its field, and what was entered is still there.
func TestCheckInMistakes(t *testing.T) {
	cases := []struct {
		name string
		form url.Values
		says string
	}{
		{"nothing answered", url.Values{"kind": {"readiness"}, "note": {"kept"}}, "Answer at least one of the four questions."},
		{"no pain chosen", url.Values{"kind": {"after"}, "note": {"kept"}}, "Choose how much pain there is; 0 is none."},
		{"beyond the scale", url.Values{"soreness": {"11"}, "note": {"kept"}}, "Enter a number from 0 to 10."},
		{"below the scale", url.Values{"kind": {"after"}, "pain": {"-1"}, "note": {"kept"}}, "Enter a number from 0 to 10."},
		{"between its steps", url.Values{"soreness": {"1.5"}, "note": {"kept"}}, "Enter a whole number from 0 to 10."},
		{"no such answer", url.Values{"squat": {"maybe"}, "note": {"kept"}}, "Choose one of those listed."},
		{"no such kind", url.Values{"kind": {"during"}, "squat": {"ok"}, "note": {"kept"}}, "There is something to mend"},
		{"the future", url.Values{"squat": {"ok"}, "at": {"2026-03-04T09:01"}, "note": {"kept"}}, "This lies in the future."},
		{"a slip of the century", url.Values{"squat": {"ok"}, "at": {"1926-03-04T09:01"}, "note": {"kept"}}, "Check the year."},
		{"no moment", url.Values{"squat": {"ok"}, "at": {"soon"}, "note": {"kept"}}, "There is no such moment."},
		{"too long a note", url.Values{"squat": {"ok"}, "note": {"kept" + strings.Repeat("x", 1000)}}, "At most 1000 characters fit in here."},
		{"control characters", url.Values{"squat": {"ok"}, "note": {"kept\x00"}}, "There are characters in it that can't be kept."},
	}
	st := newStage(t)
	f := st.fed("anna")
	b := st.as(f.Person)
	for _, c := range cases {
		a := b.post("/checkin", c.form)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, a.status)
		}
		a.says(t, c.says, "There is something to mend", "kept")
	}
	all, err := st.store.CheckIns(t.Context(), "anna", time.Time{})
	st.must(err)
	if len(all) > 0 {
		t.Errorf("mistakes were recorded: %v", all)
	}
	if a := b.post("/checkin", url.Values{"squat": {"ok"}, "at": {"2026-03-04T09:00"}}); a.status != http.StatusSeeOther {
		t.Errorf("now is no future: %d", a.status)
	}
}

// A check-in is asked for by name before it goes.
func TestRemoveACheckIn(t *testing.T) {
	st := newStage(t)
	f, ben := st.fed("anna"), st.fed("ben")
	c := f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: st.now(), Soreness: new(4), Note: "<script>alert(1)</script>"})
	b := st.as(f.Person)
	b.get("/checkin").says(t, "Recent check-ins Wed 4 Mar 2026, 09:00 before a run: soreness 4/10", "&lt;script&gt;")
	b.get("/checkin/"+c.ID+"/remove").says(t, "Remove the check-in of Wed 4 Mar 2026, 09:00?", "soreness 4/10", "&lt;script&gt;", "Keep it")

	foreign := st.as(ben.Person)
	for _, path := range []string{"/checkin/" + c.ID + "/remove", "/checkin/c999/remove"} {
		if a, p := foreign.get(path), foreign.post(path, nil); a.status != http.StatusNotFound || p.status != http.StatusNotFound {
			t.Errorf("%s of another: %d, %d", path, a.status, p.status)
		}
	}
	f.onlyCheckIn()
	if a := b.post("/checkin/"+c.ID+"/remove", nil); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	b.get("/checkin").says(t, "Removed the check-in of Wed 4 Mar 2026, 09:00, before a run: soreness 4/10", "None yet")
}

// A check-in after a run says which run it belongs to, for as long as it can.
func TestCheckInNamesItsRun(t *testing.T) {
	st := newStage(t)
	f := st.fed("anna")
	f.record(f.easy(hours(20), 6.2))
	b := st.as(f.Person)
	b.get("/checkin?kind=after").says(t, "This is about the run of Tue 3 Mar 2026 13:00, 6.2 km.")
	b.post("/checkin", url.Values{"kind": {"after"}, "pain": {"5"}})
	b.get("/today").says(t, "Recorded, after a run: pain 5/10 – about the run of Tue 3 Mar 2026 13:00, 6.2 km.")
	st.after(hours(30))
	b.get("/checkin?kind=after").says(t, "This is about no run")
}
