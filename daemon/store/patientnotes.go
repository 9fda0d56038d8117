package store

import (
	"context"
	"time"
)

// PatientNote is what a clinician noted of a runner.
type PatientNote struct {
	ID     string
	Runner string
	By     string // ID of the person
	At     time.Time
	Text   string
}

// AddPatientNote keeps a note under a new ID and returns it.
func (s *Store) AddPatientNote(ctx context.Context, n PatientNote) (PatientNote, error) {
	return n, errNotYet
}

// PatientNotes lists the notes of a runner, the newest first.
func (s *Store) PatientNotes(ctx context.Context, runner string) ([]PatientNote, error) {
	return nil, errNotYet
}

// RemovePatientNote removes a note; whoever wrote it may.
func (s *Store) RemovePatientNote(ctx context.Context, by, id string) error { return errNotYet }
