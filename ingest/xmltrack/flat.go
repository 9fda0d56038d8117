package xmltrack

import (
	"math"

	"needled/analysis"
)

// DropFlat takes altitudes that are 0 throughout for none, as programs write
// them that know none. It says whether it did.
func DropFlat(samples []analysis.Sample) bool {
	zeros := 0
	for _, s := range samples {
		switch {
		case s.AltitudeM == 0:
			zeros++
		case !math.IsNaN(s.AltitudeM):
			return false
		}
	}
	if zeros == 0 {
		return false
	}
	for i := range samples {
		samples[i].AltitudeM = math.NaN()
	}
	return true
}
