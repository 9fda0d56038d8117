package tcx_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/tcx"
)

// document puts activities into the shell of a TCX file.
func document(activities ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>` +
		strings.Join(activities, "\n") + `</Activities></TrainingCenterDatabase>`
}

// activity begins on 2 March 2026 at six.
func activity(sport string, laps ...string) string {
	return `<Activity Sport="` + sport + `"><Id>` + clock(0) + `</Id>` + strings.Join(laps, "\n") +
		`<Creator><Name>Forerunner 410 Software Version 2.20</Name></Creator></Activity>`
}

// clock is a time so many seconds after six.
func clock(s int) string {
	return time.Date(2026, 3, 2, 6, 0, s, 0, time.UTC).Format("2006-01-02T15:04:05Z")
}

// lap begins so many seconds after six; totals may be "".
func lap(startS int, timerS, distanceM string, inside ...string) string {
	return fmt.Sprintf(`<Lap StartTime="%s">`, clock(startS)) + tag("TotalTimeSeconds", timerS) + tag("DistanceMeters", distanceM) +
		strings.Join(inside, "") + `</Lap>`
}

func tag(name, text string) string {
	if text == "" {
		return ""
	}
	return "<" + name + ">" + text + "</" + name + ">"
}

func track(points ...string) string { return "<Track>" + strings.Join(points, "\n") + "</Track>" }

// pt is a point so many metres north of the first, which states its distance
// and all else it is given.
func pt(s int, northM float64, distance string, inside ...string) string {
	return fmt.Sprintf(`<Trackpoint><Time>%s</Time><Position><LatitudeDegrees>%.9f</LatitudeDegrees><LongitudeDegrees>5.7</LongitudeDegrees></Position><AltitudeMeters>200</AltitudeMeters>%s%s</Trackpoint>`,
		clock(s), 45+northM/111194.93, tag("DistanceMeters", distance), strings.Join(inside, ""))
}

func decode(t *testing.T, doc string) []ingest.Decoded {
	t.Helper()
	all, err := tcx.New().Decode([]byte(doc))
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
func one(t *testing.T, sport string, laps ...string) ingest.Decoded {
	t.Helper()
	all := decode(t, document(activity(sport, laps...)))
	if len(all) != 1 {
		t.Fatalf("%d activities, want one", len(all))
	}
	return all[0]
}

// flawOf names what no activity may have, whatever the file.
func flawOf(d ingest.Decoded) string {
	run, track := d.Run, d.Track
	if run.Format != "tcx" || run.Sport == "" || run.Integrity == "" || run.Start.IsZero() {
		return fmt.Sprintf("an incomplete run %+v", run)
	}
	for _, v := range []*float64{run.DistanceM, run.MovingS, run.ElapsedS, run.AvgHR, run.MaxHR} {
		if v != nil && !(*v > 0 && *v < 1e14) {
			return fmt.Sprintf("a total of %v", *v)
		}
	}
	if run.MovingS != nil && (run.ElapsedS == nil || *run.ElapsedS < *run.MovingS) {
		return "more time moving than elapsed"
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
	begin := math.Inf(-1)
	for _, l := range track.Laps {
		if !(l.FromS >= begin && l.ToS >= l.FromS) || l.Step != -1 {
			return fmt.Sprintf("a lap %+v", l)
		}
		begin = l.FromS
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

func TestAnActivityBecomesARun(t *testing.T) {
	d := one(t, "Running",
		lap(0, "299.5", "1000", "<AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>160</Value></MaximumHeartRateBpm><Intensity>Active</Intensity>",
			track(pt(0, 0, "0"), pt(300, 1000, "1000", "<HeartRateBpm><Value>151</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.3</ns3:Speed><ns3:RunCadence>80</ns3:RunCadence></ns3:TPX></Extensions>"))),
		lap(300, "600", "1500", "<AverageHeartRateBpm><Value>155</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm><Intensity>Resting</Intensity>",
			track(pt(300, 1000, "1000"), pt(900, 2500, "2500.4"))))
	run := d.Run
	if run.Sport != analysis.Running || run.Start.Format(time.RFC3339) != clock(0) || run.Device != "Forerunner 410" || run.Note != "" {
		t.Errorf("%+v", run)
	}
	near(t, "distance", run.DistanceM, 2500)
	near(t, "moving time", run.MovingS, 899.5)
	near(t, "elapsed time", run.ElapsedS, 900)
	near(t, "mean heart rate, by time", run.AvgHR, 150)
	near(t, "highest heart rate", run.MaxHR, 171)
	if run.AscentM != nil || run.AvgSpeedMPS != nil || run.UTCOffsetS != nil {
		t.Errorf("states what the file does not: %+v", run)
	}
	s := d.Track.Samples[1]
	near(t, "time of the second sample", &s.AtS, 300)
	near(t, "its distance", &s.DistanceM, 1000)
	near(t, "its altitude", &s.AltitudeM, 200)
	near(t, "its speed", &s.SpeedMPS, 3.3)
	near(t, "its heart rate", &s.HeartRate, 151)
	if !math.IsNaN(d.Track.Samples[0].HeartRate) || !math.IsNaN(d.Track.Samples[0].SpeedMPS) || !math.IsNaN(s.GradePct) {
		t.Errorf("values from nowhere: %+v", d.Track.Samples)
	}
	want := []analysis.Lap{
		{Span: analysis.Span{FromS: 0, ToS: 300}, DistanceM: 1000, Intensity: analysis.IntensityActive, Step: -1},
		{Span: analysis.Span{FromS: 300, ToS: 900}, DistanceM: 1500, Intensity: analysis.IntensityRest, Step: -1},
	}
	if len(d.Track.Laps) != 2 || d.Track.Laps[0] != want[0] || d.Track.Laps[1] != want[1] {
		t.Errorf("laps %+v, want %+v", d.Track.Laps, want)
	}
}

func TestSeveralActivities(t *testing.T) {
	at := func(sport string, s int) string {
		return `<Activity Sport="` + sport + `"><Id>` + clock(s) + `</Id>` + lap(s, "600", "2000") + `</Activity>`
	}
	all := decode(t, document(at("Running", 0), at("Biking", 7200)))
	if len(all) != 2 || all[0].Run.Sport != analysis.Running || all[1].Run.Sport != analysis.Cycling || all[1].Run.Start.Format(time.RFC3339) != clock(7200) {
		t.Errorf("%+v", all)
	}

	multi := decode(t, document(`<MultiSportSession><Id>`+clock(0)+`</Id><FirstSport>`+at("Other", 0)+`</FirstSport><NextSport><Transition StartTime="`+clock(600)+
		`"><TotalTimeSeconds>60</TotalTimeSeconds><DistanceMeters>150</DistanceMeters></Transition>`+at("Running", 660)+`</NextSport></MultiSportSession>`))
	if len(multi) != 3 || multi[0].Run.Sport != analysis.UnknownSport || multi[1].Run.Sport != analysis.Transition || multi[2].Run.Sport != analysis.Running {
		t.Fatalf("%+v", multi)
	}
	near(t, "distance of the transition", multi[1].Run.DistanceM, 150)
	near(t, "distance of the run", multi[2].Run.DistanceM, 2000)
}

func TestSports(t *testing.T) {
	for name, want := range map[string]analysis.Sport{
		"Running": analysis.Running, "running": analysis.Running, "Biking": analysis.Cycling,
		"Other": analysis.UnknownSport, "": analysis.UnknownSport, "Walking": analysis.Walking, "Hiking": analysis.Hiking,
	} {
		if run := one(t, name, lap(0, "600", "2000")).Run; run.Sport != want || run.SubSport != "" {
			t.Errorf("%q is %s/%s, want %s", name, run.Sport, run.SubSport, want)
		}
	}
}

func TestStartAndZone(t *testing.T) {
	run := decode(t, document(`<Activity Sport="Running"><Lap StartTime="2026-03-02T07:00:00.000+01:00"><TotalTimeSeconds>60</TotalTimeSeconds></Lap></Activity>`))[0].Run
	if run.Start.Format(time.RFC3339) != clock(0) || run.UTCOffsetS == nil || *run.UTCOffsetS != 3600 {
		t.Errorf("%+v", run)
	}
	local := decode(t, document(`<Activity Sport="Running"><Lap StartTime="2026-03-02T07:00:00"><TotalTimeSeconds>60</TotalTimeSeconds></Lap></Activity>`))[0].Run
	if local.Note != "Its times name no zone and were read as UTC." || local.UTCOffsetS != nil {
		t.Errorf("%+v", local)
	}
	for name, c := range map[string]struct {
		activity string
		want     int
	}{
		"its id comes last":                                  {`<Activity><Id>` + clock(7) + `</Id><Lap/></Activity>`, 7},
		"a point before its id":                              {`<Activity><Id>` + clock(7) + `</Id><Lap>` + track(pt(9, 0, "")) + `</Lap></Activity>`, 9},
		"a lap before its points":                            {`<Activity><Id>` + clock(7) + `</Id>` + lap(8, "", "", track(pt(9, 0, ""))) + `</Activity>`, 8},
		"a point before its lap":                             {`<Activity>` + lap(10, "", "", track(pt(9, 0, ""))) + `</Activity>`, 9},
		"a lap of 60 s, its first point 2 minutes late":      {`<Activity>` + lap(0, "60", "", track(pt(120, 0, ""))) + `</Activity>`, 0},
		"a lap of 60 s, its first point more than that late": {`<Activity>` + lap(0, "60", "", track(pt(121, 0, ""))) + `</Activity>`, 121},
	} {
		if got := decode(t, document(c.activity))[0].Run.Start.Format(time.RFC3339); got != clock(c.want) {
			t.Errorf("%s: starts %s, want %s", name, got, clock(c.want))
		}
	}
}

func TestWhatIsNoActivity(t *testing.T) {
	const open, shut = `<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">`, `</TrainingCenterDatabase>`
	for name, c := range map[string]struct {
		doc     string
		ignored bool
		want    string
	}{
		"a course":       {open + `<Courses><Course><Name>Home</Name><Lap/>` + track(pt(0, 0, "0")) + `</Course></Courses>` + shut, true, "a TCX course file, not an activity"},
		"a workout":      {open + `<Workouts><Workout Sport="Running"><Name>4x400</Name></Workout></Workouts>` + shut, true, "a TCX workout file, not an activity"},
		"nothing":        {open + shut, true, "a TCX (without any activity) file, not an activity"},
		"version 1":      {open + `<History><Running><Run><Id>x</Id></Run></Running></History>` + shut, false, "it is a TCX file of version 1, as programs wrote it before 2008; save it anew in one that writes version 2"},
		"no time at all": {document(`<Activity Sport="Running"><Id/><Lap><Track/></Lap></Activity>`), false, "no time is stated for any of its activities, 1 in all"},
		"cut before any": {open + `<Activities>`, false, "no activity could be read: it breaks off in line 1"},
		"a GPX":          {`<gpx/>`, false, "not a TCX file: it is a GPX track; give it a name that ends in .gpx"},
		"an empty file":  {"", false, "the file is empty"},
	} {
		_, err := tcx.New().Decode([]byte(c.doc))
		var ignored *ingest.IgnoredError
		if err == nil || err.Error() != c.want || errors.As(err, &ignored) != c.ignored {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if sniffed := tcx.New().Sniff([]byte(c.doc)); c.ignored != (sniffed != nil) {
			t.Errorf("%s: sniffed as %v before it is kept", name, sniffed)
		}
	}
	if err := tcx.New().Sniff([]byte(document(activity("Running", lap(0, "600", "2000"))))); err != nil {
		t.Errorf("an activity is sniffed as %v", err)
	}
	beside := decode(t, document(activity("Running", lap(0, "600", "2000")), `<Activity/>`))
	if len(beside) != 1 || beside[0].Run.Note != "The file also holds activities without any time, which were left out: 1." {
		t.Errorf("%+v", beside)
	}
}

func TestRecognisesByName(t *testing.T) {
	for name, want := range map[string]bool{"run.tcx": true, "run.gpx": false, "tcx": false} {
		if got := tcx.New().Recognises(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
