package web

import (
	"slices"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// whoAmIJSON is whose token it is.
type whoAmIJSON struct {
	Name      string  `json:"name"`
	Clinician bool    `json:"clinician"`
	Admin     bool    `json:"admin"`
	Runner    *string `json:"runner"` // whose own runs they are; null for nobody's
	Version   string  `json:"version"`
}

func (v *visit) apiWhoAmI() error {
	if _, err := v.query(); err != nil {
		return err
	}
	who := whoAmIJSON{Name: v.person.Name, Clinician: v.person.Clinician, Admin: v.person.Admin, Version: v.Version}
	if v.person.Runner != "" {
		who.Runner = &v.person.Runner
	}
	return v.answer(200, who)
}

func (v *visit) apiProtocol() error {
	if _, err := v.query(); err != nil {
		return err
	}
	return v.answer(200, report.NewProtocolJSON(v.Protocol))
}

func (v *visit) apiSources() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	lines, err := v.sourceLines(r.Name)
	if err != nil {
		return err
	}
	return answerList(v, lines, report.NewSourceJSON)
}

func (v *visit) apiBatches() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	all, err := v.Store.Batches(v.ctx(), r.Name)
	if err != nil {
		return err
	}
	return answerList(v, all, func(b store.Batch) report.BatchJSON {
		return report.BatchJSON{ID: b.ID, Runner: b.Runner, At: b.At, Ended: b.Ended, Undone: b.Undone, Outcomes: b.Outcomes}
	})
}

func (v *visit) apiRunner() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if _, err := v.query(); err != nil {
		return err
	}
	return v.answer(200, report.NewRunnerJSON(r))
}

// runnerBody is what may be changed of a runner.
type runnerBody struct {
	Experience          string   `json:"experience"`
	ReturningFromInjury bool     `json:"returning_from_injury"`
	HRMax               *float64 `json:"hr_max"`
	RestingHR           *float64 `json:"resting_hr"`
	BirthYear           *int     `json:"birth_year"`
	UsualM              *float64 `json:"usual_m"`
	Zone                string   `json:"zone"`
	Units               string   `json:"units"`
}

// apiEditRunner changes what is given, and takes away what is given as null.
func (v *visit) apiEditRunner() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	var b runnerBody
	given, err := v.body(&b)
	if err != nil {
		return err
	}
	if len(given) == 0 {
		return impossible("nothing to change is given")
	}
	if err := b.apply(given, &r, v.Now()); err != nil {
		return err
	}
	if err := v.Store.EditRunner(v.ctx(), r); err != nil {
		return err
	}
	if r, err = v.Store.Runner(v.ctx(), r.Name); err != nil {
		return err
	}
	return v.answer(200, report.NewRunnerJSON(r))
}

func (b runnerBody) apply(given fields, r *analysis.Runner, now time.Time) error {
	if given.has("experience") {
		if !slices.Contains([]string{"", "new", "recreational", "seasoned"}, b.Experience) {
			return impossible("experience is new, recreational or seasoned, not %.40q", b.Experience)
		}
		r.Experience = analysis.Experience(b.Experience)
	}
	if given.has("returning_from_injury") {
		r.ReturningFromInjury = b.ReturningFromInjury
	}
	for _, figure := range []struct {
		name   string
		value  *float64
		lo, hi float64
		unit   string
		into   **float64
	}{
		{"hr_max", b.HRMax, 100, 240, "beats/min", &r.HRMax},
		{"resting_hr", b.RestingHR, 25, 120, "beats/min", &r.RestingHR},
		{"usual_m", b.UsualM, 500, 100_000, "m", &r.UsualM},
	} {
		if !given.has(figure.name) {
			continue
		}
		if n := figure.value; n != nil && !(*n >= figure.lo && *n <= figure.hi) {
			return impossible("%s lies between %v and %v %s, or is null", figure.name, figure.lo, figure.hi, figure.unit)
		}
		*figure.into = figure.value
	}
	if given.has("birth_year") {
		if y := b.BirthYear; y != nil && (*y < now.Year()-110 || *y > now.Year()-5) {
			return impossible("birth_year %d is impossible: write the year in full, as 1985", *y)
		}
		r.BirthYear = b.BirthYear
	}
	if given.has("units") {
		if !slices.Contains([]string{"", string(analysis.Metric), string(analysis.Imperial)}, b.Units) {
			return impossible("units is metric or imperial, not %.40q", b.Units)
		}
		r.Units = analysis.Units(b.Units)
	}
	if !given.has("zone") {
		return nil
	}
	if r.Zone = nil; b.Zone == "" {
		return nil // the one of the settings holds
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil || b.Zone == "Local" {
		return impossible("zone %.60q is no time zone; write it as Europe/Berlin", b.Zone)
	}
	r.Zone = zone
	return nil
}
