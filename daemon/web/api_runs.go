package web

import (
	"path"
	"slices"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// apiStatus answers "may I run, and how far?", for now or another moment.
func (v *visit) apiStatus() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	asked, err := v.query("at")
	if err != nil {
		return err
	}
	at := v.Now()
	if text := asked.Get("at"); text != "" {
		if at, _, err = moment("at", text, r.Location()); err != nil {
			return err
		}
	}
	h, err := view.History(v.ctx(), at.Add(-analysis.PlanReach))
	if err != nil {
		return err
	}
	var sources []report.SourceLine
	if !v.others() { // they may speak of what was fetched
		if sources, err = v.sourceLines(r.Name); err != nil {
			return err
		}
	}
	return v.answer(200, report.NewStatusJSON(r, analysis.PlanAt(h, v.Protocol, at), sources, v.style(r).Units))
}

// sourceLines is what is known of every place a runner's runs come from.
func (v *visit) sourceLines(runner string) ([]report.SourceLine, error) {
	last, err := v.Store.LastSuccess(v.ctx(), runner)
	if err != nil {
		return nil, err
	}
	sources, err := v.Service.Sources(v.ctx(), runner)
	if err != nil {
		return nil, err
	}
	lines := []report.SourceLine{report.FilesLine(last)}
	for _, s := range sources {
		lines = append(lines, report.SourceLine{Name: s.Name, State: report.SourceState(s.State), LastSuccess: s.LastSuccess, Detail: s.Detail})
	}
	return lines, nil
}

func (v *visit) apiRuns() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	asked, err := v.query("since", "until", "level", "all_sports")
	if err != nil {
		return err
	}
	var f store.Filter
	if f.Since, f.Until, err = span(asked, r.Location()); err != nil {
		return err
	}
	if f.AllSports, err = truth(asked, "all_sports"); err != nil {
		return err
	}
	if f.Levels, err = levelsAsked(asked.Get("level")); err != nil {
		return err
	}
	runs, err := view.Runs(v.ctx(), f)
	if err != nil {
		return err
	}
	units := v.style(r).Units
	return answerList(v, runs, func(e analysis.Entry) report.RunJSON { return report.NewRunJSON(e.Run, e.Verdict, units) })
}

// levelsAsked reads levels with commas between them.
func levelsAsked(text string) ([]analysis.Level, error) {
	if text == "" {
		return nil, nil
	}
	var levels []analysis.Level
	words := []string{string(analysis.OK), string(analysis.Unknown), string(analysis.Caution), string(analysis.Violation)}
	for word := range strings.SplitSeq(text, ",") {
		if !slices.Contains(words, word) {
			return nil, bad("there is no level %.40q%s", word, instead(word, words))
		}
		levels = append(levels, analysis.Level(word))
	}
	return levels, nil
}

func (v *visit) apiRun() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	e, err := view.Run(v.ctx(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	shown, err := v.explained(view, e)
	if err != nil {
		return err
	}
	return v.answer(200, report.NewShowJSON(shown, v.style(r).Units))
}

// explained gathers what explains a run: its recovery, its recordings, and its
// samples from the original.
func (v *visit) explained(view *store.View, e analysis.Entry) (report.Shown, error) {
	shown := report.Shown{Run: e.Run, Verdict: e.Verdict}
	if e.Verdict != nil {
		recoveries, err := view.Recoveries(v.ctx(), e.Verdict.Treatment)
		if err != nil {
			return shown, err
		}
		if len(recoveries) > 0 {
			shown.Recovery = &recoveries[0]
		}
	}
	recordings, err := view.RecordingsOf(v.ctx(), e.Run.ID)
	if err != nil {
		return shown, err
	}
	for _, rec := range recordings {
		f := report.File{Path: rec.Path, Member: rec.Member, Format: rec.Run.Format, Provenance: rec.Run.Provenance, Sum: rec.Original}
		if v.others() {
			f.Path = path.Base(strings.ReplaceAll(f.Path, `\`, "/")) // folders are nobody else's business
		}
		shown.Files = append(shown.Files, f)
	}
	lead, original, err := view.Original(v.ctx(), e.Run.ID)
	if err != nil {
		return shown, err
	}
	track, err := v.Service.Track(lead, original)
	if err != nil { // the rest is still worth having
		v.Log.Error().Err(err).Str("run", e.Run.ID).Msg("an original can't be read any more")
		return shown, nil
	}
	shown.Profile, shown.Samples = report.ProfileOf(track), new(len(track.Samples))
	if shown.Run.Measures == nil {
		shown.Run.Measures = analysis.Measure(shown.Run, track, v.Protocol)
	}
	return shown, nil
}
