package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// PatientNote is what a clinician noted of a runner.
type PatientNote struct {
	ID     string
	Runner string
	By     string // ID of the person who wrote it
	At     time.Time
	Text   string
}

// AddPatientNote keeps a note under a new ID and returns it.
func (s *Store) AddPatientNote(ctx context.Context, n PatientNote) (PatientNote, error) {
	return write(ctx, s, "adding the note", func(t *tx) (PatientNote, error) {
		if _, err := s.needRunner(ctx, t, n.Runner); err != nil {
			return n, err
		}
		if _, err := person(ctx, t, n.By); err != nil {
			return n, err
		}
		var err error
		if n.Text, err = typedText("the note", n.Text, longestNote); err != nil {
			return n, err
		}
		switch {
		case n.Text == "":
			return n, fail(Invalid, "the note is empty; write something")
		case n.At.IsZero():
			return n, fail(Invalid, "a note needs a time")
		}
		number, err := nextNumber(ctx, t, "patient note")
		if err != nil {
			return n, err
		}
		n.ID, n.At = fmt.Sprintf("n%d", number), kept(n.At)
		_, err = t.exec(ctx, `INSERT INTO patient_notes (id, runner, made_by, at, text) VALUES ($1, $2, $3, $4, $5)`, n.ID, n.Runner, n.By, micros(n.At), n.Text)
		return n, err
	})
}

// PatientNotes lists the notes of a runner, the newest first.
func (s *Store) PatientNotes(ctx context.Context, runner string) ([]PatientNote, error) {
	return read(ctx, s, "listing the notes of "+runner, func(t *tx) ([]PatientNote, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		var all []PatientNote
		err := t.each(ctx, `SELECT id, made_by, at, text FROM patient_notes WHERE runner = $1 ORDER BY at DESC, LENGTH(id) DESC, id DESC`,
			[]any{runner}, func(rows *sql.Rows) error {
				n := PatientNote{Runner: runner}
				var at int64
				err := rows.Scan(&n.ID, &n.By, &at, &n.Text)
				n.At = instant(at)
				all = append(all, n)
				return err
			})
		return all, err
	})
}

// RemovePatientNote removes a note of a runner; only whoever wrote it may.
func (s *Store) RemovePatientNote(ctx context.Context, runner, by, id string) error {
	_, err := write(ctx, s, "removing note "+id, func(t *tx) (int, error) {
		changed, err := t.exec(ctx, `DELETE FROM patient_notes WHERE runner = $1 AND made_by = $2 AND id = $3`, runner, by, id)
		if err == nil && changed == 0 {
			err = fail(NotFound, "there is no note %q of yours on %s", id, runner)
		}
		return 0, err
	})
	return err
}
