package chart

import (
	"math"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
)

// Steep is a steep part of the course, up or down.
type Steep struct {
	FromS float64 `json:"from_s"`
	ToS   float64 `json:"to_s"`
	From  float64 `json:"from"` // distance
	To    float64 `json:"to"`
	Grade float64 `json:"grade"` // percent, mean
}

// shows names the quantity that a rule is about, by its class in the picture;
// "" for all.
var shows = map[analysis.Rule]string{
	analysis.TooHilly:  "elevation",
	analysis.TooHard:   "heart",
	analysis.SpeedWork: "pace",
}

// Span is the part of a run that a finding speaks of.
type Span struct {
	Anchor string         `json:"anchor"` // "finding-too-long", the id of the finding on the page
	Rule   analysis.Rule  `json:"rule"`
	Level  analysis.Level `json:"level"`
	Letter string         `json:"letter"` // marks the part on the chart: "A"
	Word   string         `json:"word"`   // the level: "outside"
	Name   string         `json:"name"`   // "longer than advised"
	Where  string         `json:"where"`  // "3.6 km to 8.1 km"
	Text   string         `json:"text"`   // one plain sentence
	FromS  float64        `json:"from_s"`
	ToS    float64        `json:"to_s"`
	// By distance, in the reader's units; nil where that isn't known.
	From *float64 `json:"from"`
	To   *float64 `json:"to"`
}

// Anchor is the id of a finding on the page.
func Anchor(r analysis.Rule) string { return "finding-" + string(r) }

// steepOf joins windows of the course that are steep in the same direction.
func steepOf(run analysis.Run, pct float64, in reader) []Steep {
	found := []Steep{}
	if run.Measures == nil || pct <= 0 {
		return found
	}
	for _, g := range run.Measures.Grades {
		if math.Abs(g.GradePct) < pct-1e-9 {
			continue
		}
		from, to := rounded(g.FromM/in.perLong, distanceDecimals), rounded(g.ToM/in.perLong, distanceDecimals)
		if n := len(found); n > 0 && found[n-1].To == from && found[n-1].Grade*g.GradePct > 0 {
			before := &found[n-1]
			if length := to - before.From; length > 0 {
				before.Grade = (before.Grade*(before.To-before.From) + g.GradePct*(to-from)) / length
			}
			before.To, before.ToS = to, g.ToS
			continue
		}
		found = append(found, Steep{g.FromS, g.ToS, from, to, g.GradePct})
	}
	for i := range found {
		found[i].Grade = rounded(found[i].Grade, 1)
	}
	return found
}

// spansOf are the parts of the run that findings speak of.
func spansOf(v *analysis.Verdict, c analysis.Course, u analysis.Units) []Span {
	spans := []Span{}
	if v == nil {
		return spans
	}
	for _, f := range v.Findings {
		if !f.Level.WorseThan(analysis.Unknown) {
			continue
		}
		s := Span{
			Anchor: Anchor(f.Rule), Rule: f.Rule, Level: f.Level, Letter: string(rune('A' + len(spans))),
			Word: report.BadgeOf(f.Level).Word, Name: report.HeadlineWords(f, u), Where: report.EvidenceWords(f, u), Text: f.Text.In(u),
		}
		if s.place(f, c, readerOf(u)) {
			spans = append(spans, s)
		}
	}
	return spans
}

// place says where on the axes a finding lies; false where it names no part of
// what was recorded along the way.
func (s *Span) place(f analysis.Finding, c analysis.Course, in reader) bool {
	fromS, toS, fromM, toM := f.FromS, f.ToS, f.FromM, f.ToM
	if fromM == nil || toM == nil {
		fromM, toM = distanceAt(c, fromS), distanceAt(c, toS)
	}
	if (fromS == nil || toS == nil) && fromM != nil && toM != nil {
		fromS, toS = timeAt(c, *fromM), timeAt(c, *toM)
	}
	from, to := within(fromS, toS, 1, c.EndS, 1)
	if from == nil {
		return false
	}
	s.FromS, s.ToS = *from, *to
	s.From, s.To = within(fromM, toM, in.perLong, last(c.DistanceM), distanceDecimals)
	return true
}

// within is a part in the unit given, cut to what was recorded; nil where none
// of it was.
func within(from, to *float64, unit, end float64, decimals int) (first, last *float64) {
	if from == nil || to == nil {
		return nil, nil
	}
	a, b := rounded(max(*from, 0)/unit, decimals), rounded(min(*to, end)/unit, decimals)
	if !(a < b) {
		return nil, nil
	}
	return &a, &b
}

// distanceAt is how far the runner was at a moment, nil where that isn't
// known.
func distanceAt(c analysis.Course, seconds *float64) *float64 {
	if seconds == nil {
		return nil
	}
	return between(c.AtS, c.DistanceM, *seconds)
}

// timeAt is when the runner reached a distance in metres, nil where that isn't
// known.
func timeAt(c analysis.Course, metres float64) *float64 { return between(c.DistanceM, c.AtS, metres) }

// between is y where x reaches a value, by proportion between the rows that
// hold both; nil before the first. After the last it is the last.
func between(x, y []float64, at float64) *float64 {
	before := -1
	for i := range x {
		switch {
		case math.IsNaN(x[i]) || math.IsNaN(y[i]):
			continue
		case x[i] < at:
		case before < 0 || x[i] == at:
			return new(y[i])
		default:
			return new(y[before] + (y[i]-y[before])*(at-x[before])/(x[i]-x[before]))
		}
		before = i
	}
	if before < 0 {
		return nil
	}
	return new(y[before])
}

// line is a span as one line of text.
func (s Span) line() string {
	text := s.Letter + ", " + s.Word + ": " + s.Name
	if s.Where != "" {
		text += ", " + strings.TrimPrefix(s.Where, "from ")
	}
	return text
}
