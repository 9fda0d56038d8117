package chart

import (
	"math"

	"needled/analysis"
	"needled/analysis/series"
)

// Split is one kilometre or mile, or several, of the way, in words. "–" stands
// for what is not known.
type Split struct {
	To        string // where it ends: "3.0 km"
	Pace      string // by timer time: "5:58/km"
	Climb     string // "12 m"
	HeartRate string // mean: "148"
}

// mostSplits a table has.
const mostSplits = 30

// Splits are the run in rows, for a small table beside the chart. None without
// distance along the way.
func (d Data) Splits() []Split { return d.splits }

func splitsOf(c analysis.Course, s Source) []Split {
	in := readerOf(s.Units)
	total := last(c.DistanceM)
	if !(total > 0) {
		return nil
	}
	if !c.ByIncline {
		c.AltitudeM = series.Mean(c.AtS, c.AltitudeM, s.Protocol.Value(analysis.AltitudeSmooth))
	}
	step := wholeStep(total/in.perLong/mostSplits) * in.perLong
	var splits []Split
	from, fromS := 0.0, *timeAt(c, 0)
	for n := 1; from < total; n++ {
		to := min(float64(n)*step, total)
		if total-to < 0.01*step { // what is left over is no row of its own
			to = total
		}
		toS := *timeAt(c, to)
		splits = append(splits, splitOf(c, s, from, to, fromS, toS))
		from, fromS = to, toS
	}
	return splits
}

func splitOf(c analysis.Course, s Source, from, to, fromS, toS float64) Split {
	row := Split{To: analysis.Distance(to, s.Units), Pace: "–", Climb: "–", HeartRate: "–"}
	if took := toS - fromS - pausedBetween(c.Pauses, fromS, toS); took > 0 {
		row.Pace = analysis.Pace((to-from)/took, s.Units)
	}
	first, end := rowsBetween(c.AtS, fromS, toS)
	t, altitude := c.AtS[first:end], c.AltitudeM[first:end]
	if up, _, ok := series.Ascent(t, altitude, 0, s.Protocol.Value(analysis.TurningPoint)); ok {
		row.Climb = analysis.Height(up, s.Units)
	}
	var beats, time float64
	for i, stood := range series.Standing(t, nil, toS, series.MaxHold) {
		if hr := c.HeartRate[first+i]; !math.IsNaN(hr) {
			beats, time = beats+hr*stood, time+stood
		}
	}
	if time > 0 {
		row.HeartRate = analysis.Figure(beats/time, beats/time, 0)
	}
	return row
}

// rowsBetween are the rows from one moment to another, both included.
func rowsBetween(t []float64, fromS, toS float64) (first, end int) {
	for first < len(t) && t[first] < fromS {
		first++
	}
	end = first
	for end < len(t) && t[end] <= toS {
		end++
	}
	return first, end
}
