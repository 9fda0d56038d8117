package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// runsPage is the list of runs, the newest first.
type runsPage struct {
	Errors       []trouble
	Shows        []runsLink
	Show         string // which of them; "" for all
	Since, Until field
	Sports       bool // other sports too
	Runs         runList
	Older        string // address of the next page; "" on the last one
	Newest       string // address of the first page; "" on it
	Aside        string // without a full stop, that something is kept aside; "" when nothing is, or is asked for
	AsidePath    string
	Empty        string // what to say where there is none
	All          string // address of the list without a filter; "" when that is empty, too
	Add          bool   // runs can be added under Sources
}

// runsLink is a filter.
type runsLink struct {
	Name, Path string
	Here       bool
}

// runsRows is how many runs a page holds.
const runsRows = 50

// runsShown are the filters by verdict, by their word in the address.
var runsShown = []struct {
	word, name string
	levels     []analysis.Level
}{
	{"", "All", nil},
	{"outside", "Outside", []analysis.Level{analysis.Violation}},
	{"caution", "Caution", []analysis.Level{analysis.Caution}},
	{"unknown", "Unknown", []analysis.Level{analysis.Unknown}},
	{"within", "Within", []analysis.Level{analysis.OK}},
	{"aside", "Kept aside", nil},
}

func (v *visit) runs() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	p := runsPage{Runs: runList{Base: v.base()}, Add: !v.others()}
	filter, ok := v.runsAsked(&p, r.Location())
	if !ok {
		return v.renderStatus(422, "runs", "Runs", p)
	}
	asked := filter
	if before, there := v.turnedTo(); there && (filter.Until.IsZero() || before.Before(filter.Until)) {
		asked.Until = before
		p.Newest = v.runsPath(p, "")
	}
	asked.N = runsRows + 1
	entries, err := view.Runs(v.ctx(), asked)
	if err != nil {
		return err
	}
	if len(entries) == asked.N {
		entries, p.Older = v.older(p, entries)
	}
	style := v.style(r)
	for _, e := range slices.Backward(entries) {
		p.Runs.Rows = append(p.Runs.Rows, report.RunRowOf(e, style))
	}
	if err := v.runsBeside(&p, view, filter); err != nil {
		return err
	}
	return v.render("runs", "Runs", p)
}

// runsAsked reads the filter from the address; ok is false where it can't be
// understood.
func (v *visit) runsAsked(p *runsPage, zone *time.Location) (store.Filter, bool) {
	f := &form{values: v.r.URL.Query(), wrong: map[string]string{}}
	day := func(name string) time.Time {
		text := f.text(name, 10)
		at, err := time.ParseInLocation(time.DateOnly, text, zone)
		if text != "" && err != nil {
			f.fail(name, "Enter a day, as in 2026-03-02.")
		}
		return at
	}
	filter := store.Filter{Since: day("since"), Until: day("until"), AllSports: f.on("sports")}
	if !filter.Until.IsZero() {
		filter.Until = filter.Until.AddDate(0, 0, 1) // that day is in
	}
	if !filter.Since.IsZero() && !filter.Until.IsZero() && !filter.Since.Before(filter.Until) {
		f.fail("until", "The last day lies before the first one.")
	}
	p.Since = field{Name: "since", Label: "From", Type: "date", Value: f.text("since", 10), Error: f.wrong["since"]}
	p.Until = field{Name: "until", Label: "To", Type: "date", Value: f.text("until", 10), Error: f.wrong["until"]}
	p.Sports = filter.AllSports
	show := f.values.Get("show")
	for _, s := range runsShown {
		if s.word == show {
			p.Show, filter.Levels, filter.Review = s.word, s.levels, s.word == "aside"
		}
	}
	for _, s := range runsShown {
		to := *p
		to.Show = s.word
		p.Shows = append(p.Shows, runsLink{s.name, v.runsPath(to, ""), s.word == p.Show})
	}
	p.Errors = f.troubles()
	return filter, f.ok()
}

// runsPath is the address of a list with the page's filter; before is where it
// goes on, "" for its beginning.
func (v *visit) runsPath(p runsPage, before string) string {
	values := url.Values{}
	sports := ""
	if p.Sports {
		sports = "1"
	}
	for name, value := range map[string]string{"show": p.Show, "since": p.Since.Value, "until": p.Until.Value, "sports": sports, "before": before} {
		if value != "" {
			values.Set(name, value)
		}
	}
	path := v.base() + "/runs"
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path
}

// turnedTo is the instant before which the page's runs started, in
// microseconds of Unix time in the address.
func (v *visit) turnedTo() (time.Time, bool) {
	n, err := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	return time.UnixMicro(n), err == nil
}

// older takes what is one too many from a page, and is where the list goes on.
// Runs that started at the same instant aren't parted, so that none is passed
// over.
func (v *visit) older(p runsPage, entries []analysis.Entry) ([]analysis.Entry, string) {
	next := entries[0].Run.Start
	rest := slices.IndexFunc(entries, func(e analysis.Entry) bool { return !e.Run.Start.Equal(next) })
	before := next.Add(time.Microsecond)
	if rest < 0 {
		rest, before = 0, next
	}
	return entries[rest:], v.runsPath(p, strconv.FormatInt(before.UnixMicro(), 10))
}

// runsBeside says what the list alone doesn't: that something is kept aside,
// and why there is none.
func (v *visit) runsBeside(p *runsPage, view *store.View, filter store.Filter) error {
	if p.Show == "" && p.Newest == "" {
		aside, err := view.Runs(v.ctx(), store.Filter{Review: true})
		if err != nil {
			return err
		}
		if len(aside) > 0 {
			p.Aside = count(len(aside), "recording is kept aside and counts nowhere", "recordings are kept aside and count nowhere")
			if !v.others() {
				p.Aside += " until you settle it"
			}
			p.AsidePath = v.runsPath(runsPage{Show: "aside"}, "")
		}
	}
	if len(p.Runs.Rows) > 0 {
		return nil
	}
	any, err := view.Runs(v.ctx(), store.Filter{AllSports: true, N: 1})
	if err != nil {
		return err
	}
	bounded := p.Since.Value != "" || p.Until.Value != "" || p.Newest != ""
	switch {
	case len(any) == 0:
		p.Empty = "There are no runs yet."
		return nil
	case p.Show == "aside" && !bounded:
		p.Empty = "Nothing is kept aside."
	case p.Show == "" && !bounded && !filter.AllSports:
		p.Empty = "There are no runs yet, only other sports."
		p.All = v.runsPath(runsPage{Sports: true}, "")
		p.Add = false
		return nil
	default:
		p.Empty = "No run matches."
	}
	p.All, p.Add = v.runsPath(runsPage{}, ""), false
	return nil
}
