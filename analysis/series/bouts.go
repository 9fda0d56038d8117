package series

// Bout is a fast stretch: whole seconds, with its mean speed in m/s.
type Bout struct {
	FromS, ToS float64
	SpeedMPS   float64
}

// Pattern says what counts as a bout.
type Pattern struct {
	Share      float64 // of the median moving speed, at or above which it is fast
	MinS, MaxS float64 // length of the stretch in seconds, both inclusive
	RestS      float64 // seconds below that speed that must follow
}

// Bouts finds the bouts in speed, one value a second in m/s with 0 for the
// paused timer (PerSecond), which counts as slow; NaN is unknown, and neither
// fast nor slow. A single noisy second or two neither make nor break a bout.
// The end of the run is no rest. median is the median moving speed, 0 when the
// runner never moved.
func Bouts(speed []float64, p Pattern) (bouts []Bout, median float64) {
	median = medianMoving(speed)
	if median == 0 {
		return nil, 0
	}
	// A share like 1.12 has no exact binary form: a runner at exactly 112 %
	// is fast.
	limit := p.Share * median * (1 - 1e-9)
	steady := runningMedian(speed)
	for from := 0; from < len(steady); {
		to := from
		for to < len(steady) && steady[to] >= limit {
			to++
		}
		slow := to
		for slow < len(steady) && steady[slow] < limit {
			slow++
		}
		length, rest := float64(to-from), float64(slow-to)
		if length > 0 && length >= p.MinS && length <= p.MaxS && rest >= p.RestS {
			bouts = append(bouts, Bout{float64(from), float64(to), mean(speed[from:to])})
		}
		from = max(slow, from+1) // from+1: past an unknown second
	}
	return bouts, median
}

func mean(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
