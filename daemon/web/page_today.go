package web

import (
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// todayPage is the answer to "may I run, and how far?", and why.
type todayPage struct {
	report.Today
	Base      string
	Own       bool            // the runner looks
	Treatment string          // when it was; "" without one
	Set       []string        // what was set for it apart from the protocol, while it counts
	Planned   string          // when the next one is; "" where the answer says so, or none is
	Ask       bool            // a check-in before a run makes sense
	AskAfter  bool            // so does one after the last run
	CheckedIn string          // what the latest check-in said, while it may still count; ""
	Last      *report.LastRun // nil without one
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
	p := todayPage{Today: report.TodayOf(plan, style), Base: v.base(), Own: !v.others()}
	p.Ask = p.Own && !p.Resting && (plan.State != analysis.Free || p.Ailing)
	if plan.Treatment != nil {
		p.Treatment = style.OfTreatment(*plan.Treatment) + ": " + report.TreatedWords(*plan.Treatment)
		if plan.State != analysis.Free {
			p.Set = report.SetWords(*plan.Treatment, style.Units)
		}
		p.Planned = planned(h.Treatments, style, now)
	}
	p.CheckedIn = v.checkedIn(h.CheckIns, style, now)
	runs, err := view.Runs(v.ctx(), store.Filter{N: 1, Until: now})
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		last := runs[len(runs)-1]
		p.Last = new(report.LastRunOf(last, style))
		p.AskAfter = p.Own && v.feelsUntold(last, h.CheckIns, now)
	}
	p.Nothing = len(runs) == 0 && len(h.Treatments) == 0
	if v.others() {
		p.Answer = ofAnother.Replace(p.Answer)
		return v.render("today", "Today", p)
	}
	sources, err := v.Service.Sources(v.ctx(), r.Name)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.State == store.SourceNeedsYou {
			p.Sources = append(p.Sources, sourceTrouble{s.Name, onPages.Replace(s.Detail)})
		}
	}
	return v.render("today", "Today", p)
}

// ofAnother has the answer speak of a runner to somebody else.
var ofAnother = strings.NewReplacer("Record your treatment to know how far you may run.", "No treatment is recorded yet.",
	" you reported ", " the runner reported ", "Wait: your last", "Wait: the last")

// planned is the next treatment after a moment; "" without one.
func planned(treatments []analysis.Treatment, style report.Style, now time.Time) string {
	var next *analysis.Treatment
	for _, t := range treatments {
		if t.At.After(now) && (next == nil || t.At.Before(next.At)) {
			next = &t
		}
	}
	if next == nil {
		return ""
	}
	return style.OfTreatment(*next)
}

// checkedIn is the latest check-in of any kind, for as long as one can count
// for a run; "" without one.
func (v *visit) checkedIn(checks []analysis.CheckIn, style report.Style, now time.Time) string {
	var last *analysis.CheckIn
	for _, c := range checks {
		if !c.At.After(now) && (last == nil || !c.At.Before(last.At)) {
			last = &c
		}
	}
	if last == nil || now.Sub(last.At).Hours() > max(v.Protocol.Value(analysis.ReadinessWindow), v.Protocol.Value(analysis.SymptomWindow)) {
		return ""
	}
	return style.Stamp(last.At) + ", " + report.CheckInWords(*last)
}

// feelsUntold says that a run's check-in is still to come: it ended so lately
// that one would belong to it, and none has been made since.
func (v *visit) feelsUntold(e analysis.Entry, checks []analysis.CheckIn, now time.Time) bool {
	end := e.Run.End()
	if e.Verdict == nil || e.Verdict.RunNumber == nil || now.Sub(end).Hours() > v.Protocol.Value(analysis.SymptomWindow) {
		return false
	}
	for _, c := range checks {
		if c.Kind == analysis.AfterRun && !c.At.Before(end) {
			return false
		}
	}
	return true
}
