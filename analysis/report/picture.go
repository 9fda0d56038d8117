package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// picture is what is drawn of a recovery, apart from any size: its days from
// the treatment on, the time of rest, and each run at its distance beside its
// cap. What is not known has no place on its axis, and the notes say so.
type picture struct {
	days                  []time.Time // midnights in the reader's zone, the last one the end of the axis
	treated, floor, clear time.Time
	now                   time.Time // zero once the recovery is over
	runs                  []drawnRun
	caps                  []capStep
	scale                 scale // zero where no distance and no cap is known

	Legend []legendItem
	Notes  []string // what the picture can't show
	Alt    string   // the picture in words
}

// drawnRun is a run's mark. It stands in the middle of from and to, which
// differ where only the day of the run is known.
type drawnRun struct {
	from, to  time.Time
	number    int
	distanceM *float64 // nil: stands in a row of its own
	capM      *float64
	level     analysis.Level
}

// at is where on the axis of days the mark stands.
func (r drawnRun) at() time.Time { return r.from.Add(r.to.Sub(r.from) / 2) }

// capStep is the cap on distance between two moments. One step ends with its
// run, the next begins there.
type capStep struct {
	from, to time.Time
	metres   float64
}

// legendItem explains a sign of the picture.
type legendItem struct {
	Sign sign
	Text string
}

func pictureOf(r Report, s Style) picture {
	if s.Zone == nil {
		s.Zone = r.Runner.Location()
	}
	rec := r.Recovery
	p := picture{treated: rec.Treatment.At, floor: rec.Floor, clear: rec.Clear}
	for _, e := range numbered(rec) {
		p.runs = append(p.runs, drawn(e, s))
	}
	p.days = p.daysOf(r, s)
	first, last := p.days[0], p.days[len(p.days)-1]
	if end := r.end(); r.At.After(first) && r.At.Before(last) && (end == nil || r.At.Before(*end)) {
		p.now = r.At
	}
	p.caps = p.capsOf(r, last)
	p.scale = p.scaleOf(s.Units)
	p.Legend = p.legendOf(r, s)
	p.Notes = p.notesOf(r, s)
	p.Alt = p.inWords(r, s)
	return p
}

func drawn(e analysis.Entry, s Style) drawnRun {
	d := drawnRun{from: e.Run.Start, to: e.Run.Start, number: *e.Verdict.RunNumber, level: e.Verdict.Level, distanceM: round(e.Run.DistanceM, centimetres)}
	if e.Run.StartHidden {
		zone := s.zone()
		if e.Run.UTCOffsetS != nil {
			zone = time.FixedZone("", *e.Run.UTCOffsetS)
		}
		y, m, day := e.Run.Start.In(zone).Date()
		d.from, d.to = analysis.FirstInstant(y, m, day, zone), analysis.FirstInstant(y, m, day+1, zone)
	}
	if d.distanceM != nil && *d.distanceM <= 0 {
		d.distanceM = nil // a treadmill without a footpod
	}
	if f := e.Verdict.Finding(analysis.TooLong); f != nil && f.Unit == "m" && f.Cap != nil {
		d.capM = round(f.Cap, centimetres)
	}
	return d
}

// daysOf are the days from the treatment to the end of the recovery; of one
// still open to the moment of the report. All runs and the whole rest lie in
// them.
func (p picture) daysOf(r Report, s Style) []time.Time {
	last := p.clear
	for _, t := range []time.Time{p.treated, p.floor, r.At} {
		last = later(last, t)
	}
	if end := r.end(); end != nil {
		last = later(p.clear, *end)
	}
	for _, run := range p.runs {
		last = later(last, run.to)
	}
	zone := s.zone()
	y, m, d := p.treated.In(zone).Date()
	days := []time.Time{analysis.FirstInstant(y, m, d, zone)}
	for !days[len(days)-1].After(last) {
		days = append(days, analysis.FirstInstant(y, m, d+len(days), zone))
	}
	return days
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// capsOf are the caps over time: of each run from the one before, of the next
// run to the end of the axis. They begin with the end of the rest, unless
// someone ran before it.
func (p picture) capsOf(r Report, last time.Time) []capStep {
	var steps []capStep
	from := p.floor
	if len(p.runs) > 0 && p.runs[0].at().Before(p.floor) {
		from = p.treated
	}
	for _, run := range p.runs {
		if at := run.at(); run.capM != nil && at.After(from) {
			steps = append(steps, capStep{from, at, *run.capM})
		}
		from = later(from, run.at())
	}
	if n := r.Next; n != nil && n.RunNumber != nil && *n.RunNumber == len(p.runs)+1 && n.Caps != nil && n.Caps.DistanceM != nil {
		steps = append(steps, capStep{from, last, *n.Caps.DistanceM})
	}
	return steps
}

// legendOf explains the signs that the picture holds.
func (p picture) legendOf(r Report, s Style) []legendItem {
	rec := r.Recovery
	treated := "treatment " + s.stamp(p.treated)
	if rec.Treatment.DateOnly {
		treated = "treatment on " + s.day(p.treated) + ", time of day not known"
	}
	items := []legendItem{{treatmentSign, treated}, {restSign, "rest until " + s.stamp(p.floor)}}
	if p.clear.After(p.floor) {
		items = append(items, legendItem{carefulSign, "with care until " + s.stamp(p.clear)})
	}
	if len(p.caps) > 0 {
		items = append(items, legendItem{capSign, "cap on the distance"})
	}
	for _, level := range []analysis.Level{analysis.OK, analysis.Caution, analysis.Violation, analysis.Unknown} {
		if slices.ContainsFunc(p.runs, func(run drawnRun) bool { return run.level == level }) {
			items = append(items, legendItem{markSign(level), markWords[level]})
		}
	}
	if !p.now.IsZero() {
		items = append(items, legendItem{nowSign, "now, " + s.stamp(p.now)})
	}
	return items
}

// markWords say what the mark of a run means.
var markWords = map[analysis.Level]string{
	analysis.OK:        "run within the advice",
	analysis.Caution:   "run with caution",
	analysis.Violation: "run outside the advice",
	analysis.Unknown:   "run of which not all is known",
}

// notesOf say what the picture can't show.
func (p picture) notesOf(r Report, s Style) []string {
	var bare, nowhere, allDay []string
	for _, run := range p.runs {
		number := fmt.Sprint(run.number)
		if run.capM == nil {
			bare = append(bare, number)
		}
		if run.distanceM == nil {
			nowhere = append(nowhere, number)
		}
		if run.to.After(run.from) {
			allDay = append(allDay, number)
		}
	}
	sum := r.Summary()
	var notes []string
	say := func(format string, numbers []string) {
		if len(numbers) > 0 {
			runs := "run "
			if len(numbers) > 1 {
				runs = "runs "
			}
			notes = append(notes, fmt.Sprintf(format, runs+joined(numbers)))
		}
	}
	say("No cap on the distance is known for %s.", bare)
	say("No distance was recorded for %s: see the row below the scale.", nowhere)
	say("The time of day is hidden for %s: the mark stands in the middle of its day.", allDay)
	var left []string
	count := func(n int, one, many string) {
		if n > 0 {
			left = append(left, plural(n, one, many))
		}
	}
	count(sum.Others, "other activity", "other activities")
	count(sum.Accidents, "recording too short to count", "recordings too short to count")
	count(sum.Aside, "recording kept aside", "recordings kept aside")
	if len(left) > 0 {
		notes = append(notes, "Not drawn: "+joined(left)+".")
	}
	if len(p.runs) == 0 {
		notes = append([]string{"No run to draw yet."}, notes...)
	}
	return notes
}

// inWords is the picture for who can't see it.
func (p picture) inWords(r Report, s Style) string {
	said := []string{fmt.Sprintf("The days from %s to %s.", s.date(p.treated), s.date(p.days[len(p.days)-1].Add(-time.Second))), upper(restOf(r.Recovery, s)) + "."}
	said[1] = "Rest " + lower(said[1])
	for _, e := range numbered(r.Recovery) {
		text := fmt.Sprintf("Run %d, %s, %s", *e.Verdict.RunNumber, when(e.Run, s), lengthInWords(e, s.Units))
		said = append(said, text+": "+markOf(e.Verdict).Word+".")
	}
	return strings.Join(append(said, p.Notes...), " ")
}

// lengthInWords is a run's length beside its cap, or that one isn't known.
func lengthInWords(e analysis.Entry, u analysis.Units) string {
	f := e.Verdict.Finding(analysis.TooLong)
	if f == nil || f.Measured == nil || f.Cap == nil {
		return lengthCell(e, u) + ", cap not known"
	}
	return figure(*f, u)
}
