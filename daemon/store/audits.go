package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"
)

// AuditFilter chooses lines of the audit log. What is zero doesn't matter.
type AuditFilter struct {
	Who, Whose, Deed string
	Before           int64     // only lines of a lesser ID
	N                int       // at most so many
	Since, Until     time.Time // at or after, and before
}

// Audits lists lines of the audit log, the newest first.
func (s *Store) Audits(ctx context.Context, f AuditFilter) ([]Audit, error) {
	return read(ctx, s, "reading the audit log", func(t *tx) ([]Audit, error) {
		condition, args := f.condition()
		var all []Audit
		err := audits(ctx, t, condition, args, func(a Audit, _ []byte) error {
			all = append(all, a)
			return nil
		})
		return all, err
	})
}

// condition is a WHERE with an order, and its parameters.
func (f AuditFilter) condition() (string, []any) {
	var args []any
	condition := `1 = 1`
	add := func(wanted bool, clause string, arg any) {
		if wanted {
			args = append(args, arg)
			condition += clause + parameter(len(args))
		}
	}
	add(f.Who != "", ` AND who = `, f.Who)
	add(f.Whose != "", ` AND whose = `, f.Whose)
	add(f.Deed != "", ` AND deed = `, f.Deed)
	add(f.Before > 0, ` AND id < `, f.Before)
	add(!f.Since.IsZero(), ` AND at >= `, micros(f.Since))
	add(!f.Until.IsZero(), ` AND at < `, micros(f.Until))
	condition += ` ORDER BY id DESC`
	add(f.N > 0, ` LIMIT `, f.N)
	return condition, args
}

// audits reads lines of the audit log with their seals.
func audits(ctx context.Context, t *tx, condition string, args []any, found func(a Audit, seal []byte) error) error {
	return t.each(ctx, `SELECT id, at, who, who_name, deed, whose, object, origin, outcome, seal FROM audit WHERE `+condition, args, func(rows *sql.Rows) error {
		var a Audit
		var at int64
		var seal sql.RawBytes
		err := rows.Scan(&a.ID, &at, &a.Who, &a.WhoName, &a.Deed, &a.Whose, &a.Object, &a.From, &a.Outcome, &seal)
		if err != nil {
			return err
		}
		a.At = instant(at)
		return found(a, seal)
	})
}

// LastLook is when a person last viewed what is a runner's, before a moment;
// nil when never.
func (s *Store) LastLook(ctx context.Context, who, whose string, before time.Time) (*time.Time, error) {
	return read(ctx, s, "looking for the last view of "+whose, func(t *tx) (*time.Time, error) {
		var at int64
		err := t.one(ctx, `SELECT at FROM audit WHERE who = $1 AND whose = $2 AND at < $3 AND SUBSTR(deed, 1, 5) = 'view ' AND outcome = $4
			ORDER BY at DESC LIMIT 1`, []any{who, whose, micros(before), OutcomeOK}, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return new(instant(at)), err
	})
}

// CheckAudit reads the whole audit log and fails with Conflict where it isn't
// as it was written: a line was changed, added or removed by another way.
func (s *Store) CheckAudit(ctx context.Context) error {
	_, err := read(ctx, s, "checking the audit log", func(t *tx) (int, error) {
		var last int64
		var before []byte
		err := audits(ctx, t, `1 = 1 ORDER BY id`, nil, func(a Audit, seal []byte) error {
			want := a.seal(before)
			switch {
			case a.ID != last+1:
				return fail(Conflict, "the audit log was tampered with: line %d is missing; compare it with a backup", last+1)
			case !bytes.Equal(seal, want[:]):
				return fail(Conflict, "the audit log was tampered with: line %d (%s) isn't as it was written, or the one before it; compare it with a backup",
					a.ID, a.At.Format("2 January 2006 15:04 MST"))
			}
			last, before = a.ID, want[:]
			return nil
		})
		if err != nil {
			return 0, err
		}
		var written int64
		err = t.one(ctx, `SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = $1`, []any{auditCounter}, &written)
		if err == nil && written != last {
			err = fail(Conflict, "the audit log was tampered with: it ends at line %d, of %d; compare it with a backup", last, written)
		}
		return 0, err
	})
	return err
}
