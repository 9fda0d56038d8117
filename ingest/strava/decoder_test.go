package strava

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
)

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestListsAreReadLeniently(t *testing.T) {
	l, err := parseList(testdata(t, "list.json"))
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute, second int) time.Time {
		return time.Date(2026, 11, day, hour, minute, second, 0, time.UTC)
	}
	want := listing{unread: []int64{7}, nameless: 3, activities: []Activity{
		{ID: 1, SportType: "Run", Start: at(20, 6, 30, 0), UTCOffsetS: new(3600), DistanceM: new(8012.3), MovingS: new(2400.0), ElapsedS: new(2450.0),
			AscentM: new(34.0), AvgSpeedMPS: new(3.338), AvgHR: new(146.8), MaxHR: new(162.0), Device: "Garmin"},
		{ID: 2, SportType: "Run", Start: at(19, 6, 30, 0)},
		{ID: 3, SportType: "Run", Start: at(18, 6, 30, 0), DistanceM: new(5000.0), MovingS: new(1500.0), Device: "Garmin Forerunner 265"},
		{ID: 4, SportType: "Run", Start: at(17, 23, 0, 1), UTCOffsetS: new(3600), DistanceM: new(5000.0), MovingS: new(1500.0), ElapsedS: new(1500.0)},
		{ID: 5, SportType: "Run", Start: at(16, 10, 0, 0), UTCOffsetS: new(3600), Manual: true, MovingS: new(1800.0), ElapsedS: new(1800.0)},
		{ID: 6, SportType: "Run", Start: at(15, 10, 0, 0), Trainer: true, DistanceM: new(0.0), MovingS: new(1800.0)},
		{ID: 8, SportType: "Run", Start: at(13, 10, 0, 0)},
	}}
	if diff := cmp.Diff(want, l, cmp.AllowUnexported(listing{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatIsNoListIsMalformed(t *testing.T) {
	for _, body := range []string{"", "null", "{}", `"x"`, "[", `[{"id":1}`, "<html>"} {
		if _, err := parseList([]byte(body)); faultOf(err) != Malformed {
			t.Errorf("%q: %v", body, err)
		}
	}
	if l, err := parseList([]byte(" [] ")); err != nil || !l.empty() {
		t.Errorf("an empty list: %+v, %v", l, err)
	}
}

// decoded is what becomes of an activity with samples.
func decoded(t *testing.T, a Activity, body []byte) (analysis.Run, analysis.Track) {
	t.Helper()
	d := document{Activity: a}
	if body != nil {
		s, err := parseStreams(body)
		if err != nil || s == nil {
			t.Fatalf("samples: %v, %v", s, err)
		}
		d.Streams = s.encode()
	}
	all, err := NewDecoder().Decode(d.encode())
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	return all[0].Run, all[0].Track
}

var start = time.Date(2026, 11, 20, 6, 30, 0, 0, time.UTC)

func TestADocumentDecodesToItsRun(t *testing.T) {
	run, track := decoded(t, Activity{ID: 1, SportType: "Run", Start: start, UTCOffsetS: new(3600), DistanceM: new(120.2),
		MovingS: new(40.0), ElapsedS: new(110.0), AscentM: new(1.0), AvgHR: new(125.0), Device: "Garmin"}, testdata(t, "streams.json"))
	wantRun := analysis.Run{Sport: analysis.Running, Start: start, UTCOffsetS: new(3600), DistanceM: new(120.2), MovingS: new(40.0),
		ElapsedS: new(110.0), AscentM: new(1.0), AscentSource: analysis.FromService, AvgHR: new(125.0), Device: "Garmin", Integrity: analysis.Intact, SourceID: "strava:1"}
	if diff := cmp.Diff(wantRun, run); diff != "" {
		t.Errorf("run (-want +got)\n%s", diff)
	}
	nan := math.NaN()
	want := analysis.Track{Pauses: []analysis.Span{{FromS: 20, ToS: 90}}, Samples: []analysis.Sample{
		{AtS: 0, DistanceM: 0, AltitudeM: 40.2, SpeedMPS: 0, HeartRate: nan, GradePct: nan},
		{AtS: 10, DistanceM: 30.1, AltitudeM: 40.4, SpeedMPS: 3, HeartRate: 120, GradePct: nan},
		{AtS: 20, DistanceM: nan, AltitudeM: 40.6, SpeedMPS: 3, HeartRate: 125, GradePct: nan},
		{AtS: 90, DistanceM: 60.4, AltitudeM: 40.6, SpeedMPS: 0.4, HeartRate: 118, GradePct: nan},
		{AtS: 100, DistanceM: 90, AltitudeM: nan, SpeedMPS: 3, HeartRate: 130, GradePct: nan},
		{AtS: 110, DistanceM: 120.2, AltitudeM: 41, SpeedMPS: 3, HeartRate: 133, GradePct: nan},
	}}
	if diff := cmp.Diff(want, track, cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })); diff != "" {
		t.Errorf("track (-want +got)\n%s", diff)
	}
}

func TestPausesThatDontFitTheMovingTimeAreNotBelieved(t *testing.T) {
	for moving, pauses := range map[float64]int{36.4: 1, 36.2: 0, 44.4: 1, 44.6: 0, 110: 0} { // 40 s lie between the pauses
		_, track := decoded(t, Activity{ID: 1, SportType: "Run", Start: start, MovingS: &moving}, testdata(t, "streams.json"))
		if len(track.Pauses) != pauses {
			t.Errorf("moving time %v: pauses %v, want %d", moving, track.Pauses, pauses)
		}
	}
}

func TestSamplesOfOtherLengthsAreLeftOut(t *testing.T) {
	run, track := decoded(t, Activity{ID: 1, SportType: "Run", Start: start}, testdata(t, "streams_lengths.json"))
	if run.Integrity != analysis.Partial || !strings.Contains(run.Note, "altitude (5), heart rate (2) beside 4 times") {
		t.Errorf("%s, note %q", run.Integrity, run.Note)
	}
	last := track.Samples[len(track.Samples)-1]
	if len(track.Samples) != 4 || last.DistanceM != 90.3 || !math.IsNaN(last.HeartRate) || !math.IsNaN(last.AltitudeM) {
		t.Errorf("samples %+v", track.Samples)
	}
}

func TestSports(t *testing.T) {
	for _, c := range []struct {
		name    string
		trainer bool
		sport   analysis.Sport
		sub     string
		indoors bool
	}{
		{"Run", false, "running", "", false},
		{"Run", true, "running", "treadmill", true},
		{"TrailRun", false, "running", "trail", false},
		{"VirtualRun", false, "running", "virtual_activity", true},
		{"UltraRun", false, "running", "ultra", false},
		{"Ride", true, "cycling", "indoor_cycling", true},
		{"CargoRide", false, "cycling", "cargo", false},
		{"WeightTraining", false, "training", "strength_training", false},
		{"Padel", false, "padel", "", false},
		{"TableTennis", false, "table_tennis", "", false},
		{"Workout", false, "training", "", false},
		{"", false, "unknown", "", false},
		{"!", false, "unknown", "", false},
	} {
		run, _ := decoded(t, Activity{ID: 1, SportType: c.name, Trainer: c.trainer, Start: start}, nil)
		if run.Sport != c.sport || run.SubSport != c.sub || run.Indoors() != c.indoors {
			t.Errorf("%q: %s/%s, indoors %v; want %s/%s, %v", c.name, run.Sport, run.SubSport, run.Indoors(), c.sport, c.sub, c.indoors)
		}
	}
}

func TestHiddenStarts(t *testing.T) {
	for _, c := range []struct {
		name   string
		start  time.Time
		offset *int
		hidden bool
	}{
		{"a second past midnight, local", time.Date(2026, 11, 19, 23, 0, 1, 0, time.UTC), new(3600), true},
		{"in summer time", time.Date(2026, 7, 19, 22, 0, 1, 0, time.UTC), new(7200), true},
		{"west of Greenwich", time.Date(2026, 11, 20, 5, 0, 1, 0, time.UTC), new(-18000), true},
		{"midnight itself", time.Date(2026, 11, 19, 23, 0, 0, 0, time.UTC), new(3600), false},
		{"a second past midnight, UTC", time.Date(2026, 11, 19, 0, 0, 1, 0, time.UTC), new(3600), false},
		{"of an unknown zone", time.Date(2026, 11, 19, 0, 0, 1, 0, time.UTC), nil, false},
	} {
		run, _ := decoded(t, Activity{ID: 1, SportType: "Run", Start: c.start, UTCOffsetS: c.offset}, nil)
		if run.StartHidden != c.hidden {
			t.Errorf("%s: hidden %v", c.name, run.StartHidden)
		}
	}
}

func TestNotes(t *testing.T) {
	run, _ := decoded(t, Activity{ID: 1, SportType: "Run", Start: start, Manual: true}, nil)
	if !strings.Contains(run.Note, "by hand") {
		t.Errorf("an entry by hand: %q", run.Note)
	}
	all, err := NewDecoder().Decode(document{Activity: Activity{ID: 1, SportType: "Run", Start: start}, NoSamples: true}.encode())
	if err != nil || !strings.Contains(all[0].Run.Note, "no samples") {
		t.Errorf("a run without samples: %q, %v", all[0].Run.Note, err)
	}
}

func TestWhatIsNoDocument(t *testing.T) {
	d := NewDecoder()
	for _, b := range []string{"", "{}", `{"strava":2,"activity":{}}`, "GPX"} {
		if d.Sniff([]byte(b)) == nil {
			t.Errorf("%q passes", b)
		}
	}
	for _, b := range []string{"", `{"strava":1,`, `{"strava":1,"activity":{}}`, `{"strava":1,"activity":{"id":1,"start":"2026-11-20T06:30:00Z"},"streams":{"time":7}}`} {
		if all, err := d.Decode([]byte(b)); err == nil {
			t.Errorf("%q decodes to %+v", b, all)
		}
	}
	if _, err := (Decoder{MaxBytes: 10}).Decode(document{Activity: Activity{ID: 1, Start: start}}.encode()); err == nil {
		t.Error("one beyond the bound decodes")
	}
	if !d.Recognises("1.strava.json") || d.Recognises("1.json") {
		t.Error("it recognises other names")
	}
}

func TestTheSameActivityHasTheSameBytes(t *testing.T) {
	a := Activity{ID: 1, SportType: "Run", Start: start, DistanceM: new(8012.3)}
	b := a
	b.Start, b.DistanceM = start.In(time.FixedZone("", 0)).UTC(), new(8012.3)
	one, err := parseStreams(testdata(t, "streams.json"))
	if err != nil {
		t.Fatal(err)
	}
	other, _ := parseStreams(testdata(t, "streams.json"))
	if !bytes.Equal(document{Activity: a, Streams: one.encode()}.encode(), document{Activity: b, Streams: other.encode()}.encode()) {
		t.Error("the bytes differ")
	}
	again, err := decodeDocument(document{Activity: a, Streams: one.encode()}.encode())
	if err != nil || !bytes.Equal(again.encode(), document{Activity: a, Streams: one.encode()}.encode()) {
		t.Errorf("read and written again they differ: %v", err)
	}
}
