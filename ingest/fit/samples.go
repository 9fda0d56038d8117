package fit

import (
	"cmp"
	"math"
	"slices"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
	"needled/ingest"
)

const day = 24 * 3600 // seconds

// sample makes a sample of a record. Its AtS is Unix time, its distance as in
// the file, until its leg is known.
func sample(r *tfit.RecordMsg, unix int64) analysis.Sample {
	s := analysis.Sample{
		AtS:       float64(unix),
		DistanceM: r.GetDistanceScaled(),
		// tormoder widens altitude and speed into the enhanced ones where
		// both are there.
		AltitudeM: r.GetEnhancedAltitudeScaled(),
		SpeedMPS:  r.GetEnhancedSpeedScaled(),
		HeartRate: float64(r.HeartRate),
		GradePct:  r.GetGradeScaled(),
	}
	if r.HeartRate == 0 || r.HeartRate == math.MaxUint8 {
		s.HeartRate = math.NaN()
	}
	return s
}

// inOrder sorts samples by time and joins those of one second: some devices
// record every sensor for itself, or several times a second.
func inOrder(samples []analysis.Sample) []analysis.Sample {
	byTime := func(a, b analysis.Sample) int { return cmp.Compare(a.AtS, b.AtS) }
	if !slices.IsSortedFunc(samples, byTime) {
		slices.SortStableFunc(samples, byTime)
	}
	n := 0
	for _, s := range samples {
		if n > 0 && samples[n-1].AtS == s.AtS {
			complete(&samples[n-1], s)
			continue
		}
		samples[n] = s
		n++
	}
	return samples[:n]
}

// complete fills what is absent in s from another sample of the same second.
func complete(s *analysis.Sample, from analysis.Sample) {
	for _, v := range [][2]*float64{
		{&s.DistanceM, &from.DistanceM},
		{&s.AltitudeM, &from.AltitudeM},
		{&s.SpeedMPS, &from.SpeedMPS},
		{&s.HeartRate, &from.HeartRate},
		{&s.GradePct, &from.GradePct},
	} {
		if math.IsNaN(*v[0]) {
			*v[0] = *v[1]
		}
	}
}

// track is the samples of a leg with times counted from its start, up to its
// horizon.
func (l leg) track() []analysis.Sample {
	for i := range l.samples {
		l.samples[i].AtS -= float64(l.from)
		if l.samples[i].AtS > float64(l.horizon()) {
			return l.samples[:i:i]
		}
	}
	return l.samples
}

// rebase makes the distances of samples count from the start of their leg. In
// multisport events some devices count on from leg to leg, others begin anew;
// which it is shows by the total. Distances that contradict the total (swims by
// satellite, old footpods) are left out, since they would show a course that
// was not run. before is what the device had counted before the leg.
func rebase(d *ingest.Decoded, before float64) {
	samples, total := d.Track.Samples, d.Run.DistanceM
	// The first record may be the last one of the leg before.
	if len(samples) > 1 && samples[0].DistanceM > samples[1].DistanceM {
		samples[0].DistanceM = math.NaN()
	}
	first, last := ends(samples)
	if math.IsNaN(first) {
		return
	}
	off := func(base float64) float64 {
		if total == nil {
			return 0
		}
		return math.Abs(last - base - *total)
	}
	base := 0.0
	if before <= first && off(before) <= off(0) {
		base = before
	}
	if contradicts(off(base), total) && !contradicts(off(first), total) {
		base = first
	}
	if !contradicts(off(base), total) {
		for i := range samples {
			if samples[i].DistanceM -= base; samples[i].DistanceM < 0 {
				samples[i].DistanceM = math.NaN() // the device began anew in between
			}
		}
		return
	}
	if *total == 0 {
		remark(d, "Its total distance is 0, though its records come to %.0f m.", last-base)
		return
	}
	remark(d, "Its records come to %.0f m, its total to %.0f m; the total counts and the distances of the records were left out.",
		last-base, *total)
	for i := range samples {
		samples[i].DistanceM = math.NaN()
	}
}

// contradicts says whether distances are too far off the total to be a matter
// of rounding, or of a late last record.
func contradicts(off float64, total *float64) bool {
	return total != nil && off > 50 && off > *total/20
}

// ends are the first and last known distance, NaN without any.
func ends(samples []analysis.Sample) (first, last float64) {
	first, last = math.NaN(), math.NaN()
	for _, s := range samples {
		if math.IsNaN(s.DistanceM) {
			continue
		}
		if math.IsNaN(first) {
			first = s.DistanceM
		}
		last = s.DistanceM
	}
	return first, last
}
