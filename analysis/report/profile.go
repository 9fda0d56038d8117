package report

import (
	"fmt"
	"math"
	"strings"

	"needled/analysis"
)

// ProfilePoint is a point of a run's elevation profile. Absent values are NaN.
type ProfilePoint struct {
	AtS       float64 // seconds since the start
	DistanceM float64 // metres since the start
	AltitudeM float64 // metres
}

// ProfileOf is the elevation profile of a track: its samples that have both
// distance and altitude. Empty where there are none.
func ProfileOf(t analysis.Track) []ProfilePoint {
	var points []ProfilePoint
	for _, s := range t.Samples {
		if !math.IsNaN(s.DistanceM) && !math.IsNaN(s.AltitudeM) {
			points = append(points, ProfilePoint{s.AtS, s.DistanceM, s.AltitudeM})
		}
	}
	return points
}

// Mark names a part of a profile, from and to metres.
type Mark struct {
	FromM, ToM float64
	Name       string
	Level      analysis.Level
}

const (
	profileRows = 6
	// leastRise is the smallest span of altitude the picture is filled with,
	// in metres, so that the noise of a flat run doesn't look like hills.
	leastRise = 20.0
	axisWidth = 8
)

// profile draws altitude over distance, and below it the marked parts.
func (p *page) profile(points []ProfilePoint, marked []Mark) {
	width := min(p.prose(), textWidth) - axisWidth
	length := 0.0
	for _, pt := range points {
		length = max(length, pt.DistanceM)
	}
	heights := profileColumns(points, length, width)
	low, high := math.Inf(1), math.Inf(-1)
	for _, h := range heights {
		if !math.IsNaN(h) {
			low, high = min(low, h), max(high, h)
		}
	}
	if length <= 0 || math.IsInf(low, 1) {
		p.para("", "No elevation was recorded for this run, so there is no profile to draw.")
		return
	}
	top := max(high, low+leastRise)
	for row := profileRows - 1; row >= 0; row-- {
		label := ""
		switch row {
		case profileRows - 1:
			label = analysis.Height(top, p.Units)
		case 0:
			label = analysis.Height(low, p.Units)
		}
		p.line(pad(label, axisWidth-2, true) + " │" + p.profileRow(heights, low, top, row))
	}
	p.axis(length, width)
	for _, m := range marked {
		p.mark(m, length, width)
	}
}

// profileColumns is the mean altitude over each column's part of the
// distance, between points by proportion; NaN outside them.
func profileColumns(points []ProfilePoint, length float64, width int) []float64 {
	heights := make([]float64, width)
	next := 0
	for c := range heights {
		from, to := length*float64(c)/float64(width), length*float64(c+1)/float64(width)
		sum, n := 0.0, 0
		for ; next < len(points) && points[next].DistanceM <= to; next++ {
			if a := points[next].AltitudeM; points[next].DistanceM >= from && !math.IsNaN(a) {
				sum += a
				n++
			}
		}
		if n > 0 {
			heights[c] = sum / float64(n)
			continue
		}
		heights[c] = between(points, next, (from+to)/2)
	}
	return heights
}

// between is the altitude at a distance, on the line from the point before
// index next to the one at it.
func between(points []ProfilePoint, next int, metres float64) float64 {
	if next == 0 || next >= len(points) {
		return math.NaN()
	}
	a, b := points[next-1], points[next]
	if b.DistanceM <= a.DistanceM {
		return b.AltitudeM
	}
	return a.AltitudeM + (b.AltitudeM-a.AltitudeM)*(metres-a.DistanceM)/(b.DistanceM-a.DistanceM)
}

var (
	eighths = []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
	// dots are eighths in ASCII.
	dots = []string{" ", ".", ".", ".", ":", ":", ":", "#", "#"}
)

// profileRow draws one row of the area under the heights. The lowest point
// still shows, as an eighth of the lowest row.
func (p *page) profileRow(heights []float64, low, top float64, row int) string {
	blocks := eighths
	if p.ASCII {
		blocks = dots
	}
	var b strings.Builder
	for _, h := range heights {
		fill := 0
		if !math.IsNaN(h) {
			all := 1 + int(math.Round((h-low)/(top-low)*(profileRows*8-1)))
			fill = min(max(all-8*row, 0), 8)
		}
		b.WriteString(blocks[fill])
	}
	return b.String()
}

// axis draws the axis of distance with a tick every whole number of km or mi.
func (p *page) axis(length float64, width int) {
	per, unit := 1000.0, "km"
	if p.Units == analysis.Imperial {
		per, unit = 1609.344, "mi"
	}
	step := tickStep(length/per, width)
	line := []rune(strings.Repeat("─", width))
	labels := []rune(strings.Repeat(" ", width+axisWidth))
	for n := 0; ; n++ {
		v := float64(n) * step
		at := int(v * per / length * float64(width))
		if at >= width {
			break
		}
		line[at] = '┬'
		label := []rune(fmt.Sprintf("%g", v))
		if n == 0 {
			label = []rune("0 " + unit)
		}
		if at+len(label) < len(labels) {
			copy(labels[at:], label)
		}
	}
	p.line(strings.Repeat(" ", axisWidth-1) + "└" + string(line))
	p.line(strings.Repeat(" ", axisWidth) + string(labels))
}

// tickStep is the distance between ticks, so that there are at most about
// eight and their labels don't touch.
func tickStep(length float64, width int) float64 {
	most := float64(max(2, min(8, width/8)))
	for _, step := range []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100} {
		if length/step <= most {
			return step
		}
	}
	return 200
}

// mark underlines the part of the course it speaks of, and names it.
func (p *page) mark(m Mark, length float64, width int) {
	from := min(max(int(m.FromM/length*float64(width)), 0), width-1)
	to := min(max(int(math.Ceil(m.ToM/length*float64(width))), from+1), width)
	p.line(strings.Repeat(" ", axisWidth+from) + p.in(marks[m.Level].ink, strings.Repeat("▲", to-from)))
	text := m.Name + ": " + stretch(m.FromM, m.ToM, p.Units)
	if from == 0 && to == width {
		text = m.Name + ": the whole way"
	}
	indent := max(0, min(axisWidth+from, axisWidth+width-columns(text)))
	p.line(strings.Repeat(" ", indent) + p.in(marks[m.Level].ink, text))
}

// marksOf are the parts of the course that broke a cap. A finding that knows
// only the time is placed by the profile's own clock.
func marksOf(shown Shown) []Mark {
	if shown.Verdict == nil {
		return nil
	}
	var found []Mark
	for _, f := range shown.Verdict.Findings {
		if !f.Level.WorseThan(analysis.Unknown) {
			continue
		}
		from, to := f.FromM, f.ToM
		if from == nil || to == nil {
			from, to = distanceAt(shown.Profile, f.FromS), distanceAt(shown.Profile, f.ToS)
		}
		if from != nil && to != nil && *from < *to {
			found = append(found, Mark{*from, *to, rules[f.Rule].broken, f.Level})
		}
	}
	return found
}

func distanceAt(points []ProfilePoint, seconds *float64) *float64 {
	if seconds == nil || len(points) == 0 {
		return nil
	}
	for i, pt := range points {
		switch {
		case pt.AtS < *seconds:
		case i == 0 || pt.AtS == *seconds:
			return new(pt.DistanceM)
		default:
			before := points[i-1]
			return new(before.DistanceM + (pt.DistanceM-before.DistanceM)*(*seconds-before.AtS)/(pt.AtS-before.AtS))
		}
	}
	return new(points[len(points)-1].DistanceM)
}
