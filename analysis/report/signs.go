package report

import "needled/analysis"

// sign says what a part of a drawing stands for, and so how it looks.
type sign string

const (
	treatmentSign sign = "treatment"
	restSign      sign = "rest"
	carefulSign   sign = "careful"
	capSign       sign = "cap"
	excessSign    sign = "excess" // what a run is longer than its cap
	nowSign       sign = "now"
	gridSign      sign = "grid"
	axisSign      sign = "axis"
	allDaySign    sign = "all-day" // a run of which only the day is known
	numberSign    sign = "number"  // of a run
	withinSign    sign = "within"
	cautionSign   sign = "caution"
	outsideSign   sign = "outside"
	unknownSign   sign = "unknown"
)

// markSign is the sign of a run's mark: the word of its level.
func markSign(l analysis.Level) sign { return sign(marks[l].Word) }

// point is a place in a drawing.
type point struct{ X, Y float64 }

// Corners are those of a mark that has any: a square for a run outside the
// advice, a triangle for a caution. The others are round.
func (m placedMark) Corners() []point {
	r := m.Radius
	switch m.Sign {
	case outsideSign:
		r *= 0.9
		return []point{{m.X - r, m.Y - r}, {m.X + r, m.Y - r}, {m.X + r, m.Y + r}, {m.X - r, m.Y + r}}
	case cautionSign:
		r *= 1.15
		return []point{{m.X, m.Y - r}, {m.X + r, m.Y + 0.8*r}, {m.X - r, m.Y + 0.8*r}}
	}
	return nil
}

// sample draws a sign alone, as a legend shows it.
func (s sign) sample(letter float64) drawing {
	d := drawing{frame: frame{Width: 1.6 * letter, Height: letter, Letter: letter}}
	switch s {
	case restSign, carefulSign:
		d.Bands = []band{{s, 0, 0, d.Width, d.Height}}
	case capSign:
		d.Lines = []stroke{{s, 0, d.Height / 2, d.Width, d.Height / 2}}
	case treatmentSign, nowSign:
		d.Lines = []stroke{{s, d.Width / 2, 0, d.Width / 2, d.Height}}
	default:
		d.Marks = []placedMark{{s, d.Width / 2, d.Height / 2, d.markRadius()}}
	}
	return d
}

// Sample is the sign of the item, drawn beside its words on a screen.
func (i legendItem) Sample() drawing { return i.Sign.sample(wideFrame.Letter) }
