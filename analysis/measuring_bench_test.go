package analysis_test

import (
	"math"
	"testing"

	. "needled/analysis"
)

// hour is an hour of running, a sample a second, with noise on everything.
func hour() (Run, Track) {
	track := everySecond(3601, func(i int, s *Sample) {
		x := float64(i)
		s.DistanceM = 3*x + math.Sin(x/3)
		s.SpeedMPS = 3 + .4*math.Sin(x/40) + .1*math.Sin(x*7)
		s.AltitudeM = 200 + 30*math.Sin(x/300) + .5*math.Sin(x*5)
		s.HeartRate = math.Round(140 + 15*math.Sin(x/200) + 2*math.Sin(x))
	})
	track.Pauses = []Span{{FromS: 1000, ToS: 1060}, {FromS: 2500, ToS: 2510}}
	track.Laps = marked(active, active, active)
	return lasting(3600), track
}

func BenchmarkMeasure(b *testing.B) {
	run, track := hour()
	p := clinic()
	b.ReportAllocs()
	for b.Loop() {
		Measure(run, track, p)
	}
}

func BenchmarkComplete(b *testing.B) {
	run, track := hour()
	p := clinic()
	b.ReportAllocs()
	for b.Loop() {
		Complete(run, track, p)
	}
}
