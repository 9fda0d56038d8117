package fit

import (
	"cmp"
	"slices"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// laps are the laps that began in a leg. Their starts are rounded otherwise
// than those of sessions, by a second at most.
func (p *part) laps(l leg) []analysis.Lap {
	var laps []analysis.Lap
	for _, m := range p.file.Laps {
		from := m.StartTime.Unix()
		if tfit.IsBaseTime(m.StartTime) || from+1 < l.from || from+1 >= min(l.to, l.from+l.horizon()) {
			continue
		}
		lap := analysis.Lap{
			DistanceM: m.GetTotalDistanceScaled(),
			Intensity: intensity(m.Intensity),
			Step:      -1,
		}
		lap.FromS = float64(max(0, from-l.from))
		lap.ToS = lap.FromS + orZero(m.GetTotalElapsedTimeScaled())
		if int(m.WktStepIndex) < len(p.steps) {
			lap.Step = int(m.WktStepIndex)
		}
		laps = append(laps, lap)
	}
	slices.SortStableFunc(laps, func(a, b analysis.Lap) int { return cmp.Compare(a.FromS, b.FromS) })
	return laps
}
