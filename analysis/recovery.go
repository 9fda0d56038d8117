package analysis

import (
	"sort"
	"time"
)

// possible is the earliest and the latest instant a run may have started.
// They are the same unless the source hides the time of day.
type possible struct{ earliest, latest time.Time }

func (p possible) known() bool { return p.earliest.Equal(p.latest) }

// startOf is when a run may have started: the whole local day where the
// source hides the time.
func startOf(r Run, zone *time.Location) possible {
	if !r.StartHidden {
		return possible{r.Start, r.Start}
	}
	if r.UTCOffsetS != nil {
		zone = time.FixedZone("", *r.UTCOffsetS)
	}
	y, m, d := r.Start.In(zone).Date()
	return possible{FirstInstant(y, m, d, zone), FirstInstant(y, m, d+1, zone).Add(-time.Second)}
}

// accident says whether a running activity is an accident of the button:
// short in distance and in time. It counts nowhere.
func (r Run) accident(p Protocol) bool {
	moving := r.MovingS
	if moving == nil {
		moving = r.ElapsedS
	}
	return r.Sport.IsRun() && r.DistanceM != nil && moving != nil &&
		*r.DistanceM < p.Value(AccidentM) && *moving < p.Value(AccidentS)
}

// distance is the distance in metres, nil where there is none: a treadmill
// without a footpod reports 0 for a whole run.
func (r Run) distance() *float64 {
	if r.DistanceM == nil || *r.DistanceM <= 0 {
		return nil
	}
	return r.DistanceM
}

// membersOf lists the activities in the recovery of treatment i, by index,
// with its end (nil while open) and the latest end it can have.
//
// The recovery begins at the end of the treatment and ends at the later of
// the start of its third run and 7 days after the start of its first; at the
// latest after 21 days, or at the next treatment. A run whose source hides
// the time of day belongs to the treatment of that day.
func (j *judge) membersOf(i int) (members []int, end *time.Time, latest time.Time) {
	t, p := j.treatments[i], j.protocols[i]
	latest = t.At.Add(days(p.Value(RecoveryMaxDays)))
	next := -1
	if i+1 < len(j.treatments) && !j.treatments[i+1].At.After(latest) {
		next = i + 1
		latest = j.treatments[next].At
	}
	within := func(at time.Time) bool {
		if next >= 0 {
			return at.Before(latest)
		}
		return !at.After(latest)
	}

	first := sort.Search(len(j.runs), func(k int) bool { return !j.times[k].latest.Before(t.At) })
	runs := 0
	var start time.Time // of the first run
	for k := first; k < len(j.runs) && within(j.times[k].latest); k++ {
		at := j.times[k].latest
		if end != nil && at.After(*end) {
			break
		}
		members = append(members, k)
		if run := j.runs[k]; !run.Sport.IsRun() || run.accident(p) {
			continue
		}
		if runs++; runs == 1 {
			start = at
		}
		if float64(runs) == p.Value(RecoveryRuns) {
			last := start.Add(days(p.Value(RecoveryDays)))
			if at.After(last) {
				last = at
			}
			end = &last
		}
	}
	if next >= 0 && (end == nil || end.After(latest)) {
		end = new(latest)
	}
	if end != nil && end.After(latest) {
		end = new(latest)
	}
	return members, end, latest
}

func days(d float64) time.Duration  { return time.Duration(d * 24 * float64(time.Hour)) }
func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }
