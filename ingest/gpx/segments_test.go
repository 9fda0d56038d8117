package gpx_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// clock is a time of 2 March 2026 so many seconds after six.
func clock(s int) string {
	return time.Date(2026, 3, 2, 6, 0, s, 0, time.UTC).Format("15:04:05")
}

// line is a segment of two points, from and to a number of seconds after six
// and metres north.
func line(fromS, toS int, fromM, toM float64) string {
	return seg(pt(clock(fromS), fromM), pt(clock(toS), toM))
}

func TestSegmentsBecomePauses(t *testing.T) {
	d := one(t, trk("running", line(0, 60, 0, 200), line(180, 240, 250, 450)))
	if len(d.Track.Pauses) != 1 || d.Track.Pauses[0] != (analysis.Span{FromS: 60, ToS: 180}) {
		t.Errorf("pauses %v", d.Track.Pauses)
	}
	near(t, "distance, without the 50 m of the pause", d.Run.DistanceM, 400)
	near(t, "elapsed time, with the pause", d.Run.ElapsedS, 240)
}

// Programs that begin a segment a lap leave no hole.
func TestHoleBoundary(t *testing.T) {
	for hole, want := range map[int]struct {
		pauses    int
		distanceM float64
	}{0: {0, 420}, 10: {0, 420}, 11: {1, 400}} {
		d := one(t, trk("running", line(0, 60, 0, 200), line(60+hole, 120+hole, 220, 420)))
		if len(d.Track.Pauses) != want.pauses {
			t.Errorf("%d s: pauses %v", hole, d.Track.Pauses)
		}
		near(t, fmt.Sprintf("distance with a hole of %d s", hole), d.Run.DistanceM, want.distanceM)
	}
}

func TestTracksThatFollowEachOther(t *testing.T) {
	first := trk("running", line(0, 600, 0, 2000))
	for name, c := range map[string]struct {
		second string
		want   int
	}{
		"half an hour later":   {trk("running", line(600+1800, 3000, 2000, 4000)), 1},
		"a second more":        {trk("running", line(600+1801, 3000, 2000, 4000)), 2},
		"of another sport":     {trk("cycling", line(660, 1200, 2000, 4000)), 2},
		"that name none":       {trk("", line(660, 1200, 2000, 4000)), 1},
		"before it in the day": {trk("running", seg(`<trkpt lat="45" lon="5"><time>2026-03-02T05:50:00Z</time></trkpt>`)), 1},
	} {
		if got := len(decode(t, document(first+c.second))); got != c.want {
			t.Errorf("%s: %d activities, want %d", name, got, c.want)
		}
	}
}

// Within one track six hours may lie: a day in the mountains is one hike.
func TestSegmentsOfOneTrackBoundary(t *testing.T) {
	for hours, want := range map[float64]int{5.9: 1, 6: 1, 6.01: 2} {
		from := 600 + int(hours*3600)
		if got := len(decode(t, document(trk("hiking", line(0, 600, 0, 2000), line(from, from+60, 2000, 2200))))); got != want {
			t.Errorf("%v h: %d activities, want %d", hours, got, want)
		}
	}
}

// The sport of an activity is that of the first of its tracks that names one.
func TestSportOfSeveralTracks(t *testing.T) {
	d := one(t, trk("", line(0, 60, 0, 200))+trk("trail_running", line(90, 150, 200, 400))+trk("", line(180, 240, 400, 600)))
	if d.Run.Sport != analysis.Running || d.Run.SubSport != "trail" {
		t.Errorf("%s/%s", d.Run.Sport, d.Run.SubSport)
	}
}

func TestActivitiesComeByTime(t *testing.T) {
	all := decode(t, document(trk("running", line(36000, 36600, 0, 2000))+trk("walking", line(0, 600, 0, 800))))
	if len(all) != 2 || all[0].Run.Sport != analysis.Walking || all[1].Run.Sport != analysis.Running {
		t.Fatalf("%+v", all)
	}
	near(t, "distance of the run", all[1].Run.DistanceM, 2000)
}

// A file may hold the same track twice, as recorded and as smoothed. The run
// took place once.
func TestTracksOfTheSameTime(t *testing.T) {
	twice := one(t, strings.Repeat(trk("running", line(0, 600, 0, 2000)), 2))
	near(t, "distance", twice.Run.DistanceM, 2000)
	if twice.Run.Note != "Points left out because others cover the same time: 2." {
		t.Errorf("note %q", twice.Run.Note)
	}

	longer := one(t, trk("running", line(0, 600, 0, 2000))+
		trk("running", seg(pt(clock(300), 1000), pt(clock(600), 2000), pt(clock(605), 2015), pt(clock(900), 3000))))
	near(t, "distance with what the second adds", longer.Run.DistanceM, 2000+985)
	near(t, "elapsed time", longer.Run.ElapsedS, 900)

	third := one(t, trk("running", line(0, 600, 0, 2000))+
		trk("running", seg(pt(clock(300), 1000), pt(clock(610), 2015), pt(clock(900), 3000)))+
		trk("running", line(905, 1200, 3010, 4000)))
	near(t, "distance with a third", third.Run.DistanceM, 2000+985+1000)
}

// Activities whose tracks are mixed in the file keep their own samples.
func TestTracksInAnyOrder(t *testing.T) {
	all := decode(t, document(trk("", line(0, 600, 0, 2000))+trk("cycling", line(700, 1300, 0, 5000))+trk("running", line(36000, 36600, 0, 2100))+
		trk("running", line(36660, 37200, 2100, 4000))+trk("running", line(-600, 0, 0, 1500))))
	if len(all) != 3 {
		t.Fatalf("%d activities", len(all))
	}
	for i, want := range []struct {
		sport     analysis.Sport
		distanceM float64
	}{{analysis.Running, 3500 + 1500}, {analysis.Cycling, 5000}, {analysis.Running, 4000}} {
		if all[i].Run.Sport != want.sport {
			t.Errorf("activity %d is %s, want %s", i, all[i].Run.Sport, want.sport)
		}
		near(t, fmt.Sprintf("distance of activity %d", i), all[i].Run.DistanceM, want.distanceM)
	}
}

func TestTimeThatGoesBack(t *testing.T) {
	d := one(t, trk("running", seg(pt(clock(0), 0), pt(clock(10), 30), pt(clock(5), 500), pt(clock(20), 60))))
	near(t, "distance", d.Run.DistanceM, 60)
	if len(d.Track.Samples) != 3 || d.Run.Note != "Points left out because their time goes back: 1." {
		t.Errorf("%d samples, note %q", len(d.Track.Samples), d.Run.Note)
	}
	two := one(t, trk("running", seg(pt(clock(10), 0), pt(clock(5), 0)), line(20, 30, 0, 30)))
	if two.Run.Note != "Points left out because their time goes back: 1." {
		t.Errorf("of two segments: note %q", two.Run.Note)
	}
}

// A watch whose clock is set while it records must not lose what follows.
func TestClockThatIsSetAnew(t *testing.T) {
	wrong := `<trkpt lat="45" lon="5.7"><time>2036-01-01T00:00:00Z</time></trkpt>`
	all := decode(t, document(trk("running", seg(wrong, pt(clock(0), 0), pt(clock(60), 200)))))
	if len(all) != 2 || all[0].Run.Start.Year() != 2026 || all[1].Run.Start.Year() != 2036 {
		t.Fatalf("%+v", all)
	}
	near(t, "distance", all[0].Run.DistanceM, 200)
}

func TestZones(t *testing.T) {
	point := func(time string) string {
		return `<trkpt lat="45" lon="5.7"><time>2026-03-02T` + time + `</time></trkpt>`
	}
	berlin := one(t, trk("running", seg(point("07:00:00.5+01:00"), point("07:01:00+01:00")))).Run
	if got := berlin.Start.Format(time.RFC3339Nano); got != "2026-03-02T06:00:00.5Z" || berlin.UTCOffsetS == nil || *berlin.UTCOffsetS != 3600 {
		t.Errorf("starts %s, offset %v", got, berlin.UTCOffsetS)
	}
	nowhere := one(t, trk("running", seg(point("07:00:00"), point("07:01:00")))).Run
	if got := nowhere.Start.Format(time.RFC3339Nano); got != "2026-03-02T07:00:00Z" || nowhere.UTCOffsetS != nil || nowhere.Note != "Its times name no zone and were read as UTC." {
		t.Errorf("starts %s, offset %v, note %q", got, nowhere.UTCOffsetS, nowhere.Note)
	}
}

func TestAltitudes(t *testing.T) {
	point := func(s int, ele string) string {
		return fmt.Sprintf(`<trkpt lat="45" lon="5.7">%s<time>2026-03-02T%sZ</time></trkpt>`, ele, clock(s))
	}
	missing := one(t, trk("running", seg(point(0, "<ele>200</ele>"), point(1, ""), point(2, "<ele/>"), point(3, "<ele>201,5</ele>"))))
	var got []float64
	for _, s := range missing.Track.Samples {
		got = append(got, s.AltitudeM)
	}
	if got[0] != 200 || !math.IsNaN(got[1]) || !math.IsNaN(got[2]) || got[3] != 201.5 {
		t.Errorf("altitudes %v", got)
	}
	flat := one(t, trk("running", seg(point(0, "<ele>0</ele>"), point(1, ""), point(2, "<ele>-0.0</ele>"))))
	if !math.IsNaN(flat.Track.Samples[0].AltitudeM) || flat.Run.Note != "Its altitudes are all 0, which is taken for none." {
		t.Errorf("%v, note %q", flat.Track.Samples[0], flat.Run.Note)
	}
}

func TestPointsWithoutTime(t *testing.T) {
	at := func(northM float64) string {
		return strings.Replace(pt("00:00:00", northM), "<time>2026-03-02T00:00:00Z</time>", "", 1)
	}
	d := one(t, trk("running", seg(at(-500), pt(clock(0), 0), at(50), pt(clock(60), 0), at(900))))
	near(t, "distance, out and back between two times", d.Run.DistanceM, 100)
	if d.Run.Note != "Points without a time: 3; those between others count for the distance only." {
		t.Errorf("note %q", d.Run.Note)
	}
	beside := one(t, trk("", seg(at(0), at(100)))+trk("running", line(0, 60, 0, 200)))
	if beside.Run.Note != "The file also holds tracks without times, 2 points in all, which were left out." {
		t.Errorf("note %q", beside.Run.Note)
	}
}

func TestPositionsThatAreNone(t *testing.T) {
	point := func(s int, lat, lon string) string {
		return fmt.Sprintf(`<trkpt lat="%s" lon="%s"><time>2026-03-02T%sZ</time><extensions><hr>120</hr></extensions></trkpt>`, lat, lon, clock(s))
	}
	indoors := one(t, trk("running", seg(point(0, "0", "0"), point(1, "", ""), point(600, "NaN", "181"))))
	if indoors.Run.DistanceM != nil || indoors.Track.Samples[2].HeartRate != 120 || !math.IsNaN(indoors.Track.Samples[2].DistanceM) {
		t.Errorf("%+v", indoors)
	}
	standing := one(t, trk("running", seg(point(0, "45", "5"), point(600, "45", "5"))))
	if standing.Run.DistanceM != nil {
		t.Errorf("a watch that never moved states %v m", *standing.Run.DistanceM)
	}
	leap := one(t, trk("running", seg(pt(clock(0), 0), pt(clock(1), 90_000), pt(clock(2), 6))))
	if leap.Run.DistanceM != nil || leap.Run.Note != "Leaps of the position, faster than anyone moves, that are not in the distance: 2." {
		t.Errorf("%v m, note %q", leap.Run.DistanceM, leap.Run.Note)
	}
}
