package tcx_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
)

// The format demands a distance of every lap, so that 0 stands for none.
func TestDistanceWhereLapsStateNone(t *testing.T) {
	for name, c := range map[string]struct {
		laps []string
		want float64
	}{
		"0, but points that state it":     {[]string{lap(0, "60", "0", track(pt(0, 0, "0"), pt(60, 200, "210")))}, 210},
		"nothing, but points that do":     {[]string{lap(0, "60", "", track(pt(0, 0, "0"), pt(60, 200, "210")))}, 210},
		"0, but positions":                {[]string{lap(0, "60", "0", track(pt(0, 0, ""), pt(60, 200, "")))}, 200},
		"0, points of 0, but positions":   {[]string{lap(0, "60", "0", track(pt(0, 0, "0"), pt(60, 200, "0")))}, 200},
		"a lap in doubt among others":     {[]string{lap(0, "60", "-5", track(pt(0, 0, "0"), pt(60, 200, "210"))), lap(60, "60", "100")}, 210},
		"what no lap and no point states": {[]string{lap(0, "60", "0", track(pt(0, 0, ""), pt(60, 0, "")))}, 0},
		"a lap without points":            {[]string{lap(0, "60", "0")}, 0},
	} {
		run := one(t, "Running", c.laps...).Run
		if c.want == 0 {
			if run.DistanceM != nil {
				t.Errorf("%s: %v m", name, *run.DistanceM)
			}
			continue
		}
		near(t, "distance of "+name, run.DistanceM, c.want)
	}
}

func distances(t *testing.T, laps ...string) []float64 {
	t.Helper()
	var all []float64
	for _, s := range one(t, "Running", laps...).Track.Samples {
		all = append(all, math.Round(s.DistanceM))
	}
	return all
}

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}

func TestDistancesOfSamples(t *testing.T) {
	none := math.NaN()
	for name, c := range map[string]struct {
		laps []string
		want []float64
	}{
		"as stated":                                   {[]string{lap(0, "", "", track(pt(0, 0, "0.8"), pt(10, 0, ""), pt(20, 0, "61")))}, []float64{1, none, 61}},
		"falling to 0 at the end":                     {[]string{lap(0, "", "", track(pt(0, 0, "0"), pt(10, 0, "30"), pt(20, 0, "0")))}, []float64{0, 30, none}},
		"falling a little at a lap":                   {[]string{lap(0, "", "", track(pt(0, 0, "0"), pt(10, 0, "30"))), lap(10, "", "", track(pt(10, 0, "29"), pt(20, 0, "60")))}, []float64{0, 30, none, 60}},
		"from 0 with each lap":                        {[]string{lap(0, "", "", track(pt(0, 0, "0"), pt(10, 0, "30"))), lap(10, "", "", track(pt(10, 0, "0"), pt(20, 0, "30")))}, []float64{0, 30, 30, 60}},
		"by position":                                 {[]string{lap(0, "", "", track(pt(0, 0, ""), pt(10, 30, ""), pt(20, 60, "")))}, []float64{0, 30, 60}},
		"by position, after a lap that has no points": {[]string{lap(0, "60", "200"), lap(60, "", "", track(pt(60, 0, ""), pt(70, 30, "")))}, []float64{200, 230}},
		"of nothing":                                  {[]string{lap(0, "60", "200", strings.NewReplacer("<Position>", "<P>", "</Position>", "</P>", "Degrees", "").Replace(track(pt(0, 0, ""), pt(60, 0, ""))))}, []float64{none, none}},
	} {
		if got := distances(t, c.laps...); !same(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestLapsThatMissAPartAreRemarked(t *testing.T) {
	for reached, want := range map[string]string{
		"1050": "",
		"1051": "Its laps amount to 1000 m, its points reach 1051 m; the laps count.",
		"949":  "Its laps amount to 1000 m, its points reach 949 m; the laps count.",
	} {
		run := one(t, "Running", lap(0, "300", "1000", track(pt(0, 0, "0"), pt(300, 1000, reached)))).Run
		near(t, "distance", run.DistanceM, 1000)
		if run.Note != want {
			t.Errorf("%s m: note %q, want %q", reached, run.Note, want)
		}
	}
}

func TestTimes(t *testing.T) {
	for name, c := range map[string]struct {
		laps            []string
		moving, elapsed float64 // 0: nil
	}{
		"timers":                         {[]string{lap(0, "60", "200"), lap(90, "30.5", "100")}, 90.5, 120.5},
		"a timer that stood":             {[]string{lap(0, "60", "200", track(pt(0, 0, "0"), pt(100, 200, "200")))}, 60, 100},
		"timers longer than the clock":   {[]string{lap(0, "61", "200"), lap(60, "60", "200")}, 121, 121},
		"a lap without timer":            {[]string{lap(0, "60", "200"), lap(60, "", "200", track(pt(60, 0, "200"), pt(90, 90, "290")))}, 0, 90},
		"timers of 0":                    {[]string{lap(0, "0", "0", track(pt(0, 0, "0"), pt(90, 90, "90")))}, 0, 90},
		"nothing but a start":            {[]string{lap(0, "", "")}, 0, 0},
		"a timer of no number":           {[]string{lap(0, "1e300", "200", track(pt(0, 0, "0"), pt(90, 90, "90")))}, 0, 90},
		"a lap that begins in a century": {[]string{lap(0, "60", "200"), strings.Replace(lap(60, "60", "200"), "2026", "2126", 1)}, 120, 120},
	} {
		run := one(t, "Running", c.laps...).Run
		for what, v := range map[string]struct {
			got  *float64
			want float64
		}{"moving": {run.MovingS, c.moving}, "elapsed": {run.ElapsedS, c.elapsed}} {
			if v.want == 0 && v.got != nil {
				t.Errorf("%s: %v s %s, want none", name, *v.got, what)
			} else if v.want != 0 {
				near(t, what+" time of "+name, v.got, v.want)
			}
		}
	}
}

func TestMeanHeartRateNeedsMostLaps(t *testing.T) {
	heart := "<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>"
	for without, want := range map[string]bool{"50": true, "51": false} { // of 1000 s and that
		run := one(t, "Running", lap(0, "950", "3000", heart), lap(950, without, "100")).Run
		if got := run.AvgHR != nil; got != want {
			t.Errorf("with %s s of unknown heart rate: a mean %v, want %v", without, got, want)
		}
	}
	if run := one(t, "Running", lap(0, "950", "3000", "<AverageHeartRateBpm><Value>0</Value></AverageHeartRateBpm>")).Run; run.AvgHR != nil || run.MaxHR != nil {
		t.Errorf("a rate of 0: %+v", run)
	}
}

func TestPauses(t *testing.T) {
	early, late := track(pt(0, 0, "0"), pt(60, 200, "200")), track(pt(180, 200, "200"), pt(240, 400, "400"))
	for name, c := range map[string]struct {
		laps []string
		want []analysis.Span
	}{
		"between tracks":                     {[]string{lap(0, "120", "400", early, late)}, []analysis.Span{{FromS: 60, ToS: 180}}},
		"tracks, but the timer ran on":       {[]string{lap(0, "240", "400", early, late)}, nil},
		"tracks of a lap without a timer":    {[]string{lap(0, "", "400", early, late)}, []analysis.Span{{FromS: 60, ToS: 180}}},
		"between laps":                       {[]string{lap(0, "60", "200", early), lap(180, "60", "200", late)}, []analysis.Span{{FromS: 60, ToS: 180}}},
		"laps, the first longer":             {[]string{lap(0, "100", "200", early), lap(180, "60", "200", late)}, []analysis.Span{{FromS: 100, ToS: 180}}},
		"laps, the second beginning earlier": {[]string{lap(0, "60", "200", early), lap(150, "60", "200", late)}, []analysis.Span{{FromS: 60, ToS: 150}}},
		"laps, 10 s of it not timed":         {[]string{lap(0, "170", "200", early), lap(180, "60", "200", late)}, nil},
		"laps, 11 s of it not timed":         {[]string{lap(0, "169", "200", early), lap(180, "60", "200", late)}, []analysis.Span{{FromS: 169, ToS: 180}}},
		"a lap without points between":       {[]string{lap(0, "60", "200", early), lap(60, "120", "300"), lap(180, "60", "200", late)}, nil},
		"one track":                          {[]string{lap(0, "120", "400", track(pt(0, 0, "0"), pt(60, 200, "200"), pt(180, 200, "200"), pt(240, 400, "400")))}, nil},
	} {
		if got := one(t, "Running", c.laps...).Track.Pauses; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for hole, want := range map[int]int{10: 0, 11: 1} {
		got := one(t, "Running", lap(0, "60", "200", early), lap(60+hole, "60", "200", track(pt(60+hole, 200, "200")))).Track.Pauses
		if len(got) != want {
			t.Errorf("a hole of %d s: %v", hole, got)
		}
	}
}

func TestPointsThatAreLeftOut(t *testing.T) {
	d := one(t, "Running", lap(0, "60", "200", track(
		pt(0, 0, "0"), pt(20, 60, "60"), pt(10, 30, "30"),
		`<Trackpoint><DistanceMeters>70</DistanceMeters></Trackpoint>`,
		strings.Replace(pt(30, 90, "90"), "2026", "2036", 1),
		`<Trackpoint><Time>`+clock(50)+`</Time></Trackpoint>`,
		pt(60, 200, "200"))))
	if got := len(d.Track.Samples); got != 4 {
		t.Errorf("%d samples, want 4", got)
	}
	want := "Points without a time, left out: 1. Points left out because their time goes back or lies days off: 2."
	if d.Run.Note != want {
		t.Errorf("note %q, want %q", d.Run.Note, want)
	}
}

// A week: no lap is longer.
func TestPointsDaysOffBoundary(t *testing.T) {
	for s, want := range map[int]int{7 * 86400: 2, 7*86400 + 1: 1} {
		d := one(t, "Running", lap(0, "60", "200", track(pt(0, 0, "0"), pt(s, 200, "200"))))
		if got := len(d.Track.Samples); got != want {
			t.Errorf("%d s off: %d samples, want %d", s, got, want)
		}
	}
}

func TestIntensities(t *testing.T) {
	for name, want := range map[string]analysis.Intensity{
		"Active": analysis.IntensityActive, "Resting": analysis.IntensityRest, "Warmup": analysis.IntensityWarmup,
		"Cooldown": analysis.IntensityCooldown, "": analysis.IntensityNone, "Crawling": analysis.IntensityNone,
	} {
		d := one(t, "Running", lap(0, "60", "200", tag("Intensity", name)))
		if got := d.Track.Laps[0].Intensity; got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// A lap that states no distance has none, and laps come by time.
func TestLapsByTime(t *testing.T) {
	d := one(t, "Running", lap(0, "60", "200"), lap(120, "60", ""), lap(60, "90", "180"))
	var got []string
	for _, l := range d.Track.Laps {
		got = append(got, fmt.Sprintf("%v-%v:%v", l.FromS, l.ToS, l.DistanceM))
	}
	if strings.Join(got, " ") != "0-60:200 60-150:180 120-180:NaN" {
		t.Errorf("%v", got)
	}
}

func TestAltitudesOfZero(t *testing.T) {
	flat := strings.ReplaceAll(track(pt(0, 0, "0"), pt(60, 200, "200")), ">200</Alt", ">0</Alt")
	d := one(t, "Running", lap(0, "60", "200", flat))
	if !math.IsNaN(d.Track.Samples[0].AltitudeM) || d.Run.Note != "Its altitudes are all 0, which is taken for none." {
		t.Errorf("%+v", d)
	}
}

// Leaps of the position matter only where the distance comes from it.
func TestLeaps(t *testing.T) {
	for stated, want := range map[string]string{
		"90": "",
		"":   "Leaps of the position, faster than anyone moves, that are not in the distance: 2.",
	} {
		d := one(t, "Running", lap(0, "60", "0", track(pt(0, 0, stated), pt(10, 30, stated), pt(11, 50_000, stated), pt(12, 36, stated), pt(30, 90, stated))))
		if d.Run.Note != want {
			t.Errorf("stating %q m: note %q, want %q", stated, d.Run.Note, want)
		}
	}
	byLap := one(t, "Running", lap(0, "60", "90", track(pt(0, 0, ""), pt(10, 50_000, ""), pt(30, 90, ""))))
	if byLap.Run.Note != "" {
		t.Errorf("where the lap states a distance: note %q", byLap.Run.Note)
	}
}

func TestHeartRateIsTheHearts(t *testing.T) {
	d := one(t, "Running", lap(0, "60", "200", track(pt(0, 0, "0", "<HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><Oxygen><Value>97</Value></Oxygen></Extensions>"))))
	if got := d.Track.Samples[0].HeartRate; got != 150 {
		t.Errorf("%v", got)
	}
}
