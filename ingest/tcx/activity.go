package tcx

import (
	"math"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

const (
	// farS is how far a point may lie from the start of its lap, in seconds,
	// and be believed.
	farS = 7 * 86400
	// brokenS is the longest hole between two tracks, in seconds, over which
	// the timer is taken to have run on.
	brokenS = 10
)

// activity is an Activity element on its way.
type activity struct {
	sport, device string
	id            xmltrack.Time
	hasID         bool
	laps          []lap

	epoch    xmltrack.Time // the first time met; seconds count from it
	begun    bool          // epoch is known
	from     int           // index of its first sample in reading.samples
	lastS    float64       // time of its last sample, NaN without
	lastLap  int           // the lap of that
	first    xmltrack.Time // time of its first sample
	newTrack bool          // the next point is the first of a Track element
	holes    []hole

	baseM float64 // what stated distances count from, where they begin anew with a lap
	farM  float64 // the farthest that a point states
	path  xmltrack.Path
	paths []float64 // distance by positions at each sample, as long as no point states one

	untimed, misplaced int  // points left out
	local              bool // its times name no zone
}

// hole is a stretch between two Track elements.
type hole struct {
	fromS, toS float64
	before, in int // the laps that it begins and ends in
}

func (r *reading) beginActivity(sport string) {
	if r.activity != nil {
		r.endActivity()
	}
	if !r.within(&r.activities, r.bounds.MaxActivities, "activities") {
		return
	}
	r.activity = &activity{sport: sport, from: len(r.samples), lastS: math.NaN()}
}

// beginLap opens a lap of the activity.
func (r *reading) beginLap(start string) {
	a := r.activity
	if a == nil || !r.within(&r.laps, r.bounds.MaxLaps, "laps") {
		return
	}
	l := newLap()
	if l.start, l.hasStart = xmltrack.ParseTime([]byte(start)); l.hasStart {
		l.startS = a.since(l.start)
	}
	a.laps, a.newTrack = append(a.laps, l), true
}

// lap is the one being read. A point outside any lap opens one.
func (a *activity) lap() *lap {
	if len(a.laps) == 0 {
		a.laps = append(a.laps, newLap())
	}
	return &a.laps[len(a.laps)-1]
}

// since is a time in seconds after the epoch, which it is if it is the first.
func (a *activity) since(t xmltrack.Time) float64 {
	if !a.begun {
		a.epoch, a.begun = t, true
	}
	a.local = a.local || t.Zone == xmltrack.NoZone
	return t.At.Sub(a.epoch.At).Seconds()
}

// add takes a point. One whose time goes back, or lies days off its lap, is
// left out.
func (a *activity) add(r *reading, p point) {
	if !p.timed {
		a.untimed++
		return
	}
	at, l := a.since(p.at), a.lap()
	if at < a.lastS || math.Abs(at-l.startS) > farS {
		a.misplaced++
		return
	}
	if math.IsNaN(a.lastS) {
		a.first = p.at
	} else if a.newTrack {
		a.holes = append(a.holes, hole{a.lastS, at, a.lastLap, len(a.laps) - 1})
	}
	begins := math.IsNaN(l.firstS)
	if begins {
		l.firstS = at
	}
	a.newTrack, a.lastS, a.lastLap, l.lastS = false, at, len(a.laps)-1, at
	r.samples = append(r.samples, analysis.Sample{
		AtS: at, DistanceM: a.distance(at, p, begins), AltitudeM: p.altitudeM,
		SpeedMPS: p.speedMPS, HeartRate: p.heartRate, GradePct: math.NaN(),
	})
}

// distance is what a point states, or NaN; begins says that it is the first of
// a lap. Some programs begin anew at 0 with each lap; a distance that falls
// elsewhere is left out.
func (a *activity) distance(at float64, p point, begins bool) float64 {
	a.path.Add(at, p.position)
	stated := p.distanceM + a.baseM
	if begins && stated < a.farM/2 {
		a.baseM = a.farM
		stated = p.distanceM + a.baseM
	}
	if a.farM = max(a.farM, xmltrack.Known(stated, 0)); a.farM > 0 {
		a.paths = nil
	} else {
		a.paths = append(a.paths, a.byPosition(begins))
	}
	if stated < a.farM {
		return math.NaN()
	}
	return stated
}

// byPosition is the distance covered by positions, not less than the laps
// before the current one state: they may have no points.
func (a *activity) byPosition(begins bool) float64 {
	if !a.path.Begun() {
		return math.NaN()
	}
	if begins {
		var before float64
		for _, l := range a.laps[:len(a.laps)-1] {
			before += xmltrack.Known(l.distanceM, 0)
		}
		a.path.Metres = max(a.path.Metres, before)
	}
	return a.path.Metres
}
