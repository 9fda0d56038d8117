// Package series measures what a run's samples tell: smoothed values, ascent,
// grades, fast bouts, moving time. It knows nothing of runs, sports or
// protocols: plain functions on plain slices, standard library only.
//
// Conventions, everywhere: t holds seconds since the start, finite, not
// negative, rising; the other slices have its length and hold NaN where a
// sample lacks the value. A sample stands until the next one, but never
// longer than MaxHold: a longer hole is a gap in the recording, of which
// nothing is known. While the timer was paused nothing stands.
package series

// MaxHold is how long a sample may stand for the time after it, in seconds.
const MaxHold = 30

// Span is a stretch of time in seconds since the start.
type Span struct{ FromS, ToS float64 }
