package report

import (
	"math"
	"strconv"
	"time"
)

// drawing is a picture laid out for a size: every line, mark and label with
// its place, x from the left and y from the top. Lengths are in the unit of
// the frame.
type drawing struct {
	frame
	Bands  []band
	Lines  []stroke
	Marks  []placedMark
	Labels []label
}

// frame is the room a picture has.
type frame struct {
	Width, Height float64
	Letter        float64 // size of the type
}

type band struct {
	Sign                sign
	X, Y, Width, Height float64
}

type stroke struct {
	Sign           sign
	X1, Y1, X2, Y2 float64
}

// placedMark is a run's mark about its centre.
type placedMark struct {
	Sign         sign
	X, Y, Radius float64
}

// anchor is which part of a label stands at its place.
type anchor string

const (
	anchorStart  anchor = "start"
	anchorMiddle anchor = "middle"
	anchorEnd    anchor = "end"
)

// label is a line of text whose foot stands at y.
type label struct {
	Sign   sign
	X, Y   float64
	Anchor anchor
	Text   string
}

// letterWidth is the mean width of a letter, as a share of the size of the
// type, by which labels are given room.
const letterWidth = 0.56

// plot lays out a picture: it knows where on the paper a moment and a
// distance lie.
type plot struct {
	picture
	*drawing
	left, right, top, bottom float64 // of the part between the axes
	row                      float64 // foot of the row for runs without distance
}

// draw lays the picture out for a size.
func (p picture) draw(f frame) drawing {
	d := &drawing{frame: f}
	pl := plot{picture: p, drawing: d, left: 4 * f.Letter, right: f.Width - f.Letter/2, top: 1.8 * f.Letter, bottom: f.Height - 3.2*f.Letter}
	if pl.anyWithoutDistance() {
		pl.row = pl.bottom
		pl.bottom -= 2.4 * f.Letter
	}
	pl.windows()
	pl.grid()
	pl.dayAxis()
	pl.capLine()
	pl.moments()
	pl.runMarks()
	return *d
}

func (pl plot) anyWithoutDistance() bool {
	for _, run := range pl.runs {
		if run.distanceM == nil {
			return true
		}
	}
	return false
}

func (pl plot) x(t time.Time) float64 {
	first, last := pl.days[0], pl.days[len(pl.days)-1]
	share := t.Sub(first).Seconds() / last.Sub(first).Seconds()
	return pl.left + min(max(share, 0), 1)*(pl.right-pl.left)
}

func (pl plot) y(metres float64) float64 {
	return pl.bottom - metres/pl.scale.topM*(pl.bottom-pl.top)
}

func (pl plot) line(s sign, x1, y1, x2, y2 float64) {
	pl.Lines = append(pl.Lines, stroke{s, x1, y1, x2, y2})
}

func (pl plot) label(s sign, x, y float64, a anchor, text string) {
	pl.Labels = append(pl.Labels, label{s, x, y, a, text})
}

// widthOf is about how wide a text is.
func (f frame) widthOf(text string) float64 { return float64(columns(text)) * letterWidth * f.Letter }

// windows shades rest and care, and names them where there is room.
func (pl plot) windows() {
	window := func(s sign, from, to time.Time, name string) {
		x, end := pl.x(from), pl.x(to)
		if end <= x {
			return
		}
		foot := max(pl.bottom, pl.row)
		pl.Bands = append(pl.Bands, band{s, x, pl.top, end - x, foot - pl.top})
		if pl.widthOf(name) <= end-x {
			pl.label(s, (x+end)/2, pl.top-0.5*pl.Letter, anchorMiddle, name)
		}
	}
	window(restSign, pl.treated, pl.floor, "rest")
	window(carefulSign, pl.floor, pl.clear, "careful")
}

// grid draws the lines of the scale.
func (pl plot) grid() {
	for _, tick := range pl.scale.ticks {
		y := pl.y(tick.metres)
		if tick.metres > 0 {
			pl.line(gridSign, pl.left, y, pl.right, y)
		}
		pl.label(axisSign, pl.left-0.5*pl.Letter, y+0.35*pl.Letter, anchorEnd, tick.label)
	}
	pl.line(axisSign, pl.left, pl.bottom, pl.right, pl.bottom)
	if pl.row > 0 {
		pl.line(axisSign, pl.left, pl.row, pl.right, pl.row)
		pl.label(axisSign, pl.left-0.5*pl.Letter, (pl.bottom+pl.row)/2+0.35*pl.Letter, anchorEnd, "none")
	}
}

// dayAxis names the days below the plot: each, or every second, third, …
// where there is no room for all.
func (pl plot) dayAxis() {
	foot := max(pl.bottom, pl.row)
	count := len(pl.days) - 1
	every := int(math.Ceil(1.15 * pl.widthOf("30 Mar") / ((pl.right - pl.left) / float64(count))))
	for i, day := range pl.days {
		x := pl.x(day)
		pl.line(axisSign, x, foot, x, foot+0.4*pl.Letter)
		if i == count || i%every != 0 {
			continue
		}
		middle := (x + pl.x(pl.days[i+1])) / 2
		pl.label(axisSign, middle, foot+1.5*pl.Letter, anchorMiddle, day.Format("Mon"))
		pl.label(axisSign, middle, foot+2.7*pl.Letter, anchorMiddle, day.Format("2 Jan"))
	}
}

// moments draws the treatment and, in an open recovery, the present.
func (pl plot) moments() {
	upright := func(s sign, t time.Time) { pl.line(s, pl.x(t), pl.top, pl.x(t), max(pl.bottom, pl.row)) }
	upright(treatmentSign, pl.treated)
	if !pl.now.IsZero() {
		upright(nowSign, pl.now)
	}
}

// capLine draws the cap as steps. A step ends just behind its run, so that the
// run stands beside its own cap.
func (pl plot) capLine() {
	behind := pl.markRadius() * 1.6
	from := 0.0
	for i, step := range pl.caps {
		joins := i > 0 && pl.caps[i-1].to.Equal(step.from)
		switch {
		case !joins:
			from = pl.x(step.from)
		case step.metres != pl.caps[i-1].metres:
			pl.line(capSign, from, pl.y(pl.caps[i-1].metres), from, pl.y(step.metres))
		}
		end := pl.x(step.to)
		to := min(end+behind, pl.right)
		if i+1 < len(pl.caps) {
			to = min(to, (end+pl.x(pl.caps[i+1].to))/2)
		}
		y := pl.y(step.metres)
		pl.line(capSign, from, y, max(from, to), y)
		from = max(from, to)
	}
}

func (f frame) markRadius() float64 { return 0.42 * f.Letter }

// runMarks puts each run at its distance, what it is longer than its cap
// behind it, and its number beside it.
func (pl plot) runMarks() {
	r := pl.markRadius()
	for _, run := range pl.runs {
		x, y := pl.x(run.at()), (pl.bottom+pl.row)/2
		below := false
		if run.distanceM != nil {
			y = pl.y(*run.distanceM)
			below = run.capM != nil && *run.distanceM < *run.capM && y+r+1.2*pl.Letter < pl.bottom
			if run.capM != nil && *run.distanceM > *run.capM {
				pl.line(excessSign, x, pl.y(*run.capM), x, y)
			}
		}
		if run.to.After(run.from) {
			pl.line(allDaySign, pl.x(run.from), y, pl.x(run.to), y)
		}
		pl.Marks = append(pl.Marks, placedMark{markSign(run.level), x, y, r})
		pl.runNumber(run, x, y, below)
	}
}

// runNumber names a mark: above it, below it where its cap lies above, and in
// the row without distance beside it.
func (pl plot) runNumber(run drawnRun, x, y float64, below bool) {
	r := pl.markRadius()
	text := strconv.Itoa(run.number)
	if run.capM == nil && run.distanceM != nil {
		text += ", cap ?"
	}
	switch {
	case run.distanceM == nil:
		pl.label(numberSign, x+1.6*r, y+0.35*pl.Letter, anchorStart, text)
	case below:
		pl.label(numberSign, x, y+r+pl.Letter, anchorMiddle, text)
	default:
		pl.label(numberSign, x, y-r-0.25*pl.Letter, anchorMiddle, text)
	}
}
