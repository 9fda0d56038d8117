package store

import (
	"context"
	"time"
)

// What is written into the audit log. Looking at what is somebody's begins
// with "view ".
const (
	DeedSignIn   = "sign in"
	DeedSignOut  = "sign out"
	DeedSetUp    = "set up"
	DeedPassword = "set password"

	DeedInvite         = "invite"
	DeedUninvite       = "withdraw invitation"
	DeedJoin           = "join"
	DeedPasswordLink   = "make password link"
	DeedEditPerson     = "edit person"
	DeedDisablePerson  = "disable person"
	DeedEnablePerson   = "enable person"
	DeedGrant          = "grant access"
	DeedWithdraw       = "withdraw access"
	DeedMakeToken      = "make token"
	DeedRevokeToken    = "revoke token"
	DeedChangeSettings = "change settings"

	DeedViewRoster    = "view roster"
	DeedViewPatient   = "view patient"
	DeedViewRuns      = "view runs"
	DeedViewRun       = "view run"
	DeedViewTreatment = "view treatment"
	DeedViewCheckIns  = "view check-ins"
	DeedViewProgress  = "view progress"
	DeedViewRecovery  = "view recovery"
	DeedViewCalendar  = "view calendar"
	DeedViewAudit     = "view audit log"

	DeedExportReport   = "export report"
	DeedExportOriginal = "export original"
	DeedExportAudit    = "export audit log"

	DeedUpload          = "upload"
	DeedAddCheckIn      = "add check-in"
	DeedRemoveCheckIn   = "remove check-in"
	DeedAddTreatment    = "add treatment"
	DeedEditTreatment   = "edit treatment"
	DeedRemoveTreatment = "remove treatment"
	DeedSettleRun       = "settle run"
	DeedAddNote         = "add note"
	DeedRemoveNote      = "remove note"
	DeedConnect         = "connect source"
	DeedDisconnect      = "disconnect source"
)

// Outcomes of deeds.
const (
	OutcomeOK      = "ok"
	OutcomeRefused = "refused"
	OutcomeFailed  = "failed"
)

// Audit is a line of the audit log: who did what.
type Audit struct {
	ID      int64
	At      time.Time
	Who     string // ID of the person; "" when nobody was signed in, or for the operator
	WhoName string
	Deed    string
	Whose   string // the runner it was about, ""
	Object  string // an ID, ""
	From    string // address
	Outcome string
}

// AuditFilter chooses lines of the audit log; what is zero doesn't matter.
type AuditFilter struct {
	Who, Whose, Deed string
	Before           int64 // ID
	N                int   // at most
	Since, Until     time.Time
}

// AddAudit adds a line to the audit log.
func (s *Store) AddAudit(ctx context.Context, a Audit) error { return errNotYet }

// Audits lists lines of the audit log, the newest first.
func (s *Store) Audits(ctx context.Context, f AuditFilter) ([]Audit, error) { return nil, errNotYet }

// LastLook is when somebody last viewed what is a runner's, before a moment.
func (s *Store) LastLook(ctx context.Context, who, whose string, before time.Time) (*time.Time, error) {
	return nil, errNotYet
}

// CheckAudit says whether the audit log is as it was written.
func (s *Store) CheckAudit(ctx context.Context) error { return errNotYet }
