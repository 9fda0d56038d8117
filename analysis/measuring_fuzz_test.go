package analysis_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	. "needled/analysis"
)

// Whatever a file holds, measuring it ends, with a bounded number of finite
// figures.
func FuzzMeasure(f *testing.F) {
	numbers := func(vs ...float64) (b []byte) {
		for _, v := range vs {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	nan, inf := math.NaN(), math.Inf(1)
	f.Add([]byte{}, uint8(0))
	f.Add(numbers(0, 0, 100, 3, 140, 1, 1, 3, 101, 3, 141, 1, 40, 120, 105, 3, 150, -1), uint8(0))
	f.Add(numbers(0, nan, inf, -inf, nan, inf, -1, -1, -1, -1, -1, -1, inf, inf, inf, inf, inf, inf), uint8(1))
	f.Add(numbers(1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e-300, 0, 0, 0, 254, 60, 2591999, 1e8, 9000, 40, 255, -60), uint8(2))
	f.Add(numbers(0, 0, -499, 0, 1, 0, 100000, 4e6, 8999, 40, 254, 60, 200000, 7e6, 0, 40, 254, -60), uint8(3))

	f.Fuzz(func(t *testing.T, b []byte, how uint8) {
		var v []float64
		for ; len(b) >= 8; b = b[8:] {
			v = append(v, math.Float64frombits(binary.LittleEndian.Uint64(b)))
		}
		run := Run{Sport: Running}
		if how&1 != 0 {
			run.SubSport = "treadmill"
		}
		if how&2 != 0 && len(v) > 0 {
			run.ElapsedS, run.MovingS = new(v[len(v)-1]), new(v[0])
		}
		var track Track
		for i := 0; i+6 <= len(v); i += 6 {
			track.Samples = append(track.Samples, Sample{v[i], v[i+1], v[i+2], v[i+3], v[i+4], v[i+5]})
		}
		for i := 0; i+1 < len(v); i += 2 {
			span := Span{FromS: v[i], ToS: v[i+1]}
			track.Pauses = append(track.Pauses, span)
			track.Laps = append(track.Laps, Lap{Span: span, Intensity: IntensityInterval, Step: i - 1})
			track.Steps = append(track.Steps, Step{Intensity: IntensityActive, RepeatFrom: int(how), Repeats: i << how})
		}

		complete := Complete(run, track, clinic())
		m := Measure(complete, track, clinic())
		if m == nil {
			if len(v) >= 2 {
				t.Fatal("something was recorded, nothing measured")
			}
			return
		}
		if _, err := json.Marshal(m); err != nil {
			t.Fatalf("a figure is not finite: %v", err)
		}
		if len(m.HeartRate) > 48*3600 || len(m.Marks) > 10_000 || len(m.Grades) > len(track.Samples) || m.IntervalSteps > 1000 {
			t.Fatalf("%d seconds, %d marks, %d grades, %d steps of %d samples",
				len(m.HeartRate), len(m.Marks), len(m.Grades), m.IntervalSteps, len(track.Samples))
		}
		if run.ElapsedS == nil { // otherwise as hostile as stated
			if _, err := json.Marshal(complete); err != nil {
				t.Fatalf("a total is not finite: %v", err)
			}
		}
	})
}
