package web

import (
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// settling is what a runner may say of a run against its files.
type settling struct {
	Aside  bool // it is kept aside; why stands above
	Dead   bool // it can't be judged as it is, whatever is said
	Sport  sportChoice
	Accept bool // its figures look impossible, and may be right
	Doubt  bool // they were accepted, which can be taken back
	Others []otherRun
	Apart  bool // several files tell of it, which may be runs of their own
}

// sportChoice is what sport it was.
type sportChoice struct {
	Options []option
	Source  string // what there is when nothing is said
}

// otherRun is one of the same time.
type otherRun struct {
	report.RunRow
	Rival bool // needled is in doubt whether they are one
}

// settling gathers what there is to settle.
func (v *visit) settling(view *store.View, r analysis.Runner, e analysis.Entry) (*settling, error) {
	said, err := v.Store.SaidOf(v.ctx(), r.Name, e.Run.ID)
	if err != nil {
		return nil, err
	}
	recordings, err := view.RecordingsOf(v.ctx(), e.Run.ID)
	if err != nil {
		return nil, err
	}
	s := &settling{Aside: e.Run.Doubt != "", Sport: sportsToSay(said), Doubt: said.Accepted}
	rival := ""
	if s.Aside {
		if rival, err = v.asideBecause(s, r, e.Run); err != nil {
			return nil, err
		}
	}
	s.Apart = rival == "" && len(recordings) > 1
	if s.Others, err = v.sameTime(view, r, e.Run, rival); err != nil {
		return nil, err
	}
	s.Dead = s.Dead && len(s.Others) == 0
	return s, nil
}

// asideBecause finds what would settle a run that is kept aside. rival is the run it is in doubt with, "" without one.
func (v *visit) asideBecause(s *settling, r analysis.Runner, run analysis.Run) (rival string, err error) {
	found, err := v.Store.Reviews(v.ctx(), r.Name, store.Filter{Since: run.Start, Until: run.Start.Add(time.Microsecond)})
	if err != nil {
		return "", err
	}
	for _, f := range found {
		if f.Run.ID != run.ID {
			continue
		}
		switch f.Kind {
		case analysis.TooFar, analysis.TooFast:
			s.Accept = true
		case analysis.InFuture:
			s.Accept = !run.Start.After(v.Now())
			s.Dead = !s.Accept
		case analysis.ClockUnset, analysis.NegativeDistance:
			s.Dead = true
		case "":
			s.Accept = f.Rival == ""
		}
		return f.Rival, nil
	}
	return "", nil
}

// sameTime are the runs that share time with one, its rival first.
func (v *visit) sameTime(view *store.View, r analysis.Runner, run analysis.Run, rival string) ([]otherRun, error) {
	near, err := view.Runs(v.ctx(), store.Filter{Since: run.Start.AddDate(0, 0, -2), Until: run.End().AddDate(0, 0, 2), AllSports: true})
	if err != nil {
		return nil, err
	}
	var others []otherRun
	for _, e := range near {
		shares := e.Run.Start.Before(run.End()) && run.Start.Before(e.Run.End())
		if e.Run.ID == run.ID || e.Run.ID != rival && !shares {
			continue
		}
		other := otherRun{report.RunRowOf(e, v.style(r)), e.Run.ID == rival}
		if other.Rival {
			others = append([]otherRun{other}, others...)
			continue
		}
		others = append(others, other)
	}
	return others, nil
}

// sportsToSay are the sports a runner may say it was, and none.
func sportsToSay(said store.Said) sportChoice {
	c := sportChoice{Options: []option{{Value: "", Label: "as the file says", On: said.Sport == ""}}}
	for _, s := range analysis.Sports() {
		c.Options = append(c.Options, option{Value: string(s), Label: s.Words(), On: s == said.Sport})
	}
	return c
}

// settleRun takes the runner's word on a run.
func (v *visit) settleRun() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	e, err := v.runOf(view)
	if err != nil {
		return err
	}
	settled, told := e, ""
	switch say := f.values.Get("say"); say {
	case "sport":
		settled, told, err = v.saySport(r, e, f.values.Get("sport"))
	case "accept", "doubt":
		accept := say == "accept"
		settled, err = v.Store.EditRun(v.ctx(), r.Name, e.Run.ID, store.Edit{Accept: &accept}, v.Now())
		told = "Its figures count now. “Doubt its figures again” below takes that back."
		if !accept {
			told = "What you said of its figures is taken back."
		}
	case "merge":
		settled, err = v.Store.MergeRuns(v.ctx(), r.Name, e.Run.ID, f.values.Get("other"), false)
		told = "They are one run now. “Take it apart” below takes that back."
	case "split":
		settled, told, err = v.split(r, e)
	default:
		return &pageError{422, "Nothing was chosen", "Go back to the run and use one of its buttons."}
	}
	if err != nil {
		return unsettled(err)
	}
	if settled.Run.Doubt != "" && !strings.HasPrefix(told, "What") {
		told = "Saved. It is still kept aside; below is why."
	}
	if err := v.noteSharedRun(r.Name, settled.Run.ID); err != nil {
		return err
	}
	v.flash(told)
	return v.goTo("/runs/" + settled.Run.ID + "?settle")
}

func (v *visit) saySport(r analysis.Runner, e analysis.Entry, word string) (analysis.Entry, string, error) {
	sport, known := analysis.NamedSport(word)
	told := "It counts as " + strings.ToLower(sport.Words()) + " now. “As the file says” below takes that back."
	switch {
	case word == "":
		sport, told = "", "It is what its file says again."
	case !known:
		return e, "", &pageError{422, "There is no such sport", "Go back to the run and choose one of those listed."}
	}
	settled, err := v.Store.EditRun(v.ctx(), r.Name, e.Run.ID, store.Edit{Sport: &sport}, v.Now())
	return settled, told, err
}

// split takes a run apart; it goes on with the first of what it became.
func (v *visit) split(r analysis.Runner, e analysis.Entry) (analysis.Entry, string, error) {
	runs, err := v.Store.SplitRun(v.ctx(), r.Name, e.Run.ID)
	if err != nil {
		return e, "", err
	}
	settled := runs[0]
	for _, one := range runs {
		if one.Run.ID == e.Run.ID {
			settled = one
		}
	}
	return settled, "They are " + count(len(runs), "run", "runs") + " now, and each counts. “They are one run” below takes that back.", nil
}

// unsettled tells why the store didn't take a runner's word, without the
// commands that its own words name.
func unsettled(err error) error {
	switch {
	case store.IsKind(err, store.Conflict):
		return &pageError{409, "These two can’t be one run", "They come from one file, share no time, or are of different sports. Where one names the wrong sport, say the right one first. Nothing was changed."}
	case store.IsKind(err, store.Invalid):
		return &pageError{422, "That can’t be said of this run", "It isn’t in doubt, or can’t be judged as it is, or only one file tells of it. Nothing was changed."}
	}
	return err
}
