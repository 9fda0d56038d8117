package analysis

// Track is what a file holds of an activity beyond its totals: samples, laps,
// workout steps and pauses. It is not stored; the original is, and decodes
// again in milliseconds. Positions are not part of it: decoders use them for
// distance where nothing better exists, and drop them.
type Track struct {
	Samples []Sample // by time
	Laps    []Lap    // by time
	Steps   []Step   // the workout the device was following, in order; empty without one
	Pauses  []Span   // timer stopped, by time, not overlapping
}

// Sample is one record of a track. Absent values are NaN.
type Sample struct {
	AtS       float64 // seconds since the start of the run
	DistanceM float64 // metres since the start of the run
	AltitudeM float64 // metres
	SpeedMPS  float64 // m/s
	HeartRate float64 // beats/min
	GradePct  float64 // incline in percent as the device states it (treadmills)
}

// Span is a stretch of time in seconds since the start of the run.
type Span struct {
	FromS float64 `json:"from_s"`
	ToS   float64 `json:"to_s"`
}

// Intensity is what a lap or workout step is marked as by the file.
type Intensity string

const (
	IntensityNone     Intensity = "" // not marked
	IntensityActive   Intensity = "active"
	IntensityRest     Intensity = "rest"
	IntensityWarmup   Intensity = "warmup"
	IntensityCooldown Intensity = "cooldown"
	IntensityRecovery Intensity = "recovery"
	IntensityInterval Intensity = "interval"
)

// Lap is a lap as the device marked it.
type Lap struct {
	Span
	DistanceM float64 // NaN when absent
	Intensity Intensity
	Step      int // index into Track.Steps, -1 without one
}

// Step is a step of a structured workout.
type Step struct {
	Intensity Intensity
	// RepeatFrom and Repeats describe a repeat step: the steps from index
	// RepeatFrom up to this one are done Repeats times in all. Repeats is 0
	// for an ordinary step.
	RepeatFrom, Repeats int
}
