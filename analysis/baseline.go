package analysis

import (
	"slices"
	"sort"
	"time"
)

// Baseline is what was usual before a treatment. Pointers are nil where it is
// not known.
type Baseline struct {
	UsualM        *float64 // usual distance in metres; nil: no baseline
	UsualMovingS  *float64 // seconds
	UsualSpeedMPS *float64 // m/s over moving time
	UsualClimb    *float64 // metres per km, the larger of ascent and descent
	LongestM      *float64 // longest run of the days before, metres
	LongestRun    string   // its ID
	Days          int      // the span the usual figures were taken over; 0 when declared or none
	Declared      bool     // UsualM is what the runner or clinician declared
	Runs          []Run    // the runs it was made of, by start
	Found, Needed int      // without a baseline: runs found in the widest span, and runs it takes
	Aside         int      // without a baseline: what is kept aside of that span and may have been a run
}

// baselineOf is what was usual before a treatment, frozen at it: the median
// of the runs of the last 28 days, else 42, else 90, else what was declared.
// Runs inside an earlier recovery are left out, so that repeated treatments
// don't ratchet it down, and runs whose file breaks off, since they may have
// been longer.
func (j *judge) baselineOf(t Treatment, p Protocol) Baseline {
	var b Baseline
	j.longest(&b, t, p)
	for _, span := range [][2]Key{{BaselineDays1, BaselineRuns1}, {BaselineDays2, BaselineRuns2}, {BaselineDays3, BaselineRuns3}} {
		d, needed := p.Value(span[0]), int(p.Value(span[1]))
		found := j.before(t.At, days(d))
		runs := make([]Run, 0, len(found))
		for _, k := range found {
			if !j.inRecovery[k] && !j.runs[k].CutShort && j.runs[k].distance() != nil {
				runs = append(runs, j.runs[k])
			}
		}
		if len(runs) >= needed {
			b.Days, b.Runs = int(d), runs
			b.UsualM = Median(runs, Run.distance)
			b.UsualMovingS = Median(runs, func(r Run) *float64 { return r.MovingS })
			b.UsualSpeedMPS = Median(runs, Run.SpeedMPS)
			b.UsualClimb = Median(runs, Run.ClimbMPerKm)
			return b
		}
		b.Found, b.Needed, b.Aside = len(runs), needed, j.asideBefore(t.At, days(d))
	}
	if j.runner.UsualM != nil {
		b.UsualM, b.Declared = j.runner.UsualM, true
	}
	return b
}

// longest finds the longest run of the days before, earlier recoveries
// included.
func (j *judge) longest(b *Baseline, t Treatment, p Protocol) {
	for _, k := range j.before(t.At, days(p.Value(LongestDays))) {
		if d := j.runs[k].distance(); d != nil && (b.LongestM == nil || *d > *b.LongestM) {
			b.LongestM, b.LongestRun = d, j.runs[k].ID
		}
	}
}

// before lists the runs that count and started within the span before the
// instant, by index.
func (j *judge) before(at time.Time, span time.Duration) []int {
	from := at.Add(-span)
	lo := sort.Search(len(j.counted), func(k int) bool { return !j.times[j.counted[k]].latest.Before(from) })
	hi := sort.Search(len(j.counted), func(k int) bool { return !j.times[j.counted[k]].latest.Before(at) })
	return j.counted[lo:hi]
}

// ClimbMPerKm is the larger of ascent and descent in metres per km, nil
// without distance or climb.
func (r Run) ClimbMPerKm() *float64 {
	d := r.distance()
	if d == nil || r.AscentM == nil && r.DescentM == nil {
		return nil
	}
	var up, down float64
	if r.AscentM != nil {
		up = *r.AscentM
	}
	if r.DescentM != nil {
		down = *r.DescentM
	}
	return new(max(up, down) / *d * 1000)
}

// Median is the median of what the runs state, nil when none does. Of an even
// count it is the mean of the middle two.
func Median(runs []Run, of func(Run) *float64) *float64 {
	var vs []float64
	for _, r := range runs {
		if v := of(r); v != nil {
			vs = append(vs, *v)
		}
	}
	return median(vs)
}

// median is that of values, which it sorts; nil of none.
func median(vs []float64) *float64 {
	if len(vs) == 0 {
		return nil
	}
	slices.Sort(vs)
	mid := len(vs) / 2
	if len(vs)%2 == 1 {
		return new(vs[mid])
	}
	return new((vs[mid-1] + vs[mid]) / 2)
}
