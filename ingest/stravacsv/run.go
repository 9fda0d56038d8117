package stravacsv

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
	"needled/ingest"
)

// longest is the longest time that is believed of an activity, in seconds.
const longest = 30 * 24 * 3600

// Sport is the sport of the activity, in FIT's words; unknown for a name in a
// language that is not known.
func (r Row) Sport() (analysis.Sport, string) {
	s := sportNamed(r.cell(r.table.columns.kind))
	return s.sport, s.sub
}

// run is the activity as the list tells it, without its recording.
func (r Row) run() (analysis.Run, error) {
	c := r.table.columns
	start, err := r.start()
	if err != nil {
		return analysis.Run{}, &ingest.FailedError{Reason: fmt.Sprintf(
			"the date of activity %q in Strava's list can't be read: %q", short(r.ID()), short(r.cell(c.date)))}
	}
	run := analysis.Run{
		SourceID:    r.SourceID(),
		Start:       start,
		DistanceM:   stated(r.distance()),
		MovingS:     r.seconds(c.moving),
		ElapsedS:    r.seconds(c.elapsed),
		AscentM:     stated(r.number(c.ascent)),
		DescentM:    stated(r.number(c.descent)),
		AvgSpeedMPS: stated(r.number(c.speed)),
		AvgHR:       stated(r.number(c.avgHR)),
		MaxHR:       r.largest(c.maxHR),
		Integrity:   analysis.Intact,
		Note:        "Entered by hand in Strava; there is no recording of it.",
	}
	if run.AscentM != nil {
		run.AscentSource = analysis.FromService
	}
	if run.DescentM != nil {
		run.DescentSource = analysis.FromService
	}
	if file := r.cell(c.file); file != "" {
		run.Note = fmt.Sprintf("From the list in Strava's export, which lacks the recording, %q.", short(file))
	}
	run.Sport, run.SubSport = r.Sport()
	return run, nil
}

// start is in UTC. Newer lists repeat it as seconds since 1970, which no
// language changes.
func (r Row) start() (time.Time, error) {
	c := r.table.columns
	start, err := parseDate(r.cell(c.date))
	if err == nil {
		return start, nil
	}
	if s, perr := strconv.ParseFloat(r.cell(c.start), 64); perr == nil && s > 0 && s < 1e11 {
		return time.Unix(int64(s), 0).UTC(), nil
	}
	return parseDate(r.cell(c.start))
}

func (r Row) number(column int) *float64 {
	return parseNumber(r.cell(column), r.table.columns.english)
}

func (r Row) seconds(column int) *float64 {
	if s := stated(r.number(column)); s != nil && *s <= longest {
		return s
	}
	return nil
}

// largest of what stands in several columns.
func (r Row) largest(columns []int) *float64 {
	var most *float64
	for _, column := range columns {
		if v := stated(r.number(column)); v != nil && (most == nil || *v > *most) {
			most = v
		}
	}
	return most
}

// distance in metres. Where there are two figures the one for display, in
// kilometres, is the smaller one, whatever their order.
func (r Row) distance() *float64 {
	c, figures := r.table.columns, 0
	for _, column := range c.distance {
		if r.number(column) != nil {
			figures++
		}
	}
	d := r.largest(c.distance)
	if d == nil || figures > 1 || c.metres || r.shownInMetres() {
		return d
	}
	return new(*d * 1000)
}

// shownInMetres says whether the sport is one whose distances are shown in
// metres.
func (r Row) shownInMetres() bool {
	s, _ := r.Sport()
	return s == analysis.Swimming || s == "rowing" || strings.Contains(string(s), "swim")
}

// short is as much of a cell as fits into a sentence.
func short(cell string) string {
	if letters := []rune(cell); len(letters) > 80 {
		return string(letters[:80]) + "…"
	}
	return cell
}

// stated is nil for a 0, which Strava writes where nothing was entered.
func stated(v *float64) *float64 {
	if v == nil || *v == 0 {
		return nil
	}
	return v
}
