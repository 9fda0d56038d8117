package report

import (
	"testing"

	"needled/analysis"
)

func TestFigureSaysWhatWasMeasuredAndTheCap(t *testing.T) {
	f := func(rule analysis.Rule, level analysis.Level, unit string, measured, limit *float64) analysis.Finding {
		return analysis.Finding{Rule: rule, Level: level, Unit: unit, Measured: measured, Cap: limit}
	}
	for _, tt := range []struct {
		finding          analysis.Finding
		metric, imperial string
		compact          string
	}{
		{f(analysis.TooEarly, analysis.Violation, "h", new(23.97), new(24.0)), "23.97 h of 24.00 h rest", "23.97 h of 24.00 h rest", "23.97 / 24.00 h"},
		{f(analysis.TooEarly, analysis.Caution, "h", new(30.0), new(48.0)), "30 h, clear from 48 h", "30 h, clear from 48 h", "30 / 48 h"},
		{f(analysis.TooLong, analysis.Caution, "m", new(3640.0), new(3600.0)), "3.64 km, cap 3.60 km", "2.3 mi, cap 2.2 mi", "3.64 / 3.60 km"},
		{f(analysis.TooLong, analysis.Violation, "s", new(1980.0), new(1296.7)), "33:00 min, cap 21:36 min", "33:00 min, cap 21:36 min", "33:00 / 21:36 min"},
		{f(analysis.TooHilly, analysis.Caution, "share", new(0.103), new(0.10)), "10.3 % of the way steep, cap 10.0 %", "10.3 % of the way steep, cap 10.0 %", "10.3 / 10.0 %"},
		{f(analysis.TooHard, analysis.Caution, "m/s", new(2.80), new(2.7778)), "5:57/km, cap 6:00/km", "9:35/mi, cap 9:39/mi", "5:57 / 6:00/km"},
		{f(analysis.SpeedWork, analysis.Violation, "laps", new(6.0), new(2.0)), "6 laps, cap 2 laps", "6 laps, cap 2 laps", "6 / 2 laps"},
		{f(analysis.Symptoms, analysis.Violation, "/10", new(5.0), new(2.0)), "5/10, cap 2/10", "5/10, cap 2/10", "5 / 2/10"},
		// Cramping was reported; a pain within the cap is no reason.
		{f(analysis.Symptoms, analysis.Violation, "/10", new(1.0), new(2.0)), "", "", "1 / 2/10"},
		{f(analysis.TooLong, analysis.Unknown, "m", new(4000.0), nil), "4.0 km", "2.5 mi", "4.0 km"},
		{f(analysis.TooHard, analysis.Unknown, "m/s", nil, nil), "", "", "unknown"},
		{f(analysis.TechnicalTerrain, analysis.Caution, "", nil, nil), "", "", "–"},
	} {
		if got := figure(tt.finding, analysis.Metric); got != tt.metric {
			t.Errorf("%s in metric: %q, want %q", tt.finding.Rule, got, tt.metric)
		}
		if got := figure(tt.finding, analysis.Imperial); got != tt.imperial {
			t.Errorf("%s in imperial: %q, want %q", tt.finding.Rule, got, tt.imperial)
		}
		if got := compact(&tt.finding, analysis.Metric); got != tt.compact {
			t.Errorf("%s in a column: %q, want %q", tt.finding.Rule, got, tt.compact)
		}
	}
	if got := compact(nil, analysis.Metric); got != "–" {
		t.Errorf("a rule that has nothing to say reads %q, want a dash", got)
	}
}

func TestVerdictInOneSentence(t *testing.T) {
	v := func(fs ...analysis.Finding) *analysis.Verdict {
		return judged(analysis.Run{}, 1, nil, fs...).Verdict
	}
	is := func(rule analysis.Rule, level analysis.Level) analysis.Finding {
		return analysis.Finding{Rule: rule, Level: level}
	}
	aRun := analysis.Run{Sport: analysis.Running}
	for _, tt := range []struct {
		run     analysis.Run
		verdict *analysis.Verdict
		want    string
	}{
		{aRun, v(is(analysis.TooEarly, analysis.Violation), is(analysis.TooLong, analysis.Violation), is(analysis.TooHilly, analysis.Caution)),
			"Outside the clinic's advice: earlier than advised and longer than advised."},
		{aRun, v(is(analysis.TooHard, analysis.Caution)), "With caution: harder than advised."},
		{aRun, v(is(analysis.TooLong, analysis.Unknown), is(analysis.TooHilly, analysis.Unknown), is(analysis.TooHard, analysis.Unknown)),
			"Nothing outside the advice was found, but not everything is known: length, hills and effort."},
		{aRun, v(is(analysis.TooLong, analysis.OK)), "Within the clinic's advice."},
		{analysis.Run{Sport: analysis.Walking}, judged(analysis.Run{}, 0, nil).Verdict, "Walking: fine."},
		{analysis.Run{Sport: analysis.Running, Doubt: "it starts in the future"}, nil, "Kept aside, in no verdict: it starts in the future"},
		{analysis.Run{Sport: analysis.Cycling}, nil, "Not held against the advice."},
	} {
		if got := inOneSentence(tt.run, tt.verdict); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// A figure is of something: pain and soreness, not symptoms and readiness.
func TestShortFiguresNameWhatTheyMeasure(t *testing.T) {
	check := func(rule analysis.Rule) analysis.Finding {
		return analysis.Finding{Rule: rule, Level: analysis.Violation, Measured: new(6.0), Cap: new(2.0), Unit: "/10"}
	}
	for _, tt := range []struct {
		f    analysis.Finding
		want string
	}{
		{check(analysis.Symptoms), "pain 6/10, cap 2/10"},
		{check(analysis.NotReady), "soreness 6/10, cap 2/10"},
		{hard(analysis.Caution, 0.31, 0.125, ""), "effort 31 % of the time, cap 12.5 %"},
	} {
		if got := shortFigure(tt.f, analysis.Metric); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// Pages count further findings in words; a table in a terminal has no room.
func TestFurtherFindingsAreCounted(t *testing.T) {
	zone := berlin(t)
	e := flaggedRecovery(zone).Entries[0]
	if got := RunRowOf(e, Style{Zone: zone}).Remark; got != "14 h of 24 h rest, and 1 more" {
		t.Errorf("on a page: %q", got)
	}
	if got := remark(e, analysis.Metric, inBrackets); got != "14 h of 24 h rest (+1)" {
		t.Errorf("in a terminal: %q", got)
	}
}

func TestRegionsAreWrittenInWords(t *testing.T) {
	got := TreatedWords(analysis.Treatment{Muscles: []analysis.Muscle{"calf", "tfl", "hip-flexors", "lower-back"}})
	if want := "calf, IT band (TFL), hip flexors, lower back"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
