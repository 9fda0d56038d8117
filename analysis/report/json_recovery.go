package report

import "needled/analysis"

// ReportJSON is a report on one recovery, a line of `needled report --format
// json`.
type ReportJSON struct {
	Runner    *string       `json:"runner"`
	Treatment TreatmentJSON `json:"treatment"`
	Recovery  RecoveryJSON  `json:"recovery"`
	Baseline  BaselineJSON  `json:"baseline"`
	Runs      []RunJSON     `json:"runs"` // every activity of the recovery, by start
	Summary   Summary       `json:"summary"`
	CheckIns  []CheckInJSON `json:"checkins"`
	Aside     []RunJSON     `json:"aside"` // kept aside, in no verdict, by start
}

// TreatmentJSON is a treatment, a line of `needled treatment list --json`.
type TreatmentJSON struct {
	ID        string                   `json:"id"`
	At        string                   `json:"at"` // its end; the first instant of the day when only that is known
	DateOnly  bool                     `json:"date_only"`
	Muscles   []analysis.Muscle        `json:"muscles"`
	Intensity string                   `json:"intensity"`
	Class     *analysis.Class          `json:"class"` // the clinician's word; null when the rule decides
	CPT       *string                  `json:"cpt"`
	Caps      map[analysis.Key]float64 `json:"caps"` // numbers of the protocol set for it
	Note      *string                  `json:"note"`
	Runner    *string                  `json:"runner"`
}

// RecoveryJSON is the time after a treatment.
type RecoveryJSON struct {
	Class    analysis.Class `json:"class"`
	Why      string         `json:"why"`
	Floor    string         `json:"floor"`
	Clear    string         `json:"clear"`
	End      *string        `json:"end"` // null while open
	Latest   string         `json:"latest"`
	Open     bool           `json:"open"`
	Protocol ProtocolJSON   `json:"protocol"`
}

// ProtocolJSON is the protocol in force, with what was set for the treatment.
type ProtocolJSON struct {
	Name        *string                     `json:"name"`
	Version     *string                     `json:"version"`
	Fingerprint string                      `json:"fingerprint"`
	Numbers     map[analysis.Key]NumberJSON `json:"numbers"`
}

// NumberJSON is one number of a protocol.
type NumberJSON struct {
	Value  float64          `json:"value"`
	Unit   *string          `json:"unit"`
	Source *analysis.Source `json:"source"`
	Note   *string          `json:"note"`
}

// BaselineJSON is what was usual before a treatment.
type BaselineJSON struct {
	UsualM        *float64      `json:"usual_m"`
	UsualMovingS  *float64      `json:"usual_moving_s"`
	UsualSpeedMPS *float64      `json:"usual_speed_mps"`
	UsualClimb    *float64      `json:"usual_climb_m_per_km"`
	LongestM      *float64      `json:"longest_m"`
	LongestRun    *string       `json:"longest_run"`
	SpanDays      *int          `json:"span_days"` // null when declared, or without a baseline
	Declared      bool          `json:"declared"`
	Found         *int          `json:"found"`  // without a baseline of runs: how many there were
	Needed        *int          `json:"needed"` // … and how many it takes
	Runs          []BaseRunJSON `json:"runs"`
}

// BaseRunJSON is a run a baseline was made of.
type BaseRunJSON struct {
	ID        string   `json:"id"`
	Start     string   `json:"start"`
	DistanceM *float64 `json:"distance_m"`
}

// CheckInJSON is what a runner reported. What was not recorded is null.
type CheckInJSON struct {
	ID        *string              `json:"id"`
	Kind      analysis.CheckInKind `json:"kind"`
	At        string               `json:"at"`
	SquatOK   *bool                `json:"squat_ok"`
	HeelRaise *bool                `json:"heel_raise_ok"`
	FullROM   *bool                `json:"full_rom"`
	Soreness  *int                 `json:"soreness"`
	Pain      *int                 `json:"pain"`
	SharpPain bool                 `json:"sharp_pain"`
	Cramping  bool                 `json:"cramping"`
	Note      *string              `json:"note"`
}

// NewReportJSON is the view of a report, its sentences in the units given.
func NewReportJSON(r Report, u analysis.Units) ReportJSON {
	rec := r.Recovery
	view := ReportJSON{
		Runner:    known(r.Runner.Name),
		Treatment: NewTreatmentJSON(rec.Treatment),
		Recovery: RecoveryJSON{
			Class: rec.Class, Why: rec.ClassWhy,
			Floor: instant(rec.Floor), Clear: instant(rec.Clear),
			End: instantOf(r.end()), Latest: instant(rec.Latest), Open: r.end() == nil,
			Protocol: NewProtocolJSON(rec.Protocol),
		},
		Baseline: NewBaselineJSON(rec.Baseline),
		Runs:     make([]RunJSON, len(rec.Entries)),
		Summary:  r.Summary(),
		CheckIns: []CheckInJSON{},
		Aside:    make([]RunJSON, len(rec.Aside)),
	}
	for i, e := range rec.Entries {
		view.Runs[i] = NewRunJSON(e.Run, e.Verdict, u)
	}
	for i, run := range rec.Aside {
		view.Aside[i] = NewRunJSON(run, nil, u)
	}
	for _, c := range r.checkIns() {
		view.CheckIns = append(view.CheckIns, NewCheckInJSON(c))
	}
	return view
}

// NewTreatmentJSON is the view of a treatment.
func NewTreatmentJSON(t analysis.Treatment) TreatmentJSON {
	view := TreatmentJSON{
		ID: t.ID, At: instant(t.At), DateOnly: t.DateOnly,
		Muscles: t.Muscles, Intensity: intensity(t), Class: known(t.Class), CPT: known(t.CPT),
		Caps: t.Caps, Note: known(t.Note), Runner: known(t.Runner),
	}
	if view.Muscles == nil {
		view.Muscles = []analysis.Muscle{}
	}
	if view.Caps == nil {
		view.Caps = map[analysis.Key]float64{}
	}
	return view
}

// NewProtocolJSON is the view of a protocol with all its numbers.
func NewProtocolJSON(p analysis.Protocol) ProtocolJSON {
	view := ProtocolJSON{
		Name: known(p.Name), Version: known(p.Version), Fingerprint: p.Fingerprint(),
		Numbers: make(map[analysis.Key]NumberJSON, len(p.Numbers)),
	}
	for k, n := range p.Numbers {
		view.Numbers[k] = NumberJSON{Value: n.Value, Unit: known(n.Unit), Source: known(n.Source), Note: known(n.Note)}
	}
	return view
}

// NewBaselineJSON is the view of a baseline.
func NewBaselineJSON(b analysis.Baseline) BaselineJSON {
	view := BaselineJSON{
		UsualM: round(b.UsualM, centimetres), UsualMovingS: round(b.UsualMovingS, millis),
		UsualSpeedMPS: round(b.UsualSpeedMPS, fine), UsualClimb: round(b.UsualClimb, fine),
		LongestM: round(b.LongestM, centimetres), LongestRun: known(b.LongestRun),
		Declared: b.Declared, Runs: make([]BaseRunJSON, len(b.Runs)),
	}
	if b.Days > 0 {
		view.SpanDays = new(b.Days)
	}
	if b.Days == 0 && b.Needed > 0 {
		view.Found, view.Needed = new(b.Found), new(b.Needed)
	}
	for i, r := range b.Runs {
		view.Runs[i] = BaseRunJSON{ID: r.ID, Start: instant(r.Start), DistanceM: round(r.DistanceM, centimetres)}
	}
	return view
}

// NewCheckInJSON is the view of a check-in.
func NewCheckInJSON(c analysis.CheckIn) CheckInJSON {
	return CheckInJSON{
		ID: known(c.ID), Kind: c.Kind, At: instant(c.At),
		SquatOK: c.SquatOK, HeelRaise: c.HeelRaise, FullROM: c.FullROM, Soreness: c.Soreness, Pain: c.Pain,
		SharpPain: c.SharpPain, Cramping: c.Cramping, Note: known(c.Note),
	}
}
