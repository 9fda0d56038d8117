package gpx

import (
	"math"
	"slices"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/xmltrack"
)

const (
	// tellsM is the shortest distance by positions, in metres, that another
	// figure can be held against; below it positions may be drift alone.
	tellsM = 100
	// agreesBy is the factor by which two figures for one distance may differ
	// before one must be something else, such as kilometres.
	agreesBy = 2
	// steadyS is the longest time between two samples, in seconds, that the
	// speed at the first may stand for.
	steadyS = 30
)

// decoded makes a run of the activity.
func (a *activity) decoded(r *reading) ingest.Decoded {
	first := a.segments[0].began
	run := analysis.Run{Format: "gpx", Start: first.At, Device: device(r.creator), Integrity: analysis.Intact}
	run.Sport, run.SubSport = sportOf(a.sport, r.creator)
	if first.OffsetS != 0 {
		run.UTCOffsetS = new(first.OffsetS)
	}
	if s := a.endS() - a.startS(); s > 0 {
		run.ElapsedS = new(s)
	}
	a.distances(&run)
	if xmltrack.DropFlat(a.samples) {
		remark(&run, "Its altitudes are all 0, which is taken for none.")
	}
	a.speeds(&run)
	a.stateTotals(&run, r)
	a.remarks(&run, r)
	return ingest.Decoded{Run: run, Track: analysis.Track{Samples: a.samples, Pauses: a.pauses}}
}

// distances settles the distance of samples and run: as the file states it at
// its points, else by their positions.
func (a *activity) distances(run *analysis.Run) {
	totalM := a.pathM
	if statedM := a.cumulative(); !math.IsNaN(statedM) {
		if a.pathM > tellsM && !agree(statedM, a.pathM) {
			remark(run, "The distances that it states, %.0f m in all, can't be metres; its positions amount to %.0f m, which is used.", statedM, a.pathM)
		} else {
			totalM = statedM
			for i := range a.samples {
				a.samples[i].DistanceM = a.stated[i]
			}
		}
	}
	if totalM > 0 {
		run.DistanceM = new(totalM)
		return
	}
	for i := range a.samples {
		a.samples[i].DistanceM = math.NaN()
	}
}

// cumulative makes the stated distances rise from the start, and is the last
// of them, NaN without any. They may begin anew with a segment; one that falls
// a little is left out.
func (a *activity) cumulative() float64 {
	last, before := math.NaN(), 0.0 // before: what was covered up to the latest new beginning
	var reading float64
	for i, d := range a.stated {
		if math.IsNaN(d) {
			continue
		}
		if !math.IsNaN(last) && d < reading {
			if d > reading/2 {
				a.stated[i] = math.NaN()
				continue
			}
			before = last
		}
		reading, last = d, before+d
		a.stated[i] = last
	}
	return last
}

func agree(a, b float64) bool { return a <= b*agreesBy && b <= a*agreesBy }

// speeds drops speeds that can't be m/s, held against the distance.
func (a *activity) speeds(run *analysis.Run) {
	var sumM, farM float64
	for i, s := range a.samples[:len(a.samples)-1] {
		next := a.samples[i+1]
		lasts, moved := next.AtS-s.AtS, next.DistanceM-s.DistanceM
		if lasts <= steadyS && s.SpeedMPS >= 0 && moved >= 0 {
			sumM, farM = sumM+s.SpeedMPS*lasts, farM+moved
		}
	}
	if farM < tellsM || sumM == 0 || agree(sumM, farM) {
		return
	}
	for i := range a.samples {
		a.samples[i].SpeedMPS = math.NaN()
	}
	remark(run, "The speeds that it states can't be m/s and were left out.")
}

// stateTotals takes what the track states as a whole, where the activity is
// just that track.
func (a *activity) stateTotals(run *analysis.Run, r *reading) {
	track := a.segments[0].track
	other := func(s segment) bool { return s.track != track }
	if slices.ContainsFunc(a.segments, other) || len(a.segments) != r.tracks[track].segments {
		return
	}
	t := r.tracks[track].stated
	if t.distanceM > 0 && !(a.pathM > tellsM && !agree(t.distanceM, a.pathM)) {
		run.DistanceM = new(t.distanceM)
	}
	if t.timerS > 0 {
		run.MovingS = new(t.timerS)
	} else if t.movingS > 0 {
		run.MovingS = new(t.movingS)
	}
	if run.MovingS != nil && run.ElapsedS != nil {
		run.ElapsedS = new(max(*run.ElapsedS, *run.MovingS))
	}
	if t.ascentM >= 0 {
		run.AscentM, run.AscentSource = new(t.ascentM), analysis.FromDevice
	}
	if t.descentM >= 0 {
		run.DescentM, run.DescentSource = new(t.descentM), analysis.FromDevice
	}
}

// remarks says what was odd about the tracks.
func (a *activity) remarks(run *analysis.Run, r *reading) {
	backward, untimed, leaps, local := 0, 0, 0, false
	seen := map[int]bool{}
	for _, s := range a.segments {
		leaps += s.path.Leaps
		if !seen[s.track] {
			t := r.tracks[s.track]
			backward, untimed, local = backward+t.backward, untimed+t.untimed, local || t.local
		}
		seen[s.track] = true
	}
	if local {
		remark(run, "%s", analysis.NoZone)
	}
	if untimed > 0 {
		remark(run, "Points without a time: %d; those between others count for the distance only.", untimed)
	}
	if backward > 0 {
		remark(run, "Points left out because their time goes back: %d.", backward)
	}
	if a.overlapped > 0 {
		remark(run, "Points left out because others cover the same time: %d.", a.overlapped)
	}
	if leaps > 0 {
		remark(run, "Leaps of the position, faster than anyone moves, that are not in the distance: %d.", leaps)
	}
}
