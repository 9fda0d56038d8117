package gpx

import (
	"bytes"
	"math"
	"strings"
	"time"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

// reading is what was read of a file so far.
type reading struct {
	xml     *xmltrack.Reader
	creator string
	tracks  []track
	point   point

	epoch    xmltrack.Time // the first time met; seconds count from it
	segments []segment
	samples  []analysis.Sample // of all segments, AtS since epoch, DistanceM within the segment
	limit    int               // of samples
	full     bool              // a sample beyond the limit came up
	stated   []float64         // the distance the file states at each sample in metres, NaN without; empty when none does

	routes, waypoints, untimed int    // points of each kind
	badTime                    string // a time that could not be read
}

// track is a trk element: what it states as a whole.
type track struct {
	sport             string
	stated            stated
	segments          int  // that hold samples
	untimed, backward int  // points left out
	local             bool // its times name no zone
}

// stated are totals of a track as Garmin's TrackStatsExtension has them, NaN
// without.
type stated struct{ distanceM, timerS, movingS, ascentM, descentM float64 }

// point is a trkpt element on its way; what it lacks is NaN.
type point struct {
	position                                 xmltrack.Position
	at                                       xmltrack.Time
	timed                                    bool
	altitudeM, speedMPS, heartRate, distance float64
}

// fewestBytes is less than a point with a time takes in a file.
const fewestBytes = 60

// newReading makes room for the points of the document at once; it takes up to
// limit of them.
func newReading(b []byte, limit int) *reading {
	room := min(bytes.Count(b, []byte("trkpt ")), len(b)/fewestBytes, limit)
	return &reading{xml: xmltrack.NewReader(b), samples: make([]analysis.Sample, 0, room), limit: limit}
}

// step reads the next element; false at the end of what can be read.
func (r *reading) step() bool {
	switch r.xml.Next() {
	case xmltrack.Opened:
		r.opened()
	case xmltrack.Closed:
		r.closed()
	default:
		return false
	}
	return true
}

func (r *reading) opened() {
	switch r.xml.Name() {
	case "gpx":
		r.creator = r.xml.Attr("creator")
	case "trk":
		r.beginTrack()
	case "trkseg":
		r.beginSegment()
	case "trkpt":
		none := math.NaN()
		r.point = point{altitudeM: none, speedMPS: none, heartRate: none, distance: none}
		lat := xmltrack.Number([]byte(r.xml.Attr("lat")))
		lon := xmltrack.Number([]byte(r.xml.Attr("lon")))
		r.point.position = xmltrack.Position{Lat: lat, Lon: lon}
	case "rte", "rtept":
		r.routes++
	case "wpt":
		r.waypoints++
	}
}

func (r *reading) closed() {
	x := r.xml
	switch {
	case x.Name() == "trkpt":
		r.add(r.point)
	case x.In("trkpt"):
		r.measured(x.Parent() == "trkpt")
	case x.Name() == "type" && x.Parent() == "trk":
		r.track().sport = string(x.Text())
	case x.Parent() == "TrackStatsExtension" && x.In("trk"):
		r.track().stated.total(x)
	}
}

// beginTrack takes the place of a track without points.
func (r *reading) beginTrack() {
	r.beginSegment()
	used := 0
	if len(r.segments) > 1 {
		used = r.segments[len(r.segments)-2].track + 1
	}
	none := math.NaN()
	r.tracks = append(r.tracks[:used], track{stated: stated{none, none, none, none, none}})
}

// track is the one being read.
func (r *reading) track() *track {
	if len(r.tracks) == 0 { // a point outside any track
		r.beginTrack()
	}
	return &r.tracks[len(r.tracks)-1]
}

// measured takes what a point states: own elements of GPX, and extensions,
// which go by the same names whatever their namespace.
func (r *reading) measured(own bool) {
	x, p := r.xml, &r.point
	switch strings.ToLower(x.Name()) {
	case "time":
		if own {
			p.at, p.timed = xmltrack.ParseTime(x.Text())
			if !p.timed && r.badTime == "" {
				r.badTime = string(x.Text())
			}
			p.timed = p.timed && !isNone(p.at.At)
		}
	case "ele":
		if own {
			p.altitudeM = x.Number()
		}
	case "speed":
		p.speedMPS = x.Number()
	case "distance":
		p.distance = xmltrack.Amount(x.Number())
	case "hr", "heartrate", "heart_rate", "heartratebpm":
		if rate := xmltrack.Positive(x.Number()); !math.IsNaN(rate) {
			p.heartRate = rate
		}
	}
}

// isNone says whether a time is one that programs write for none: the first
// second that 32 bits can hold, and the first of 1970.
func isNone(t time.Time) bool { return t.Unix() == 0 || t.Unix() == math.MinInt32 }

// total takes a total of a track.
func (s *stated) total(x *xmltrack.Reader) {
	switch x.Name() {
	case "Distance":
		s.distanceM = xmltrack.Amount(x.Number())
	case "TimerTime":
		s.timerS = xmltrack.Amount(x.Number())
	case "MovingTime":
		s.movingS = xmltrack.Amount(x.Number())
	case "Ascent":
		s.ascentM = xmltrack.Amount(x.Number())
	case "Descent":
		s.descentM = xmltrack.Amount(x.Number())
	}
}

// since is a time in seconds after the epoch.
func (r *reading) since(t time.Time) float64 { return t.Sub(r.epoch.At).Seconds() }
