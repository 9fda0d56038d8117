package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"needled/analysis"
)

// SourceState says how a source of runs does.
type SourceState string

const (
	SourceOK       SourceState = "ok"
	SourceWaiting  SourceState = "waiting"
	SourceNeedsYou SourceState = "needs-you"
	SourceOff      SourceState = "off"
)

// SourceLine is a source of runs as the status shows it.
type SourceLine struct {
	Name        string
	State       SourceState
	LastSuccess *time.Time // nil: never
	Detail      string
}

// Status writes the answer to "may I run now?": one sentence, the window of
// rest, the caps, the advice, the sources.
func Status(w io.Writer, s Style, p analysis.Plan, sources []SourceLine) error {
	pg := &page{Style: s}
	pg.paraIn(bold, "", Answer(p, s))
	if p.Aside != "" {
		pg.para("", p.Aside.In(s.Units))
	}
	if p.Treatment != nil {
		pg.window(p)
		pg.next(p)
	}
	unknown := unknownUsual(p)
	for _, a := range p.Advice {
		said := a == p.Aside || unknown != "" && strings.HasPrefix(string(a), unknown)
		if !said {
			pg.para("", a.In(s.Units))
		}
	}
	if len(sources) > 0 {
		pg.blank()
		pg.table(sourceTable(s, p.At, sources), s.Width)
	}
	return pg.writeTo(w)
}

// Answer is the plan in one sentence, the largest type on a page.
func Answer(p analysis.Plan, s Style) string {
	if p.Sure != nil && p.SurelyRest() {
		return "Rest until " + s.stamp(p.Sure.Earliest) + " to be sure: the time of the treatment isn't known."
	}
	if p.Hold != "" && p.State != analysis.Rest {
		return s.address("Wait: your last check-in speaks against a run now.")
	}
	if p.Sure != nil && p.SurelyCareful() {
		return "Careful until " + s.stamp(p.Sure.Clear) + " to be sure, short and easy: the time of the treatment isn't known."
	}
	switch p.State {
	case analysis.Rest:
		return "Rest until " + s.until(p.At, *p.Earliest) + "."
	case analysis.Careful:
		return "Careful until " + s.until(p.At, *p.Clear) + ": short and easy if it feels right."
	case analysis.Ready:
		return "Go: " + nextRun(p) + ", " + lengthOf(p.Caps, s.Units, false) + "."
	}
	return free(p, s)
}

// free is the answer outside any recovery: whether there was one, and what was
// told of the treated area since.
func free(p analysis.Plan, s Style) string {
	var answer string
	switch {
	case p.Ended != nil && p.Complaint != nil:
		answer = "No limits by the advice right now."
	case p.Ended != nil:
		return "No limits right now."
	case p.Planned != nil:
		answer = "A treatment is planned for " + s.date(p.Planned.At) + "; no limits until then."
	default:
		answer = "Record your treatment to know how far you may run."
	}
	if c := p.Complaint; c != nil {
		day := s.relative(p.At, c.At)
		if s.daysBetween(c.At, p.At) > 1 {
			day = "on " + day
		}
		answer += " But " + day + " you reported " + strings.Join(c.Said, ", ") + ": wait until a readiness check is passed."
	}
	return answer
}

// nextRun names the next run by its number, beside what may have been runs and
// is not counted.
func nextRun(p analysis.Plan) string {
	name := ordinal(*p.RunNumber) + " run"
	if p.Recovery == nil || p.Recovery.AsideRuns() == 0 {
		return name
	}
	return fmt.Sprintf("%s (without %d kept aside)", name, p.Recovery.AsideRuns())
}

// until is a moment for a person: "tomorrow 17:30 (Tue 3 Mar)", "Fri 6 Mar
// 17:30".
func (s Style) until(at, t time.Time) string {
	relative, absolute := s.relative(at, t), s.day(t)
	if strings.HasPrefix(relative, absolute) { // a date already
		return relative + ", " + s.clock(t)
	}
	if strings.HasPrefix(relative, t.In(s.zone()).Format("Monday")) { // the day that the date names, too
		return s.stamp(t)
	}
	return relative + " " + s.clock(t) + " (" + absolute + ")"
}

// lengthOf is how far the next run may go, as a band where there is one.
func lengthOf(c *analysis.Caps, u analysis.Units, band bool) string {
	switch {
	case c == nil:
	case band && c.TargetM != nil && c.TargetM[0] < c.TargetM[1]:
		lo, hi := c.TargetM[0], atMost(c.TargetM[1], u)
		from, _ := split(analysis.DistanceBeside(lo, hi, u))
		return from + "–" + analysis.DistanceBeside(hi, lo, u)
	case c.DistanceM != nil:
		return "up to " + analysis.Distance(atMost(*c.DistanceM, u), u)
	case c.MovingS != nil:
		return fmt.Sprintf("up to %.0f min", math.Floor(*c.MovingS/60))
	}
	return "short and easy"
}

// atMost rounds a cap down to what is printed of it, so that whoever runs just
// as far as they read stays within it.
func atMost(metres float64, u analysis.Units) float64 {
	step := 100.0
	if u == analysis.Imperial {
		step = 160.9344
	}
	if metres < 10*step {
		step /= 10
	}
	return math.Floor(metres/step+1e-6) * step
}

// noFasterThan rounds a cap on speed to the whole second of pace below it.
func noFasterThan(mps float64, u analysis.Units) float64 {
	per := 1000.0
	if u == analysis.Imperial {
		per = 1609.344
	}
	return per / math.Ceil(per/mps-1e-6)
}

// next prints the caps of the next run as a person would say them.
func (p *page) next(plan analysis.Plan) {
	p.blank()
	p.para("", leadIn(plan)+": "+strings.Join(capsInWords(plan.Caps, p.Units), " · "))
	if text := unknownUsual(plan); text != "" {
		p.para("", text)
		if aside := asideBefore(*plan.Baseline); aside != "" {
			p.para("", aside)
		}
		p.para("", "Older files, or your usual distance (needled runner edit "+asArgument(plan.Treatment.Runner)+" --usual-km 8), would settle it.")
	}
	p.blank()
}

// leadIn names the next run: "Then, first run".
func leadIn(plan analysis.Plan) string {
	switch {
	case plan.SurelyRest():
		return "Then, " + nextRun(plan)
	case plan.Hold != "":
		return "Once a readiness check is passed, " + nextRun(plan)
	}
	return "Next, " + nextRun(plan)
}

// asArgument is a name as it is typed after a command.
func asArgument(name string) string {
	if name = clean(name); strings.ContainsAny(name, " '") {
		return `"` + name + `"`
	}
	return name
}

// capsInWords are caps as a person would say them: "3.0–3.6 km", "flat (climb
// up to 8.0 m/km)", "easy", "heart rate under 144".
func capsInWords(c *analysis.Caps, u analysis.Units) []string {
	said := []string{lengthOf(c, u, true)}
	switch {
	case c == nil || c.ClimbMPerKm == nil:
		said = append(said, "flat")
	default:
		said = append(said, "flat (climb up to "+analysis.Climb(*c.ClimbMPerKm, u)+")")
	}
	if !strings.HasSuffix(said[0], "easy") {
		said = append(said, "easy")
	}
	switch {
	case c == nil:
	case c.HRMax != nil:
		said = append(said, "heart rate under "+heartRate(c.HRMax))
	case c.SpeedMPS != nil:
		said = append(said, "no faster than "+analysis.Pace(noFasterThan(*c.SpeedMPS, u), u))
	}
	return said
}

// unknownUsual says that the usual distance is not known, "" when it is.
func unknownUsual(p analysis.Plan) string {
	if b := p.Baseline; b != nil && b.UsualM == nil {
		return fmt.Sprintf("We can't tell how long your usual run is yet: %d of %d runs so far.", b.Found, b.Needed)
	}
	return ""
}

const windowCells = 24

// restWindow is the time from a treatment until running is clear, in hours
// since the treatment, and where in it a plan stands.
type restWindow struct {
	Now, Floor, Clear float64
	Text              string
}

func windowOf(plan analysis.Plan) restWindow {
	if plan.Sure != nil {
		return sureWindow(plan)
	}
	since := func(t time.Time) float64 { return t.Sub(plan.Treatment.At).Hours() }
	w := restWindow{Now: since(plan.At), Floor: since(*plan.Earliest), Clear: since(*plan.Clear)}
	h := func(v float64) string { return analysis.Figure(v, v, 0) + " h" }
	switch now := h(math.Floor(w.Now)); plan.State {
	case analysis.Rest:
		w.Text = fmt.Sprintf("%s of %s, then careful until %s", now, analysis.Figure(w.Floor, w.Floor, 0), h(w.Clear))
		if w.Floor >= w.Clear {
			w.Text = fmt.Sprintf("%s of %s", now, analysis.Figure(w.Floor, w.Floor, 0))
		}
	case analysis.Careful:
		w.Text = fmt.Sprintf("%s since the treatment: past %s rest, careful until %s", now, h(w.Floor), h(w.Clear))
	default:
		w.Text = fmt.Sprintf("%s since the treatment, past the %s advised", now, h(w.Clear))
	}
	return w
}

// sureWindow is the window by the latest reading, which counts from the end of
// the treatment's day where its time is not known.
func sureWindow(plan analysis.Plan) restWindow {
	since := func(t time.Time) float64 { return t.Sub(plan.Sure.Treated).Hours() }
	w := restWindow{Now: max(since(plan.At), 0), Floor: since(plan.Sure.Earliest), Clear: since(plan.Sure.Clear)}
	h := func(v float64) string { return analysis.Figure(v, v, 0) }
	least, most := h(math.Floor(w.Now)), h(math.Floor(plan.At.Sub(plan.Treatment.At).Hours()))
	ago := least + " h"
	if least != most {
		ago = "between " + least + " and " + most + " h"
	}
	w.Text = fmt.Sprintf("%s since the treatment; advised are %s h of rest, then care until %s h", ago, h(w.Floor), h(w.Clear))
	if w.Floor >= w.Clear {
		w.Text = fmt.Sprintf("%s since the treatment; advised are %s h of rest", ago, h(w.Floor))
	}
	return w
}

// window draws the time from the treatment until clear: rest ▓, careful ░,
// now │.
func (p *page) window(plan analysis.Plan) {
	w := windowOf(plan)
	if w.Clear <= 0 {
		return
	}
	cells := make([]string, windowCells)
	for i := range cells {
		cells[i] = "░"
		if (float64(i)+0.5)*w.Clear/windowCells < w.Floor {
			cells[i] = "▓"
		}
	}
	at := min(int(w.Now/w.Clear*windowCells), windowCells)
	bar := strings.Join(cells[:at], "") + p.in(bold, "│") + strings.Join(cells[at:], "")
	if windowCells+3+leastProse > p.prose() {
		p.line(bar)
		p.para("", w.Text)
		return
	}
	p.para(bar+"  ", w.Text)
}

func sourceTable(s Style, at time.Time, sources []SourceLine) *Table {
	t := NewTable(Column{Title: "Source"}, Column{Title: "State"}, Column{Title: "Last success"}, Column{Title: "Detail", Elastic: true})
	inks := map[SourceState]ink{SourceOK: green, SourceNeedsYou: red, SourceWaiting: yellow, SourceOff: faint}
	words := map[SourceState]string{SourceOK: "● ok", SourceNeedsYou: "■ needs you", SourceWaiting: "○ waiting", SourceOff: "– off"}
	for _, line := range sources {
		last := "never"
		if line.LastSuccess != nil {
			last = s.stamp(*line.LastSuccess) + " (" + ago(at.Sub(*line.LastSuccess)) + ")"
		}
		t.add([]cell{{text: clean(line.Name)}, {words[line.State], inks[line.State]}, {text: last}, {text: clean(line.Detail)}})
	}
	return t
}

// ago is how long something is past, in the largest unit that says enough.
func ago(d time.Duration) string {
	switch {
	case d < 0:
		return "later"
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}
