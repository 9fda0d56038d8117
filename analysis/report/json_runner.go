package report

import "needled/analysis"

// RunnerJSON is a runner, a line of `needled runner list --json`.
type RunnerJSON struct {
	Name                string   `json:"name"`
	Experience          string   `json:"experience"`
	ReturningFromInjury bool     `json:"returning_from_injury"`
	HRMax               *float64 `json:"hr_max"`     // declared, beats/min
	RestingHR           *float64 `json:"resting_hr"` // declared, beats/min
	BirthYear           *int     `json:"birth_year"`
	UsualM              *float64 `json:"usual_m"` // declared
	Zone                string   `json:"zone"`
	Units               string   `json:"units,omitempty"` // the runner's own
}

// NewRunnerJSON is the view of a runner.
func NewRunnerJSON(r analysis.Runner) RunnerJSON {
	return RunnerJSON{
		Name: r.Name, Experience: experience(r), ReturningFromInjury: r.ReturningFromInjury,
		HRMax: round(r.HRMax, tenths), RestingHR: round(r.RestingHR, tenths), BirthYear: r.BirthYear,
		UsualM: round(r.UsualM, centimetres), Zone: r.Location().String(), Units: string(r.Units),
	}
}
