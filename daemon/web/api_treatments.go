package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
)

func (v *visit) apiTreatments() error {
	view, _, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	all, err := view.Treatments(v.ctx())
	if err != nil {
		return err
	}
	return answerList(v, all, report.NewTreatmentJSON)
}

func (v *visit) apiTreatment() error {
	view, _, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	t, err := view.Treatment(v.ctx(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.answer(200, report.NewTreatmentJSON(t))
}

func (v *visit) apiAddTreatment() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	t, err := v.treatmentGiven(r, analysis.Treatment{})
	if err != nil {
		return err
	}
	if t, err = v.Store.AddTreatment(v.ctx(), t); err != nil {
		return err
	}
	v.noteObject(t.ID)
	v.w.Header().Set("Location", v.r.URL.EscapedPath()+"/"+url.PathEscape(t.ID))
	return v.answer(201, report.NewTreatmentJSON(t))
}

// apiEditTreatment replaces a treatment by what was given: what isn't, is not
// known of it any more; but its caps stay.
func (v *visit) apiEditTreatment() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	kept, err := view.Treatment(v.ctx(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	t, err := v.treatmentGiven(r, kept)
	if err != nil {
		return err
	}
	if t, err = v.Store.EditTreatment(v.ctx(), t); err != nil {
		return err
	}
	return v.answer(200, report.NewTreatmentJSON(t))
}

func (v *visit) apiRemoveTreatment() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Store.RemoveTreatment(v.ctx(), r.Name, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done()
}

// treatmentBody is a treatment as it is sent: as it is answered, so that an
// answer can be changed and sent back.
type treatmentBody struct {
	ID        string                    `json:"id"`
	Runner    string                    `json:"runner"`
	At        string                    `json:"at"`
	DateOnly  bool                      `json:"date_only"`
	Muscles   []analysis.Muscle         `json:"muscles"`
	Intensity string                    `json:"intensity"`
	Class     string                    `json:"class"`
	CPT       string                    `json:"cpt"`
	Caps      map[analysis.Key]*float64 `json:"caps"`
	Note      string                    `json:"note"`
}

// treatmentGiven is the treatment of a runner's that was sent, in place of kept,
// which is empty for a new one.
func (v *visit) treatmentGiven(r analysis.Runner, kept analysis.Treatment) (analysis.Treatment, error) {
	var b treatmentBody
	t := analysis.Treatment{ID: kept.ID, Runner: r.Name, Caps: kept.Caps}
	if _, err := v.body(&b); err != nil {
		return t, err
	}
	if b.ID != "" && b.ID != kept.ID || b.Runner != "" && b.Runner != r.Name {
		return t, impossible("id and runner are those of the address; leave them out")
	}
	if b.At == "" {
		return t, impossible("at is missing: when the treatment ended, or its date")
	}
	var err error
	if t.At, t.DateOnly, err = moment("at", b.At, r.Location()); err != nil {
		return t, err
	}
	switch now := v.Now(); {
	case t.At.Before(now.Add(-furthestBack)):
		return t, impossible("at is more than 30 years ago; check the year")
	case t.At.After(now.Add(furthestAhead)):
		return t, impossible("at is more than two years ahead; check the year")
	}
	if b.DateOnly && !t.DateOnly { // the date that instant has where the runner is
		t.DateOnly = true
	}
	if err := knownMuscles(b.Muscles); err != nil {
		return t, err
	}
	for _, m := range b.Muscles {
		if !slices.Contains(t.Muscles, m) {
			t.Muscles = append(t.Muscles, m)
		}
	}
	for _, word := range []struct {
		name, value string
		words       []string
	}{
		{"intensity", b.Intensity, []string{string(analysis.Standard), string(analysis.Intensive)}},
		{"class", b.Class, []string{string(analysis.Typical), string(analysis.Demanding)}},
		{"cpt", b.CPT, []string{"20560", "20561"}},
	} {
		if word.value != "" && !slices.Contains(word.words, word.value) {
			return t, impossible("%s is %s or %s, not %.40q", word.name, word.words[0], word.words[1], word.value)
		}
	}
	t.Intensity, t.Class, t.CPT = analysis.NeedlingIntensity(b.Intensity), analysis.Class(b.Class), b.CPT
	if b.Caps != nil {
		if t.Caps, err = capsGiven(b.Caps, v.Protocol); err != nil {
			return t, err
		}
		if !maps.Equal(t.Caps, kept.Caps) && !v.mayCap() {
			return t, errCaps
		}
	}
	t.Note, err = noteText(b.Note, 2000)
	return t, err
}

// errCaps is for a runner who would set what the clinic sets.
var errCaps = &pageError{http.StatusForbidden, "Caps are the clinic's", "caps are set by a clinician whom you let see your runs; leave them out, and those there are stay"}

// mayCap says whether the numbers of the protocol may be changed for a
// treatment: by clinicians, and by the one runner of a needled that is used
// alone, where there is no clinician.
func (v *visit) mayCap() bool { return v.others() || v.person.Password == "" }

func knownMuscles(given []analysis.Muscle) error {
	var words []string
	for _, m := range analysis.Muscles() {
		words = append(words, string(m))
	}
	for _, m := range given {
		if !slices.Contains(words, string(m)) {
			return impossible("%.40q is no muscle needled knows%s", m, instead(string(m), words))
		}
	}
	return nil
}

// capsGiven are numbers of the protocol changed for one treatment.
func capsGiven(given map[analysis.Key]*float64, p analysis.Protocol) (map[analysis.Key]float64, error) {
	caps := map[analysis.Key]float64{}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		value := given[key]
		if value == nil {
			return nil, impossible("caps: %.60s is null; leave it out where the protocol's holds", key)
		}
		if _, _, err := configs.ParseCap(string(key) + "=" + strconv.FormatFloat(*value, 'g', -1, 64)); err != nil {
			return nil, impossible("caps: %v", err)
		}
		caps[key] = *value
	}
	if conflicts := p.With(caps).Conflicts(); len(conflicts) > 0 {
		return nil, impossible("caps: %v", conflicts[0])
	}
	return caps, nil
}
