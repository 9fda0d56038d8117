package tcx

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/xmltrack"
)

// reading is what was read of a file so far.
type reading struct {
	xml      *xmltrack.Reader
	all      []ingest.Decoded
	activity *activity // being read, nil between activities
	point    point
	samples  []analysis.Sample // of all activities, one after the other

	bounds            Decoder
	beyond            string // the bound that the file goes beyond
	points, laps      int    // read so far
	activities        int
	courses, workouts int
	old               int // activities of version 1
	empty             int // activities without any time
}

// point is a Trackpoint element on its way; what it lacks is NaN.
type point struct {
	position                                  xmltrack.Position
	at                                        xmltrack.Time
	timed                                     bool
	altitudeM, distanceM, speedMPS, heartRate float64
}

// fewestBytes is less than a point with a time takes in a file.
const fewestBytes = 60

// newReading makes room for the points of the document at once.
func newReading(b []byte, bounds Decoder) *reading {
	room := min(bytes.Count(b, []byte("<Trackpoint>")), len(b)/fewestBytes, bounds.MaxPoints)
	return &reading{xml: xmltrack.NewReader(b), samples: make([]analysis.Sample, 0, room), bounds: bounds}
}

// within counts something that is bounded, and says whether the bound allows
// it.
func (r *reading) within(n *int, most int, what string) bool {
	if *n == most {
		r.beyond = fmt.Sprintf("%d %s", most, what)
		return false
	}
	*n++
	return true
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
	x := r.xml
	switch x.Name() {
	case "Activity":
		r.beginActivity(x.Attr("Sport"))
	case "Transition": // between the sports of a MultiSportSession: a lap of its own
		r.beginActivity("transition")
		r.beginLap(x.Attr("StartTime"))
	case "Lap":
		r.beginLap(x.Attr("StartTime"))
	case "Track":
		if r.activity != nil {
			r.activity.newTrack = true
		}
	case "Trackpoint":
		none := math.NaN()
		r.point = point{position: xmltrack.Position{Lat: none, Lon: none}, altitudeM: none, distanceM: none, speedMPS: none, heartRate: none}
	case "Run":
		if x.In("History") {
			r.old++
		}
	case "Course":
		r.courses++
	case "Workout":
		r.workouts++
	}
}

func (r *reading) closed() {
	x := r.xml
	switch {
	case r.activity == nil:
	case x.Name() == "Activity", x.Name() == "Transition":
		r.endActivity()
	case x.Name() == "Trackpoint":
		if r.within(&r.points, r.bounds.MaxPoints, "points") {
			r.activity.add(r, r.point)
		}
	case x.In("Trackpoint"):
		r.point.measured(x)
	case x.Name() == "Id" && x.Parent() == "Activity":
		r.activity.id, r.activity.hasID = xmltrack.ParseTime(x.Text())
	case x.Name() == "Name" && x.Parent() == "Creator":
		r.activity.device = device(string(x.Text()))
	case len(r.activity.laps) > 0:
		r.activity.lap().total(x)
	}
}

// measured takes what a point states.
func (p *point) measured(x *xmltrack.Reader) {
	switch x.Name() {
	case "Time":
		p.at, p.timed = xmltrack.ParseTime(x.Text())
	case "LatitudeDegrees":
		p.position.Lat = x.Number()
	case "LongitudeDegrees":
		p.position.Lon = x.Number()
	case "AltitudeMeters":
		p.altitudeM = x.Number()
	case "DistanceMeters":
		p.distanceM = xmltrack.Amount(x.Number())
	case "Speed":
		p.speedMPS = x.Number()
	case "Value":
		if x.Parent() == "HeartRateBpm" {
			p.heartRate = xmltrack.Positive(x.Number())
		}
	}
}

// device drops what Garmin adds to the name of a device.
func device(name string) string {
	for _, tail := range []string{" (Unit ID", " Software Version"} {
		name, _, _ = strings.Cut(name, tail)
	}
	return strings.TrimSpace(name)
}
