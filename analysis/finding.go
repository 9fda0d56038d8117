package analysis

import "slices"

// Level is what a finding or a verdict comes to.
type Level string

const (
	OK        Level = "ok"
	Unknown   Level = "unknown"
	Caution   Level = "caution"
	Violation Level = "violation"
)

// severity orders levels: violation, caution, unknown, ok.
func (l Level) severity() int {
	switch l {
	case Violation:
		return 3
	case Caution:
		return 2
	case Unknown:
		return 1
	}
	return 0
}

// WorseThan says whether l outranks m.
func (l Level) WorseThan(m Level) bool { return l.severity() > m.severity() }

// Worst is the worst of the levels; OK of none.
func Worst(levels ...Level) Level {
	worst := OK
	for _, l := range levels {
		if l.WorseThan(worst) {
			worst = l
		}
	}
	return worst
}

// Rule names a rule of the protocol.
type Rule string

const (
	TooEarly         Rule = "too-early"
	TooLong          Rule = "too-long"
	TooHilly         Rule = "too-hilly"
	TooHard          Rule = "too-hard"
	SpeedWork        Rule = "speed-work"
	TechnicalTerrain Rule = "technical-terrain"
	HighIntensity    Rule = "high-intensity"
	NotReady         Rule = "not-ready"
	Symptoms         Rule = "symptoms"
)

// Finding is what one rule says of one run.
type Finding struct {
	Rule       Rule       `json:"rule"`
	Level      Level      `json:"level"`
	Measured   *float64   `json:"measured"` // in Unit; nil when unknown
	Cap        *float64   `json:"cap"`      // in Unit; nil when there is none
	Unit       string     `json:"unit"`
	Source     Source     `json:"source"`
	Confidence Confidence `json:"confidence,omitempty"` // absent for what a person reported
	FromS      *float64   `json:"from_s"`               // evidence: seconds since the start of the run
	ToS        *float64   `json:"to_s"`
	FromM      *float64   `json:"from_m,omitempty"` // evidence: metres since the start of the run
	ToM        *float64   `json:"to_m,omitempty"`
	// Integrity is how the file was damaged that the finding rests on, "" when
	// it was intact.
	Integrity Integrity `json:"integrity,omitempty"`
	// Text is one plain sentence for the runner. Quantities in it are written
	// as tokens that Phrase.In renders in the reader's units.
	Text Phrase `json:"text"`
}

// Verdict is what all rules together say of one run of a recovery.
type Verdict struct {
	Level     Level  `json:"level"`
	Treatment string `json:"treatment"` // its ID
	// RunNumber counts runs in the recovery from 1; nil for other sports.
	RunNumber *int `json:"run_number"`
	// HoursSinceTreatment is nil when either instant is not known well enough.
	HoursSinceTreatment *float64  `json:"hours_since_treatment"`
	Findings            []Finding `json:"findings"` // worst first
	// LoadShare is the run's training load as a share of the usual run's; for
	// information, it has no level.
	LoadShare *float64 `json:"load_share,omitempty"`
	// Notes say what carries no level: walking is fine, no check-in recorded,
	// the run's load beside the usual one.
	Notes []Phrase `json:"notes,omitempty"`
}

// Finding returns the finding of a rule, nil when the rule had nothing to say.
func (v Verdict) Finding(r Rule) *Finding {
	for i := range v.Findings {
		if v.Findings[i].Rule == r {
			return &v.Findings[i]
		}
	}
	return nil
}

// In is the verdict with its sentences rendered in the units given.
func (v Verdict) In(u Units) Verdict {
	v.Findings = slices.Clone(v.Findings)
	for i := range v.Findings {
		v.Findings[i].Text = Phrase(v.Findings[i].Text.In(u))
	}
	v.Notes = slices.Clone(v.Notes)
	for i := range v.Notes {
		v.Notes[i] = Phrase(v.Notes[i].In(u))
	}
	return v
}
