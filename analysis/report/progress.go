package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"needled/analysis"
)

// ProgressView is what changed around one treatment, in words.
type ProgressView struct {
	Treatment string // its ID
	Title     string // "Mon 2 Mar 2026, calf"
	Sentence  string // what became of the pace at equal heart rate
	Rows      []ProgressRow
	Method    string
	Notes     []string
}

// ProgressRow is one figure before the treatment, in the recovery and after
// it.
type ProgressRow struct {
	Name  string
	Cells [3]string
}

const (
	notYet = "not yet"
	tooFew = "not enough runs with heart rate"
	dash   = "–"
)

// ProgressViewOf puts a comparison in words.
func ProgressViewOf(p analysis.Progress, s Style) ProgressView {
	stretches := [3]analysis.Stretch{p.Before, p.Recovery, p.After}
	v := ProgressView{Treatment: p.Treatment.ID, Title: s.date(p.Treatment.At) + ", " + treated(p.Treatment), Sentence: paceChange(p, s)}
	row := func(name string, of func(analysis.Stretch) string) {
		r := ProgressRow{Name: name}
		for i, st := range stretches {
			r.Cells[i] = notYet
			if st.Begun() {
				r.Cells[i] = of(st)
			}
		}
		v.Rows = append(v.Rows, r)
	}
	row("Days", s.spanOf)
	paceName := "Pace at equal heart rate"
	if p.HeartRate != nil {
		paceName = "Pace at " + heartRate(p.HeartRate) + " beats/min"
	}
	row(paceName, func(st analysis.Stretch) string {
		speed := st.SpeedAt(p.HeartRate)
		if speed == nil {
			return fmt.Sprintf("%s (%d of 3)", tooFew, st.WithHR)
		}
		return analysis.Pace(*speed, s.Units) + ", " + plural(st.WithHR, "run", "runs")
	})
	row("Runs", func(st analysis.Stretch) string { return fmt.Sprint(st.Runs) })
	row("Usual distance", func(st analysis.Stretch) string {
		return orDash(st.UsualM, func(m float64) string { return analysis.Distance(m, s.Units) })
	})
	row("Distance a week", func(st analysis.Stretch) string {
		switch {
		case st.Runs == 0:
			return "no run"
		case st.WithoutM == st.Runs:
			return "not known"
		case st.WeekM == nil:
			return "less than a week"
		}
		return analysis.Distance(*st.WeekM, s.Units)
	})
	row("Soreness before runs", func(st analysis.Stretch) string {
		return checksIn(st.Soreness, st.ChecksBefore, notReadyIn(st.Reported))
	})
	row("Pain after runs", func(st analysis.Stretch) string { return checksIn(st.Pain, st.ChecksAfter, painIn(st.Reported)) })
	v.Method = "Pace at equal heart rate: the distance covered with each heart beat, mean speed over mean heart rate of each run; of the runs of a time the median, told at the median heart rate of all of them. " +
		"It takes 3 runs with distance, time and heart rate. Heat, hills and how long a run is move it too. " +
		"Before: the 28 days before the treatment; pace and usual distance leave out the runs of an earlier recovery. After: the 28 days after the recovery, up to the next treatment."
	if n := p.Before.WithoutM + p.Recovery.WithoutM + p.After.WithoutM; n > 0 {
		v.Notes = append(v.Notes, plural(n, "run has no distance and is", "runs have no distance and are")+" not in the distances.")
	}
	return v
}

// noticeable is the change of pace at equal heart rate, as a share, from which
// it is told as one: less is within what heart rate is known by.
const noticeable = 0.01

// paceChange is the pace at equal heart rate before and after, in a sentence:
// after the recovery where that is known, else in it.
func paceChange(p analysis.Progress, s Style) string {
	before := p.Before.SpeedAt(p.HeartRate)
	after, when := p.After.SpeedAt(p.HeartRate), "after the recovery"
	if after == nil {
		after, when = p.Recovery.SpeedAt(p.HeartRate), "in the recovery"
	}
	if before == nil || after == nil {
		missing := "after"
		if before == nil {
			missing = "before"
		}
		return "The pace at equal heart rate can't be compared: " + tooFew + " " + missing + " the treatment."
	}
	a, b := analysis.PaceBeside(*before, *before, s.Units), analysis.PaceBeside(*after, *after, s.Units)
	per, unit := 1000.0, "s/km"
	if s.Units == analysis.Imperial {
		per, unit = 1609.344, "s/mi"
	}
	change := "about the same"
	switch d := math.Round(per / *before) - math.Round(per / *after); {
	case math.Abs(*after / *before - 1) < noticeable:
	case d > 0:
		change = fmt.Sprintf("%.0f %s faster", d, unit)
	case d < 0:
		change = fmt.Sprintf("%.0f %s slower", -d, unit)
	}
	return fmt.Sprintf("At the same heart rate, %s beats/min: %s before, %s %s, %s.", heartRate(p.HeartRate), a, b, when, change)
}

// spanOf are the days of a stretch.
func (s Style) spanOf(st analysis.Stretch) string {
	if !st.Begun() {
		return notYet
	}
	return s.day(st.From) + " – " + s.day(st.To.Add(-time.Second))
}

func orDash(v *float64, show func(float64) string) string {
	if v == nil {
		return dash
	}
	return show(*v)
}

// checksIn is a median on the scale of 0 to 10, how many check-ins there were,
// and what else they told.
func checksIn(median *float64, n int, more string) string {
	if n == 0 {
		return "no check-in"
	}
	scale := "not recorded"
	if median != nil {
		scale = strings.TrimSuffix(fmt.Sprintf("%.1f", *median), ".0") + "/10"
	}
	return strings.Join(facts(scale+", "+plural(n, "check-in", "check-ins"), more), ", ")
}

func notReadyIn(r analysis.Reported) string {
	if r.NotReady == 0 {
		return ""
	}
	return fmt.Sprintf("%d not ready", r.NotReady)
}

func painIn(r analysis.Reported) string {
	sharp, cramps := "", ""
	if r.SharpPain > 0 {
		sharp = fmt.Sprintf("sharp pain %d×", r.SharpPain)
	}
	if r.Cramping > 0 {
		cramps = fmt.Sprintf("cramping %d×", r.Cramping)
	}
	return strings.Join(facts(sharp, cramps), ", ")
}

// WeekRow is a week in words.
type WeekRow struct {
	Start    string // its Monday
	Runs     string
	Distance string
	Treated  bool
	Share    float64 // of the longest week, 0 to 1
}

// WeekRowsOf puts weeks in words.
func WeekRowsOf(weeks []analysis.Week, s Style) []WeekRow {
	most := 0.0
	for _, w := range weeks {
		most = max(most, w.DistanceM)
	}
	rows := make([]WeekRow, len(weeks))
	for i, w := range weeks {
		rows[i] = WeekRow{Start: s.day(w.Start), Runs: fmt.Sprint(w.Runs), Distance: dash, Treated: w.Treated}
		switch {
		case w.Runs > 0 && w.WithoutM == w.Runs:
			rows[i].Distance = "not known"
		case w.Runs > 0:
			rows[i].Distance = analysis.Distance(w.DistanceM, s.Units)
		}
		if w.WithoutM > 0 {
			rows[i].Runs += fmt.Sprintf(" (%d without distance)", w.WithoutM)
		}
		if most > 0 {
			rows[i].Share = w.DistanceM / most
		}
	}
	return rows
}
