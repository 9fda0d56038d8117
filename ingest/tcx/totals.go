package tcx

import (
	"cmp"
	"math"
	"slices"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/xmltrack"
)

const (
	// lateS is how long after its start the first point of a lap may come, in
	// seconds, for the start to be believed.
	lateS = 60
	// averaged is the share of the timer time that mean heart rates must cover
	// to give the mean of the activity.
	averaged = 0.95
	// differs is the share by which laps and points may differ in distance
	// without being remarked.
	differs = 0.05
)

// endActivity makes a run of the activity that was read. One without any time
// is only counted.
func (r *reading) endActivity() {
	a := r.activity
	r.activity = nil
	start, ok := a.start()
	if !ok {
		r.empty++
		return
	}
	startS := a.since(start)
	samples := r.samples[a.from:len(r.samples):len(r.samples)]
	for i := range samples {
		samples[i].AtS -= startS
		if a.paths != nil {
			samples[i].DistanceM = a.paths[i]
		}
	}
	run := analysis.Run{Format: "tcx", Start: start.At, Device: a.device, Integrity: analysis.Intact}
	run.Sport, run.SubSport = xmltrack.Sport(a.sport)
	if start.OffsetS != 0 {
		run.UTCOffsetS = new(start.OffsetS)
	}
	a.times(&run, startS)
	a.distances(&run, samples)
	a.heartRates(&run)
	a.remarks(&run, samples)
	r.all = append(r.all, ingest.Decoded{Run: run, Track: analysis.Track{
		Samples: samples, Laps: a.lapsFrom(startS), Pauses: a.pauses(startS),
	}})
}

// start is when the activity began: with its first lap, or with its first
// point where that comes earlier, or so late that the lap can't be true.
func (a *activity) start() (xmltrack.Time, bool) {
	hasPoint := !math.IsNaN(a.lastS)
	switch {
	case len(a.laps) == 0 || !a.laps[0].hasStart:
		if hasPoint {
			return a.first, true
		}
		return a.id, a.hasID
	case !hasPoint:
		return a.laps[0].start, true
	}
	l := a.laps[0]
	late := l.firstS-l.startS > xmltrack.Known(l.timerS, 0)+lateS
	if a.first.At.Before(l.start.At) || late {
		return a.first, true
	}
	return l.start, true
}

// times settles moving time, the sum of the laps' timers, and elapsed time.
func (a *activity) times(run *analysis.Run, startS float64) {
	timerS, endS := 0.0, xmltrack.Known(a.lastS, startS)
	for _, l := range a.laps {
		timerS += l.timerS
		if end := l.end(); end > endS && l.begin()-startS <= farS {
			endS = end
		}
	}
	if timerS > 0 {
		run.MovingS = new(timerS)
	}
	if elapsed := max(endS-startS, xmltrack.Known(timerS, 0)); elapsed > 0 {
		run.ElapsedS = new(elapsed)
	}
}

// distances settles the distance: the sum of the laps, else what the points
// state, else by their positions. The format demands a distance of every lap,
// so that 0 stands for none.
func (a *activity) distances(run *analysis.Run, samples []analysis.Sample) {
	var lapsM float64
	for _, l := range a.laps {
		lapsM += l.distanceM
	}
	reachedM := a.farM
	if a.farM == 0 {
		reachedM = a.path.Metres
	}
	if reachedM == 0 {
		for i := range samples {
			samples[i].DistanceM = math.NaN()
		}
	}
	switch {
	case lapsM > 0:
		run.DistanceM = new(lapsM)
		if a.farM > 0 && math.Abs(a.farM-lapsM) > differs*lapsM {
			remark(run, "Its laps amount to %.0f m, its points reach %.0f m; the laps count.", lapsM, a.farM)
		}
	case reachedM > 0:
		run.DistanceM = new(reachedM)
		if a.farM == 0 && a.path.Leaps > 0 {
			remark(run, "Leaps of the position, faster than anyone moves, that are not in the distance: %d.", a.path.Leaps)
		}
	}
}

// heartRates settles the mean, weighed by the time of the laps, and the
// highest.
func (a *activity) heartRates(run *analysis.Run) {
	var beats, covered, highest float64
	for _, l := range a.laps {
		if l.timerS > 0 && l.averageHR > 0 {
			beats, covered = beats+l.averageHR*l.timerS, covered+l.timerS
		}
		highest = max(highest, xmltrack.Known(l.maxHR, 0))
	}
	if run.MovingS != nil && covered >= averaged**run.MovingS {
		run.AvgHR = new(math.Round(beats / covered))
	}
	if highest > 0 {
		run.MaxHR = new(highest)
	}
}

// lapsFrom are the laps by time. A lap lasts until its timer or its points
// end, but not into the next.
func (a *activity) lapsFrom(startS float64) []analysis.Lap {
	var laps []analysis.Lap
	for i, l := range a.laps {
		begin, end := l.begin(), l.end()
		if math.IsNaN(begin) {
			continue
		}
		if i+1 < len(a.laps) {
			if next := a.laps[i+1].begin(); next >= begin && next < end {
				end = next
			}
		}
		laps = append(laps, analysis.Lap{
			Span:      analysis.Span{FromS: begin - startS, ToS: end - startS},
			DistanceM: l.distanceM, Intensity: l.intensity, Step: -1,
		})
	}
	slices.SortStableFunc(laps, func(a, b analysis.Lap) int { return cmp.Compare(a.FromS, b.FromS) })
	return laps
}

// pauses are the holes between tracks that no lap's timer covers.
func (a *activity) pauses(startS float64) []analysis.Span {
	var spans []analysis.Span
	for _, h := range a.holes {
		from, to := h.fromS, h.toS
		if h.before == h.in {
			l := a.laps[h.in]
			if stood := l.lastS - l.begin() - l.timerS; stood < (to-from)/2 {
				continue // the timer ran on: the watch lost its fix, or saved power
			}
		} else {
			for _, l := range a.laps[h.before:h.in] {
				from = max(from, xmltrack.Known(l.begin()+l.timerS, from))
			}
			to = min(to, xmltrack.Known(a.laps[h.in].begin(), to))
		}
		if to-from > brokenS {
			spans = append(spans, analysis.Span{FromS: from - startS, ToS: to - startS})
		}
	}
	return spans
}

// remarks says what was odd about the activity.
func (a *activity) remarks(run *analysis.Run, samples []analysis.Sample) {
	if a.local {
		remark(run, "%s", analysis.NoZone)
	}
	if a.untimed > 0 {
		remark(run, "Points without a time, left out: %d.", a.untimed)
	}
	if a.misplaced > 0 {
		remark(run, "Points left out because their time goes back or lies days off: %d.", a.misplaced)
	}
	if xmltrack.DropFlat(samples) {
		remark(run, "Its altitudes are all 0, which is taken for none.")
	}
}
