package report

import (
	"math"
	"strconv"

	"needled/analysis"
)

// scale is the axis of distance: its top in metres, and where it has lines.
type scale struct {
	topM  float64
	ticks []scaleTick
}

type scaleTick struct {
	metres float64
	label  string
}

// mostTicks a scale has above 0.
const mostTicks = 5

// scaleOf reaches above the longest of what is drawn, in whole steps of the
// reader's unit. It is zero where there is nothing to measure.
func (p picture) scaleOf(u analysis.Units) scale {
	longest := 0.0
	for _, run := range p.runs {
		for _, m := range []*float64{run.distanceM, run.capM} {
			if m != nil {
				longest = max(longest, *m)
			}
		}
	}
	for _, step := range p.caps {
		longest = max(longest, step.metres)
	}
	if longest <= 0 {
		return scale{}
	}
	in := unitsOf(u)
	reach := longest * 1.05 * in.toLong // room above the highest mark
	step := wholeStep(reach / mostTicks)
	var sc scale
	for n := 0; ; n++ {
		v := float64(n) * step
		sc.topM = v / in.toLong
		label := strconv.FormatFloat(*round(&v, 3), 'f', -1, 64)
		if n > 0 {
			label += " " + in.long
		}
		sc.ticks = append(sc.ticks, scaleTick{sc.topM, label})
		if v >= reach {
			return sc
		}
	}
}

// wholeStep is the smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is no
// less than the one given.
func wholeStep(least float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(least))))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= least {
			return digit * power
		}
	}
	return 10 * power
}
