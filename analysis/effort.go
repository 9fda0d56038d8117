package analysis

import (
	"math"
	"time"
)

// hrMax is a runner's highest heart rate and how it is known.
type hrMax struct {
	bpm float64 // 0 when unknown
	how string  // "declared", "found in 14 runs", "by age"
}

// hrMaxAt is the runner's HRmax at the time of a run: declared, else the
// highest plausible rate of enough runs of the year before, else by age
// (208 − 0.7 × age).
func (j *judge) hrMaxAt(run Run, p Protocol) hrMax {
	return j.hrMax(startOf(run, j.zone).latest, p)
}

func (j *judge) hrMax(at time.Time, p Protocol) hrMax {
	if j.runner.HRMax != nil {
		return hrMax{*j.runner.HRMax, "declared"}
	}
	runs, peak := 0, 0.0
	for _, k := range j.before(at, days(p.Value(HRMaxDays))) {
		if hr := j.runs[k].PeakHR; hr != nil {
			runs++
			peak = max(peak, *hr)
		}
	}
	if float64(runs) >= p.Value(HRMaxRuns) {
		return hrMax{peak, "the highest of your last year's runs"}
	}
	if j.runner.BirthYear != nil {
		age := at.In(j.zone).Year() - *j.runner.BirthYear
		return hrMax{p.Value(HRMaxAgeBase) - p.Value(HRMaxAgeSlope)*float64(age), "estimated by age"}
	}
	return hrMax{}
}

// above is how much of a run's moving time lies above a heart rate.
type above struct {
	share   float64 // of moving time
	longest Span    // the longest stretch above it
}

// heartRateAbove measures the time above a heart rate. ok is false where
// heart rate covers too little of the moving time.
func heartRateAbove(run Run, bpm float64, p Protocol) (a above, ok bool) {
	if run.Measures == nil || len(run.Measures.HeartRate) == 0 {
		return above{}, false
	}
	covered, over, from := 0, 0, -1
	trace := run.Measures.HeartRate
	for s, hr := range trace {
		if hr != 0 {
			covered++
		}
		if float64(hr) > bpm {
			over++
			if from < 0 {
				from = s
			}
			if s+1-from > int(a.longest.ToS-a.longest.FromS) {
				a.longest = Span{FromS: float64(from), ToS: float64(s + 1)}
			}
		} else {
			from = -1
		}
	}
	moving := float64(len(trace))
	if run.MovingS != nil && *run.MovingS > 0 {
		moving = *run.MovingS
	}
	a.share = min(float64(over)/moving, 1)
	return a, !exceeds(p.Value(HRCoverage), float64(covered)/moving)
}

// load is a run's training load, Banister's TRIMP: minutes × share of
// heart-rate reserve × 0.64 e^(1.92 × that share). Nil without heart rate.
func (j *judge) load(run Run, top hrMax, p Protocol) *float64 {
	resting := p.Value(RestingHR)
	if j.runner.RestingHR != nil {
		resting = *j.runner.RestingHR
	}
	if run.AvgHR == nil || run.MovingS == nil || top.bpm <= resting || *run.AvgHR <= resting {
		return nil
	}
	reserve := (*run.AvgHR - resting) / (top.bpm - resting)
	return new(*run.MovingS / 60 * reserve * 0.64 * math.Exp(1.92*reserve))
}

func (j *judge) usualLoad(b Baseline, top hrMax, p Protocol) *float64 {
	return median(b.Runs, func(r Run) *float64 { return j.load(r, top, p) })
}

// exceeds says whether a lies above b by more than the noise of floating
// point.
func exceeds(a, b float64) bool { return a > b+1e-9*max(1, math.Abs(a), math.Abs(b)) }
