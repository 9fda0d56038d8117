package web

import (
	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// todayPage is the answer to "may I run, and how far?", and why.
type todayPage struct {
	report.Today
	Treatment string   // when it was; "" without one
	Ready     bool     // a check-in before a run makes sense
	CheckedIn string   // what the latest one of today said; ""
	Last      *runList // the last run; nil without one
	Sources   []sourceTrouble
	Nothing   bool // no run and no treatment is known yet
}

// sourceTrouble is a source that needs the runner.
type sourceTrouble struct{ Name, Detail string }

func (v *visit) today() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	now := v.Now()
	h, err := view.History(v.ctx(), now.Add(-analysis.PlanReach))
	if err != nil {
		return err
	}
	style, plan := v.style(r), analysis.PlanAt(h, v.Protocol, now)
	p := todayPage{Today: report.TodayOf(plan, style), Ready: plan.State != analysis.Free}
	if plan.Treatment != nil {
		p.Treatment = style.OfTreatment(*plan.Treatment) + ": " + report.TreatedWords(*plan.Treatment)
	}
	for _, c := range h.CheckIns {
		if c.Kind == analysis.Readiness && !c.At.After(now) && now.Sub(c.At).Hours() < v.Protocol.Value(analysis.ReadinessWindow) {
			p.CheckedIn = style.Stamp(c.At) + ", " + report.CheckInWords(c)
		}
	}
	runs, err := view.Runs(v.ctx(), store.Filter{N: 1})
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		p.Last = &runList{v.base(), []report.RunRow{report.RunRowOf(runs[len(runs)-1], style)}}
	}
	p.Nothing = len(runs) == 0 && len(h.Treatments) == 0
	if v.others() {
		return v.render("today", "Today", p)
	}
	sources, err := v.Service.Sources(v.ctx(), r.Name)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.State == store.SourceNeedsYou {
			p.Sources = append(p.Sources, sourceTrouble{s.Name, s.Detail})
		}
	}
	return v.render("today", "Today", p)
}
