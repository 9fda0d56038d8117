package gpx

import (
	"cmp"
	"math"
	"slices"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

const (
	// followsS is how far two tracks may lie from each other, in seconds, and
	// still belong to one activity: handhelds begin a track whenever they are
	// switched on.
	followsS = 30 * 60
	// brokenS is the longest hole between two segments, in seconds, over which
	// the timer is taken to have run on. Some programs begin a segment a lap.
	brokenS = 10
)

// activity is segments that follow one another.
type activity struct {
	segments   []segment // by time, not overlapping
	sport      string    // as the tracks name it
	overlapped int       // samples left out because an earlier segment covers their time

	samples []analysis.Sample
	stated  []float64 // as reading.stated
	pauses  []analysis.Span
	pathM   float64 // distance by the positions, NaN without any
}

// activities sorts the segments into activities, by time.
func (r *reading) activities() []*activity {
	segments := slices.DeleteFunc(slices.Clone(r.segments), func(s segment) bool { return s.empty() })
	slices.SortStableFunc(segments, func(a, b segment) int { return cmp.Compare(a.startS, b.startS) })
	var all []*activity
	for _, s := range segments {
		sport := r.tracks[s.track].sport
		r.tracks[s.track].segments++
		if n := len(all); n > 0 && all[n-1].goesOn(s, sport) {
			all[n-1].extend(r.after(s, all[n-1].endS()), sport, s)
			continue
		}
		all = append(all, &activity{segments: []segment{s}, sport: sport})
	}
	for _, a := range all {
		a.join(r)
	}
	return all
}

func (a *activity) startS() float64 { return a.segments[0].startS }
func (a *activity) endS() float64   { return a.segments[len(a.segments)-1].endS }

// goesOn says whether s belongs to the activity. Tracks that name different
// sports don't go together. What lies at the same time does: nobody is on two
// runs at once.
func (a *activity) goesOn(s segment, sport string) bool {
	apart := s.startS - a.endS()
	if a.segments[len(a.segments)-1].track == s.track {
		return apart <= apartS
	}
	return apart <= followsS && (a.sport == sport || a.sport == "" || sport == "")
}

// extend adds what of a segment is later than the activity so far.
func (a *activity) extend(later segment, sport string, whole segment) {
	a.overlapped += later.from - whole.from
	a.sport = cmp.Or(a.sport, sport)
	if !later.empty() {
		a.segments = append(a.segments, later)
	}
}

// after is the part of a segment later than endS.
func (r *reading) after(s segment, endS float64) segment {
	if s.startS >= endS {
		return s
	}
	for !s.empty() && r.samples[s.from].AtS <= endS {
		s.from++
	}
	if !s.empty() {
		taken := r.samples[s.from]
		s.startS, s.first = taken.AtS, xmltrack.Position{}
		if !math.IsNaN(taken.DistanceM) {
			s.path.Metres -= taken.DistanceM
			s.skippedM = taken.DistanceM
		}
	}
	return s
}

// join puts the samples of the segments in a row, time and distance counted
// from the start. Over a hole that is no pause the distance goes on.
func (a *activity) join(r *reading) {
	a.samples = a.room(r)
	base := 0.0
	for i, s := range a.segments {
		if i > 0 {
			before := a.segments[i-1]
			if hole := s.startS - before.endS; hole > brokenS {
				a.pauses = append(a.pauses, analysis.Span{FromS: before.endS - a.startS(), ToS: s.startS - a.startS()})
			} else if before.path.Begun() && s.first.Known() {
				base += before.path.Position().To(s.first)
			}
		}
		for _, sample := range r.samples[s.from:s.to] {
			sample.AtS -= a.segments[0].startS
			sample.DistanceM += base - s.skippedM
			a.samples = append(a.samples, sample)
		}
		if r.stated != nil {
			a.stated = append(a.stated, r.stated[s.from:s.to]...)
		}
		base += s.path.Metres
	}
	a.pathM = math.NaN()
	for _, s := range slices.Backward(a.samples) {
		if !math.IsNaN(s.DistanceM) {
			a.pathM = s.DistanceM
			break
		}
	}
}

// room is where the joined samples go: in place when they stand in a row.
func (a *activity) room(r *reading) []analysis.Sample {
	n := a.segments[0].to - a.segments[0].from
	for i, s := range a.segments[1:] {
		if s.from != a.segments[i].to {
			n = -1
			break
		}
		n += s.to - s.from
	}
	from := a.segments[0].from
	if n >= 0 {
		return r.samples[from : from : from+n]
	}
	return nil
}

// end is the index after the last sample in the file that the activity has.
func (a *activity) end() int {
	end := 0
	for _, s := range a.segments {
		end = max(end, s.to)
	}
	return end
}
