package demo

import (
	"math"
	"math/rand/v2"

	"github.com/tormoder/fit"
)

// wander is noise that drifts: each value keeps a part of the one before.
type wander struct{ value, keep, spread float64 }

func (w *wander) next(rng *rand.Rand) float64 {
	w.value = w.keep*w.value + math.Sqrt(1-w.keep*w.keep)*w.spread*rng.NormFloat64()
	return w.value
}

// sensors see what happens as a watch does: not quite.
type sensors struct {
	rng         *rand.Rand
	pulse       wander // beats/min
	pressure    wander // metres of altitude
	north, east wander // metres
}

func newSensors(rng *rand.Rand) *sensors {
	return &sensors{
		rng:      rng,
		pulse:    wander{keep: 0.93, spread: 1.2},
		pressure: wander{keep: 0.98, spread: 0.25},
		north:    wander{keep: 0.95, spread: 2},
		east:     wander{keep: 0.95, spread: 2},
	}
}

// read is what the watch writes of a second: distance and speed as they are,
// the rest with its noise.
func (s *sensors) read(a activity, was sample) sample {
	seen := was
	seen.heart = min(was.heart+s.pulse.next(s.rng), a.body.ceiling)
	seen.cadence = a.cadence(was.speed)
	seen.altitudeM = a.course.height(was.distanceM) + s.pressure.next(s.rng)
	lat, lon := a.course.position(was.distanceM)
	seen.lat, seen.lon = lat+s.north.next(s.rng)/degreeM, lon+s.east.next(s.rng)/degreeM
	return seen
}

// cadence is in double steps a minute, as FIT has it.
func (o outing) cadence(speed float64) float64 {
	switch {
	case speed < 0.5:
		return 0
	case o.sport == fit.SportWalking:
		return 56
	}
	return 80 + 7*(speed-o.body.careful)
}
