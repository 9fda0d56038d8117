package demo

import (
	"strconv"
	"time"
)

// gpx writes the activity as phone apps do, with heart rate and cadence as
// extensions, and without its sport, as Apple's routes and old exports are.
func (a activity) gpx() []byte {
	b := make([]byte, 0, 256*len(a.samples))
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="needled demo" version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
 <metadata>
  <time>`...)
	b = a.start.UTC().AppendFormat(b, time.RFC3339)
	b = append(b, `</time>
 </metadata>
 <trk>
  <name>Made up</name>
  <trkseg>
`...)
	for _, s := range a.samples {
		b = append(b, `   <trkpt lat="`...)
		b = strconv.AppendFloat(b, s.lat, 'f', 7, 64)
		b = append(b, `" lon="`...)
		b = strconv.AppendFloat(b, s.lon, 'f', 7, 64)
		b = append(b, "\">\n    <ele>"...)
		b = strconv.AppendFloat(b, s.altitudeM, 'f', 1, 64)
		b = append(b, "</ele>\n    <time>"...)
		b = a.time(s).UTC().AppendFormat(b, time.RFC3339)
		b = append(b, "</time>\n    <extensions>\n     <gpxtpx:TrackPointExtension>\n      <gpxtpx:hr>"...)
		b = strconv.AppendInt(b, int64(s.heart), 10)
		b = append(b, "</gpxtpx:hr>\n      <gpxtpx:cad>"...)
		b = strconv.AppendInt(b, int64(s.cadence), 10)
		b = append(b, "</gpxtpx:cad>\n     </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>\n"...)
	}
	return append(b, "  </trkseg>\n </trk>\n</gpx>\n"...)
}

// tcx writes the activity as a sports watch's software does, in one lap.
func (a activity) tcx() []byte {
	t := a.totals(0, len(a.samples)-1)
	b := make([]byte, 0, 384*len(a.samples))
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
 <Activities>
  <Activity Sport="Running">
   <Id>`...)
	b = a.start.UTC().AppendFormat(b, time.RFC3339)
	b = append(b, "</Id>\n   <Lap StartTime=\""...)
	b = a.start.UTC().AppendFormat(b, time.RFC3339)
	b = append(b, "\">\n    <TotalTimeSeconds>"...)
	b = strconv.AppendFloat(b, t.timerS, 'f', 1, 64)
	b = append(b, "</TotalTimeSeconds>\n    <DistanceMeters>"...)
	b = strconv.AppendFloat(b, t.distanceM, 'f', 2, 64)
	b = append(b, "</DistanceMeters>\n    <Calories>300</Calories>\n    <Intensity>Active</Intensity>\n    <TriggerMethod>Manual</TriggerMethod>\n    <Track>\n"...)
	for _, s := range a.samples {
		b = append(b, "     <Trackpoint>\n      <Time>"...)
		b = a.time(s).UTC().AppendFormat(b, time.RFC3339)
		b = append(b, "</Time>\n      <Position>\n       <LatitudeDegrees>"...)
		b = strconv.AppendFloat(b, s.lat, 'f', 7, 64)
		b = append(b, "</LatitudeDegrees>\n       <LongitudeDegrees>"...)
		b = strconv.AppendFloat(b, s.lon, 'f', 7, 64)
		b = append(b, "</LongitudeDegrees>\n      </Position>\n      <AltitudeMeters>"...)
		b = strconv.AppendFloat(b, s.altitudeM, 'f', 1, 64)
		b = append(b, "</AltitudeMeters>\n      <DistanceMeters>"...)
		b = strconv.AppendFloat(b, s.distanceM, 'f', 2, 64)
		b = append(b, "</DistanceMeters>\n      <HeartRateBpm>\n       <Value>"...)
		b = strconv.AppendInt(b, int64(s.heart), 10)
		b = append(b, "</Value>\n      </HeartRateBpm>\n     </Trackpoint>\n"...)
	}
	return append(b, "    </Track>\n   </Lap>\n  </Activity>\n </Activities>\n</TrainingCenterDatabase>\n"...)
}
