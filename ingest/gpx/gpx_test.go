package gpx_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/gpx"
)

// document puts the inside of a GPX 1.1 file into its shell.
func document(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Test" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
 xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0">` + inside + `</gpx>`
}

// pt is a point so many metres north of the first, at a time of 2 March 2026,
// with anything else it holds.
func pt(clock string, northM float64, inside ...string) string {
	return fmt.Sprintf(`<trkpt lat="%.9f" lon="5.7"><ele>200</ele><time>2026-03-02T%sZ</time>%s</trkpt>`,
		45+northM/111194.93, clock, strings.Join(inside, ""))
}

func seg(points ...string) string { return "<trkseg>" + strings.Join(points, "\n") + "</trkseg>" }

func trk(kind string, segments ...string) string {
	return "<trk><type>" + kind + "</type>" + strings.Join(segments, "\n") + "</trk>"
}

func decode(t *testing.T, doc string) []ingest.Decoded {
	t.Helper()
	all, err := gpx.New().Decode([]byte(doc))
	if err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	for _, d := range all {
		if flaw := flawOf(d); flaw != "" {
			t.Errorf("%s in %s", flaw, doc)
		}
	}
	return all
}

// one is the only activity of a document.
func one(t *testing.T, inside string) ingest.Decoded {
	t.Helper()
	all := decode(t, document(inside))
	if len(all) != 1 {
		t.Fatalf("%d activities, want one, in %s", len(all), inside)
	}
	return all[0]
}

// flawOf names what no activity may have, whatever the file.
func flawOf(d ingest.Decoded) string {
	run, track := d.Run, d.Track
	if run.Format != "gpx" || run.Sport == "" || run.Integrity == "" || run.Start.IsZero() || len(track.Samples) == 0 {
		return fmt.Sprintf("an incomplete run %+v", run)
	}
	for _, v := range []*float64{run.DistanceM, run.MovingS, run.ElapsedS} {
		if v != nil && !(*v > 0 && *v < 1e10) {
			return fmt.Sprintf("a total of %v", *v)
		}
	}
	at := 0.0
	for _, s := range track.Samples {
		if !(s.AtS >= at) {
			return fmt.Sprintf("a sample at %v s after %v s", s.AtS, at)
		}
		at = s.AtS
		if s.DistanceM < 0 || s.HeartRate <= 0 {
			return fmt.Sprintf("a sample %+v", s)
		}
	}
	end := 0.0
	for _, p := range track.Pauses {
		if !(p.FromS >= end && p.ToS > p.FromS && p.ToS <= at) {
			return fmt.Sprintf("a pause %v", p)
		}
		end = p.ToS
	}
	return ""
}

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	switch {
	case got == nil:
		t.Errorf("no %s, want %v", what, want)
	case math.Abs(*got-want) > 0.01:
		t.Errorf("%s is %v, want %v", what, *got, want)
	}
}

func TestATrackBecomesARun(t *testing.T) {
	d := one(t, trk("running", seg(pt("06:00:00", 0), pt("06:00:10", 30), pt("06:00:25", 70.5))))
	run := d.Run
	if run.Sport != analysis.Running || run.Start.Format("2006-01-02 15:04:05") != "2026-03-02 06:00:00" || run.Device != "Test" {
		t.Errorf("%+v", run)
	}
	near(t, "distance", run.DistanceM, 70.5)
	near(t, "elapsed time", run.ElapsedS, 25)
	if run.MovingS != nil || run.AscentM != nil || run.UTCOffsetS != nil || run.Note != "" {
		t.Errorf("states what the file does not: %+v", run)
	}
	s := d.Track.Samples[1]
	near(t, "time of the second sample", &s.AtS, 10)
	near(t, "its distance", &s.DistanceM, 30)
	near(t, "its altitude", &s.AltitudeM, 200)
	if !math.IsNaN(s.HeartRate) || !math.IsNaN(s.SpeedMPS) || !math.IsNaN(s.GradePct) {
		t.Errorf("values from nowhere: %+v", s)
	}
}

func TestHeartRateUnderAnyName(t *testing.T) {
	for name, extension := range map[string]string{
		"Garmin, bound":    `<gpxtpx:TrackPointExtension><gpxtpx:hr>151</gpxtpx:hr><gpxtpx:cad>80</gpxtpx:cad></gpxtpx:TrackPointExtension>`,
		"Garmin Connect":   `<ns3:TrackPointExtension><ns3:hr>151</ns3:hr></ns3:TrackPointExtension>`,
		"own namespace":    `<TrackPointExtension xmlns="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><hr>151</hr></TrackPointExtension>`,
		"Cluetrust":        `<gpxdata:hr>151</gpxdata:hr>`,
		"Amazfit":          `<heartrate>151</heartrate><ns3:TrackPointExtension><ns3:hr>0</ns3:hr></ns3:TrackPointExtension>`,
		"no prefix at all": `<hr>151</hr>`,
	} {
		d := one(t, trk("running", seg(pt("06:00:00", 0, "<extensions>", extension, "</extensions>"))))
		if got := d.Track.Samples[0].HeartRate; got != 151 {
			t.Errorf("%s: %v", name, got)
		}
	}
	none := one(t, trk("running", seg(pt("06:00:00", 0, "<extensions><gpxtpx:hr>0</gpxtpx:hr></extensions>"))))
	if got := none.Track.Samples[0].HeartRate; !math.IsNaN(got) {
		t.Errorf("a rate of 0 is kept: %v", got)
	}
}

func TestSpeedIsKeptInMetresASecond(t *testing.T) {
	points := func(form string, speed float64) string {
		var all []string
		for i := range 12 {
			all = append(all, pt(fmt.Sprintf("06:00:%02d", 5*i), 15*float64(i), fmt.Sprintf(form, speed)))
		}
		return trk("running", seg(all...))
	}
	const v2 = "<extensions><gpxtpx:TrackPointExtension><gpxtpx:speed>%v</gpxtpx:speed></gpxtpx:TrackPointExtension></extensions>"
	for name, doc := range map[string]string{"Garmin v2": points(v2, 3.0), "GPX 1.0": points("<speed>%v</speed>", 3.0)} {
		if d := one(t, doc); d.Track.Samples[3].SpeedMPS != 3 || d.Run.Note != "" {
			t.Errorf("%s: %+v, %q", name, d.Track.Samples[3], d.Run.Note)
		}
	}
	kmh := one(t, points(v2, 10.8))
	if !math.IsNaN(kmh.Track.Samples[3].SpeedMPS) || kmh.Run.Note != "The speeds that it states can't be m/s and were left out." {
		t.Errorf("km/h: %+v, %q", kmh.Track.Samples[3], kmh.Run.Note)
	}
	if still := one(t, points(v2, 0)); still.Track.Samples[3].SpeedMPS != 0 || still.Run.Note != "" {
		t.Errorf("0 throughout: %+v, %q", still.Track.Samples[3], still.Run.Note)
	}
	speed := func(v float64) string { return fmt.Sprintf("<speed>%v</speed>", v) }
	short := one(t, trk("running", seg(pt("06:00:00", 0, speed(10)), pt("06:00:30", 99, speed(10)))))
	if short.Track.Samples[0].SpeedMPS != 10 || short.Run.Note != "" {
		t.Errorf("over 99 m nothing can be told: %+v, %q", short.Track.Samples[0], short.Run.Note)
	}
	gap := one(t, trk("running", seg(pt("06:00:00", 0, speed(4)), pt("06:00:30", 120, speed(4)), pt("06:10:00", 125, speed(4)))))
	if gap.Track.Samples[0].SpeedMPS != 4 || gap.Run.Note != "" {
		t.Errorf("a speed before a gap tells nothing of it: %+v, %q", gap.Track.Samples[0], gap.Run.Note)
	}
}

func TestStatedDistances(t *testing.T) {
	point := func(clock string, north, stated float64) string {
		return pt(clock, north, fmt.Sprintf("<extensions><gpxdata:distance>%v</gpxdata:distance></extensions>", stated))
	}
	d := one(t, trk("running", seg(point("06:00:00", 0, 4), point("06:00:30", 100, 110), point("06:01:00", 200, 209.9), point("06:01:30", 300, 315))))
	near(t, "distance", d.Run.DistanceM, 315)
	near(t, "distance of the first sample", &d.Track.Samples[0].DistanceM, 4)

	again := one(t, trk("running",
		seg(point("06:00:00", 0, 0), point("06:00:30", 100, 110), point("06:01:00", 200, 109)), // falls a little: left out
		seg(point("06:02:00", 210, 0), point("06:02:30", 300, 100))))
	near(t, "distance that begins anew with a segment", again.Run.DistanceM, 210)
	if got := again.Track.Samples[2].DistanceM; !math.IsNaN(got) {
		t.Errorf("a distance that falls is kept: %v", got)
	}

	late := one(t, trk("running", seg(pt("06:00:00", 0), point("06:00:30", 100, 110), pt("06:01:00", 200))))
	if got := late.Track.Samples; !math.IsNaN(got[0].DistanceM) || got[1].DistanceM != 110 || !math.IsNaN(got[2].DistanceM) {
		t.Errorf("stated at the second of three points: %+v", got)
	}

	treadmill := one(t, trk("treadmill_running", seg(point("06:00:00", 0, 0), point("06:10:00", 49, 2000), point("06:20:00", 0, 4000))))
	near(t, "distance beside 98 m of drift", treadmill.Run.DistanceM, 4000)

	km := one(t, trk("running", seg(point("06:00:00", 0, 0), point("06:00:30", 100, 0.11), point("06:01:00", 200, 0.21))))
	near(t, "distance beside one in km", km.Run.DistanceM, 200)
	if !strings.Contains(km.Run.Note, "can't be metres") {
		t.Errorf("note %q", km.Run.Note)
	}
}

func TestTotalsThatTheTrackStates(t *testing.T) {
	const stats = `<extensions><gpxtrkx:TrackStatsExtension><gpxtrkx:Distance>212.5</gpxtrkx:Distance><gpxtrkx:TimerTime>61</gpxtrkx:TimerTime>` +
		`<gpxtrkx:MovingTime>55</gpxtrkx:MovingTime><gpxtrkx:Ascent>12</gpxtrkx:Ascent><gpxtrkx:Descent>0</gpxtrkx:Descent></gpxtrkx:TrackStatsExtension></extensions>`
	track := "<trk><type>running</type>" + stats + seg(pt("06:00:00", 0), pt("06:01:00", 200)) + "</trk>"
	run := one(t, track).Run
	near(t, "distance", run.DistanceM, 212.5)
	near(t, "moving time", run.MovingS, 61)
	near(t, "elapsed time", run.ElapsedS, 61)
	near(t, "ascent", run.AscentM, 12)
	near(t, "descent", run.DescentM, 0)
	if run.AscentSource != analysis.FromDevice {
		t.Errorf("ascent from %q", run.AscentSource)
	}

	joined := one(t, track+trk("running", seg(pt("06:05:00", 300), pt("06:06:00", 500)))).Run
	near(t, "distance of two tracks, one of which states its own", joined.DistanceM, 400)
	if joined.MovingS != nil || joined.AscentM != nil {
		t.Errorf("totals of a part: %+v", joined)
	}
	split := decode(t, document(strings.Replace(track, "</trk>", seg(pt("18:00:00", 0), pt("18:01:00", 100))+"</trk>", 1)))
	if len(split) != 2 || split[0].Run.MovingS != nil || split[1].Run.MovingS != nil {
		t.Errorf("totals of two activities given to each: %+v", split)
	}
}

func TestVersion10(t *testing.T) {
	all := decode(t, `<?xml version="1.0" encoding="ISO-8859-1"?><gpx version="1.0" creator="GPSBabel - http://www.gpsbabel.org" xmlns="http://www.topografix.com/GPX/1/0">
<time>2026-03-03T10:00:00Z</time><bounds minlat="45" minlon="5" maxlat="46" maxlon="6"/>
<trk><name>L`+"\xe4"+`ufe</name>`+seg(pt("06:00:00", 0), pt("06:01:00", 200))+`</trk></gpx>`)
	near(t, "distance", all[0].Run.DistanceM, 200)
	if got := all[0].Run.Device; got != "GPSBabel" {
		t.Errorf("device %q", got)
	}
}

func TestSportsOfTracks(t *testing.T) {
	for _, c := range []struct {
		creator, kind string
		want          analysis.Sport
		sub           string
	}{
		{"Garmin Connect", "running", analysis.Running, ""},
		{"Garmin Connect", "trail_running", analysis.Running, "trail"},
		{"Garmin Connect", "treadmill_running", analysis.Running, "treadmill"},
		{"Huami Amazfit Sports Watch", "Running", analysis.Running, ""},
		{"StravaGPX Android", "9", analysis.Running, ""},
		{"StravaGPX", "1", analysis.Cycling, ""},
		{"StravaGPX", "4", analysis.Hiking, ""},
		{"StravaGPX", "10", analysis.Walking, ""},
		{"StravaGPX", "16", analysis.Swimming, ""},
		{"Garmin Connect", "9", analysis.UnknownSport, "9"}, // numbers are Strava's alone
		{"OpenTracks", "unknown", analysis.UnknownSport, ""},
		{"OpenTracks", "", analysis.UnknownSport, ""},
	} {
		doc := strings.Replace(document(trk(c.kind, seg(pt("06:00:00", 0), pt("06:01:00", 200)))), "Test", c.creator, 1)
		if run := decode(t, doc)[0].Run; run.Sport != c.want || run.SubSport != c.sub {
			t.Errorf("%s by %s is %s/%s, want %s/%s", c.kind, c.creator, run.Sport, run.SubSport, c.want, c.sub)
		}
	}
}

func TestNamesOfDevices(t *testing.T) {
	for creator, want := range map[string]string{
		"Garmin Edge 530":                             "Garmin Edge 530",
		"StravaGPX":                                   "Strava",
		"StravaGPX Android":                           "Strava Android",
		"Movescount - http://www.movescount.com":      "Movescount",
		"gpx.py -- https://github.com/tkrajina/gpxpy": "gpx.py",
		"https://www.komoot.de":                       "",
		"":                                            "",
	} {
		doc := strings.Replace(document(trk("run", seg(pt("06:00:00", 0)))), "Test", creator, 1)
		if got := decode(t, doc)[0].Run.Device; got != want {
			t.Errorf("%q is %q, want %q", creator, got, want)
		}
	}
}

func TestWhatIsNoActivity(t *testing.T) {
	for name, c := range map[string]struct {
		inside  string
		ignored bool
		want    string
	}{
		"a route":               {`<rte><rtept lat="45" lon="5"/></rte>`, true, "a GPX route file, not an activity"},
		"waypoints":             {`<wpt lat="45" lon="5"><time>2026-03-02T06:00:00Z</time></wpt>`, true, "a GPX waypoint file, not an activity"},
		"nothing":               {``, true, "a GPX (without any point) file, not an activity"},
		"an empty track":        {`<trk><trkseg/></trk>`, true, "a GPX (without any point) file, not an activity"},
		"a plan":                {`<metadata><time>2026-03-02T06:00:00Z</time></metadata><trk><trkseg><trkpt lat="45" lon="5"><ele>3</ele></trkpt></trkseg></trk>`, true, "a GPX (tracks without times: planned, not recorded) file, not an activity"},
		"a plan dated 1970":     {`<trk><trkseg><trkpt lat="45" lon="5"><time>1970-01-01T00:00:00Z</time></trkpt></trkseg></trk>`, true, "a GPX (tracks without times: planned, not recorded) file, not an activity"},
		"a plan dated 1901":     {`<trk><trkseg><trkpt lat="45" lon="5"><time>1901-12-13T20:45:52.207Z</time></trkpt></trkseg></trk>`, true, "a GPX (tracks without times: planned, not recorded) file, not an activity"},
		"times nobody can read": {`<trk><trkseg><trkpt lat="45" lon="5"><time>02.03.2026 6:00</time></trkpt></trkseg></trk>`, false, `the times of its track points can't be read, as "02.03.2026 6:00"`},
	} {
		_, err := gpx.New().Decode([]byte(document(c.inside)))
		var ignored *ingest.IgnoredError
		if err == nil || err.Error() != c.want || errors.As(err, &ignored) != c.ignored {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		sniffed := gpx.New().Sniff([]byte(document(c.inside)))
		if c.ignored != (sniffed != nil) {
			t.Errorf("%s: sniffed as %v before it is kept", name, sniffed)
		}
	}
	if err := gpx.New().Sniff([]byte(document(trk("run", seg(pt("06:00:00", 0)))))); err != nil {
		t.Errorf("an activity is sniffed as %v", err)
	}
}

func TestFilesOfOtherKinds(t *testing.T) {
	for doc, want := range map[string]string{
		"":                               "the file is empty",
		"<bad>Clearly this is not</bad>": "not a GPX file: it is XML that begins with <bad>",
		"<gpx><trk><trkseg><trkpt lat=":  "no track point with a time could be read: it breaks off in line 1",
	} {
		_, err := gpx.New().Decode([]byte(doc))
		var failed *ingest.FailedError
		if !errors.As(err, &failed) || failed.Reason != want {
			t.Errorf("%q: %v, want %s", doc, err, want)
		}
		if err := gpx.New().Sniff([]byte(doc)); err != nil {
			t.Errorf("%q: sniffed as %v", doc, err)
		}
	}
}

func TestRecognisesByName(t *testing.T) {
	for name, want := range map[string]bool{"run.gpx": true, "run.gpx.bak": false, "run.tcx": false, "gpx": false} {
		if got := gpx.New().Recognises(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
