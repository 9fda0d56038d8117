package web

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
	"needled/daemon/web/chart"
)

// runPage is one run, and what its verdict rests on. The chart isn't in it: it
// is asked for by the page, since it takes the original to be read.
type runPage struct {
	report.RunView
	Path      string // of this run
	Base      string
	Title     string   // day, distance, time
	About     []string // the other facts
	Flagged   []report.FindingView
	Fulfilled []report.FindingView // within the advice
	CheckIns  []string
	Words     *chart.Data // the chart in words, where they are asked for
	Own       bool        // the runner looks
	Files     []runFile
	Settle    *settling // what the runner may say of it; nil until asked
}

// runFile is a file that a run is known from: its name, and the folder it was
// found in, "" where that isn't told.
type runFile struct{ Name, Folder string }

func (v *visit) run() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	var p runPage
	var e analysis.Entry
	err = view.Together(v.ctx(), func(view *store.View) error {
		if e, err = v.runOf(view); err == nil {
			p, err = v.runPage(view, r, e)
		}
		return err
	})
	if err != nil {
		return err
	}
	asked := v.r.URL.Query()
	if asked.Has("words") {
		if err := v.inWords(&p, view, r, e); err != nil {
			return err
		}
	}
	if p.Own && (e.Run.Doubt != "" || asked.Has("settle")) {
		if p.Settle, err = v.settling(view, r, e); err != nil {
			return err
		}
	}
	return v.render("run", p.Title, p)
}

// runPage is all of the page that is always on it.
func (v *visit) runPage(view *store.View, r analysis.Runner, e analysis.Entry) (runPage, error) {
	shown, err := v.shown(view, e)
	if err != nil {
		return runPage{}, err
	}
	style := v.style(r)
	p := runPage{RunView: report.RunViewOf(shown, style), Base: v.base(), Path: v.base() + "/runs/" + e.Run.ID, Own: !v.others()}
	for _, f := range shown.Files {
		folder, name := path.Split(strings.ReplaceAll(f.Path, `\`, "/"))
		f.Path = name
		p.Files = append(p.Files, runFile{f.String(), strings.TrimSuffix(folder, "/")})
	}
	p.name(report.RunRowOf(e, style))
	for _, f := range p.Findings {
		if f.OK {
			p.Fulfilled = append(p.Fulfilled, f)
		} else {
			p.Flagged = append(p.Flagged, f)
		}
	}
	if shown.Recovery != nil {
		p.CheckIns, err = v.checkInsOn(view, e, *shown.Recovery, style)
	}
	return p, err
}

// name puts what is known of the run above the page.
func (p *runPage) name(row report.RunRow) {
	known := func(all ...string) []string {
		return slices.DeleteFunc(all, func(f string) bool { return f == "" || f == "–" })
	}
	if row.Sport == analysis.UnknownSport.Words() {
		row.Sport = "sport unknown"
	}
	// A title breaks between its parts only, never before a dot.
	p.Title = strings.Join(known(row.Day, strings.ReplaceAll(row.Distance, " ", "\u00a0"), row.Time), "\u00a0· ")
	p.About = append(known(cmp.Or(row.Clock, "time of day hidden by the source"), row.Sport, row.Pace), append(p.More, known(p.From)...)...)
}

// runOf is the run that the address names.
func (v *visit) runOf(view *store.View) (analysis.Entry, error) {
	e, err := view.Run(v.ctx(), v.r.PathValue("id"))
	if store.IsKind(err, store.Conflict) {
		err = errNotFound // the beginning of several IDs is none
	}
	return e, err
}

// shown gathers what explains a run.
func (v *visit) shown(view *store.View, e analysis.Entry) (report.Shown, error) {
	shown := report.Shown{Run: e.Run, Verdict: e.Verdict}
	recordings, err := view.RecordingsOf(v.ctx(), e.Run.ID)
	if err != nil {
		return shown, err
	}
	for _, rec := range recordings {
		file := report.File{Path: rec.Path, Member: rec.Member, Format: rec.Run.Format, Provenance: rec.Run.Provenance, Sum: rec.Original}
		if v.others() { // the folders of the runner's machine are the runner's
			file.Path = path.Base(strings.ReplaceAll(file.Path, `\`, "/"))
		}
		shown.Files = append(shown.Files, file)
	}
	if e.Verdict == nil {
		return shown, nil
	}
	recoveries, err := view.Recoveries(v.ctx(), e.Verdict.Treatment)
	if err == nil && len(recoveries) == 1 {
		shown.Recovery = &recoveries[0]
	}
	return shown, err
}

// checkInsOn tells the check-ins that bear on a run: before it, and after it
// until the next one.
func (v *visit) checkInsOn(view *store.View, e analysis.Entry, rec analysis.Recovery, style report.Style) ([]string, error) {
	hours := func(k analysis.Key) time.Duration { return time.Duration(rec.Protocol.Value(k) * float64(time.Hour)) }
	end := e.Run.End()
	from, to := e.Run.Start.Add(-hours(analysis.ReadinessWindow)), end.Add(hours(analysis.SymptomWindow))
	for _, other := range rec.Entries {
		next := other.Run.End()
		if other.Verdict != nil && other.Verdict.RunNumber != nil && next.After(end) && next.Before(to) {
			to = next
		}
	}
	all, err := view.CheckIns(v.ctx(), from)
	var told []string
	for _, c := range all {
		before := c.Kind == analysis.Readiness && !c.At.After(e.Run.Start)
		after := c.Kind == analysis.AfterRun && !c.At.Before(end) && !c.At.After(to)
		if before || after {
			told = append(told, style.Stamp(c.At)+", "+report.CheckInWords(c))
		}
	}
	return told, err
}

// inWords puts the text alternative of the chart on the page.
func (v *visit) inWords(p *runPage, view *store.View, r analysis.Runner, e analysis.Entry) error {
	drawing, err := v.drawingOf(view, r, e)
	if err != nil {
		return err
	}
	data, err := drawing.data(view)
	if err != nil {
		return err
	}
	p.Words = &data
	return nil
}
