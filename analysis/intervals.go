package analysis

import "slices"

// mostSteps bounds the expansion of a workout's repeats.
const mostSteps = 1000

// intervalsOf finds what a track marks as intervals: laps, and where laps say
// nothing, the steps of the workout that was followed.
func intervalsOf(track Track) (laps []Span, steps int) {
	marks := make([]Intensity, len(track.Laps))
	telling := false
	for i, l := range track.Laps {
		marks[i] = l.Intensity
		if l.Intensity == IntensityNone && l.Step >= 0 && l.Step < len(track.Steps) {
			marks[i] = track.Steps[l.Step].Intensity
		}
		telling = telling || marks[i] != IntensityNone && marks[i] != IntensityActive
	}
	for i := range marks {
		if isInterval(marks, i) {
			laps = append(laps, track.Laps[i].within(longestS))
		}
	}
	if telling {
		return laps, 0
	}
	done := expand(track.Steps)
	for i := range done {
		if isInterval(done, i) {
			steps++
		}
	}
	return laps, steps
}

// isInterval says whether the i-th lap or step is an interval: marked so, or
// active directly before or after rest or recovery. Warm-up and cool-down are
// no rest, and laps that are all active (one a kilometre) are no intervals.
func isInterval(marks []Intensity, i int) bool {
	easy := func(m Intensity) bool { return m == IntensityRest || m == IntensityRecovery }
	switch marks[i] {
	case IntensityInterval:
		return true
	case IntensityActive:
		return i > 0 && easy(marks[i-1]) || i+1 < len(marks) && easy(marks[i+1])
	}
	return false
}

// expand lists the intensities of a workout's steps in the order they are
// done, repeats written out, up to mostSteps of them. A repeat that points
// nowhere before itself is ignored.
func expand(steps []Step) []Intensity {
	var done []Intensity
	begins := make([]int, 0, len(steps)) // where each step begins in done
	for i, s := range steps {
		begins = append(begins, len(done))
		switch {
		case s.Repeats == 0:
			done = append(done, s.Intensity)
		case s.RepeatFrom >= 0 && s.RepeatFrom < i:
			block := slices.Clone(done[begins[s.RepeatFrom]:])
			for n := 1; n < s.Repeats && len(block) > 0 && len(done) < mostSteps; n++ {
				done = append(done, block...)
			}
		}
		if len(done) >= mostSteps {
			return done[:mostSteps]
		}
	}
	return done
}
