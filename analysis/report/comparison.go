package report

import (
	"fmt"

	"needled/analysis"
)

// comparison sets the runs of the recovery beside the usual ones: many run
// better afterwards. Without rows there is nothing to compare.
type comparison struct {
	Title string
	Rows  []comparedRow
}

type comparedRow struct{ Name, Before, After string }

func comparisonOf(r Report, s Style) comparison {
	var after []analysis.Run
	for _, e := range numbered(r.Recovery) {
		after = append(after, e.Run)
	}
	before := r.Recovery.Baseline.Runs
	if len(after) == 0 || len(before) == 0 {
		return comparison{}
	}
	c := comparison{Title: fmt.Sprintf("Before and after (medians of %s before, %d after)", plural(len(before), "run", "runs"), len(after))}
	row := func(name string, of func(analysis.Run) *float64, show func(float64) string) {
		b, a := analysis.Median(before, of), analysis.Median(after, of)
		if b != nil && a != nil {
			c.Rows = append(c.Rows, comparedRow{name, show(*b), show(*a)})
		}
	}
	row("distance", func(r analysis.Run) *float64 { return r.DistanceM }, func(v float64) string { return analysis.Distance(v, s.Units) })
	row("pace", speed, func(v float64) string { return analysis.Pace(v, s.Units) })
	row("heart rate", func(r analysis.Run) *float64 { return r.AvgHR }, func(v float64) string { return heartRate(&v) + " beats/min" })
	return c
}

func (p *page) comparison(c comparison) {
	if len(c.Rows) == 0 {
		return
	}
	t := NewTable(Column{Title: ""}, Column{Title: "Before", Right: true}, Column{Title: "After", Right: true})
	for _, row := range c.Rows {
		t.Row(row.Name, row.Before, row.After)
	}
	p.heading(c.Title)
	p.table(t, p.tableWidth())
}
