package series

import "math"

const (
	// StandingMPS is the speed in m/s below which a person stands.
	StandingMPS = 0.5
	// staleS is how long a distance may repeat, in seconds, and still count as
	// not yet updated by a slow sensor rather than as standing.
	staleS = 10
)

// Speeds derives the speed in m/s at each sample from the distance d in
// metres, which never falls: the distance covered until it next changes, by
// the time taken. Watches that update distance only every few seconds repeat
// it in between, which is not standing still; for longer than 10 s it is. The
// last distance takes the speed before it. NaN before the first known
// distance, and everywhere with fewer than two.
func Speeds(t, d []float64) []float64 {
	out := make([]float64, len(d))
	fill(out, math.NaN())
	from, same := -1, -1 // first and latest sample at the current distance
	speed := math.NaN()
	for i := range d {
		switch {
		case math.IsNaN(d[i]):
			continue
		case from < 0:
			from = i
		case d[i] != d[same]:
			if t[same]-t[from] > staleS {
				fill(out[from:same], 0)
				from = same
			}
			speed = (d[i] - d[from]) / (t[i] - t[from])
			fill(out[from:i], speed)
			from = i
		}
		same = i
	}
	if same > from {
		speed = 0 // it repeats to the end
	}
	if from >= 0 {
		fill(out[from:], speed)
	}
	return out
}

func fill(v []float64, x float64) {
	for i := range v {
		v[i] = x
	}
}

// Moving is the moving time in seconds where the source states none: the time
// the samples stand for, without pauses, gaps, and samples whose speed is
// known to be that of standing.
func Moving(t, speed []float64, pauses []Span, endS float64) float64 {
	var moving float64
	for i, s := range Standing(t, pauses, endS, MaxHold) {
		if !(speed[i] < StandingMPS) {
			moving += s
		}
	}
	return moving
}

// Fill puts values between known ones by proportion of time, over holes of at
// most MaxHold seconds, for sources that record distance and altitude in
// different samples. It changes v.
func Fill(t, v []float64) {
	last := -1
	for i := range v {
		if math.IsNaN(v[i]) {
			continue
		}
		if last >= 0 && i > last+1 && t[i]-t[last] <= MaxHold {
			slope := (v[i] - v[last]) / (t[i] - t[last])
			for k := last + 1; k < i; k++ {
				v[k] = v[last] + slope*(t[k]-t[last])
			}
		}
		last = i
	}
}
