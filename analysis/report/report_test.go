package report

import (
	"testing"
	"time"

	"needled/analysis"
)

func TestRestKept(t *testing.T) {
	treated := time.Date(2026, 3, 2, 17, 30, 0, 0, time.UTC)
	at := func(level analysis.Level) analysis.Entry {
		return judged(run("r", treated.Add(30*time.Hour), 3, 18), 1, new(30.0), early(level, 30, 48, ""))
	}
	for _, tt := range []struct {
		name    string
		entries []analysis.Entry
		at      time.Time
		want    Kept
		why     string
	}{
		{"a run after the floor", []analysis.Entry{at(analysis.Caution)}, time.Time{}, RestKept, ""},
		{"a run before it", []analysis.Entry{at(analysis.OK), at(analysis.Violation)}, time.Time{}, RestBroken, "run 1 after 30 h"},
		{"a run whose time is hidden", []analysis.Entry{at(analysis.Unknown), at(analysis.OK)}, time.Time{}, RestUnknown, "when run 1 was is not known well enough"},
		{"nothing recorded", nil, treated.Add(100 * time.Hour), RestUnknown, "nothing was recorded"},
		{"the rest goes on", []analysis.Entry{judged(run("w", treated, 2, 20), 0, nil)}, treated.Add(23 * time.Hour), RestUnknown, "it is not over yet"},
		{"the rest has just passed", []analysis.Entry{judged(run("w", treated, 2, 20), 0, nil)}, treated.Add(24 * time.Hour), RestKept, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Report{At: tt.at, Recovery: analysis.Recovery{
				Treatment: analysis.Treatment{At: treated}, Floor: treated.Add(24 * time.Hour), Entries: tt.entries}}
			if s := r.Summary(); s.RestKept != tt.want || s.RestWhy != tt.why {
				t.Errorf("got %s (%s), want %s (%s)", s.RestKept, s.RestWhy, tt.want, tt.why)
			}
		})
	}
}

func TestDaysAreCountedInTheRunnersZone(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	r.Recovery.Entries = r.Recovery.Entries[:1]
	r.Recovery.Entries[0].Run.Start = march(zone, 28, 23, 59) // the clocks go forward that night
	r.CheckIns = nil
	r.Recovery.End, r.Recovery.Latest, r.At = nil, march(zone, 30, 0, 0), march(zone, 29, 0, 30)
	if s := r.Summary(); s.DaysWithData != 1 || s.Days != 28 {
		t.Errorf("data on %d of %d days, want 1 of 28", s.DaysWithData, s.Days)
	}
}

// A recovery that never got its three runs is over all the same.
func TestAnOldRecoveryIsClosed(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	r.Recovery.End = nil
	latest := r.Recovery.Latest // 23 March, 17:30
	for _, tt := range []struct {
		name   string
		at     time.Time
		open   bool
		period string
		days   int
	}{
		{"at its latest end", latest, true, "Mon 2 Mar 2026, still open, until Mon 23 Mar 2026 at the latest", 22},
		{"just after it", latest.Add(time.Second), false, "Mon 2 Mar 2026 to Mon 23 Mar 2026", 22},
		{"in November", latest.AddDate(0, 8, 0), false, "Mon 2 Mar 2026 to Mon 23 Mar 2026", 22},
		{"at no moment", time.Time{}, true, "Mon 2 Mar 2026, still open, until Mon 23 Mar 2026 at the latest", 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r.At = tt.at
			if got := period(r, Style{Zone: zone}); got != tt.period {
				t.Errorf("period %q, want %q", got, tt.period)
			}
			if _, days := r.days(); days != tt.days {
				t.Errorf("%d days, want %d", days, tt.days)
			}
			view := NewReportJSON(r, analysis.Metric).Recovery
			if view.Open != tt.open || (view.End == nil) != tt.open || !tt.open && *view.End != view.Latest {
				t.Errorf("open %v, end %v, latest %s", view.Open, view.End, view.Latest)
			}
		})
	}
}

func TestCheckInsOfARecovery(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	end := *r.Recovery.End // the last run ended on the 9th, 18:36
	add := func(id string, kind analysis.CheckInKind, at time.Time) {
		r.CheckIns = append(r.CheckIns, analysis.CheckIn{ID: id, Kind: kind, At: at})
	}
	add("at the end", analysis.Readiness, end)
	add("ready, past the end", analysis.Readiness, end.Add(time.Second))
	add("after, within 48 h of the run", analysis.AfterRun, march(zone, 11, 18, 36))
	add("after, later", analysis.AfterRun, march(zone, 11, 18, 37))
	var got []string
	for _, c := range r.checkIns() {
		got = append(got, c.ID)
	}
	want := []string{"k1", "k2", "at the end", "after, within 48 h of the run"}
	if len(got) != len(want) || got[0] != want[0] || got[2] != want[2] || got[3] != want[3] {
		t.Errorf("got %q, want %q", got, want)
	}
}
