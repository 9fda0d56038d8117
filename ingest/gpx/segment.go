package gpx

import (
	"math"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

// apartS is how far two points of a track may lie from each other, in seconds,
// and still belong to one activity.
const apartS = 6 * 3600

// segment is a run of samples without a break.
type segment struct {
	track        int // index into reading.tracks
	from, to     int // indexes into reading.samples
	startS, endS float64
	path         xmltrack.Path
	first        xmltrack.Position // of the path
	skippedM     float64           // of the path, before from
	began        xmltrack.Time     // the time at startS, as the file has it
}

func (s *segment) empty() bool { return s.from == s.to }

// beginSegment takes the place of a segment without samples.
func (r *reading) beginSegment() *segment {
	if n := len(r.segments); n > 0 && r.segments[n-1].empty() {
		r.segments = r.segments[:n-1]
	}
	r.segments = append(r.segments, segment{})
	return &r.segments[len(r.segments)-1]
}

// add puts a point into the segment being read. A point whose time goes back
// is left out; one that lies hours off begins a segment of its own, so that a
// clock set anew does not cost the rest of the track.
func (r *reading) add(p point) {
	track := r.track()
	s := &r.segments[len(r.segments)-1]
	if !p.timed {
		r.untimed++
		track.untimed++
		if !s.empty() { // what lies before the first time has no duration
			s.path.Add(math.NaN(), p.position)
		}
		return
	}
	if r.full = len(r.samples) == r.limit; r.full {
		return
	}
	if len(r.samples) == 0 {
		r.epoch = p.at
	}
	at := r.since(p.at.At)
	if !s.empty() {
		switch apart := at - s.endS; {
		case math.Abs(apart) > apartS:
			s = r.beginSegment()
		case apart < 0:
			track.backward++
			return
		}
	}
	if s.empty() {
		s.track, s.from, s.to = len(r.tracks)-1, len(r.samples), len(r.samples)
		s.startS, s.began = at, p.at
	}
	track.local = track.local || p.at.Zone == xmltrack.NoZone
	if s.path.Add(at, p.position); !s.first.Known() {
		s.first = s.path.Position()
	}
	s.to, s.endS = s.to+1, at
	r.keep(p, analysis.Sample{
		AtS: at, DistanceM: s.distanceM(), AltitudeM: p.altitudeM,
		SpeedMPS: p.speedMPS, HeartRate: p.heartRate, GradePct: math.NaN(),
	})
}

// keep appends a sample, and the distance the file states there.
func (r *reading) keep(p point, s analysis.Sample) {
	if !math.IsNaN(p.distance) && len(r.stated) == 0 {
		r.stated = make([]float64, len(r.samples), cap(r.samples))
		for i := range r.stated {
			r.stated[i] = math.NaN()
		}
	}
	if r.stated != nil {
		r.stated = append(r.stated, p.distance)
	}
	r.samples = append(r.samples, s)
}

// distanceM is the distance so far, NaN without a position.
func (s *segment) distanceM() float64 {
	if !s.path.Begun() {
		return math.NaN()
	}
	return s.path.Metres
}
