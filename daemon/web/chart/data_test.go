package chart_test

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/web/chart"
)

func TestChartOfAHillyRun(t *testing.T) {
	d := hilly.chart()
	if d.Title != "Running, 5.4 km, 30:00" {
		t.Errorf("title %q", d.Title)
	}
	if d.EndS != 1800 || !near(must(t, d.Distance), 5.4, 0.001) {
		t.Errorf("it ends at %v s, %v km", d.EndS, *d.Distance)
	}
	if got := slices.Max(d.Columns.Altitude); got != 460 {
		t.Errorf("its top is at %v m, want 460", got)
	}
	if p := at(d, d.Columns.Pace, 0); p != 333 { // 1000 m at 3 m/s
		t.Errorf("its pace is %v s/km, want 333", p)
	}
	if len(d.Steep) != 2 || d.Steep[0].Grade < 5 || d.Steep[1].Grade > -5 {
		t.Errorf("steep parts %+v, want one up and one down", d.Steep)
	}
	if !near(d.Steep[0].From, 1.8, 0.1) || !near(d.Steep[0].To, 2.7, 0.1) || !near(d.Steep[0].FromS, 600, 35) {
		t.Errorf("the climb lies at %+v, want 1.8–2.7 km", d.Steep[0])
	}
	for _, a := range []*chart.Axis{d.Altitude, d.Pace, d.HeartRate} {
		if a == nil || a.Low >= a.High || a.Ticks[0] != a.Low || a.Ticks[len(a.Ticks)-1] != a.High || len(a.Ticks) != len(a.Labels) {
			t.Errorf("axis %+v", a)
		}
	}
	if !d.Pace.Reversed || d.HeartRate.Reversed {
		t.Error("faster is up, on the axis of pace alone")
	}
	if len(d.Missing) != 0 {
		t.Errorf("missing %q, want nothing", d.Missing)
	}
}

func TestFindingsAreTiedToTheirParts(t *testing.T) {
	d := hilly.chart()
	want := map[analysis.Rule]chart.Span{
		// 60 % of 6 km are 3.6 km, which 3 m/s reach after 20 minutes.
		analysis.TooLong:  {Anchor: "finding-too-long", Level: analysis.Violation, Word: "outside", Name: "longer than advised", FromS: 1200, ToS: 1800, From: new(3.6), To: new(5.4)},
		analysis.TooHard:  {Anchor: "finding-too-hard", Level: analysis.Violation, Word: "outside", Name: "harder than advised", FromS: 900, ToS: 1800, From: new(2.7), To: new(5.4)},
		analysis.TooHilly: {Anchor: "finding-too-hilly", Level: analysis.Caution, Word: "caution", Name: "hillier than advised", FromS: 600, ToS: 1200, From: new(1.8), To: new(3.6)},
	}
	for i, got := range d.Findings {
		w, wanted := want[got.Rule]
		if !wanted {
			t.Errorf("a part for %s", got.Rule)
			continue
		}
		delete(want, got.Rule)
		if got.Anchor != w.Anchor || got.Level != w.Level || got.Word != w.Word || got.Name != w.Name || got.Letter != string(rune('A'+i)) || got.Text == "" {
			t.Errorf("%s reads %+v", got.Rule, got)
		}
		if !near(got.FromS, w.FromS, 35) || !near(got.ToS, w.ToS, 35) || !near(*got.From, *w.From, 0.1) || !near(*got.To, *w.To, 0.1) {
			t.Errorf("%s lies at %v–%v s, %v–%v km", got.Rule, got.FromS, got.ToS, *got.From, *got.To)
		}
	}
	for rule := range maps.Keys(want) {
		t.Errorf("no part for %s", rule)
	}
	if !slices.IsSortedFunc(d.Findings, func(a, b chart.Span) int {
		if a.Level.WorseThan(b.Level) {
			return -1
		}
		return 0
	}) {
		t.Error("the worst does not come first")
	}
}

func TestCapsAreThoseOfTheRun(t *testing.T) {
	s := hilly.source(analysis.Metric)
	d := chart.Of(s)
	texts := map[string]string{}
	for _, c := range d.Caps {
		texts[c.Of] = c.Text
		if c.Of == "distance" && (c.At != 3.6 || !near(must(t, c.AtS), 1200, 1)) {
			t.Errorf("the cap is reached at %v km, %v s", c.At, *c.AtS)
		}
	}
	if texts["distance"] != "cap 3.6 km" || texts["heart_rate"] != "outside above 155 (82 % of HRmax)" {
		t.Errorf("caps %v", texts)
	}

	s.Caps, s.Verdict = nil, nil
	if d := chart.Of(s); len(d.Caps) != 0 || len(d.Findings) != 0 {
		t.Errorf("outside a recovery there are caps %v and parts %v", d.Caps, d.Findings)
	}
	s.Caps = &analysis.Caps{DistanceM: new(5400.0)}
	if d := chart.Of(s); len(d.Caps) != 0 {
		t.Errorf("a cap that was not passed is drawn: %v", d.Caps)
	}
	s.Caps = &analysis.Caps{SpeedMPS: new(2.5)}
	if d := chart.Of(s); len(d.Caps) != 1 || d.Caps[0].At != 400 || d.Caps[0].Text != "cap 6:40/km" {
		t.Errorf("the cap on speed is %v", d.Caps)
	}
}

func TestWhatWasNotRecordedIsSaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*sampled)
		want   string
		axis   func(chart.Data) *chart.Axis
	}{
		{"no heart rate", func(m *sampled) { m.heartRate = nil }, "No heart rate was recorded.", func(d chart.Data) *chart.Axis { return d.HeartRate }},
		{"no altitude", func(m *sampled) { m.altitude = nil }, "No elevation was recorded.", func(d chart.Data) *chart.Axis { return d.Altitude }},
		{"no speed", func(m *sampled) { m.speed = nil }, "No speed was recorded along the way.", func(d chart.Data) *chart.Axis { return d.Pace }},
		{"a treadmill", func(m *sampled) { m.subSport = "treadmill" }, "Indoors, and no incline was recorded, so there is no elevation to draw.", func(d chart.Data) *chart.Axis { return d.Altitude }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := hilly
			c.change(&m)
			d := m.chart()
			if !slices.Contains(d.Missing, c.want) || !slices.Contains(d.Alternative(), c.want) {
				t.Errorf("missing %q, want %q", d.Missing, c.want)
			}
			if a := c.axis(d); a != nil {
				t.Errorf("it has an axis %+v", a)
			}
		})
	}
}

func TestTreadmillWithIncline(t *testing.T) {
	m := hilly
	m.subSport, m.incline = "treadmill", always(5)
	d := m.chart()
	if d.Altitude == nil || !near(slices.Max(d.Columns.Altitude), 270, 1) { // 5 % of 5.4 km
		t.Fatalf("the incline amounts to %v", d.Columns.Altitude)
	}
	if len(d.Steep) != 1 || !slices.Contains(d.Missing, "Indoors: the elevation is what the recorded incline amounts to.") {
		t.Errorf("steep %v, said %q", d.Steep, d.Missing)
	}
}

func TestTreadmillWithoutFootpodGoesByTime(t *testing.T) {
	d := sampled{seconds: 600, heartRate: always(150), subSport: "treadmill"}.chart()
	if d.Distance != nil || d.Empty() || d.HeartRate == nil {
		t.Errorf("distance %v, heart rate %v", d.Distance, d.HeartRate)
	}
	for _, s := range d.Findings {
		if s.From != nil {
			t.Errorf("a part lies at a distance: %+v", s)
		}
	}
	if got := d.Splits(); got != nil {
		t.Errorf("splits %v without distance", got)
	}
}

func TestRunOfTotalsOnly(t *testing.T) {
	d := chart.Of(chart.Source{Run: analysis.Run{Sport: analysis.Running, DistanceM: new(5000.0), MovingS: new(1800.0)}})
	if !d.Empty() || len(d.Missing) != 1 || !strings.Contains(d.Missing[0], "only totals are known") {
		t.Errorf("missing %q", d.Missing)
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

func TestStandingHasNoPace(t *testing.T) {
	m := hilly
	m.speed = func(s float64) float64 {
		if s >= 600 && s < 660 {
			return 0
		}
		return 3
	}
	m.seconds = 1000 // nothing is thinned out
	d := m.chart()
	for second := 600.0; second < 660; second++ {
		if p := at(d, d.Columns.Pace, second); !math.IsNaN(p) {
			t.Fatalf("standing at %v s has the pace %v", second, p)
		}
	}
	for _, second := range []float64{599, 660} {
		if p := at(d, d.Columns.Pace, second); p != 333 {
			t.Errorf("the pace at %v s is %v: standing slows what is beside it", second, p)
		}
	}
}

func TestPausesInterruptTheLines(t *testing.T) {
	for _, c := range []struct {
		seconds float64
		gap     bool
	}{{4, false}, {5, false}, {6, true}, {300, true}} {
		m := hilly
		m.seconds, m.pauses = 900, []analysis.Span{{FromS: 400, ToS: 400 + c.seconds}}
		d := m.chart()
		gap := false
		for i, s := range d.Columns.TimeS {
			if s > 400 && s < 400+c.seconds {
				gap = math.IsNaN(d.Columns.HeartRate[i]) && math.IsNaN(d.Columns.Altitude[i]) && math.IsNaN(d.Columns.Pace[i])
			}
		}
		if gap != c.gap {
			t.Errorf("a pause of %v s interrupts the lines: %v, want %v", c.seconds, gap, c.gap)
		}
	}
}

func TestReadersUnits(t *testing.T) {
	d := chart.Of(hilly.source(analysis.Imperial))
	if d.Units.Distance != "mi" || d.Units.Altitude != "ft" || d.Units.Pace != "/mi" || d.Pace.Unit != "min/mi" {
		t.Errorf("units %+v", d.Units)
	}
	if !near(*d.Distance, 5400/1609.344, 0.001) || !near(slices.Max(d.Columns.Altitude), 460/0.3048, 1) || !near(at(d, d.Columns.Pace, 0), 1609.344/3, 1) {
		t.Errorf("%v mi, up to %v ft, at %v s a mile", *d.Distance, slices.Max(d.Columns.Altitude), at(d, d.Columns.Pace, 0))
	}
	for _, c := range d.Caps {
		if c.Of == "distance" && (c.Text != "cap 2.2 mi" || !near(c.At, 3600/1609.344, 0.001)) {
			t.Errorf("cap %+v", c)
		}
	}
	if text := strings.Join(d.Alternative(), " "); strings.Contains(text, "km") || !strings.Contains(text, " ft") {
		t.Errorf("said %q", text)
	}
}

func TestSplits(t *testing.T) {
	got := hilly.chart().Splits()
	want := []chart.Split{
		{"1.0 km", "5:33/km", "0 m", "130"}, {"2.0 km", "5:33/km", "13 m", "130"}, {"3.0 km", "5:33/km", "46 m", "142"},
		{"4.0 km", "5:33/km", "0 m", "170"}, {"5.0 km", "5:33/km", "0 m", "170"}, {"5.4 km", "5:33/km", "0 m", "170"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("splits\n%v, want\n%v", got, want)
	}
}

func TestLongRunsHaveFewSplits(t *testing.T) {
	m := sampled{seconds: 5 * 3600, speed: always(3)} // 54 km
	if got := m.chart().Splits(); len(got) != 27 || got[0].To != "2.0 km" || got[26].To != "54.0 km" {
		t.Errorf("%d splits, the first to %s", len(got), got[0].To)
	}
}

func TestJSONHoldsNothingElse(t *testing.T) {
	text, err := json.Marshal(hilly.chart())
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := []string{"altitude", "caps", "columns", "distance", "end_s", "findings", "heart_rate", "missing", "pace", "steep", "steep_pct", "title", "units"}
	if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, want) {
		t.Errorf("keys %v", keys)
	}
	var columns map[string][]*float64
	if err := json.Unmarshal(got["columns"], &columns); err != nil {
		t.Fatal(err)
	}
	if keys := slices.Sorted(maps.Keys(columns)); !slices.Equal(keys, []string{"altitude", "distance", "grade", "heart_rate", "pace", "time_s"}) {
		t.Errorf("columns %v", keys)
	}
}
