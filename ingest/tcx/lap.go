package tcx

import (
	"math"
	"strings"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

// lap is a Lap element; what it does not state is NaN.
type lap struct {
	start             xmltrack.Time
	hasStart          bool
	startS            float64 // since the activity's epoch, NaN without a start
	timerS, distanceM float64
	averageHR, maxHR  float64
	intensity         analysis.Intensity
	firstS, lastS     float64 // times of its points since the epoch, NaN without any
}

func newLap() lap {
	none := math.NaN()
	return lap{startS: none, timerS: none, distanceM: none, averageHR: none, maxHR: none, firstS: none, lastS: none}
}

// total takes a total of the lap.
func (l *lap) total(x *xmltrack.Reader) {
	switch parent := x.Parent(); {
	case parent == "Lap" || parent == "Transition":
		switch x.Name() {
		case "TotalTimeSeconds":
			l.timerS = xmltrack.Amount(x.Number())
		case "DistanceMeters":
			l.distanceM = xmltrack.Amount(x.Number())
		case "Intensity":
			l.intensity = intensity(string(x.Text()))
		}
	case x.Name() != "Value":
	case parent == "AverageHeartRateBpm":
		l.averageHR = xmltrack.Positive(x.Number())
	case parent == "MaximumHeartRateBpm":
		l.maxHR = xmltrack.Positive(x.Number())
	}
}

// intensity is what a lap is marked as. TCX itself knows Active and Resting.
func intensity(name string) analysis.Intensity {
	switch name := strings.ToLower(name); name {
	case "resting":
		return analysis.IntensityRest
	case "active", "rest", "warmup", "cooldown", "recovery", "interval":
		return analysis.Intensity(name)
	}
	return analysis.IntensityNone
}

// begin is when the lap began, NaN when neither it nor a point says so.
func (l *lap) begin() float64 {
	if !math.IsNaN(l.startS) {
		return l.startS
	}
	return l.firstS
}

// end is when the lap ended: with its timer or its last point.
func (l *lap) end() float64 {
	end := l.begin()
	if l.timerS > 0 {
		end += l.timerS
	}
	if l.lastS > end {
		end = l.lastS
	}
	return end
}
