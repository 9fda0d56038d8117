package store

import (
	"context"
	"time"

	"needled/analysis"
)

// RosterRow is a runner as a clinician's list shows them: what a shared view
// shows of the latest treatment that has begun.
type RosterRow struct {
	Runner, Name string              // Name is the person's, else the runner's
	Treatment    *analysis.Treatment // nil without one
	// Floor and Clear are those of its recovery, Ends its end, or the latest
	// it can have while it is open; zero without a treatment.
	Floor, Clear, Ends time.Time
	// Runs are the numbered ones of that recovery, and of them those of each
	// level.
	Runs, OK, Unknown, Caution, Violation int
	Worst                                 *Flag      // the worst finding above ok, nil without one
	Marks                                 []DayMark  // a mark a local day, from that of the treatment on
	LastData                              *time.Time // see View.LastData
	Zone                                  *time.Location
	Units                                 analysis.Units // "" are the settings'
}

// Flag is the worst finding of a recovery: of the worst level, and of those
// the one with the largest excess.
type Flag struct {
	Run           string // its ID
	Rule          analysis.Rule
	Level         analysis.Level
	Measured, Cap *float64 // in Unit; nil when unknown
	Unit          string
}

// DayMark is the worst level of the runs of a local day, "" where there is
// none.
type DayMark struct {
	Day   time.Time // its first instant
	Level analysis.Level
}

// RosterFilter chooses rows.
type RosterFilter string

const (
	RosterAll     RosterFilter = ""        //
	RosterOutside RosterFilter = "outside" // the worst run of the recovery is a caution or a violation
	RosterSilent  RosterFilter = "silent"  // in an open recovery, and nothing came for SilentAfter
	RosterResting RosterFilter = "resting" // before the floor
)

// RosterSort orders rows.
type RosterSort string

const (
	// RosterWorst: open recoveries first, then those that ended, then runners
	// without a treatment; by the worst level, the number of violations, of
	// cautions, and the later treatment.
	RosterWorst     RosterSort = ""
	RosterName      RosterSort = "name"
	RosterTreatment RosterSort = "treatment" // the latest first
	RosterData      RosterSort = "data"      // the one last heard of first
)

// RosterQuery asks for a page of a clinician's list.
type RosterQuery struct {
	Now         time.Time
	Search      string // part of the name of the runner or the person, in whatever case
	Filter      RosterFilter
	Sort        RosterSort
	Offset, N   int
	SilentAfter time.Duration
}

// Roster returns a page of the runners who consent to a clinician's seeing
// their data, and how many there are in all.
func (s *Store) Roster(ctx context.Context, clinician string, q RosterQuery) (rows []RosterRow, total int, err error) {
	return nil, 0, fail(Internal, "not made yet")
}
