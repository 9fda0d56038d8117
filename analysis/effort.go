package analysis

import (
	"bytes"
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

// limit is the highest whole heart rate that is not above the share of HRmax.
func (top hrMax) limit(share float64) float64 { return math.Floor(share*top.bpm + 1e-6) }

// above is how much of a run's moving time lies above a heart rate.
type above struct {
	share   float64 // of moving time
	longest Span    // the longest stretch above it
}

// heartRateAbove measures the time above a whole heart rate. ok is false where
// heart rate covers too little of the moving time.
func heartRateAbove(run Run, bpm float64, p Protocol) (a above, ok bool) {
	if run.Measures == nil || len(run.Measures.HeartRate) == 0 {
		return above{}, false
	}
	trace, limit := run.Measures.HeartRate, int(bpm)
	covered := len(trace) - bytes.Count(trace, []byte{0})
	over, stretch, longest, end := 0, 0, 0, 0
	for s, hr := range trace {
		if int(hr) <= limit {
			stretch = 0
			continue
		}
		over++
		if stretch++; stretch > longest {
			longest, end = stretch, s+1
		}
	}
	a.longest = Span{FromS: float64(end - longest), ToS: float64(end)}
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
	return Median(b.Runs, func(r Run) *float64 { return j.load(r, top, p) })
}

// speedTolerance is the share by which two speeds may differ and still count
// as equal: distance and time of a run are not known better.
const speedTolerance = 0.001

// faster says whether a speed lies above b by more than speeds are known.
func faster(a, b float64) bool { return exceeds(a, b*(1+speedTolerance)) }

// exceeds says whether a lies above b by more than the noise of floating
// point.
func exceeds(a, b float64) bool { return a > b+1e-9*max(1, math.Abs(a), math.Abs(b)) }
