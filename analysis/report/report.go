package report

import (
	"fmt"
	"slices"
	"time"

	"needled/analysis"
)

// Report is everything a report on one recovery is made of.
type Report struct {
	Runner analysis.Runner
	// Name is whose runs they are, as people read it: on the title and the foot.
	// "" is the runner's.
	Name     string
	Recovery analysis.Recovery
	// CheckIns of the runner, of any time; the report takes those that belong
	// to the recovery.
	CheckIns []analysis.CheckIn
	// At is the moment the report is made for; zero when it makes no
	// difference. Without it a report can't tell whether rest is still going
	// on.
	At time.Time
	// Next is the plan at At, nil when it is not of this recovery.
	Next *analysis.Plan
}

// Summary counts what a recovery held.
type Summary struct {
	Runs         int    `json:"runs"` // numbered runs, each with a verdict
	OK           int    `json:"ok"`
	Unknown      int    `json:"unknown"`
	Caution      int    `json:"caution"`
	Violation    int    `json:"violation"`
	Others       int    `json:"others"`    // activities of other sports
	Accidents    int    `json:"accidents"` // too short to count
	Aside        int    `json:"aside"`     // kept aside, in no verdict
	RestKept     Kept   `json:"rest_kept"`
	RestWhy      string `json:"rest_why"` // a few words, "" where yes says it all
	DaysWithData int    `json:"days_with_data"`
	Days         int    `json:"days"` // from the treatment to the end of the recovery, or to At
}

// Kept answers whether rest was kept.
type Kept string

const (
	RestKept    Kept = "yes"
	RestBroken  Kept = "no"
	RestUnknown Kept = "unknown"
)

// Summary counts what the recovery held.
func (r Report) Summary() Summary {
	var s Summary
	for _, e := range r.Recovery.Entries {
		switch {
		case e.Verdict == nil:
			s.Accidents++
		case e.Verdict.RunNumber == nil:
			s.Others++
		default:
			s.count(e.Verdict.Level)
		}
	}
	s.Aside = len(r.Recovery.Aside)
	s.RestKept, s.RestWhy = r.restKept()
	s.DaysWithData, s.Days = r.days()
	return s
}

func (s *Summary) count(l analysis.Level) {
	s.Runs++
	switch l {
	case analysis.Violation:
		s.Violation++
	case analysis.Caution:
		s.Caution++
	case analysis.Unknown:
		s.Unknown++
	default:
		s.OK++
	}
}

// restKept says whether nobody ran before the floor, as far as it is known.
func (r Report) restKept() (Kept, string) {
	kept, why := RestKept, ""
	for _, e := range r.Recovery.Entries {
		if e.Verdict == nil {
			continue
		}
		if f := e.Verdict.Finding(analysis.TooEarly); f != nil {
			switch {
			case f.Level == analysis.Violation:
				return RestBroken, fmt.Sprintf("run %d after %s", *e.Verdict.RunNumber, hoursAfter(e.Verdict))
			case f.Level == analysis.Unknown && kept != RestUnknown:
				kept, why = RestUnknown, fmt.Sprintf("when run %d was is not known well enough", *e.Verdict.RunNumber)
			}
		}
		if f := e.Verdict.Finding(analysis.HighIntensity); f != nil && f.Level == analysis.Caution && why == "" {
			why = "no running, but " + lower(e.Run.Sport.Words())
		}
	}
	switch {
	case kept == RestUnknown:
	case r.asideInRest():
		return RestUnknown, "what is kept aside of that time may have been a run"
	case !r.At.IsZero() && r.At.Before(r.Recovery.Floor):
		return RestUnknown, "it is not over yet"
	case len(r.Recovery.Entries) == 0 && len(r.Recovery.Aside) > 0:
		return RestUnknown, "all that was recorded is kept aside"
	case len(r.Recovery.Entries) == 0:
		return RestUnknown, "nothing was recorded"
	}
	return kept, why
}

// asideInRest says whether something kept aside may be a run before the floor.
func (r Report) asideInRest() bool {
	return slices.ContainsFunc(r.Recovery.Aside, func(run analysis.Run) bool {
		return run.MayBeRun() && (run.StartHidden || run.Start.Before(r.Recovery.Floor))
	})
}

// end is when the recovery ended, nil while it is open: one that never got
// its runs ends at the latest it can.
func (r Report) end() *time.Time {
	if rec := r.Recovery; rec.End == nil && r.At.After(rec.Latest) {
		return &rec.Latest
	}
	return r.Recovery.End
}

// days counts the local days of the recovery up to its end or At, and those
// on which anything was recorded.
func (r Report) days() (with, all int) {
	s := Style{Zone: r.Runner.Location()}
	seen := map[time.Time]bool{}
	last := r.Recovery.Treatment.At
	note := func(t time.Time) {
		seen[s.midnight(t)] = true
		if t.After(last) {
			last = t
		}
	}
	for _, e := range r.Recovery.Entries {
		note(e.Run.Start)
	}
	for _, run := range r.Recovery.Aside {
		note(run.Start)
	}
	for _, c := range r.checkIns() {
		note(c.At)
	}
	switch end := r.end(); {
	case end != nil && (r.At.IsZero() || end.Before(r.At)):
		if end.After(last) {
			last = *end
		}
	case r.At.After(last):
		last = r.At
	}
	return len(seen), s.daysBetween(r.Recovery.Treatment.At, last) + 1
}

// checkIns are those of the recovery, by time: made in it, or after a run of
// it.
func (r Report) checkIns() []analysis.CheckIn {
	end := r.Recovery.Latest
	if r.Recovery.End != nil {
		end = *r.Recovery.End
	}
	afterRun := time.Duration(r.Recovery.Protocol.Value(analysis.SymptomWindow) * float64(time.Hour))
	var lastRun time.Time
	for _, e := range r.Recovery.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil && e.Run.End().After(lastRun) {
			lastRun = e.Run.End()
		}
	}
	var own []analysis.CheckIn
	for _, c := range r.CheckIns {
		inside := !c.At.Before(r.Recovery.Treatment.At) && !c.At.After(end)
		after := c.Kind == analysis.AfterRun && c.At.After(end) && !lastRun.IsZero() && c.At.Sub(lastRun) <= afterRun
		if inside || after {
			own = append(own, c)
		}
	}
	slices.SortStableFunc(own, func(a, b analysis.CheckIn) int { return a.At.Compare(b.At) })
	return own
}
