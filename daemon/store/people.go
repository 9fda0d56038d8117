package store

import (
	"context"
	"time"
)

// Person is somebody who can sign in.
type Person struct {
	ID       string
	Name     string // as shown
	Login    string // lower case, of one person; "" cannot sign in by password
	Password string // argon2id as a PHC string; "" for none

	Admin, Clinician bool
	Runner           string // whose runs are the person's own; "" for none

	Created  time.Time
	Disabled *time.Time
}

var errNotYet = fail(Internal, "not there yet")

// People lists everybody by name.
func (s *Store) People(ctx context.Context) ([]Person, error) { return nil, errNotYet }

// Person returns one by ID.
func (s *Store) Person(ctx context.Context, id string) (Person, error) { return Person{}, errNotYet }

// PersonByLogin returns the one with a login, in whatever case.
func (s *Store) PersonByLogin(ctx context.Context, login string) (Person, error) {
	return Person{}, errNotYet
}

// PersonOfRunner returns the one whose runs are a runner's.
func (s *Store) PersonOfRunner(ctx context.Context, runner string) (Person, error) {
	return Person{}, errNotYet
}

// EditPerson replaces what is known of a person.
func (s *Store) EditPerson(ctx context.Context, p Person) error { return errNotYet }

// EnsureOwner returns the person who uses a store alone.
func (s *Store) EnsureOwner(ctx context.Context, runner string, now time.Time) (Person, error) {
	return Person{}, errNotYet
}

// Peopled says whether somebody has a password.
func (s *Store) Peopled(ctx context.Context) (bool, error) { return false, errNotYet }
