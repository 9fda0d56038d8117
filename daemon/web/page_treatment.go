package web

import (
	"net/http"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// newTreatment asks for a treatment.
func (v *visit) newTreatment() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	f := &form{values: map[string][]string{"day": {v.Now().In(r.Location()).Format(dayField)}}}
	return v.askTreatment(http.StatusOK, r, analysis.Treatment{}, nil, f)
}

func (v *visit) addTreatment() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	return v.keepTreatment(view, r, analysis.Treatment{Runner: r.Name})
}

// treatmentForm shows a treatment to be changed.
func (v *visit) treatmentForm() error {
	view, r, t, err := v.theTreatment()
	if err != nil {
		return err
	}
	means, err := v.meaningOf(view, r, t)
	if err != nil {
		return err
	}
	return v.askTreatment(http.StatusOK, r, t, means, v.treatmentAsForm(r, t))
}

func (v *visit) editTreatment() error {
	view, r, t, err := v.theTreatment()
	if err != nil {
		return err
	}
	return v.keepTreatment(view, r, t)
}

// theTreatment is the one in the path.
func (v *visit) theTreatment() (*store.View, analysis.Runner, analysis.Treatment, error) {
	view, r, err := v.view()
	if err != nil {
		return nil, r, analysis.Treatment{}, err
	}
	t, err := view.Treatment(v.ctx(), v.r.PathValue("id"))
	return view, r, t, err
}

// keepTreatment records what was entered over a treatment, new or not, and
// tells what it means.
func (v *visit) keepTreatment(view *store.View, r analysis.Runner, t analysis.Treatment) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	before := t
	f.treatment(&t, v.treatmentAsForm(r, t), r, v.Now())
	if v.others() {
		f.caps(&t, v.Protocol, v.style(r).Units)
	}
	if f.ok() {
		keep := v.Store.EditTreatment
		if t.ID == "" {
			keep = v.Store.AddTreatment
		}
		var kept analysis.Treatment
		kept, err = keep(v.ctx(), t)
		switch {
		case store.IsKind(err, store.Conflict):
			f.fail("day", "Another treatment is recorded for that very time. Change that one, or give another time.")
		case err != nil:
			return err
		default:
			t = kept
		}
	}
	if !f.ok() {
		return v.askTreatment(http.StatusUnprocessableEntity, r, before, nil, f)
	}
	v.noteObject(t.ID)
	means, err := v.meaningOf(view, r, t)
	if err != nil {
		return err
	}
	v.flash("Recorded: treatment of " + v.style(r).OfTreatment(t) + ". " + strings.Join(means, " "))
	return v.goTo(v.base() + "/treatments")
}

// meaningOf is what a treatment means for the days after it.
func (v *visit) meaningOf(view *store.View, r analysis.Runner, t analysis.Treatment) ([]string, error) {
	recoveries, err := view.Recoveries(v.ctx(), t.ID)
	if err != nil || len(recoveries) != 1 {
		return nil, err
	}
	return report.RestWords(recoveries[0], v.style(r), v.Now()), nil
}

func (v *visit) askToRemoveTreatment() error {
	_, r, t, err := v.theTreatment()
	if err != nil {
		return err
	}
	at := v.base() + "/treatments/" + t.ID
	return v.render("remove", "Remove a treatment", removePage{
		Question: "Remove the treatment of " + v.style(r).OfTreatment(t) + "?",
		What:     []string{"Treated: " + report.TreatedWords(t) + ".", "Runs after it are no longer held against its rest and caps, and its report goes."},
		Button:   "Remove the treatment", Path: at + "/remove", Back: at})
}

func (v *visit) removeTreatment() error {
	_, r, t, err := v.theTreatment()
	if err != nil {
		return err
	}
	if err := v.Store.RemoveTreatment(v.ctx(), r.Name, t.ID); err != nil {
		return err
	}
	v.flash("Removed the treatment of " + v.style(r).OfTreatment(t) + ": " + report.TreatedWords(t) + ". The runs after it were judged again.")
	return v.goTo(v.base() + "/treatments")
}
