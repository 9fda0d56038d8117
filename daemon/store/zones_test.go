package store

import (
	"testing"
	"time"

	"needled/analysis"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// in is a store of the clinic's protocol with a zone in its settings.
func in(t testing.TB, zone string) Options {
	o := options()
	o.Zone = zoneOf(t, zone)
	return o
}

func dateOnly(t *analysis.Treatment) { t.DateOnly = true }

// location is the zone that holds for the runner.
func (t tester) location() string {
	t.Helper()
	r, err := t.Runner(t.Context(), t.runner)
	t.must(err)
	return r.Location().String()
}

// hiddenStart is a run that is only known to be of the local day of its start.
func hiddenStart(r *analysis.Run) { r.StartHidden, r.UTCOffsetS = true, nil }

// Who has no zone of their own is judged by the one in the settings, whatever
// it was when they were first written.
func followsSettingsZone(t tester, again place) {
	t.Store = again(t, in(t, "Europe/Berlin"))
	t.treat(time.Date(2026, 3, 2, 0, 0, 0, 0, zoneOf(t, "Europe/Berlin")), dateOnly)
	// In Berlin it is of the day before the treatment, in Tokyo of its day.
	t.record(append(usual(), newRun(time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC), 3, hiddenStart))...)
	if numbers := t.numbers(); len(numbers) != 0 {
		t.Errorf("in Berlin: %v", numbers)
	}

	t.Store = again(t, in(t, "Asia/Tokyo"))
	if zone := t.location(); zone != "Asia/Tokyo" {
		t.Errorf("me lives in %s", zone)
	}
	judged := false
	t.must(t.EnsureJudged(t.Context(), me, func(int, int) { judged = true }))
	if !judged {
		t.Error("not judged again for the new zone")
	}
	if numbers := t.numbers(); len(numbers) != 1 {
		t.Errorf("in Tokyo: %v", numbers)
	}
	t.judged()
	t.must(t.EnsureJudged(t.Context(), me, func(int, int) { t.Error("judged again although it was") }))

	// What is read and written back is no zone of the runner's own.
	r, err := t.Runner(t.Context(), me)
	t.must(err)
	r.Experience = analysis.Seasoned
	t.must(t.EditRunner(t.Context(), r))
	t.must(t.EnsureJudged(t.Context(), me, func(int, int) { t.Error("judged again although editing did") }))
	t.Store = again(t, in(t, "Europe/Berlin"))
	if zone := t.location(); zone != "Europe/Berlin" {
		t.Errorf("me still lives in %s", zone)
	}
}

func keepsOwnZone(t tester, again place) {
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "anna", Zone: zoneOf(t, "Europe/Berlin")}))
	t.runner = "anna"
	t.treat(treated)
	t.record(newRun(after(1), 3))

	t.Store = again(t, in(t, "Asia/Tokyo"))
	if zone := t.location(); zone != "Europe/Berlin" {
		t.Errorf("anna lives in %s", zone)
	}
	t.must(t.EnsureJudged(t.Context(), "anna", func(int, int) { t.Error("judged again for a zone that isn't hers") }))

	// Taken away, the settings' holds, and all is judged by it at once.
	t.must(t.EditRunner(t.Context(), analysis.Runner{Name: "anna"}))
	if zone := t.location(); zone != "Asia/Tokyo" {
		t.Errorf("anna lives in %s", zone)
	}
	t.must(t.EnsureJudged(t.Context(), "anna", func(int, int) { t.Error("editing did not judge by the new zone") }))
	t.judged()
}

// A date stays the same date in whichever zone it is read.
func keepsDates(t tester, again place) {
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Asia/Tokyo"} {
		t.Store = again(t, in(t, zone))
		if zone == "Europe/Berlin" {
			// Any instant of the day will do, and another treatment at the
			// midnight of another zone is another treatment.
			t.treat(treated, dateOnly)
			t.treat(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
		}
		first := time.Date(2026, 3, 2, 0, 0, 0, 0, zoneOf(t, zone))
		got, err := t.Treatment(t.Context(), me, "t1")
		t.must(err)
		if !got.At.Equal(first) {
			t.Errorf("in %s: %v", zone, got.At.In(first.Location()))
		}
		_, err = t.AddTreatment(t.Context(), analysis.Treatment{Runner: me, At: first})
		t.fails(err, Conflict, "t1", "2026-03-02 00:00")

		got.Note = "edited in " + zone
		edited, err := t.EditTreatment(t.Context(), got)
		t.must(err)
		t.equal(edited, got)
		all, err := t.Treatments(t.Context(), me)
		t.must(err)
		if len(all) != 2 || all[0].At.After(all[1].At) {
			t.Errorf("in %s not by time: %+v", zone, all)
		}
	}
}
