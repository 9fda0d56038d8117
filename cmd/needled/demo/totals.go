package demo

// totals is what a watch sums up of a session or a lap.
type totals struct {
	elapsedS, timerS   float64
	distanceM          float64
	ascentM, descentM  float64
	maxSpeed           float64 // m/s
	avgHeart, maxHeart float64 // beats/min
	avgCadence         float64 // double steps/min
}

// totals sums up the samples from first to last, both included.
func (a activity) totals(first, last int) totals {
	from, to := a.samples[first], a.samples[last]
	t := totals{
		elapsedS:  float64(to.at - from.at),
		distanceM: to.distanceM - from.distanceM,
	}
	t.timerS = t.elapsedS
	for _, s := range a.stops {
		if s.from >= from.at && s.to <= to.at {
			t.timerS -= float64(s.to - s.from)
		}
	}
	// The barometer's own filter sees the ground, not the noise of a second.
	upTo, downTo := a.course.climbed(to.distanceM)
	upFrom, downFrom := a.course.climbed(from.distanceM)
	t.ascentM, t.descentM = upTo-upFrom, downTo-downFrom

	samples := a.samples[first : last+1]
	for _, s := range samples {
		t.maxSpeed = max(t.maxSpeed, s.speed)
		t.maxHeart = max(t.maxHeart, s.heart)
		t.avgHeart += s.heart / float64(len(samples))
		t.avgCadence += s.cadence / float64(len(samples))
	}
	return t
}
