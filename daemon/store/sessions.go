package store

import (
	"context"
	"time"

	"needled/analysis"
)

// Session returns what is kept of a session that hasn't ended.
func (s *Store) Session(ctx context.Context, hash analysis.Sum, now time.Time) (data []byte, found bool, err error) {
	return nil, false, errNotYet
}

// PutSession keeps a session; person is "" while nobody signed in.
func (s *Store) PutSession(ctx context.Context, hash analysis.Sum, person string, data []byte, expires time.Time) error {
	return errNotYet
}

// EndSession ends a session.
func (s *Store) EndSession(ctx context.Context, hash analysis.Sum) error { return errNotYet }

// EndSessionsOf ends all sessions of a person but one.
func (s *Store) EndSessionsOf(ctx context.Context, person string, but analysis.Sum) error {
	return errNotYet
}
