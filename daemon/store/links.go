package store

import (
	"context"
	"time"

	"needled/analysis"
)

// LinkKind is what a link is for.
type LinkKind string

const (
	LinkSetup    LinkKind = "setup"    // makes the first admin
	LinkOpen     LinkKind = "open"     // signs the owner of a store without passwords in
	LinkInvite   LinkKind = "invite"   // makes a person
	LinkPassword LinkKind = "password" // gives a person a new password
)

// Link is something secret that may be used once.
type Link struct {
	Hash   analysis.Sum // of the token in it
	Kind   LinkKind
	By     string // the person who made it; "" for the operator
	Person string // for whom it is (open, password), or whom it made

	// Of an invitation: the name as whoever invites wrote it, and what the
	// person becomes. Runner is a runner there is, "" for one to be made.
	Name             string
	Admin, Clinician bool
	AsRunner         bool
	Runner           string

	Created, Expires time.Time
	Used, Withdrawn  *time.Time
}

// Use is what whoever uses a link says.
type Use struct {
	Name, Login string
	Password    string // argon2id as a PHC string
	Runner      string // name of the runner to make, or ""
	Consent     bool   // the clinician who invited may see the runs
}

// AddLink keeps a link.
func (s *Store) AddLink(ctx context.Context, l Link) error { return errNotYet }

// Link returns a link that can be used.
func (s *Store) Link(ctx context.Context, hash analysis.Sum, now time.Time) (Link, error) {
	return Link{}, errNotYet
}

// Links lists the invitations of a person, or all for "", the newest first.
func (s *Store) Links(ctx context.Context, by string) ([]Link, error) { return nil, errNotYet }

// WithdrawLink ends a link.
func (s *Store) WithdrawLink(ctx context.Context, hash analysis.Sum, now time.Time) error {
	return errNotYet
}

// UseLink uses a link, once.
func (s *Store) UseLink(ctx context.Context, hash analysis.Sum, now time.Time, use Use) (Person, error) {
	return Person{}, errNotYet
}
