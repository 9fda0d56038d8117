package web

import (
	"time"

	"needled/analysis"
	"needled/analysis/report"
)

func (v *visit) apiCheckIns() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	asked, err := v.query("since")
	if err != nil {
		return err
	}
	since, _, err := span(asked, r.Location())
	if err != nil {
		return err
	}
	all, err := view.CheckIns(v.ctx(), since)
	if err != nil {
		return err
	}
	return answerList(v, all, report.NewCheckInJSON)
}

func (v *visit) apiAddCheckIn() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	c, err := v.checkInGiven(r)
	if err != nil {
		return err
	}
	if c, err = v.Store.AddCheckIn(v.ctx(), c); err != nil {
		return err
	}
	v.noteObject(c.ID)
	return v.answer(201, report.NewCheckInJSON(c))
}

func (v *visit) apiRemoveCheckIn() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Store.RemoveCheckIn(v.ctx(), r.Name, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done()
}

// checkInBody is a check-in as it is sent.
type checkInBody struct {
	Kind      string `json:"kind"`
	At        string `json:"at"` // now without it
	SquatOK   *bool  `json:"squat_ok"`
	HeelRaise *bool  `json:"heel_raise_ok"`
	FullROM   *bool  `json:"full_rom"`
	Soreness  *int   `json:"soreness"`
	Pain      *int   `json:"pain"`
	SharpPain bool   `json:"sharp_pain"`
	Cramping  bool   `json:"cramping"`
	Note      string `json:"note"`
}

// ahead is how far the clock of whoever sends something may be ahead.
const ahead = 2 * time.Minute

// checkInGiven is the check-in that was sent.
func (v *visit) checkInGiven(r analysis.Runner) (analysis.CheckIn, error) {
	var b checkInBody
	c := analysis.CheckIn{Runner: r.Name, At: v.Now()}
	if _, err := v.body(&b); err != nil {
		return c, err
	}
	c.Kind, c.SquatOK, c.HeelRaise, c.FullROM = analysis.CheckInKind(b.Kind), b.SquatOK, b.HeelRaise, b.FullROM
	c.Soreness, c.Pain, c.SharpPain, c.Cramping = b.Soreness, b.Pain, b.SharpPain, b.Cramping
	before := c.SquatOK != nil || c.HeelRaise != nil || c.FullROM != nil || c.Soreness != nil
	after := c.Pain != nil || c.SharpPain || c.Cramping
	switch {
	case c.Kind != analysis.Readiness && c.Kind != analysis.AfterRun:
		return c, impossible("kind is readiness (before a run) or after, not %.40q", b.Kind)
	case c.Kind == analysis.Readiness && after:
		return c, impossible("pain, sharp_pain and cramping are recorded after a run: kind after")
	case c.Kind == analysis.AfterRun && before:
		return c, impossible("squat_ok, heel_raise_ok, full_rom and soreness are recorded before a run: kind readiness")
	}
	for name, n := range map[string]*int{"soreness": c.Soreness, "pain": c.Pain} {
		if n != nil && (*n < 0 || *n > 10) {
			return c, impossible("%s is a whole number from 0 to 10, not %d", name, *n)
		}
	}
	var err error
	if c.Note, err = noteText(b.Note, 1000); err != nil {
		return c, err
	}
	if !before && !after && c.Note == "" {
		return c, impossible("nothing is said in it; give at least one of what is asked before a run, or after one")
	}
	if b.At == "" {
		return c, nil
	}
	at, day, err := moment("at", b.At, r.Location())
	switch {
	case err != nil:
		return c, err
	case day:
		return c, impossible("at needs a time of day too")
	case at.Before(c.At.Add(-furthestBack)):
		return c, impossible("at is more than 30 years ago; check the year")
	case at.After(c.At.Add(ahead)):
		return c, impossible("at lies in the future")
	case at.Before(c.At):
		c.At = at
	}
	return c, nil
}
