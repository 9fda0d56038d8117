package store

import (
	"context"
	"database/sql"
	"time"
)

// Consent is that a clinician may see a runner's runs, or might once.
type Consent struct {
	Runner    string
	Clinician string // ID of the person
	Granted   time.Time
	Withdrawn *time.Time
}

// Grant lets a clinician see a runner's runs. What stands already stays as it
// is.
func (s *Store) Grant(ctx context.Context, runner, clinician string, at time.Time) error {
	_, err := write(ctx, s, "granting access to the runs of "+runner, func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return 0, err
		}
		return 0, grant(ctx, t, runner, clinician, at)
	})
	return err
}

func grant(ctx context.Context, t *tx, runner, clinician string, at time.Time) error {
	p, err := person(ctx, t, clinician)
	switch {
	case err != nil && !IsKind(err, NotFound):
		return err
	case err != nil || !p.Clinician || p.Disabled != nil:
		return fail(Invalid, "there is no clinician %q; choose one from the list", clinician)
	}
	n, err := nextNumber(ctx, t, "consent")
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO consents (id, runner, clinician, granted_at) SELECT $1, $2, $3, $4
		WHERE NOT EXISTS (SELECT 1 FROM consents WHERE clinician = $3 AND runner = $2 AND withdrawn_at IS NULL)`, n, runner, clinician, micros(at))
	return err
}

// Withdraw ends that a clinician may see a runner's runs. It is no error when
// the clinician may not.
func (s *Store) Withdraw(ctx context.Context, runner, clinician string, at time.Time) error {
	_, err := write(ctx, s, "withdrawing access to the runs of "+runner, func(t *tx) (int, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `UPDATE consents SET withdrawn_at = $3 WHERE clinician = $2 AND runner = $1 AND withdrawn_at IS NULL`, runner, clinician, micros(at))
		return 0, err
	})
	return err
}

// withdrawAll ends what a clinician was granted; it returns the runners.
func withdrawAll(ctx context.Context, t *tx, clinician string, at time.Time) ([]string, error) {
	var runners []string
	err := t.each(ctx, `SELECT runner FROM consents WHERE clinician = $1 AND withdrawn_at IS NULL ORDER BY runner`, []any{clinician}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		runners = append(runners, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, `UPDATE consents SET withdrawn_at = $2 WHERE clinician = $1 AND withdrawn_at IS NULL`, clinician, micros(at))
	return runners, err
}

// Consents lists all that a runner ever granted, the newest first.
func (s *Store) Consents(ctx context.Context, runner string) ([]Consent, error) {
	return read(ctx, s, "listing who may see the runs of "+runner, func(t *tx) ([]Consent, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		var all []Consent
		err := t.each(ctx, `SELECT clinician, granted_at, withdrawn_at FROM consents WHERE runner = $1 ORDER BY id DESC`, []any{runner}, func(rows *sql.Rows) error {
			c := Consent{Runner: runner}
			var granted int64
			var withdrawn *int64
			err := rows.Scan(&c.Clinician, &granted, &withdrawn)
			c.Granted, c.Withdrawn = instant(granted), instantOf(withdrawn)
			all = append(all, c)
			return err
		})
		return all, err
	})
}

// Consented says whether a clinician may see a runner's runs now: it was
// granted and not withdrawn, and the person is a clinician still.
func (s *Store) Consented(ctx context.Context, runner, clinician string) (bool, error) {
	return read(ctx, s, "asking who may see the runs of "+runner, func(t *tx) (bool, error) {
		_, stands, err := exists(ctx, t, `SELECT people.id FROM consents JOIN people ON people.id = consents.clinician
			WHERE consents.clinician = $2 AND consents.runner = $1 AND withdrawn_at IS NULL AND people.clinician AND disabled_at IS NULL`, runner, clinician)
		return stands, err
	})
}
