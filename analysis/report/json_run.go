package report

import "needled/analysis"

// RunJSON is a run as scripts see it. Distances in metres, times in seconds,
// speeds in m/s, heart rates in beats/min; absent values are null.
type RunJSON struct {
	ID           string               `json:"id"`
	Runner       *string              `json:"runner"`
	Provenance   *analysis.Provenance `json:"provenance"`
	Format       *string              `json:"format"`
	Sport        *analysis.Sport      `json:"sport"`
	SubSport     *string              `json:"sub_sport"`
	Start        string               `json:"start"`
	UTCOffsetS   *int                 `json:"utc_offset_s"`
	DistanceM    *float64             `json:"distance_m"`
	MovingS      *float64             `json:"moving_s"`
	ElapsedS     *float64             `json:"elapsed_s"`
	AscentM      *float64             `json:"ascent_m"`
	DescentM     *float64             `json:"descent_m"`
	AscentSource *analysis.Confidence `json:"ascent_source"`
	AvgSpeedMPS  *float64             `json:"avg_speed_mps"`
	AvgHR        *float64             `json:"avg_hr"`
	MaxHR        *float64             `json:"max_hr"`
	Device       *string              `json:"device"`
	Integrity    *analysis.Integrity  `json:"integrity"`
	Verdict      *VerdictJSON         `json:"verdict"`

	StartHidden   bool                 `json:"start_hidden"` // only the day of start is known
	DescentSource *analysis.Confidence `json:"descent_source"`
	Note          *string              `json:"note"`
	Doubt         *string              `json:"doubt"` // why it is kept aside, in no verdict
}

// VerdictJSON is a verdict with its sentences in the reader's units.
type VerdictJSON struct {
	Level      analysis.Level `json:"level"`
	Treatment  string         `json:"treatment"`
	RunNumber  *int           `json:"run_number"`
	HoursSince *float64       `json:"hours_since_treatment"`
	Findings   []FindingJSON  `json:"findings"`
	LoadShare  *float64       `json:"load_share"`
	Notes      []string       `json:"notes"`
}

// FindingJSON is a finding. Measured and Cap are in Unit, always SI.
type FindingJSON struct {
	Rule       analysis.Rule        `json:"rule"`
	Level      analysis.Level       `json:"level"`
	Measured   *float64             `json:"measured"`
	Cap        *float64             `json:"cap"`
	Unit       *string              `json:"unit"`
	Source     *analysis.Source     `json:"source"`
	Confidence *analysis.Confidence `json:"confidence"`
	FromS      *float64             `json:"from_s"`
	ToS        *float64             `json:"to_s"`
	Text       string               `json:"text"`

	FromM     *float64            `json:"from_m"`
	ToM       *float64            `json:"to_m"`
	Integrity *analysis.Integrity `json:"integrity"` // of the file, where it was damaged
}

// NewRunJSON is the view of a run with its verdict, which may be nil.
func NewRunJSON(r analysis.Run, v *analysis.Verdict, u analysis.Units) RunJSON {
	return RunJSON{
		ID: r.ID, Runner: known(r.Runner), Provenance: known(r.Provenance), Format: known(r.Format),
		Sport: known(r.Sport), SubSport: known(r.SubSport),
		Start: instant(r.Start), UTCOffsetS: r.UTCOffsetS,
		DistanceM: round(r.DistanceM, centimetres), MovingS: round(r.MovingS, millis), ElapsedS: round(r.ElapsedS, millis),
		AscentM: round(r.AscentM, centimetres), DescentM: round(r.DescentM, centimetres), AscentSource: known(r.AscentSource),
		AvgSpeedMPS: round(speed(r), fine), AvgHR: round(r.AvgHR, tenths), MaxHR: round(r.MaxHR, tenths),
		Device: known(r.Device), Integrity: known(r.Integrity),
		Verdict:     NewVerdictJSON(v, u),
		StartHidden: r.StartHidden, DescentSource: known(r.DescentSource), Note: known(r.Note), Doubt: known(r.Doubt),
	}
}

// NewVerdictJSON is the view of a verdict, nil of none.
func NewVerdictJSON(v *analysis.Verdict, u analysis.Units) *VerdictJSON {
	if v == nil {
		return nil
	}
	view := &VerdictJSON{
		Level: v.Level, Treatment: v.Treatment, RunNumber: v.RunNumber,
		HoursSince: round(v.HoursSinceTreatment, fine),
		Findings:   make([]FindingJSON, len(v.Findings)),
		LoadShare:  round(v.LoadShare, fine),
		Notes:      sentences(v.Notes, u),
	}
	for i, f := range v.Findings {
		view.Findings[i] = newFindingJSON(f, u)
	}
	return view
}

func newFindingJSON(f analysis.Finding, u analysis.Units) FindingJSON {
	decimals := fine
	if f.Unit == "m" || f.Unit == "s" {
		decimals = millis
	}
	return FindingJSON{
		Rule: f.Rule, Level: f.Level,
		Measured: round(f.Measured, decimals), Cap: round(f.Cap, decimals), Unit: known(f.Unit),
		Source: known(f.Source), Confidence: known(f.Confidence),
		FromS: round(f.FromS, millis), ToS: round(f.ToS, millis),
		Text:  f.Text.In(u),
		FromM: round(f.FromM, centimetres), ToM: round(f.ToM, centimetres), Integrity: known(f.Integrity),
	}
}

// ReceiptJSON is a line of `needled ingest --json`.
type ReceiptJSON struct {
	Path    string           `json:"path"`
	Member  *string          `json:"member"`
	Outcome analysis.Outcome `json:"outcome"`
	Reason  *string          `json:"reason"`
	Batch   *string          `json:"batch"`
	SHA256  *string          `json:"sha256"`
	Run     *RunJSON         `json:"run"`
}

// NewReceiptJSON is the view of a receipt.
func NewReceiptJSON(r analysis.Receipt, u analysis.Units) ReceiptJSON {
	view := ReceiptJSON{
		Path: r.Path, Member: known(r.Member), Outcome: r.Outcome, Reason: known(r.Reason), Batch: known(r.Batch),
	}
	if r.Sum != nil {
		view.SHA256 = new(r.Sum.String())
	}
	if r.Run != nil {
		view.Run = new(NewRunJSON(*r.Run, r.Verdict, u))
	}
	return view
}
