package chart

import (
	"fmt"
	"slices"

	"needled/analysis"
)

// Alternative is the chart in plain sentences, for who can't see it.
func (d Data) Alternative() []string { return d.said }

func alternative(s Source, all rows, d Data) []string {
	said := []string{d.Title + "."}
	if d.Altitude != nil {
		values := known(all.altitude)
		said = append(said, fmt.Sprintf("The elevation lies %s %s. %s", span(values), d.Units.Altitude, steepInWords(s, d)))
	}
	if d.Pace != nil {
		values := known(all.pace)
		slices.Sort(values)
		tenth := len(values) / 10
		said = append(said, fmt.Sprintf("The pace lies mostly %s%s.", fromTo(minutes(values[tenth]), minutes(values[len(values)-1-tenth])), d.Units.Pace))
	}
	if d.HeartRate != nil {
		values := known(all.heartRate)
		text := fmt.Sprintf("The heart rate lies %s beats/min", span(values))
		for _, c := range d.Caps {
			if c.Of == "heart_rate" {
				text += "; " + c.Text
			}
		}
		said = append(said, text+".")
	}
	for _, f := range d.Findings {
		said = append(said, "Part "+f.line()+".")
	}
	return append(said, d.Missing...)
}

// span is the lowest and the highest of some values, in words.
func span(values []float64) string {
	return fromTo(wholeNumber(slices.Min(values)), wholeNumber(slices.Max(values)))
}

func fromTo(low, high string) string {
	if low == high {
		return "at " + low
	}
	return "between " + low + " and " + high
}

// steepInWords says which parts of the course are steep.
func steepInWords(s Source, d Data) string {
	limit := analysis.Figure(d.SteepPct, d.SteepPct, 0) + " %"
	in := readerOf(s.Units)
	switch {
	case s.Run.Measures == nil || len(s.Run.Measures.Grades) == 0:
		return "Its grades are not known."
	case len(d.Steep) == 0:
		return "No part is as steep as " + limit + "."
	}
	var sum float64
	longest := d.Steep[0]
	for _, p := range d.Steep {
		sum += p.To - p.From
		if p.To-p.From > longest.To-longest.From {
			longest = p
		}
	}
	distance := func(v float64) string { return analysis.Distance(v*in.perLong, s.Units) }
	where := fmt.Sprintf("from %s to %s", distance(longest.From), distance(longest.To))
	if len(d.Steep) == 1 {
		return fmt.Sprintf("It is steep, at a grade of %s or more, %s.", limit, where)
	}
	return fmt.Sprintf("%d parts are steep, at a grade of %s or more, %s in all; the longest goes %s.", len(d.Steep), limit, distance(sum), where)
}

// titleOf is what the run was.
func titleOf(r analysis.Run, u analysis.Units) string {
	title := r.Sport.Words()
	if r.DistanceM != nil && *r.DistanceM > 0 {
		title += ", " + analysis.Distance(*r.DistanceM, u)
	}
	if r.MovingS != nil {
		title += ", " + minutes(*r.MovingS)
	}
	return title
}

// missingOf says what can't be shown.
func missingOf(r analysis.Run, c analysis.Course, d Data) []string {
	missing := []string{}
	if d.Empty() {
		return append(missing, "Nothing was recorded along the way that could be drawn; only totals are known of this run.")
	}
	if d.Distance == nil {
		missing = append(missing, "No distance was recorded along the way, so the chart goes by time.")
	}
	switch {
	case d.Altitude != nil && c.ByIncline:
		missing = append(missing, "Indoors: the elevation is what the recorded incline amounts to.")
	case d.Altitude != nil:
	case r.Indoors():
		missing = append(missing, "Indoors, and no incline was recorded, so there is no elevation to draw.")
	default:
		missing = append(missing, "No elevation was recorded.")
	}
	if d.Pace == nil {
		missing = append(missing, "No speed was recorded along the way.")
	}
	if d.HeartRate == nil {
		missing = append(missing, "No heart rate was recorded.")
	}
	return missing
}
