package analysis

// measureRevision changes when Measure computes something differently, so
// that runs measured by an older needled are measured again.
const measureRevision = "2"

// Measures is what the rules need of a run's samples, taken once when the
// run is read, so that judging needs no samples.
type Measures struct {
	// HeartRate is the heart rate in beats/min in each second since the
	// start; 0 where there was no reading, or the timer stood still. Empty
	// without heart rate.
	HeartRate []byte `json:"heart_rate,omitempty"`

	// Grades are consecutive windows of equal length with their grade. Empty
	// without altitude and distance.
	Grades []GradeSpan `json:"grades,omitempty"`
	// GradesFromIncline says that Grades come from the incline recorded
	// indoors, not from altitude.
	GradesFromIncline bool `json:"grades_from_incline,omitempty"`
	// InclineAscentM and InclineDescentM are the climb by recorded incline,
	// in metres; nil without incline.
	InclineAscentM  *float64 `json:"incline_ascent_m,omitempty"`
	InclineDescentM *float64 `json:"incline_descent_m,omitempty"`

	// Marks are the seconds since the start at which each full 100 m was
	// reached: Marks[0] at 100 m, Marks[1] at 200 m. Empty without distance.
	Marks []float64 `json:"marks,omitempty"`

	// HasSpeed says whether samples carry speed or distance, so that bouts
	// could be looked for.
	HasSpeed bool `json:"has_speed,omitempty"`
	// MedianSpeedMPS is the median moving speed over the samples, in m/s.
	MedianSpeedMPS float64 `json:"median_speed_mps,omitempty"`
	// Bouts are the stretches clearly faster than the rest of the run, each
	// followed by an easier stretch.
	Bouts []Bout `json:"bouts,omitempty"`
	// Intervals are the laps that the file marks as intervals, or as active
	// between rest or recovery laps.
	Intervals []Span `json:"intervals,omitempty"`
	// IntervalSteps counts such steps in the workout the device followed,
	// repeats included, where laps say nothing of it.
	IntervalSteps int `json:"interval_steps,omitempty"`
}

// GradeSpan is a stretch of the course with its mean grade.
type GradeSpan struct {
	FromM    float64 `json:"from_m"`
	ToM      float64 `json:"to_m"`
	FromS    float64 `json:"from_s"`
	ToS      float64 `json:"to_s"`
	GradePct float64 `json:"grade_pct"`
}

// Bout is a stretch of fast running.
type Bout struct {
	Span
	SpeedMPS float64 `json:"speed_mps"` // mean
}

// timeAt is the time in seconds at which a distance in metres was reached,
// between the marks by proportion; nil where the marks don't tell.
func (m *Measures) timeAt(metres float64) *float64 {
	if m == nil {
		return nil
	}
	before := int(metres / 100)
	if metres < 0 || before > len(m.Marks) {
		return nil
	}
	var from float64
	if before > 0 {
		from = m.Marks[before-1]
	}
	if before == len(m.Marks) {
		return new(from)
	}
	return new(from + (m.Marks[before]-from)*(metres/100-float64(before)))
}
