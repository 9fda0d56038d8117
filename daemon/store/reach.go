package store

import (
	"slices"
	"time"

	"needled/analysis"
)

const day = 24 * time.Hour

// reach says how far in time one thing can bear on another under a protocol
// and what was set for single treatments. It only has to be long enough: a
// wider reach costs time, not truth.
type reach struct {
	recovery time.Duration // from a treatment to the last run of its recovery
	before   time.Duration // a change bears on treatments up to this long before it,
	after    time.Duration // and up to this long after it
	history  time.Duration // a treatment is judged by runs up to this long before it,
	earlier  time.Duration // and by treatments up to this long before it
}

func (s *Store) reachOf(all []analysis.Treatment, runner analysis.Runner) reach {
	most := func(keys ...analysis.Key) (v float64) {
		for _, k := range keys {
			v = max(v, s.Protocol.Value(k))
			for _, t := range all {
				v = max(v, t.Caps[k])
			}
		}
		return v
	}
	days := func(keys ...analysis.Key) time.Duration { return time.Duration(most(keys...) * float64(day)) }
	hours := func(keys ...analysis.Key) time.Duration { return time.Duration(most(keys...) * float64(time.Hour)) }

	// Margins of two days: starts known by their day only, zones, and runs
	// that go on past midnight.
	const margin = 2 * day
	r := reach{recovery: days(analysis.RecoveryMaxDays) + margin}

	// A run may belong to an earlier recovery, and is then left out of the
	// baselines that follow.
	baseline := days(analysis.BaselineDays1, analysis.BaselineDays2, analysis.BaselineDays3) + r.recovery
	rest := hours(analysis.TypicalFloor, analysis.TypicalClear, analysis.DemandingFloor, analysis.DemandingClear) + hours(analysis.LongerRest)
	pulse := days(analysis.HRMaxDays)
	if runner.HRMax != nil {
		pulse = 0 // declared, so no run bears on it
	}
	r.earlier = max(baseline, rest) + margin
	r.history = max(r.earlier, pulse, days(analysis.LongestDays)) + margin
	r.before = r.recovery + hours(analysis.SymptomWindow, analysis.ReadinessWindow, analysis.ReleaseWindow) + margin
	r.after = r.history + r.recovery
	return r
}

// anyReaches says whether a change at one of the instants can bear on the
// recovery of a treatment at t.
func (r reach) anyReaches(changes []time.Time, t time.Time) bool {
	return slices.ContainsFunc(changes, func(at time.Time) bool {
		return span{at.Add(-r.before), at.Add(r.after)}.holds(t)
	})
}

// windows are the spans in which runs of the recoveries of some treatments
// may have started; all come by time.
func (r reach) windows(all []analysis.Treatment, some []int) []span {
	var spans []span
	for _, i := range some {
		w := span{all[i].At.Add(-day), all[i].At.Add(r.recovery)}
		if i+1 < len(all) && all[i+1].At.Add(day).Before(w.to) {
			w.to = all[i+1].At.Add(day)
		}
		spans = append(spans, w)
	}
	return merged(spans)
}
