package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Axis is the scale of one quantity, with the lines it has.
type Axis struct {
	Name     string    `json:"name"` // "Elevation"
	Unit     string    `json:"unit"`
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
	Ticks    []float64 `json:"ticks"`
	Labels   []string  `json:"labels"`   // of the ticks
	Reversed bool      `json:"reversed"` // Low stands on top
}

const (
	// leastRiseM is the smallest span of altitude, in metres, so that the noise
	// of a flat run doesn't look like hills.
	leastRiseM = 20.0
	// mostSteps an axis is cut into.
	mostSteps = 4
)

func altitudeAxis(altitude []float64, in reader) *Axis {
	values := known(altitude)
	if len(values) < 2 {
		return nil
	}
	low, high := slices.Min(values), slices.Max(values)
	high = max(high, low+leastRiseM/in.perShort)
	a := &Axis{Name: "Elevation", Unit: in.words.Altitude}
	a.span(low, high, wholeStep((high-low)/mostSteps), wholeNumber)
	return a
}

// Pace is drawn from faster to slower than the middle one by these shares at
// most; what is beyond is a standstill or a fault, and would flatten the rest.
const (
	fastestShare = 0.4
	slowestShare = 2.0
)

func paceAxis(pace []float64, in reader) *Axis {
	values := known(pace)
	if len(values) < 2 {
		return nil
	}
	slices.Sort(values)
	middle := values[len(values)/2]
	low, high := max(values[0], fastestShare*middle), min(values[len(values)-1], slowestShare*middle)
	a := &Axis{Name: "Pace", Unit: "min" + in.words.Pace, Reversed: true}
	a.span(low, high, stepOf(high-low, 10, 20, 30, 60, 120, 180, 300, 600, 1200), minutes)
	return a
}

func heartRateAxis(heartRate []float64, caps []Cap) *Axis {
	values := known(heartRate)
	if len(values) < 2 {
		return nil
	}
	for _, c := range caps {
		if c.Of == "heart_rate" {
			values = append(values, c.At)
		}
	}
	low, high := slices.Min(values), slices.Max(values)
	a := &Axis{Name: "Heart rate", Unit: "beats/min"}
	a.span(low, high, stepOf(max(high-low, 20), 5, 10, 20, 25, 50, 100), wholeNumber)
	return a
}

// span sets the axis to whole steps about low and high.
func (a *Axis) span(low, high, step float64, label func(float64) string) {
	first, end := math.Floor(low/step), math.Ceil(high/step)
	if end <= first {
		end = first + 1
	}
	a.Low, a.High = first*step, end*step
	for n := first; n <= end; n++ {
		a.Ticks, a.Labels = append(a.Ticks, n*step), append(a.Labels, label(n*step))
	}
}

// stepOf is the first of the steps of which few enough make up a range, else
// the last.
func stepOf(reach float64, steps ...float64) float64 {
	for _, step := range steps {
		if step*mostSteps >= reach {
			return step
		}
	}
	return steps[len(steps)-1]
}

// wholeStep is the smallest of 1, 2, 5, 10, 20, … that is no less than the one
// given.
func wholeStep(least float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(max(least, 1)))))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= least {
			return digit * power
		}
	}
	return 10 * power
}

func wholeNumber(v float64) string { return strconv.FormatFloat(rounded(v, 0), 'f', -1, 64) }

// minutes prints seconds as 5:58 or 1:02:33.
func minutes(seconds float64) string {
	n := int(math.Round(seconds))
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}
