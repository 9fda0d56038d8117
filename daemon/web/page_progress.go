package web

import (
	"slices"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// progressWeeks is how many weeks are drawn.
const progressWeeks = 16

// progressPage is what changed around each treatment, and the weeks.
type progressPage struct {
	Base  string
	Own   bool
	Views []report.ProgressView // the latest treatment first
	Weeks []weekBar
	Most  string // the distance of the longest week
	None  bool   // no run in those weeks
}

// weekBar is a week as it is drawn: the height of its bar, and where it
// stands, of a picture 100 high.
type weekBar struct {
	report.WeekRow
	X, Y, Height float64
	Labelled     bool
}

func (v *visit) progress() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	h := analysis.History{Runner: r}
	if h.Treatments, err = view.Treatments(v.ctx()); err != nil {
		return err
	}
	if h.CheckIns, err = view.CheckIns(v.ctx(), time.Time{}); err != nil {
		return err
	}
	runs, err := view.Runs(v.ctx(), store.Filter{AllSports: true})
	if err != nil {
		return err
	}
	for _, e := range runs {
		h.Runs = append(h.Runs, e.Run)
	}
	style, now := v.style(r), v.Now()
	p := progressPage{Base: v.base(), Own: !v.others(), None: true}
	for _, pr := range slices.Backward(analysis.ProgressOf(h, v.Protocol, now)) {
		p.Views = append(p.Views, report.ProgressViewOf(pr, style))
	}
	for i, w := range report.WeekRowsOf(analysis.WeeksOf(h, v.Protocol, now, progressWeeks), style) {
		height := w.Share * 100
		if w.Share == 1 {
			p.Most = w.Distance
		}
		p.Weeks = append(p.Weeks, weekBar{w, float64(i) * 20, 100 - height, height, i%4 == 0})
		p.None = p.None && w.Runs == "0"
	}
	return v.render("progress", "Progress", p)
}
