package analysis

import "time"

// Experience shifts the rest window.
type Experience string

const (
	NewRunner    Experience = "new"
	Recreational Experience = "recreational" // also the meaning of ""
	Seasoned     Experience = "seasoned"
)

// Runner is a person whose runs are compared with the clinic's advice.
type Runner struct {
	Name                string
	Experience          Experience
	ReturningFromInjury bool
	HRMax               *float64       // declared, beats/min
	RestingHR           *float64       // declared, beats/min
	BirthYear           *int           //
	UsualM              *float64       // declared usual distance, metres
	Zone                *time.Location // the runner's own; nil when nobody said it
	DefaultZone         *time.Location // the settings', which hold without one; nil means UTC
	Units               Units          // the runner's own; "" when nobody said them, and the settings' hold
}

// Location is the zone that holds for the runner: the runner's own, else the
// settings', else UTC.
func (r Runner) Location() *time.Location {
	switch {
	case r.Zone != nil:
		return r.Zone
	case r.DefaultZone != nil:
		return r.DefaultZone
	}
	return time.UTC
}

// CheckInKind is when a check-in was made.
type CheckInKind string

const (
	Readiness CheckInKind = "readiness" // before a run
	AfterRun  CheckInKind = "after"
)

// CheckIn is what a runner reports of the treated area. Pointers are nil for
// what was not recorded.
type CheckIn struct {
	ID        string
	Runner    string
	Kind      CheckInKind
	At        time.Time
	SquatOK   *bool // body-weight squat without pain or stiffness
	HeelRaise *bool // single-leg heel raises without discomfort
	FullROM   *bool // full range of motion
	Soreness  *int  // 0–10
	Pain      *int  // 0–10, numeric rating scale (LOINC 72514-3)
	SharpPain bool
	Cramping  bool
	Note      string
}
