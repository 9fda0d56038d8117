package report

import (
	"math"
	"strings"

	"needled/analysis"
)

// amount prints a value of a finding's unit in the reader's units, with the
// decimals it takes to tell it from the value beside it.
func amount(v, beside float64, unit string, u analysis.Units) string {
	switch unit {
	case "m":
		return analysis.DistanceBeside(v, beside, u)
	case "m/km":
		return analysis.ClimbBeside(v, beside, u)
	case "m/s":
		return analysis.PaceBeside(v, beside, u)
	case "s":
		return clockTime(v) + timeUnit(v)
	case "share":
		return analysis.Figure(v*100, beside*100, 0) + " %"
	case "/10":
		return analysis.Figure(v, beside, 0) + "/10"
	}
	return strings.TrimSpace(analysis.Figure(v, beside, 0) + " " + unit)
}

// measured is a finding's measured value as text, "" when unknown.
func measured(f analysis.Finding, u analysis.Units) string {
	switch {
	case f.Measured == nil:
		return ""
	case f.Cap == nil:
		return amount(*f.Measured, *f.Measured, f.Unit, u)
	}
	return amount(*f.Measured, *f.Cap, f.Unit, u)
}

// limit is a finding's cap as text, "" when there is none.
func limit(f analysis.Finding, u analysis.Units) string {
	switch {
	case f.Cap == nil:
		return ""
	case f.Measured == nil:
		return amount(*f.Cap, *f.Cap, f.Unit, u)
	case f.Unit == "share":
		return analysis.PercentBeside(*f.Cap, *f.Measured)
	}
	return amount(*f.Cap, *f.Measured, f.Unit, u)
}

// figure is what was measured with its cap: "8.1 km, cap 3.6 km".
func figure(f analysis.Finding, u analysis.Units) string {
	m, c := measured(f, u), limit(f, u)
	switch {
	case m == "":
		return ""
	case c == "":
		return m
	case f.Rule == analysis.TooEarly && f.Level == analysis.Violation:
		return m + " of " + c + " rest"
	case f.Rule == analysis.TooEarly:
		return m + ", clear from " + c
	case reported(f) && f.Level.WorseThan(analysis.Unknown) && *f.Measured <= *f.Cap:
		return "" // flagged for something else the runner reported
	case f.Unit == "share" && f.Rule == analysis.TooHilly:
		return m + " of the way steep, cap " + c
	case f.Unit == "share":
		return m + " of the time, cap " + c
	}
	return m + ", cap " + c
}

// reported says whether a finding rests on what the runner told.
func reported(f analysis.Finding) bool {
	return f.Rule == analysis.NotReady || f.Rule == analysis.Symptoms
}

// compact is figure for a narrow column, the unit written once: "8.1 / 3.6 km".
func compact(f *analysis.Finding, u analysis.Units) string {
	if f == nil {
		return "–"
	}
	m, c := measured(*f, u), limit(*f, u)
	switch {
	case m == "" && f.Level == analysis.Unknown:
		return "unknown"
	case m == "":
		return "–"
	case c == "":
		return m
	}
	if number, unit := split(m); unit != "" {
		if _, same := split(c); same == unit {
			m = number
		}
	}
	return m + " / " + c
}

// split parts a number from its unit.
func split(amount string) (number, unit string) {
	i := strings.IndexAny(amount, " /")
	if i < 0 {
		return amount, ""
	}
	return amount[:i], amount[i:]
}

// shortFigure is a finding for a table: its topic and figure.
func shortFigure(f analysis.Finding, u analysis.Units) string {
	fig := figure(f, u)
	switch {
	case fig == "" || f.Level == analysis.Unknown:
		return headline(f, u)
	case f.Rule == analysis.TooEarly:
		return fig
	}
	return measures(f.Rule) + " " + fig
}

// measures is what the figure of a rule is of, as a label before it.
func measures(r analysis.Rule) string {
	switch r {
	case analysis.NotReady:
		return "soreness"
	case analysis.Symptoms:
		return "pain"
	}
	return rules[r].topic
}

// distance of a run, "–" without one.
func distance(r analysis.Run, u analysis.Units) string {
	if r.DistanceM == nil {
		return "–"
	}
	return analysis.Distance(*r.DistanceM, u)
}

func moving(r analysis.Run) string {
	if r.MovingS == nil {
		return "–"
	}
	return clockTime(*r.MovingS)
}

// speed is a run's mean moving speed in m/s: distance over moving time, else
// what the source states.
func speed(r analysis.Run) *float64 {
	if s := r.SpeedMPS(); s != nil {
		return s
	}
	return r.AvgSpeedMPS
}

func pace(r analysis.Run, u analysis.Units) string {
	if s := speed(r); s != nil && *s > 0 {
		if r.Sport == analysis.Swimming { // as swimmers say it
			return clockTime(100 / *s) + "/100 m"
		}
		return analysis.Pace(*s, u)
	}
	return "–"
}

func ascent(r analysis.Run, u analysis.Units) string {
	if r.AscentM == nil {
		return "–"
	}
	if r.AscentSource == analysis.Estimated {
		return "~" + analysis.Height(*r.AscentM, u)
	}
	return analysis.Height(*r.AscentM, u)
}

func heartRate(bpm *float64) string {
	if bpm == nil {
		return "–"
	}
	return analysis.Figure(*bpm, *bpm, 0)
}

// round cuts the noise of floating point off a value, so that 3599.9999999
// reads 3600. Not a number becomes absent, and zero has no sign.
func round(v *float64, decimals int) *float64 {
	if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
		return nil
	}
	scale := math.Pow10(decimals)
	r := math.Round(*v*scale) / scale
	if r == 0 {
		r = 0 // not -0
	}
	return &r
}
