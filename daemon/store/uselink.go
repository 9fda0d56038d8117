package store

import (
	"context"
	"time"

	"needled/analysis"
)

// Use is what whoever uses a link says.
type Use struct {
	Name, Login string
	Password    string // argon2id as a PHC string
	Runner      string // of an invitation: the name of the runner to make; of setting up: whose runs are one's own, made when new
	Consent     bool   // the clinician who invited may see the runs
}

// UseLink uses a link, once: all of it happens or nothing does. It returns the
// person it made or changed.
func (s *Store) UseLink(ctx context.Context, hash analysis.Sum, now time.Time, use Use) (Person, error) {
	return write(ctx, s, "using a link", func(t *tx) (Person, error) {
		l, err := usableLink(ctx, t, hash, now)
		if err != nil {
			return Person{}, err
		}
		var p Person
		switch l.Kind {
		case LinkOpen:
			p, err = person(ctx, t, l.Person)
		case LinkPassword:
			p, err = s.renewPassword(ctx, t, l, use)
		case LinkSetup:
			p, err = s.setUp(ctx, t, now, use)
		case LinkInvite:
			p, err = s.join(ctx, t, l, now, use)
		}
		if err != nil {
			return Person{}, err
		}
		changed, err := t.exec(ctx, `UPDATE links SET used_at = $2, person = $3 WHERE hash = $1 AND used_at IS NULL AND withdrawn_at IS NULL`,
			hash[:], micros(now), p.ID)
		if err == nil && changed == 0 {
			err = fail(Invalid, "this link was used meanwhile, and works once; %s", another(l.Kind))
		}
		return p, err
	})
}

// renewPassword gives a person a new password, and a name or login where one
// is given. Whoever is signed in as that person isn't any more, and tokens end:
// such a link is for who lost hold of the account.
func (s *Store) renewPassword(ctx context.Context, t *tx, l Link, use Use) (Person, error) {
	before, err := person(ctx, t, l.Person)
	if err != nil {
		return before, err
	}
	p := before
	if use.Name != "" {
		p.Name = use.Name
	}
	if use.Login != "" {
		p.Login = use.Login
	}
	if use.Password == "" {
		return p, fail(Invalid, "choose a password")
	}
	p.Password = use.Password
	if err := s.changePerson(ctx, t, before, p); err != nil {
		return p, err
	}
	if _, err := t.exec(ctx, `DELETE FROM sessions WHERE person = $1`, p.ID); err != nil {
		return p, err
	}
	if _, err := revokeTokens(ctx, t, p.ID, s.Now()); err != nil {
		return p, err
	}
	return person(ctx, t, p.ID)
}

// setUp makes the first admin. Where the runs named are of somebody without a
// password, who used the store alone so far, it is that person.
func (s *Store) setUp(ctx context.Context, t *tx, now time.Time, use Use) (Person, error) {
	if err := needsCredentials(use); err != nil {
		return Person{}, err
	}
	if use.Consent {
		return Person{}, fail(Invalid, "nobody asked to see the runs")
	}
	// Whoever used the store without a password signs in from now on.
	_, err := t.exec(ctx, `DELETE FROM sessions WHERE person IN (SELECT id FROM people WHERE password = '')`)
	if err != nil {
		return Person{}, err
	}
	_, err = t.exec(ctx, `UPDATE links SET withdrawn_at = $1 WHERE kind = $2 AND used_at IS NULL AND withdrawn_at IS NULL`, micros(now), string(LinkOpen))
	if err != nil {
		return Person{}, err
	}
	admin := Person{Name: use.Name, Login: use.Login, Password: use.Password, Admin: true, Runner: use.Runner, Created: now}
	if use.Runner == "" {
		return s.addPerson(ctx, t, admin)
	}
	owner, err := personOfRunner(ctx, t, use.Runner)
	switch {
	case err == nil && owner.Password == "":
		admin.ID, admin.Clinician = owner.ID, owner.Clinician
		if err := s.changePerson(ctx, t, owner, admin); err != nil {
			return admin, err
		}
		return person(ctx, t, owner.ID)
	case err != nil && !IsKind(err, NotFound):
		return admin, err
	}
	if _, err := s.needRunner(ctx, t, use.Runner); IsKind(err, NotFound) {
		admin.Runner, err = s.newRunner(ctx, t, use.Runner)
		if err != nil {
			return admin, err
		}
	} else if err != nil {
		return admin, err
	}
	return s.addPerson(ctx, t, admin)
}

// join makes the person an invitation is for.
func (s *Store) join(ctx context.Context, t *tx, l Link, now time.Time, use Use) (Person, error) {
	if err := needsCredentials(use); err != nil {
		return Person{}, err
	}
	p := Person{Name: use.Name, Login: use.Login, Password: use.Password, Admin: l.Admin, Clinician: l.Clinician, Runner: l.Runner, Created: now}
	if p.Name == "" {
		p.Name = l.Name
	}
	makesRunner := l.AsRunner && l.Runner == ""
	switch {
	case !makesRunner && use.Runner != "" && use.Runner != l.Runner:
		return p, fail(Invalid, "this invitation makes no runner %s; leave that out, or ask for another invitation", use.Runner)
	case use.Consent && (!l.AsRunner || l.By == ""):
		return p, fail(Invalid, "nobody asked to see runs with this invitation; leave the consent out")
	}
	var err error
	if makesRunner {
		if p.Runner, err = s.newRunner(ctx, t, use.Runner); err != nil {
			return p, err
		}
	}
	if p, err = s.addPerson(ctx, t, p); err != nil || !use.Consent {
		return p, err
	}
	return p, grant(ctx, t, p.Runner, l.By, now)
}

func needsCredentials(use Use) error {
	switch {
	case normalLogin(use.Login) == "":
		return fail(Invalid, "choose a login")
	case use.Password == "":
		return fail(Invalid, "choose a password")
	}
	return nil
}

// newRunner makes a runner for somebody who joins: never one there is, whose
// runs would be handed over.
func (s *Store) newRunner(ctx context.Context, t *tx, name string) (string, error) {
	name, err := typedLine("the name of the runner", name, longestName)
	switch {
	case err != nil:
		return name, err
	case name == "":
		return name, fail(Invalid, "choose a short name for the runs, such as your first name")
	case name == "." || name == "..":
		return name, fail(Invalid, "the name %s can't stand in an address; choose another for the runs", name)
	}
	r, err := s.runner(ctx, t, name)
	switch {
	case err == nil && !r.implicit:
		return name, fail(Conflict, "there is a runner %s already; choose another name for the runs", name)
	case err != nil && !IsKind(err, NotFound):
		return name, err
	}
	made := analysis.Runner{Name: name}
	if err := validRunner(made); err != nil {
		return name, err
	}
	return name, s.insertRunner(ctx, t, made)
}
