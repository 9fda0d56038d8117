package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"needled/analysis"
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
	OutcomeOK       = "ok"
	OutcomeMistaken = "mistaken" // what was asked for can't be, or isn't there
	OutcomeRefused  = "refused"  // it isn't for who asked
	OutcomeFailed   = "failed"   // needled couldn't do it
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

// AddAudit adds a line to the audit log; its ID is the store's, and without a
// time it is of now. It doesn't wait for the disk: the last few lines may be
// lost when the machine stops, never when the program does. Text from outside
// is cut and cleaned rather than refused, so that nothing goes unwritten.
func (s *Store) AddAudit(ctx context.Context, a Audit) error {
	if a.At.IsZero() {
		a.At = s.Now()
	}
	for _, text := range a.texts() {
		*text = fitForAudit(*text)
	}
	_, err := note(ctx, s, "writing into the audit log", func(t *tx) (int, error) {
		var err error
		if a.ID, err = nextNumber(ctx, t, auditCounter); err != nil {
			return 0, err
		}
		// That the line before is missing is told by CheckAudit; writing goes on.
		var before []byte
		err = t.one(ctx, `SELECT seal FROM audit WHERE id = $1`, []any{a.ID - 1}, &before)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
		seal := a.seal(before)
		_, err = t.exec(ctx, `INSERT INTO audit (id, at, who, who_name, deed, whose, object, origin, outcome, seal)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			a.ID, micros(a.At), a.Who, a.WhoName, a.Deed, a.Whose, a.Object, a.From, a.Outcome, seal[:])
		return 0, err
	})
	return err
}

// auditCounter names the counter of lines, which tells when the last ones are
// missing.
const auditCounter = "audit"

// texts are the texts of a line.
func (a *Audit) texts() []*string {
	return []*string{&a.Who, &a.WhoName, &a.Deed, &a.Whose, &a.Object, &a.From, &a.Outcome}
}

// seal is the sha256 of the seal of the line before and all that is in this
// one, each text behind its length.
func (a *Audit) seal(before []byte) analysis.Sum {
	b := slices.Clone(before)
	b = binary.BigEndian.AppendUint64(b, uint64(a.ID))
	b = binary.BigEndian.AppendUint64(b, uint64(micros(a.At)))
	for _, text := range a.texts() {
		b = binary.BigEndian.AppendUint32(b, uint32(len(*text)))
		b = append(b, *text...)
	}
	return analysis.SumOf(b)
}

// fitForAudit is text of at most 200 characters, all of which can be seen.
func fitForAudit(text string) string {
	const longest = 200
	seen := []rune(strings.Map(func(r rune) rune {
		if invisible(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, string(utf8.RuneError))))
	if len(seen) > longest {
		seen = append(seen[:longest-1], '…')
	}
	return string(seen)
}
