package fit

import (
	"math"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
	"needled/analysis/series"
	"needled/ingest"
)

// sessionTotals takes the totals the device states.
func sessionTotals(d *ingest.Decoded, s *tfit.SessionMsg) {
	r := &d.Run
	r.DistanceM = known(s.GetTotalDistanceScaled())
	r.MovingS = known(s.GetTotalTimerTimeScaled())
	r.ElapsedS = known(s.GetTotalElapsedTimeScaled())
	// Some devices swap the two, many round the one and not the other.
	if r.ElapsedS != nil && r.MovingS != nil && *r.ElapsedS < *r.MovingS {
		if *r.MovingS-*r.ElapsedS > 2 {
			remark(d, "It states more moving (%.0f s) than elapsed time (%.0f s).", *r.MovingS, *r.ElapsedS)
		}
		r.ElapsedS = new(*r.MovingS)
	}
	if s.TotalAscent != math.MaxUint16 {
		r.AscentM, r.AscentSource = new(float64(s.TotalAscent)), analysis.FromDevice
	}
	if s.TotalDescent != math.MaxUint16 {
		r.DescentM, r.DescentSource = new(float64(s.TotalDescent)), analysis.FromDevice
	}
	// tormoder widens avg_speed into the enhanced one where both are there.
	// Programs that compute none write 0.
	if v := s.GetEnhancedAvgSpeedScaled(); v > 0 || orZero(s.GetTotalDistanceScaled()) == 0 {
		r.AvgSpeedMPS = known(v)
	}
	r.AvgHR = beats(s.AvgHeartRate)
	r.MaxHR = beats(s.MaxHeartRate)
	if tfit.IsBaseTime(s.StartTime) {
		remark(d, "It does not state when it began; that is taken from its records.")
	}
}

// recordTotals makes totals of the records where no session states them. Of a
// file that breaks off they are the least that the run can have been.
func recordTotals(d *ingest.Decoded, breaksOff bool) {
	r, samples := &d.Run, d.Track.Samples
	remark(d, "It has no totals; distance and times are taken from its records.")
	if breaksOff {
		r.CutShort = true
		remark(d, "It breaks off, so the run may have been longer.")
	}
	if r.Integrity == analysis.Intact {
		r.Integrity = analysis.Partial
	}
	if len(samples) == 0 {
		return
	}
	last := samples[len(samples)-1]
	stood := 0.0
	for _, p := range d.Track.Pauses {
		stood += max(0, min(p.ToS, last.AtS)-p.FromS)
	}
	if len(d.Track.Pauses) == 0 {
		for i := range samples[1:] {
			if hole := samples[i+1].AtS - samples[i].AtS; hole > series.MaxHold {
				stood += hole
			}
		}
	}
	r.ElapsedS = new(last.AtS)
	r.MovingS = new(max(0, last.AtS-stood))
	for i := len(samples) - 1; i >= 0 && r.DistanceM == nil; i-- {
		r.DistanceM = known(samples[i].DistanceM)
	}
}

// known is v, nil when it is absent.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// beats is a heart rate. Some programs write 0 for none.
func beats(v uint8) *float64 {
	if v == 0 || v == math.MaxUint8 {
		return nil
	}
	return new(float64(v))
}
