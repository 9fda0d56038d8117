package fit

import (
	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// maxSteps bounds the steps of a workout; watches take some 50.
const maxSteps = 1000

// addStep reads a workout_step message and puts it at its index, which is what
// laps refer to.
func addStep(steps []analysis.Step, d *definition, msg []byte) []analysis.Step {
	at := len(steps)
	if v, ok := d.number(msg, 254); ok { // message_index
		at = int(v)
	}
	if at >= maxSteps {
		return steps
	}
	for len(steps) <= at {
		steps = append(steps, analysis.Step{})
	}
	steps[at] = readStep(d, msg)
	return steps
}

func readStep(d *definition, msg []byte) analysis.Step {
	var s analysis.Step
	if v, ok := d.number(msg, 7); ok { // intensity
		s.Intensity = intensity(tfit.Intensity(v))
	}
	kind, _ := d.number(msg, 1) // duration_type
	from, ok := d.number(msg, 2)
	if !ok || !isRepeat(tfit.WktStepDuration(kind)) || from >= maxSteps {
		return s
	}
	s.RepeatFrom = int(from)
	// How often "until 20 min have passed" goes round is not known; once, at
	// least.
	s.Repeats = 1
	if n, ok := d.number(msg, 4); ok && tfit.WktStepDuration(kind) == tfit.WktStepDurationRepeatUntilStepsCmplt {
		s.Repeats = int(min(n, maxSteps))
	}
	return s
}

func isRepeat(d tfit.WktStepDuration) bool {
	switch d {
	case tfit.WktStepDurationRepeatUntilPowerLastLapLessThan,
		tfit.WktStepDurationRepeatUntilMaxPowerLastLapLessThan,
		tfit.WktStepDurationRepeatUntilTrainingPeaksTss:
		return true
	}
	return d >= tfit.WktStepDurationRepeatUntilStepsCmplt && d <= tfit.WktStepDurationRepeatUntilPowerGreaterThan
}

func intensity(i tfit.Intensity) analysis.Intensity {
	switch i {
	case tfit.IntensityActive:
		return analysis.IntensityActive
	case tfit.IntensityRest:
		return analysis.IntensityRest
	case tfit.IntensityWarmup:
		return analysis.IntensityWarmup
	case tfit.IntensityCooldown:
		return analysis.IntensityCooldown
	case tfit.IntensityRecovery:
		return analysis.IntensityRecovery
	case tfit.IntensityInterval:
		return analysis.IntensityInterval
	}
	return analysis.IntensityNone
}
