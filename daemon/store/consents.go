package store

import (
	"context"
	"time"
)

// Consent is that a clinician may see a runner's runs.
type Consent struct {
	Runner    string
	Clinician string // ID of the person
	Granted   time.Time
	Withdrawn *time.Time
}

// Grant lets a clinician see a runner's runs.
func (s *Store) Grant(ctx context.Context, runner, clinician string, at time.Time) error {
	return errNotYet
}

// Withdraw ends that.
func (s *Store) Withdraw(ctx context.Context, runner, clinician string, at time.Time) error {
	return errNotYet
}

// Consents lists all a runner ever granted, the newest first.
func (s *Store) Consents(ctx context.Context, runner string) ([]Consent, error) {
	return nil, errNotYet
}

// Consented says whether a clinician may see a runner's runs.
func (s *Store) Consented(ctx context.Context, runner, clinician string) (bool, error) {
	return false, errNotYet
}
