package fit

import (
	"slices"
	"testing"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

func TestPauses(t *testing.T) {
	const (
		start, stop, stopAll, disable = tfit.EventTypeStart, tfit.EventTypeStop, tfit.EventTypeStopAll, tfit.EventTypeStopDisableAll
	)
	type event struct {
		at   int
		kind tfit.EventType
	}
	tests := []struct {
		name   string
		events []event
		want   []analysis.Span
	}{
		{"none", []event{{0, start}, {600, stopAll}}, nil},
		{"one", []event{{0, start}, {100, stopAll}, {160, start}, {600, stopAll}}, []analysis.Span{{FromS: 100, ToS: 160}}},
		{"every kind of stop", []event{{10, stop}, {20, start}, {30, stopAll}, {40, start}, {50, disable}, {60, start}},
			[]analysis.Span{{FromS: 10, ToS: 20}, {FromS: 30, ToS: 40}, {FromS: 50, ToS: 60}}},
		{"stopped twice", []event{{100, stopAll}, {110, stopAll}, {160, start}}, []analysis.Span{{FromS: 100, ToS: 160}}},
		{"started twice", []event{{100, stopAll}, {160, start}, {170, start}}, []analysis.Span{{FromS: 100, ToS: 160}}},
		{"of no length", []event{{100, stopAll}, {100, start}}, nil},
		{"out of order", []event{{160, start}, {100, stopAll}}, []analysis.Span{{FromS: 100, ToS: 160}}},
		{"before the start", []event{{-20, stopAll}, {10, start}}, []analysis.Span{{FromS: 0, ToS: 10}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m messages
			m.fileID(tfit.FileTypeActivity)
			m.session(tfit.SportRunning, 0, 600, 600, 1800)
			for _, e := range tt.events {
				m.timer(e.at, e.kind)
			}
			if got := one(t, m.bytes()).Track.Pauses; !slices.Equal(got, tt.want) {
				t.Errorf("pauses are %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPausesOfLegs(t *testing.T) {
	m := writeDuathlon(true, true)
	m.timer(500, tfit.EventTypeStopAll)
	m.timer(700, tfit.EventTypeStart) // across the first leg's end
	all := decoded(t, m.bytes(), 3)
	for i, want := range [][]analysis.Span{{{FromS: 500, ToS: 600}}, {{FromS: 0, ToS: 100}}, nil} {
		if got := all[i].Track.Pauses; !slices.Equal(got, want) {
			t.Errorf("leg %d: pauses are %v, want %v", i, got, want)
		}
	}
}

// An interval workout: warm up; six times 400 m and a rest; cool down.
func TestLapsAndSteps(t *testing.T) {
	m := tenMinutes()
	m.define(4, tfit.MesgNumWorkoutStep, field{254, 2, baseUint16}, field{1, 1, baseEnum},
		field{2, 4, baseUint32}, field{4, 4, baseUint32}, field{7, 1, baseEnum})
	step := func(index int, kind tfit.WktStepDuration, duration, target uint32, intensity tfit.Intensity) {
		m.data(4, uint16(index), byte(kind), duration, target, byte(intensity))
	}
	const absent = 0xFFFFFFFF
	step(0, tfit.WktStepDurationOpen, absent, absent, tfit.IntensityWarmup)
	step(1, tfit.WktStepDurationDistance, 40000, absent, tfit.IntensityInterval)
	step(2, tfit.WktStepDurationTime, 60000, absent, tfit.IntensityRest)
	step(3, tfit.WktStepDurationRepeatUntilStepsCmplt, 1, 6, tfit.IntensityInvalid)
	step(5, tfit.WktStepDurationRepeatUntilTime, 4, 600000, tfit.IntensityInvalid)
	step(4, tfit.WktStepDurationOpen, absent, absent, tfit.IntensityCooldown)
	m.define(5, tfit.MesgNumLap, timestamp, field{2, 4, baseUint32}, field{7, 4, baseUint32},
		field{9, 4, baseUint32}, field{23, 1, baseEnum}, field{71, 2, baseUint16})
	m.data(5, stamp(300), stamp(180), uint32(120_000), uint32(40000), byte(tfit.IntensityInterval), uint16(1))
	m.data(5, stamp(180), stamp(-1), uint32(180_500), uint32(0xFFFFFFFF), byte(tfit.IntensityWarmup), uint16(0))
	m.data(5, stamp(600), stamp(300), uint32(300_000), uint32(90000), byte(tfit.IntensityInvalid), uint16(0xFFFF))
	m.data(5, stamp(600), stamp(-2), uint32(300_000), uint32(90000), byte(tfit.IntensityRest), uint16(0)) // not of this run

	track := one(t, m.bytes()).Track
	wantSteps := []analysis.Step{
		{Intensity: analysis.IntensityWarmup},
		{Intensity: analysis.IntensityInterval},
		{Intensity: analysis.IntensityRest},
		{RepeatFrom: 1, Repeats: 6},
		{Intensity: analysis.IntensityCooldown},
		{RepeatFrom: 4, Repeats: 1}, // how often is not known
	}
	if !slices.Equal(track.Steps, wantSteps) {
		t.Errorf("steps are %v, want %v", track.Steps, wantSteps)
	}
	wantLaps := []analysis.Lap{
		{Span: analysis.Span{FromS: 0, ToS: 180.5}, Intensity: analysis.IntensityWarmup, Step: 0},
		{Span: analysis.Span{FromS: 180, ToS: 300}, DistanceM: 400, Intensity: analysis.IntensityInterval, Step: 1},
		{Span: analysis.Span{FromS: 300, ToS: 600}, DistanceM: 900, Step: -1},
	}
	if len(track.Laps) != len(wantLaps) {
		t.Fatalf("%d laps, want %d", len(track.Laps), len(wantLaps))
	}
	if d := track.Laps[0].DistanceM; d == d {
		t.Errorf("the first lap has %v m, want an absent distance", d)
	}
	track.Laps[0].DistanceM = 0
	if !slices.Equal(track.Laps, wantLaps) {
		t.Errorf("laps are %v, want %v", track.Laps, wantLaps)
	}
}

// A lap that names a step the file does not hold has none.
func TestLapOfAnUnknownStep(t *testing.T) {
	m := tenMinutes()
	m.define(5, tfit.MesgNumLap, timestamp, field{2, 4, baseUint32}, field{71, 2, baseUint16})
	m.data(5, stamp(600), stamp(0), uint16(0))
	equal(t, "step", one(t, m.bytes()).Track.Laps[0].Step, -1)
}
