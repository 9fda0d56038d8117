package analysis

import "time"

// History is everything known of one runner. Slices may come in any order.
type History struct {
	Runner     Runner
	Treatments []Treatment
	Runs       []Run
	CheckIns   []CheckIn
}

// Recovery is the time after one treatment, and what happened in it.
type Recovery struct {
	Treatment Treatment
	Class     Class
	ClassWhy  string
	// Floor and Clear are the instants before which running is outside the
	// advice, and from which it is clear, earlier treatments included. An
	// early release by a readiness check may move Clear forward for a run.
	Floor, Clear time.Time
	// End is the last instant of the recovery, nil while it is open, which
	// is at most until Latest.
	End      *time.Time
	Latest   time.Time
	Baseline Baseline
	Entries  []Entry // by start; runs and other sports
}

// Entry is one activity of a recovery with its verdict. Verdict is nil for an
// accident of the button.
type Entry struct {
	Run     Run
	Verdict *Verdict
}

// Baseline is what was usual before a treatment.
type Baseline struct {
	UsualM        *float64 // usual distance, metres; nil: no baseline
	UsualMovingS  *float64
	UsualSpeedMPS *float64
	UsualClimb    *float64 // metres per km
	UsualLoad     *float64 // Banister TRIMP
	LongestM      *float64 // longest run of the days before, metres
	LongestRun    string   // its ID
	Days          int      // the span the usual figures were taken over; 0 when declared or none
	Declared      bool     // UsualM is what the runner or clinician declared
	Runs          []Run    // the runs it was made of, by start
	Found, Needed int      // runs found in the widest span and runs needed, when there is no baseline
}

// Plan is the answer to "may I run, and how far?" at one moment.
type Plan struct {
	At        time.Time
	State     State
	Treatment *Treatment // nil when free
	Earliest  *time.Time // before it running is outside the advice
	Clear     *time.Time
	RunNumber *int
	Caps      *Caps
	Advice    []Phrase
}

// State is where a runner stands at a moment.
type State string

const (
	Free    State = "free"    // outside any recovery
	Rest    State = "rest"    // before the floor
	Careful State = "careful" // between floor and clear
	Ready   State = "ready"   // in a recovery, after clear
)

// Caps are the limits for the next run of a recovery. Nil where unknown.
type Caps struct {
	DistanceM   *float64    `json:"distance_m"`
	TargetM     *[2]float64 `json:"target_m"`
	ClimbMPerKm *float64    `json:"climb_m_per_km"`
	HRMax       *float64    `json:"hr_max"`
	MovingS     *float64    `json:"moving_s,omitempty"`  // for runs without distance
	SpeedMPS    *float64    `json:"speed_mps,omitempty"` // where heart rate is not known
}
