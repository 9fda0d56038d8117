package series

import "math"

// Standing is the timer time in seconds that each sample stands for: from it
// to the next, at most hold seconds, without the pauses in between. The last
// sample stands to endS. Pauses are by time and don't overlap.
func Standing(t []float64, pauses []Span, endS, hold float64) []float64 {
	out := make([]float64, len(t))
	for i := range t {
		next := endS
		if i+1 < len(t) {
			next = t[i+1]
		}
		pauses = after(pauses, t[i])
		out[i] = min(max(next-t[i]-paused(pauses, t[i], next), 0), hold)
	}
	return out
}

// after is the pauses that end after t.
func after(pauses []Span, t float64) []Span {
	for len(pauses) > 0 && pauses[0].ToS <= t {
		pauses = pauses[1:]
	}
	return pauses
}

// paused is the time between from and to that the timer stood still.
func paused(pauses []Span, from, to float64) (s float64) {
	for _, p := range pauses {
		if p.FromS >= to {
			break
		}
		s += max(min(p.ToS, to)-max(p.FromS, from), 0)
	}
	return s
}

// bridgeS is how far apart two readings may lie, in seconds, for the samples
// between them to lack one without a hole: some watches spread values over
// records of different kinds that take turns.
const bridgeS = 5

// PerSecond is v on a grid of whole seconds: element i is the value standing
// in second [i, i+1), NaN where none stands, and still where the timer stood
// still. A value stands until the next sample, at most MaxHold seconds, and
// never beyond the beginning of a pause. A sample without a value ends it,
// unless the next value follows within 5 s. The grid reaches to endS. A second
// belongs to a pause when its middle does.
func PerSecond(t, v []float64, pauses []Span, endS, still float64) []float64 {
	out := make([]float64, int(math.Ceil(max(endS, 0))))
	fill(out, math.NaN())
	ahead := pauses
	for i := range t {
		if math.IsNaN(v[i]) {
			continue
		}
		from, to := int(t[i]), min(int(t[i])+MaxHold, len(out))
		if next := standsTo(t, v, i); next < len(t) {
			to = min(to, int(t[next]))
		}
		ahead = after(ahead, t[i])
		if len(ahead) > 0 {
			to = min(to, firstSecond(ahead[0].FromS))
		}
		for s := from; s < to; s++ {
			out[s] = v[i]
		}
	}
	for _, p := range pauses {
		for s := firstSecond(p.FromS); s < min(firstSecond(p.ToS), len(out)); s++ {
			out[s] = still
		}
	}
	return out
}

// standsTo is the sample that ends the value at i: the next one, or the next
// with a value where that is near.
func standsTo(t, v []float64, i int) int {
	for next := i + 1; next < len(t) && t[next]-t[i] <= bridgeS; next++ {
		if !math.IsNaN(v[next]) {
			return next
		}
	}
	return i + 1
}

// firstSecond is the first whole second whose middle is at or after t.
func firstSecond(t float64) int { return max(int(math.Ceil(t-0.5)), 0) }
