package analysis_test

import (
	"testing"

	. "needled/analysis"
)

const (
	unmarked = IntensityNone
	active   = IntensityActive
	rest     = IntensityRest
	warmup   = IntensityWarmup
	cooldown = IntensityCooldown
	recovery = IntensityRecovery
	interval = IntensityInterval
)

// marked are laps of a minute each.
func marked(intensities ...Intensity) []Lap {
	var laps []Lap
	for i, in := range intensities {
		laps = append(laps, Lap{Span: Span{FromS: float64(60 * i), ToS: float64(60*i + 60)}, Intensity: in, Step: -1})
	}
	return laps
}

func TestIntervalsThatLapsTell(t *testing.T) {
	for _, c := range []struct {
		name string
		laps []Lap
		want []int // numbers of the laps
	}{
		{"marked as such", marked(warmup, interval, interval, cooldown), []int{1, 2}},
		{"active between rests", marked(warmup, active, rest, active, recovery, active, cooldown), []int{1, 3, 5}},
		{"active before a rest", marked(active, rest), []int{0}},
		{"active after a rest", marked(rest, active), []int{1}},
		{"active, not next to one", marked(active, active, rest, active, active), []int{1, 3}},
		{"warm-up and cool-down are no rest", marked(warmup, active, cooldown), nil},
		{"a lap each kilometre", marked(active, active, active, active), nil},
		{"not marked", marked(unmarked, rest, unmarked), nil},
		{"none", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Measure(lasting(600), Track{Laps: c.laps, Samples: []Sample{sampleAt(0)}}, clinic())
			var got []int
			for _, span := range m.Intervals {
				got = append(got, int(span.FromS/60))
			}
			sameList(t, "interval laps", got, c.want...)
			if m.IntervalSteps != 0 {
				t.Errorf("%d interval steps without a workout", m.IntervalSteps)
			}
		})
	}
}

func TestALapWithoutIntensityTakesThatOfItsStep(t *testing.T) {
	laps := marked(unmarked, unmarked, unmarked, active, unmarked)
	for i, step := range []int{0, 1, 2, 2, 7} {
		laps[i].Step = step
	}
	steps := []Step{{Intensity: warmup}, {Intensity: interval}, {Intensity: rest}}
	m := Measure(lasting(600), Track{Laps: laps, Steps: steps}, clinic())
	// Lap 1 is step 1's interval; lap 3 says active itself, after a rest,
	// although its step is one.
	sameList(t, "intervals", m.Intervals, Span{FromS: 60, ToS: 120}, Span{FromS: 180, ToS: 240})
	if m.IntervalSteps != 0 {
		t.Errorf("%d interval steps counted besides the laps", m.IntervalSteps)
	}
}

func TestIntervalStepsOfAWorkout(t *testing.T) {
	step := func(in Intensity) Step { return Step{Intensity: in} }
	again := func(from, times int) Step { return Step{RepeatFrom: from, Repeats: times} }
	for _, c := range []struct {
		name  string
		steps []Step
		want  int
	}{
		{"as written", []Step{step(warmup), step(interval), step(rest), step(interval), step(cooldown)}, 2},
		{"active between rests", []Step{step(warmup), step(active), step(rest), step(active), step(cooldown)}, 2},
		{"repeated six times", []Step{step(warmup), step(active), step(recovery), again(1, 6), step(cooldown)}, 6},
		{"a repeat of a repeat", []Step{step(interval), step(rest), again(0, 3), step(recovery), again(0, 2)}, 6},
		{"two repeats", []Step{step(interval), step(rest), again(0, 3), step(active), step(recovery), again(3, 2)}, 5},
		{"a steady run", []Step{step(warmup), step(active), step(cooldown)}, 0},
		{"a repeat of what comes after it", []Step{step(interval), again(5, 4)}, 1},
		{"a repeat of itself", []Step{step(interval), again(1, 4)}, 1},
		{"a repeat from nowhere", []Step{step(interval), again(-1, 4)}, 1},
		{"repeats without end stop at 1,000 steps", []Step{step(interval), again(0, 1<<30), again(0, 1<<30)}, 1000},
	} {
		t.Run(c.name, func(t *testing.T) {
			track := Track{Steps: c.steps, Laps: marked(active, active, unmarked)} // laps that tell nothing
			if got := Measure(lasting(600), track, clinic()).IntervalSteps; got != c.want {
				t.Errorf("%d interval steps, want %d", got, c.want)
			}
			track.Laps = marked(active, cooldown)
			if got := Measure(lasting(600), track, clinic()).IntervalSteps; got != 0 {
				t.Errorf("%d interval steps where laps tell what was run", got)
			}
		})
	}
}
