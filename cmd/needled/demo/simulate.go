package demo

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tormoder/fit"
)

// Any runner's heart: how many beats/min it rises a m/s, its lowest on foot,
// and how slowly it follows.
const (
	heartPerMPS = 52
	heartOnFoot = 92
	heartLagS   = 35
)

// body is what tells runners apart.
type body struct {
	careful float64 // m/s on the flat at an easy effort
	heart   float64 // beats/min at that
	ceiling float64 // beats/min
}

// someBody is the runner's of the ten weeks.
var someBody = body{careful: careful, heart: 126, ceiling: 178}

// sample is one second of an activity.
type sample struct {
	at        int     // seconds since the start
	distanceM float64 // since the start
	altitudeM float64
	speed     float64 // m/s
	heart     float64 // beats/min
	cadence   float64 // double steps/min
	lat, lon  float64 // degrees
}

// lap is a stretch of samples, both ends included.
type lap struct {
	first, last int
	intensity   fit.Intensity
	trigger     fit.LapTrigger
}

// stop is the timer standing still, in seconds since the start.
type stop struct{ from, to int }

// activity is an outing as it came to pass.
type activity struct {
	outing
	start   time.Time
	course  course
	samples []sample
	laps    []lap
	stops   []stop
}

// phase is a part of an outing run at one pace.
type phase struct {
	toM       float64 // where it ends
	speed     float64
	intensity fit.Intensity
}

// phases are the parts of the outing; a plain run is one.
func (o outing) phases() []phase {
	total := o.km * 1000
	if o.reps == 0 {
		return []phase{{total, o.speed, fit.IntensityActive}}
	}
	const warmUp, hard, jog = 1300, 600, 200
	quicker := o.body.careful / careful
	ps := []phase{{warmUp, o.speed, fit.IntensityWarmup}}
	for i := range o.reps {
		from := warmUp + float64(i)*(hard+jog)
		ps = append(ps,
			phase{from + hard, repeats * quicker, fit.IntensityActive},
			phase{from + hard + jog, 2.42 * quicker, fit.IntensityRest})
	}
	return append(ps, phase{total, o.speed, fit.IntensityCooldown})
}

// randomFor is the source of chance of one outing. It depends on nothing but
// the outing's place, so that the story is the same whatever the date.
func randomFor(place uint64) *rand.Rand { return rand.New(rand.NewPCG(2056, place)) }

// simulate runs the outing, a second at a time.
func simulate(o outing, start time.Time, rng *rand.Rand) activity {
	o.km += 0.06 * rng.Float64() // nobody stops at a round figure
	a := activity{outing: o, start: start, course: newCourse(rng, o.km*1000, o.climb)}
	phases, lights := o.phases(), a.redLights(rng)
	sensors := newSensors(rng)
	pace := wander{keep: 0.97, spread: 0.012}

	now := sample{heart: heartOnFoot + 8}
	record := func() { a.samples = append(a.samples, sensors.read(a, now)) }
	lapFrom := 0
	record()
	for {
		for len(phases) > 1 && now.distanceM >= phases[0].toM {
			last := len(a.samples) - 1
			a.laps = append(a.laps, lap{lapFrom, last, phases[0].intensity, fit.LapTriggerManual})
			lapFrom, phases = last, phases[1:]
		}
		if now.distanceM >= o.km*1000 {
			break
		}
		if len(lights) > 0 && now.distanceM >= lights[0] {
			wait := 20 + rng.IntN(35)
			a.stops = append(a.stops, stop{now.at, now.at + wait})
			now.at += wait
			now.speed = 0
			now.heart += (heartOnFoot - now.heart) * (1 - math.Exp(-float64(wait)/60))
			lights = lights[1:]
			record()
		}
		grade := a.course.gradePct(now.distanceM)
		want := phases[0].speed * slowing(grade) * (1 + pace.next(rng))
		now.at++
		now.speed += (want - now.speed) / 2
		now.distanceM += now.speed
		now.heart += (o.body.beats(now.speed, grade, now.at) - now.heart) / heartLagS
		record()
	}
	if o.reps == 0 {
		a.laps = autoLaps(a.samples)
	} else {
		a.laps = append(a.laps, lap{lapFrom, len(a.samples) - 1, phases[0].intensity, fit.LapTriggerSessionEnd})
	}
	return a
}

// redLights are the distances at which the runner has to wait.
func (a activity) redLights(rng *rand.Rand) []float64 {
	at := make([]float64, a.lights)
	for i := range at {
		at[i] = a.km * 1000 * (0.15 + 0.7*rng.Float64())
	}
	slices.Sort(at)
	return at
}

// slowing is the share of the flat pace a careful runner keeps on a grade.
func slowing(gradePct float64) float64 {
	if gradePct > 0 {
		return 1 - 0.015*gradePct
	}
	return 1 + 0.003*gradePct
}

// beats is the heart rate the effort settles at: by speed, more uphill, less
// downhill, and a little more as time goes on.
func (b body) beats(speed, gradePct float64, atS int) float64 {
	effort := speed * (1 + 0.02*max(gradePct, 0) + 0.01*min(gradePct, 0))
	drift := 0.001 * float64(atS)
	return max(heartOnFoot, b.heart+heartPerMPS*(effort-b.careful)+drift)
}

// autoLaps cuts a lap each full km, as watches do by themselves.
func autoLaps(samples []sample) []lap {
	var laps []lap
	first := 0
	for i, s := range samples {
		if s.distanceM >= 1000*float64(len(laps)+1) && i < len(samples)-1 {
			laps = append(laps, lap{first, i, fit.IntensityActive, fit.LapTriggerDistance})
			first = i
		}
	}
	return append(laps, lap{first, len(samples) - 1, fit.IntensityActive, fit.LapTriggerSessionEnd})
}
