package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// recentCheckIns is how many of the latest are listed.
const recentCheckIns = 10

// checkInPage asks how the treated area feels, before a run or after one.
type checkInPage struct {
	After    bool
	About    string // after a run: which one, or that none is known
	Troubles []trouble
	Asked    []choice // four questions before a run, pain after one
	Felt     checks   // after a run
	At, Note field
	Open     bool // what is seldom told is open
	Recent   []recentCheckIn
}

type recentCheckIn struct{ ID, When, Words string }

func (v *visit) checkInForm() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	kind := analysis.Readiness
	if v.r.URL.Query().Get("kind") == string(analysis.AfterRun) {
		kind = analysis.AfterRun
	}
	return v.askCheckIn(http.StatusOK, view, r, kind, &form{})
}

// askCheckIn shows the questions, with what was answered already.
func (v *visit) askCheckIn(status int, view *store.View, r analysis.Runner, kind analysis.CheckInKind, f *form) error {
	p := checkInPage{After: kind == analysis.AfterRun, Troubles: f.troubles()}
	if p.After {
		at := v.Now()
		if told := f.momentIn("at", r.Location()); told != nil {
			at = *told
		}
		var err error
		if p.About, err = v.aboutRun(view, r, at); err != nil {
			return err
		}
		p.Asked = []choice{f.scale("pain", "Pain in the treated area", "0 none, 10 the worst you can think of. Minor muscle fatigue is fine.")}
		p.Felt = checks{Name: "felt", Label: "Anything of this?", Options: []option{
			{Name: "sharp", Value: "yes", Label: "Sharp pain", On: f.on("sharp")},
			{Name: "cramping", Value: "yes", Label: "Cramping", On: f.on("cramping")},
		}}
	} else {
		p.Asked = []choice{
			f.either("squat", "Body-weight squat", "ok", "Fine", "no", "Pain or stiffness"),
			f.either("heel", "Single-leg heel raises", "ok", "Fine", "no", "Discomfort"),
			f.either("rom", "Range of motion", "full", "Full", "limited", "Limited"),
			f.scale("soreness", "Soreness of the treated area", "0 none, 10 the most you can think of."),
		}
	}
	p.At = field{Name: "at", Label: "When", Type: "datetime-local", Value: f.values.Get("at"), Error: f.wrong["at"],
		Hint: "Leave it empty for now. By the clock of " + r.Location().String() + "."}
	p.Note = field{Name: "note", Label: "Note", Type: "textarea", Value: f.values.Get("note"), Error: f.wrong["note"]}
	p.Open = p.At.Value != "" || p.Note.Value != "" || p.At.Error != "" || p.Note.Error != ""

	all, err := view.CheckIns(v.ctx(), time.Time{})
	if err != nil {
		return err
	}
	style := v.style(r)
	slices.Reverse(all)
	for _, c := range all[:min(len(all), recentCheckIns)] {
		p.Recent = append(p.Recent, recentCheckIn{c.ID, style.Moment(c.At), report.CheckInWords(c)})
	}
	title := "Check-in before a run"
	if p.After {
		title = "Check-in after a run"
	}
	return v.renderStatus(status, "checkin", title, p)
}

// checkIn records one.
func (v *visit) checkIn() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	c := f.checkIn(v.Now(), r)
	if !f.ok() {
		return v.askCheckIn(http.StatusUnprocessableEntity, view, r, c.Kind, f)
	}
	kept, err := v.Store.AddCheckIn(v.ctx(), c)
	if err != nil {
		return err
	}
	v.noteObject(kept.ID)
	said := "Recorded, " + report.CheckInWords(c)
	if c.Kind == analysis.AfterRun {
		about, err := v.aboutRun(view, r, c.At)
		if err != nil {
			return err
		}
		said += " – " + about
	}
	v.flash(said)
	return v.goTo("/today")
}

// aboutRun says which run a check-in after a run belongs to at a moment: the
// last one that had ended, if that was lately enough.
func (v *visit) aboutRun(view *store.View, r analysis.Runner, at time.Time) (string, error) {
	window := v.Protocol.Value(analysis.SymptomWindow)
	entries, err := view.Runs(v.ctx(), store.Filter{Since: at.Add(-time.Duration(2 * window * float64(time.Hour))), Until: at})
	if err != nil {
		return "", err
	}
	var last *analysis.Run
	for _, e := range entries {
		counts := e.Run.Doubt == "" && (e.Verdict == nil || e.Verdict.RunNumber != nil)
		if end := e.Run.End(); counts && !end.After(at) && (last == nil || !end.Before(last.End())) {
			last = &e.Run
		}
	}
	if last == nil || at.Sub(last.End()).Hours() > window {
		return "about no run: none is known that ended in the " + strconv.FormatFloat(window, 'f', -1, 64) + " hours before.", nil
	}
	row := report.RunRowOf(analysis.Entry{Run: *last}, v.style(r))
	when := row.Day
	if row.Clock != "" {
		when += " " + row.Clock
	}
	return "about the run of " + when + ", " + row.Distance + ".", nil
}

// checkIn is what was answered.
func (f *form) checkIn(now time.Time, r analysis.Runner) analysis.CheckIn {
	c := analysis.CheckIn{Runner: r.Name, Kind: analysis.Readiness, At: now, Note: f.text("note", 1000)}
	if f.values.Get("fine") != "" { // the one tap
		c.SquatOK, c.HeelRaise, c.FullROM, c.Soreness = new(true), new(true), new(true), new(0)
		return c
	}
	if at := f.momentIn("at", r.Location()); at != nil {
		switch {
		case at.After(now):
			f.fail("at", "This lies in the future. Tell of it once it is so.")
		case at.Before(now.Add(-furthestBack)):
			f.fail("at", "That is more than 30 years ago. Check the year.")
		}
		c.At = *at
	}
	if f.oneOf("kind", string(analysis.Readiness), string(analysis.AfterRun)) == string(analysis.AfterRun) {
		c.Kind = analysis.AfterRun
		c.Pain, c.SharpPain, c.Cramping = f.whole("pain", 0, 10), f.on("sharp"), f.on("cramping")
		if f.ok() && c.Pain == nil && !c.SharpPain && !c.Cramping {
			f.fail("pain", "Choose how much pain there is; 0 is none.")
		}
		return c
	}
	c.SquatOK, c.HeelRaise, c.FullROM = f.yes("squat", "ok", "no"), f.yes("heel", "ok", "no"), f.yes("rom", "full", "limited")
	c.Soreness = f.whole("soreness", 0, 10)
	if f.ok() && c.SquatOK == nil && c.HeelRaise == nil && c.FullROM == nil && c.Soreness == nil {
		f.fail("squat", "Answer at least one of the four questions.")
	}
	return c
}

// yes is the answer to a question with two; nil where there is none.
func (f *form) yes(name, yes, no string) *bool {
	switch f.oneOf(name, yes, no) {
	case yes:
		return new(true)
	case no:
		return new(false)
	}
	return nil
}

// either is a question with two answers.
func (f *form) either(name, label, yes, yesLabel, no, noLabel string) choice {
	given := f.values.Get(name)
	return choice{Name: name, Label: label, Error: f.wrong[name], Row: true, Options: []option{
		{Value: yes, Label: yesLabel, On: given == yes}, {Value: no, Label: noLabel, On: given == no}}}
}

// scale asks for 0 to 10.
func (f *form) scale(name, label, hint string) choice {
	c := choice{Name: name, Label: label, Hint: hint, Error: f.wrong[name], Row: true}
	for n := range 11 {
		value := strconv.Itoa(n)
		c.Options = append(c.Options, option{Value: value, Label: value, On: f.values.Get(name) == value})
	}
	return c
}

// checkInOf is a check-in of the runner's by its ID.
func (v *visit) checkInOf(view *store.View, id string) (analysis.CheckIn, error) {
	all, err := view.CheckIns(v.ctx(), time.Time{})
	if err != nil {
		return analysis.CheckIn{}, err
	}
	i := slices.IndexFunc(all, func(c analysis.CheckIn) bool { return c.ID == id })
	if i < 0 {
		return analysis.CheckIn{}, errNotFound
	}
	return all[i], nil
}

func (v *visit) askToRemoveCheckIn() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	c, err := v.checkInOf(view, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	style := v.style(r)
	return v.render("remove", "Remove a check-in", removePage{
		Question: "Remove the check-in of " + style.Moment(c.At) + "?",
		What:     []string{report.CheckInWords(c), "Verdicts that rest on it follow."},
		Button:   "Remove the check-in", Path: "/checkin/" + c.ID + "/remove", Back: "/checkin"})
}

func (v *visit) removeCheckIn() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	c, err := v.checkInOf(view, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := v.Store.RemoveCheckIn(v.ctx(), r.Name, c.ID); err != nil {
		return err
	}
	v.flash("Removed the check-in of " + v.style(r).Moment(c.At) + ", " + report.CheckInWords(c))
	return v.goTo("/checkin")
}
