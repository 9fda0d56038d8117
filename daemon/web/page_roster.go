package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// rosterPage is every patient who consents, a line each.
type rosterPage struct {
	Search  string
	Filter  string
	Filters []rosterLink
	Sorts   []rosterLink
	Sort    string
	Rows    []patientRow
	Total   string
	Cut     string // said of a search that is too long
	Earlier string // addresses of the pages around; "" without
	Later   string
	Empty   string // what to say where there is nobody
}

type rosterLink struct {
	Name, Path string
	Here       bool
}

// patientRow is a patient in a line.
type patientRow struct {
	Name, Path string
	Treatment  string
	State      string
	Planned    string // "planned Tue 24 Nov"; "" without
	Runs       string
	Badge      report.Badge
	Flag       string
	Data       string
	Strip      []stripMark
	StripWords string
}

// stripMark is a day of the strip: a shape, and its word for the style.
type stripMark struct{ Shape, Word string }

// rosterRows is how many patients a page of the roster holds.
const rosterRows = 20

// mostPages is beyond the last page of any list.
const mostPages = 100_000

// cutSearch is the part of a search that is looked for, and what to say where
// that isn't all of it.
func cutSearch(search string) (part, said string) {
	if letters := []rune(search); len(letters) > store.MostSearch {
		return string(letters[:store.MostSearch]), fmt.Sprintf("Only the first %d characters were searched for.", store.MostSearch)
	}
	return search, ""
}

func (v *visit) roster() error {
	asked := v.r.URL.Query()
	page, _ := strconv.Atoi(asked.Get("page"))
	page = min(max(page, 1), mostPages)
	search, cut := cutSearch(strings.TrimSpace(asked.Get("q")))
	q := store.RosterQuery{Now: v.Now(), Search: search, Filter: store.RosterFilter(asked.Get("show")),
		Sort: store.RosterSort(asked.Get("sort")), Offset: (page - 1) * rosterRows, N: rosterRows, SilentAfter: silentAfter}
	rows, total, err := v.Store.Roster(v.ctx(), v.person.ID, q)
	if err == nil && len(rows) == 0 && total > 0 { // beyond the last page
		page = (total-1)/rosterRows + 1
		q.Offset = (page - 1) * rosterRows
		rows, total, err = v.Store.Roster(v.ctx(), v.person.ID, q)
	}
	if err != nil {
		return err
	}
	if err := v.audit("view patients", "", "", "ok"); err != nil {
		return err
	}
	p := rosterPage{Search: q.Search, Cut: cut, Filter: string(q.Filter), Sort: string(q.Sort)}
	path := func(change func(url.Values)) string {
		values := url.Values{}
		for name, value := range map[string]string{"q": q.Search, "show": string(q.Filter), "sort": string(q.Sort)} {
			if value != "" {
				values.Set(name, value)
			}
		}
		change(values)
		return "/patients?" + values.Encode()
	}
	choose := func(name, value string) string {
		return path(func(values url.Values) {
			values.Del(name)
			if value != "" {
				values.Set(name, value)
			}
		})
	}
	for _, f := range []struct{ value, name string }{{"", "All"}, {"outside", "Outside the advice"}, {"caution", "Caution"}, {"silent", "Silent"}, {"resting", "In rest"}} {
		p.Filters = append(p.Filters, rosterLink{f.name, choose("show", f.value), f.value == p.Filter})
	}
	for _, s := range []struct{ value, name string }{{"", "Worst first"}, {"treatment", "Latest treatment"}, {"data", "Longest silent"}, {"name", "Name"}} {
		p.Sorts = append(p.Sorts, rosterLink{s.name, choose("sort", s.value), s.value == p.Sort})
	}
	for _, row := range rows {
		p.Rows = append(p.Rows, v.patientRow(row))
	}
	p.Total = count(total, "patient", "patients")
	if total > rosterRows {
		p.Total = fmt.Sprintf("%d–%d of %s", min(q.Offset+1, total), min(q.Offset+len(rows), total), p.Total)
	}
	turn := func(to int) string { return path(func(values url.Values) { values.Set("page", strconv.Itoa(to)) }) }
	if page > 1 {
		p.Earlier = turn(page - 1)
	}
	if q.Offset+len(rows) < total {
		p.Later = turn(page + 1)
	}
	switch {
	case len(rows) > 0:
	case q.Search != "" || q.Filter != "":
		p.Empty = "No patient matches. All of them are under All, with an empty search."
	default:
		p.Empty = "Nobody lets you see their runs yet. Invite a patient below; whoever is here already lets you in under Settings, Who may see my runs."
	}
	return v.render("roster", "Patients", p)
}

// silentAfter is how long nothing may come in a recovery before a patient
// counts as silent.
const silentAfter = 3 * 24 * time.Hour

func (v *visit) patientRow(r store.RosterRow) patientRow {
	units := r.Units
	if units == "" {
		units = v.Units
	}
	now := v.Now()
	style := report.Style{Units: units, Zone: r.Zone}
	row := patientRow{Name: r.Name, Path: "/patients/" + url.PathEscape(r.Runner), Data: "no data yet", Treatment: "no treatment yet", Badge: report.BadgeOf("")}
	if r.LastData != nil {
		row.Data = report.Ago(now.Sub(*r.LastData))
		if now.Sub(*r.LastData) > silentAfter && r.Treatment != nil && now.Before(r.Ends) {
			row.Data = fmt.Sprintf("silent %d days", int(now.Sub(*r.LastData).Hours()/24))
		}
	}
	if r.Planned != nil {
		row.Planned = "planned " + style.Date(r.Planned.At)
	}
	if r.Treatment == nil {
		return row
	}
	row.Treatment = daysAgo(style, r.Treatment.At, now) + ", " + report.TreatedWords(*r.Treatment)
	row.State = stateWords(*r.Treatment, now, r.Floor, r.Clear, r.Ends, style)
	row.Runs = count(r.Runs, "run", "runs")
	switch {
	case r.Worst != nil:
		row.Badge = report.BadgeOf(r.Worst.Level)
		row.Flag = report.FlagWords(analysis.Finding{Rule: r.Worst.Rule, Level: r.Worst.Level, Measured: r.Worst.Measured, Cap: r.Worst.Cap, Unit: r.Worst.Unit}, units)
	case r.Runs > 0:
		row.Badge = report.BadgeOf(analysis.OK)
	}
	var said []string
	for i, m := range r.Marks {
		b := report.BadgeOf(m.Level)
		row.Strip = append(row.Strip, stripMark{b.Shape, b.Word})
		if m.Level != "" {
			said = append(said, fmt.Sprintf("day %d %s", i, b.Word))
		}
	}
	row.StripWords = "No run since the treatment"
	if len(said) > 0 {
		row.StripWords = "Days after the treatment: " + strings.Join(said, ", ")
	}
	return row
}

// stateWords is where somebody stands in the recovery from a treatment. Rest
// that is counted from the start of a day may really end later.
func stateWords(t analysis.Treatment, now, floor, clear, ends time.Time, s report.Style) string {
	counted := ""
	if t.DateOnly {
		counted = " or later: time of treatment not known, counted from the start of the day"
	}
	switch {
	case now.Before(floor):
		return "in rest until " + s.Stamp(floor) + counted
	case now.After(ends):
		return "ended " + s.Date(ends)
	case now.Before(clear):
		return "careful until " + s.Stamp(clear) + counted
	}
	return "returning"
}

// daysAgo is how many days by the calendar a moment is past.
func daysAgo(s report.Style, t, now time.Time) string {
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	day := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch n := int(day(now).Sub(day(t)).Hours() / 24); {
	case n < 0:
		return "on " + s.Date(t)
	case n == 0:
		return "today"
	case n == 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
