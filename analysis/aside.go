package analysis

import (
	"time"
)

// asideOf lists the runs kept aside that would lie in the recovery of
// treatment i, by start.
func (j *judge) asideOf(i int, end *time.Time, latest time.Time) []Run {
	if end != nil {
		latest = *end
	}
	var aside []Run
	for _, r := range j.aside {
		at := startOf(r, j.zone).latest
		nextOne := i+1 < len(j.treatments) && !at.Before(j.treatments[i+1].At)
		if !at.Before(j.treatments[i].At) && !at.After(latest) && !nextOne {
			aside = append(aside, r)
		}
	}
	return aside
}

// asideBefore counts what is kept aside and may have been a run within the span before the instant.
func (j *judge) asideBefore(at time.Time, span time.Duration) int {
	n := 0
	for _, r := range j.aside {
		if start := startOf(r, j.zone).latest; r.MayBeRun() && start.Before(at) && !start.Before(at.Add(-span)) {
			n++
		}
	}
	return n
}

// AsideRuns counts what is kept aside in a recovery and may have been a run.
func (r Recovery) AsideRuns() int {
	n := 0
	for _, run := range r.Aside {
		if run.MayBeRun() {
			n++
		}
	}
	return n
}

// AsideInWords says that what may have been runs of a recovery is kept aside,
// and what to do; "" when there is nothing like it.
func (r Recovery) AsideInWords() Phrase {
	switch n := r.AsideRuns(); n {
	case 0:
		return ""
	case 1:
		return "One recording since the treatment is kept aside and counts nowhere; it may have been a run. Settle it first: needled runs --review."
	default:
		return phrase("%d recordings since the treatment are kept aside and count nowhere; any of them may have been a run. Settle them first: needled runs --review.", n)
	}
}

// MayBeRun says whether an activity is running, or names no sport.
func (r Run) MayBeRun() bool { return r.Sport.IsRun() || r.Sport == UnknownSport }
