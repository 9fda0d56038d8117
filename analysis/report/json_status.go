package report

import (
	"time"

	"needled/analysis"
)

// StatusJSON is the answer of `needled status --json`.
type StatusJSON struct {
	Runner    *string        `json:"runner"`
	At        string         `json:"at"`
	State     analysis.State `json:"state"`
	Treatment *string        `json:"treatment"`
	Earliest  *string        `json:"earliest"`
	Clear     *string        `json:"clear"`
	RunNumber *int           `json:"run_number"`
	Caps      *analysis.Caps `json:"caps"`
	Advice    []string       `json:"advice"`
	Sources   []SourceJSON   `json:"sources"`
	Aside     int            `json:"aside"` // kept aside since the treatment, and may have been runs
}

// SourceJSON is a SourceLine for scripts.
type SourceJSON struct {
	Name        string      `json:"name"`
	State       SourceState `json:"state"`
	LastSuccess *string     `json:"last_success"`
	Detail      *string     `json:"detail"`
}

// NewStatusJSON is the view of a plan, its sentences in the units given.
func NewStatusJSON(runner analysis.Runner, p analysis.Plan, sources []SourceLine, u analysis.Units) StatusJSON {
	view := StatusJSON{
		Runner: known(runner.Name), At: instant(p.At), State: p.State,
		Earliest: instantOf(p.Earliest), Clear: instantOf(p.Clear), RunNumber: p.RunNumber,
		Advice: sentences(p.Advice, u), Sources: make([]SourceJSON, len(sources)),
	}
	if p.Treatment != nil {
		view.Treatment = known(p.Treatment.ID)
	}
	if p.Recovery != nil {
		view.Aside = p.Recovery.AsideRuns()
	}
	if c := p.Caps; c != nil {
		view.Caps = &analysis.Caps{
			DistanceM: round(c.DistanceM, centimetres), ClimbMPerKm: round(c.ClimbMPerKm, fine), HRMax: round(c.HRMax, tenths),
			MovingS: round(c.MovingS, millis), SpeedMPS: round(c.SpeedMPS, fine),
		}
		if c.TargetM != nil {
			view.Caps.TargetM = &[2]float64{*round(&c.TargetM[0], centimetres), *round(&c.TargetM[1], centimetres)}
		}
	}
	for i, s := range sources {
		view.Sources[i] = NewSourceJSON(s)
	}
	return view
}

// NewSourceJSON is the view of how a source does.
func NewSourceJSON(s SourceLine) SourceJSON {
	return SourceJSON{Name: s.Name, State: s.State, LastSuccess: instantOf(s.LastSuccess), Detail: known(s.Detail)}
}

// FilesLine is the source that is always there: what people give by hand. last
// is when something came in last, nil before that.
func FilesLine(last *time.Time) SourceLine {
	if last == nil {
		return SourceLine{Name: "files", State: SourceOK, Detail: "nothing taken in yet; use needled ingest"}
	}
	return SourceLine{Name: "files", State: SourceOK, LastSuccess: last, Detail: "what came in last"}
}
