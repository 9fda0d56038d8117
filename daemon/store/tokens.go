package store

import (
	"context"
	"time"

	"needled/analysis"
)

// TokenKind is what a token gives access to.
type TokenKind string

const (
	TokenAPI      TokenKind = "api"      // read and write as the person
	TokenInbox    TokenKind = "inbox"    // put files only
	TokenCalendar TokenKind = "calendar" // the feed only
)

// Token lets a program act for a person.
type Token struct {
	ID       string
	Hash     analysis.Sum
	Person   string
	Kind     TokenKind
	Name     string
	Created  time.Time
	LastUsed *time.Time
	Revoked  *time.Time
}

// AddToken keeps a token under a new ID and returns it.
func (s *Store) AddToken(ctx context.Context, token Token) (Token, error) { return token, errNotYet }

// Tokens lists a person's tokens, the newest first.
func (s *Store) Tokens(ctx context.Context, person string) ([]Token, error) { return nil, errNotYet }

// RevokeToken ends a token.
func (s *Store) RevokeToken(ctx context.Context, person, id string, now time.Time) error {
	return errNotYet
}

// TokenPerson returns the person a token stands for.
func (s *Store) TokenPerson(ctx context.Context, hash analysis.Sum, kind TokenKind, now time.Time) (Person, error) {
	return Person{}, errNotYet
}
