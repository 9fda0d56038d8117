package chart_test

import (
	"math"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/web/chart"
)

var absent = math.NaN()

// sampled is a run recorded once a second: the values at each second come from
// the functions, nil for what was not recorded.
type sampled struct {
	seconds                             int
	speed, altitude, heartRate, incline func(s float64) float64
	withoutDistance                     bool
	sport                               analysis.Sport
	subSport                            string
	pauses                              []analysis.Span // of which no samples were taken
}

func (m sampled) made() (analysis.Run, analysis.Track) {
	value := func(of func(float64) float64, s float64) float64 {
		if of == nil {
			return absent
		}
		return of(s)
	}
	var track analysis.Track
	distance := 0.0
	for s := range m.seconds + 1 {
		at := float64(s)
		paused := false
		for _, p := range m.pauses {
			paused = paused || at > p.FromS && at < p.ToS
		}
		if paused {
			continue
		}
		sample := analysis.Sample{AtS: at, DistanceM: distance, SpeedMPS: value(m.speed, at),
			AltitudeM: value(m.altitude, at), HeartRate: value(m.heartRate, at), GradePct: value(m.incline, at)}
		if m.speed != nil {
			distance += sample.SpeedMPS
		}
		if m.withoutDistance || m.speed == nil {
			sample.DistanceM = absent
		}
		track.Samples = append(track.Samples, sample)
	}
	track.Pauses = m.pauses
	sport := m.sport
	if sport == "" {
		sport = analysis.Running
	}
	run := analysis.Run{ID: "run", Sport: sport, SubSport: m.subSport, Provenance: analysis.WatchFile, Format: "fit", Integrity: analysis.Intact,
		Start: time.Date(2026, 5, 12, 7, 0, 0, 0, time.UTC)}
	p := configs.DefaultProtocol()
	run = analysis.Complete(run, track, p)
	run.Measures = analysis.Measure(run, track, p)
	return run, track
}

func always(v float64) func(float64) float64 { return func(float64) float64 { return v } }

// hilly is half an hour at 3 m/s, flat but for a hill of 60 m in the middle,
// with a heart rate that rises to 170.
var hilly = sampled{
	seconds: 1800, speed: always(3),
	altitude: func(s float64) float64 { return 400 + 60*max(0, 1-math.Abs(s-900)/300) },
	heartRate: func(s float64) float64 {
		if s < 900 {
			return 130
		}
		return 170
	},
}

// source is the run as the chart is asked for it, after a treatment the day
// before, with a usual distance of 6 km and an HRmax of 190.
func (m sampled) source(u analysis.Units) chart.Source {
	run, track := m.made()
	p := configs.DefaultProtocol()
	h := analysis.History{
		Runner:     analysis.Runner{HRMax: new(190.0)},
		Treatments: []analysis.Treatment{{ID: "t", At: run.Start.Add(-72 * time.Hour)}},
		Runs:       []analysis.Run{run},
	}
	for i := range 4 {
		h.Runs = append(h.Runs, analysis.Run{ID: string(rune('a' + i)), Sport: analysis.Running, Start: run.Start.AddDate(0, 0, -5-i),
			DistanceM: new(6000.0), MovingS: new(2100.0)})
	}
	s := chart.Source{Run: run, Track: track, Protocol: p, Units: u}
	for _, e := range analysis.Assess(h, p)[0].Entries {
		s.Verdict = e.Verdict
	}
	s.Caps = analysis.PlanAt(h, p, run.Start).Caps
	return s
}

func (m sampled) chart() chart.Data { return chart.Of(m.source(analysis.Metric)) }

// at is the value of a column at a second, NaN where the chart has none.
func at(d chart.Data, column chart.Column, second float64) float64 {
	for i, t := range d.Columns.TimeS {
		if t == second {
			return column[i]
		}
	}
	return absent
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func must[T any](t *testing.T, v *T) T {
	t.Helper()
	if v == nil {
		t.Fatal("nil, want a value")
	}
	return *v
}
