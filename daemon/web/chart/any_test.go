package chart_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/web/chart"
)

// anyTrack draws a track as sound as a file may be, or as odd.
func anyTrack(t *rapid.T) analysis.Track {
	value := func(low, high float64) *rapid.Generator[float64] {
		return rapid.OneOf(rapid.Float64Range(low, high), rapid.Float64Range(low, high), rapid.Just(absent),
			rapid.SampledFrom([]float64{0, -1, math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 1e-300}))
	}
	var track analysis.Track
	now, far := 0.0, 0.0
	for range rapid.IntRange(0, 60).Draw(t, "samples") {
		now += rapid.SampledFrom([]float64{0, 0.04, 1, 1, 1, 5, 29, 30, 31, 600, -3, 86400}).Draw(t, "step")
		far += rapid.Float64Range(0, 200).Draw(t, "metres")
		track.Samples = append(track.Samples, analysis.Sample{
			AtS:       rapid.SampledFrom([]float64{now, now, now, now, absent}).Draw(t, "at"),
			DistanceM: rapid.OneOf(rapid.Just(far), rapid.Just(far), value(-100, 1e5)).Draw(t, "distance"),
			AltitudeM: value(-400, 4000).Draw(t, "altitude"),
			SpeedMPS:  value(0, 8).Draw(t, "speed"),
			HeartRate: value(30, 220).Draw(t, "heart rate"),
			GradePct:  value(-20, 20).Draw(t, "incline"),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		from := value(0, max(now, 1)).Draw(t, "pause from")
		track.Pauses = append(track.Pauses, analysis.Span{FromS: from, ToS: from + value(0, 300).Draw(t, "pause")})
	}
	return track
}

func anyPart(t *rapid.T, name string, most float64) *float64 {
	return rapid.OneOf(rapid.Just[*float64](nil),
		rapid.Custom(func(t *rapid.T) *float64 { return new(rapid.Float64Range(-10, most).Draw(t, "value")) })).Draw(t, name)
}

func anySource(t *rapid.T) chart.Source {
	p := configs.DefaultProtocol()
	run := analysis.Run{
		Sport:    rapid.SampledFrom([]analysis.Sport{analysis.Running, "<script>alert(1)</script>", "\x00\x01\uffff"}).Draw(t, "sport"),
		SubSport: rapid.SampledFrom([]string{"", "treadmill"}).Draw(t, "sub-sport"),
	}
	track := anyTrack(t)
	run = analysis.Complete(run, track, p)
	if rapid.Bool().Draw(t, "measured") {
		run.Measures = analysis.Measure(run, track, p)
	}
	s := chart.Source{Run: run, Track: track, Protocol: p, Units: rapid.SampledFrom([]analysis.Units{"", analysis.Metric, analysis.Imperial}).Draw(t, "units")}
	if rapid.Bool().Draw(t, "judged") {
		v := &analysis.Verdict{}
		for _, rule := range []analysis.Rule{analysis.TooLong, analysis.TooHilly, analysis.TooHard, analysis.SpeedWork, analysis.Symptoms} {
			v.Findings = append(v.Findings, analysis.Finding{Rule: rule, Unit: "m", Text: "<b>&",
				Level: rapid.SampledFrom([]analysis.Level{analysis.Violation, analysis.Caution, analysis.Unknown, analysis.OK}).Draw(t, "level"),
				FromS: anyPart(t, "from s", 1e4), ToS: anyPart(t, "to s", 1e6), FromM: anyPart(t, "from m", 1e4), ToM: anyPart(t, "to m", 1e5),
				Measured: anyPart(t, "measured", 1e5), Cap: anyPart(t, "cap", 1e5)})
		}
		s.Verdict = v
		s.Caps = &analysis.Caps{DistanceM: anyPart(t, "cap m", 1e5), HRMax: anyPart(t, "cap hr", 250), SpeedMPS: anyPart(t, "cap speed", 9)}
	}
	return s
}

func TestAnyTrackMakesASoundChart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := chart.Of(anySource(t))
		checkSound(t, d)
	})
}

type fatal interface{ Fatalf(string, ...any) }

// checkSound checks what holds of every chart.
func checkSound(t fatal, d chart.Data) {
	c := d.Columns
	n := len(c.TimeS)
	if n > chart.MostPoints {
		t.Fatalf("%d rows", n)
	}
	for _, column := range []chart.Column{c.Distance, c.Altitude, c.Pace, c.HeartRate, c.Grade} {
		if len(column) != n {
			t.Fatalf("a column of %d rows beside %d", len(column), n)
		}
		for _, v := range column {
			if math.IsInf(v, 0) {
				t.Fatalf("an infinite value")
			}
		}
	}
	far := 0.0
	for i, s := range c.TimeS {
		if math.IsNaN(s) || i > 0 && s < c.TimeS[i-1] {
			t.Fatalf("time falls to %v in row %d", s, i)
		}
		if dist := c.Distance[i]; !math.IsNaN(dist) {
			if dist < far {
				t.Fatalf("distance falls from %v to %v in row %d", far, dist, i)
			}
			far = dist
		}
		if p := c.Pace[i]; p < 25 || p > 3300 { // 40 m/s, and 0.5 m/s a mile
			t.Fatalf("a pace of %v s", p)
		}
		if hr := c.HeartRate[i]; hr < 0 || hr > 254 {
			t.Fatalf("a heart rate of %v", hr)
		}
	}
	for _, a := range []*chart.Axis{d.Altitude, d.Pace, d.HeartRate} {
		if a != nil && (!(a.Low < a.High) || math.IsInf(a.High-a.Low, 0) || len(a.Ticks) != len(a.Labels) || len(a.Ticks) > 9) {
			t.Fatalf("axis %+v", *a)
		}
	}
	for i, s := range d.Findings {
		if !(s.FromS < s.ToS) || s.ToS > d.EndS+0.1 || (s.From == nil) != (s.To == nil) || s.From != nil && !(*s.From < *s.To) || s.Letter != string(rune('A'+i)) {
			t.Fatalf("part %+v", s)
		}
	}
	for _, s := range d.Steep {
		if !(s.From < s.To) || s.FromS > s.ToS || math.Abs(s.Grade) < d.SteepPct-0.1 {
			t.Fatalf("steep part %+v", s)
		}
	}
	for _, s := range d.Splits() {
		if strings.Contains(s.To+s.Pace+s.Climb+s.HeartRate, "NaN") || strings.Contains(s.To+s.Pace+s.Climb+s.HeartRate, "Inf") {
			t.Fatalf("split %v", s)
		}
	}
	if _, err := json.Marshal(d); err != nil {
		t.Fatalf("%v", err)
	}
	for _, f := range []chart.Frame{chart.Wide, chart.Narrow} {
		checkPicture(t, d, f)
	}
}

// checkPicture checks that the picture is well-formed, and holds no script and
// no number that is none.
func checkPicture(t fatal, d chart.Data, f chart.Frame) {
	var b bytes.Buffer
	if err := d.SVG(&b, f); err != nil {
		t.Fatalf("%v", err)
	}
	if s := b.String(); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || strings.Contains(s, "%!") {
		t.Fatalf("the picture shows something raw:\n%s", s)
	}
	for dec := xml.NewDecoder(&b); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the picture is not well-formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Local == "script" {
				t.Fatalf("the picture holds a script")
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" {
					t.Fatalf("the picture has the attribute %s", a.Name.Local)
				}
			}
		}
	}
}
