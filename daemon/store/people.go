package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
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

// People lists everybody by name.
func (s *Store) People(ctx context.Context) ([]Person, error) {
	return read(ctx, s, "listing the people", func(t *tx) ([]Person, error) { return people(ctx, t, `1 = 1`) })
}

// Person returns the person of an ID.
func (s *Store) Person(ctx context.Context, id string) (Person, error) {
	return read(ctx, s, "reading the person "+id, func(t *tx) (Person, error) { return person(ctx, t, id) })
}

// PersonByLogin returns the person of a login, in whatever case it is.
func (s *Store) PersonByLogin(ctx context.Context, login string) (Person, error) {
	return read(ctx, s, "looking for a login", func(t *tx) (Person, error) {
		return onePerson(ctx, t, "there is nobody with that login", `login = $1 AND login <> ''`, normalLogin(login))
	})
}

// PersonOfRunner returns the person whose own runs are those of a runner.
func (s *Store) PersonOfRunner(ctx context.Context, runner string) (Person, error) {
	return read(ctx, s, "looking for whose runs those of "+runner+" are", func(t *tx) (Person, error) {
		return personOfRunner(ctx, t, runner)
	})
}

// NameOf is whose runs those of a runner are, as people read it: the name of
// the person, or the runner's where nobody has them.
func (s *Store) NameOf(ctx context.Context, runner string) (string, error) {
	return read(ctx, s, "looking for the name of "+runner, func(t *tx) (string, error) { return personName(ctx, t, runner) })
}

// Peopled says whether somebody has a password.
func (s *Store) Peopled(ctx context.Context) (bool, error) {
	return read(ctx, s, "looking for people", func(t *tx) (bool, error) { return peopled(ctx, t) })
}

// PersonEdit is what came of changing a person.
type PersonEdit struct {
	Person
	// Withdrawn are the runners who let the person see their runs as a
	// clinician until now.
	Withdrawn []string
}

// EditPerson changes what is known of a person: change is given how the person
// stands at this moment, so that what others changed meanwhile stays changed.
// It is done for somebody, "" for the operator: whoever was disabled meanwhile
// does nothing any more, and only an admin changes others, or what anybody may
// do.
//
// Disabling ends the person's sessions, tokens and links, a new password the
// links that let the person in without it, another role the sessions. With the
// clinician's role goes what runners granted. Once there is an admin who can
// sign in, one stays.
func (s *Store) EditPerson(ctx context.Context, by, id string, change func(*Person) error) (PersonEdit, error) {
	return write(ctx, s, "editing the person "+id, func(t *tx) (PersonEdit, error) {
		before, err := person(ctx, t, id)
		if err != nil {
			return PersonEdit{}, err
		}
		p := before
		if err := change(&p); err != nil {
			return PersonEdit{}, err
		}
		p.ID, p.Created = before.ID, before.Created
		if err := mayEdit(ctx, t, by, before, p); err != nil {
			return PersonEdit{}, err
		}
		if err := s.changePerson(ctx, t, before, p); err != nil {
			return PersonEdit{}, err
		}
		done := PersonEdit{}
		if before.Clinician && !p.Clinician {
			if done.Withdrawn, err = withdrawAll(ctx, t, p.ID, s.Now()); err != nil {
				return done, err
			}
		}
		done.Person, err = person(ctx, t, id)
		return done, err
	})
}

// mayEdit fails unless somebody may change a person so.
func mayEdit(ctx context.Context, t *tx, by string, before, p Person) error {
	if by == "" {
		return nil
	}
	who, err := person(ctx, t, by)
	if err != nil {
		return err
	}
	own := by == p.ID && !otherRoles(before, p) && (before.Disabled == nil) == (p.Disabled == nil)
	if who.Disabled != nil || !who.Admin && !own {
		return fail(NotFound, "%s may not change the account of %s any more; ask an admin", who.Name, before.Name)
	}
	return nil
}

func otherRoles(before, p Person) bool {
	return before.Admin != p.Admin || before.Clinician != p.Clinician || before.Runner != p.Runner
}

func (s *Store) changePerson(ctx context.Context, t *tx, before, p Person) error {
	p, err := s.validPerson(ctx, t, p)
	if err != nil {
		return err
	}
	_, guarded, err := exists(ctx, t, adminsWhoSignIn)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE people SET name = $2, login = $3, password = $4, admin = $5, clinician = $6, runner = $7, disabled_at = $8
		WHERE id = $1`, p.ID, p.Name, p.Login, p.Password, p.Admin, p.Clinician, orNull(p.Runner), microsOf(p.Disabled))
	if err != nil {
		return err
	}
	if _, left, err := exists(ctx, t, adminsWhoSignIn); err != nil || guarded && !left {
		if err == nil {
			err = fail(Conflict, "%s is the last admin who can sign in; make somebody else an admin first", before.Name)
		}
		return err
	}
	if p.Disabled != nil || before.Disabled != nil {
		return endAccess(ctx, t, p.ID, s.Now())
	}
	if otherRoles(before, p) { // how long somebody stays signed in goes by the role
		if _, err := t.exec(ctx, `DELETE FROM sessions WHERE person = $1`, p.ID); err != nil {
			return err
		}
	}
	if p.Password == before.Password {
		return nil
	}
	// A link that was to let the person in without it does so no more.
	_, err = t.exec(ctx, `UPDATE links SET withdrawn_at = $2 WHERE person = $1 AND kind = $3 AND used_at IS NULL AND withdrawn_at IS NULL`,
		p.ID, micros(s.Now()), string(LinkOpen))
	return err
}

const adminsWhoSignIn = `SELECT id FROM people WHERE admin AND login <> '' AND password <> '' AND disabled_at IS NULL LIMIT 1`

// endAccess ends what a person, or a program for the person, comes in by.
func endAccess(ctx context.Context, t *tx, id string, now time.Time) error {
	if _, err := t.exec(ctx, `DELETE FROM sessions WHERE person = $1`, id); err != nil {
		return err
	}
	for _, statement := range []string{
		`UPDATE tokens SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL`,
		`UPDATE links SET withdrawn_at = $2 WHERE (person = $1 OR made_by = $1) AND used_at IS NULL AND withdrawn_at IS NULL`,
	} {
		if _, err := t.exec(ctx, statement, id, micros(now)); err != nil {
			return err
		}
	}
	return nil
}

// EnsureOwner returns the person who uses the store alone: an admin without a
// password, whose own runs are those of the runner. The person is made where
// there is none. It is refused once somebody has a password.
func (s *Store) EnsureOwner(ctx context.Context, runner string, now time.Time) (Person, error) {
	return write(ctx, s, "looking for the owner", func(t *tx) (Person, error) {
		if found, err := peopled(ctx, t); err != nil || found {
			if err == nil {
				err = fail(Conflict, "people sign in with a password here; nobody owns the store alone")
			}
			return Person{}, err
		}
		p, err := personOfRunner(ctx, t, runner)
		if IsKind(err, NotFound) {
			return s.addPerson(ctx, t, Person{Name: runner, Admin: true, Runner: runner, Created: now})
		}
		if err != nil || p.Admin && p.Disabled == nil {
			return p, err
		}
		before := p
		p.Admin, p.Disabled = true, nil
		return p, s.changePerson(ctx, t, before, p)
	})
}

// addPerson stores a person under a new ID.
func (s *Store) addPerson(ctx context.Context, t *tx, p Person) (Person, error) {
	n, err := nextNumber(ctx, t, "person")
	if err != nil {
		return p, err
	}
	p.ID, p.Created = fmt.Sprintf("p%d", n), kept(p.Created)
	if p, err = s.validPerson(ctx, t, p); err != nil {
		return p, err
	}
	_, err = t.exec(ctx, `INSERT INTO people (id, name, login, password, admin, clinician, runner, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Name, p.Login, p.Password, p.Admin, p.Clinician, orNull(p.Runner), micros(p.Created))
	return p, err
}

// validPerson is a person as kept, or an error that says what is wrong.
func (s *Store) validPerson(ctx context.Context, t *tx, p Person) (Person, error) {
	var err error
	if p.Name, err = typedLine("the name", p.Name, longestName); err != nil {
		return p, err
	}
	if p.Login, err = typedLine("the login", normalLogin(p.Login), longestLogin); err != nil {
		return p, err
	}
	switch {
	case p.Name == "":
		return p, fail(Invalid, "a person needs a name; give one")
	case p.Password != "" && p.Login == "":
		return p, fail(Invalid, "a password needs a login to go with it; choose one")
	case p.Password != "" && !strings.HasPrefix(p.Password, "$argon2id$"):
		return p, fail(Internal, "the password of %s was not hashed; nothing was kept", p.Name)
	}
	if p.Login != "" {
		_, taken, err := exists(ctx, t, `SELECT id FROM people WHERE login = $1 AND login <> '' AND id <> $2`, p.Login, p.ID)
		if err != nil {
			return p, err
		}
		if taken {
			return p, fail(Conflict, "the login %s is taken; choose another", p.Login)
		}
	}
	if p.Runner != "" {
		if _, err := s.needRunner(ctx, t, p.Runner); err != nil {
			return p, err
		}
		other, err := personOfRunner(ctx, t, p.Runner)
		if err == nil && other.ID != p.ID {
			return p, fail(Conflict, "the runs of %s belong to %s already; name another runner", p.Runner, other.Name)
		}
		if err != nil && !IsKind(err, NotFound) {
			return p, err
		}
	}
	return p, nil
}

// normalLogin is a login as it is kept.
func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

func peopled(ctx context.Context, t *tx) (bool, error) {
	_, found, err := exists(ctx, t, `SELECT id FROM people WHERE password <> '' LIMIT 1`)
	return found, err
}

func person(ctx context.Context, t *tx, id string) (Person, error) {
	return onePerson(ctx, t, fmt.Sprintf("there is no person %q", id), `id = $1`, id)
}

func personOfRunner(ctx context.Context, t *tx, runner string) (Person, error) {
	return onePerson(ctx, t, fmt.Sprintf("the runs of %q belong to nobody who can sign in", runner), `runner = $1`, runner)
}

// onePerson reads the person who satisfies a condition; missing is said when
// there is none.
func onePerson(ctx context.Context, t *tx, missing, condition string, args ...any) (Person, error) {
	found, err := people(ctx, t, condition, args...)
	switch {
	case err != nil:
		return Person{}, err
	case len(found) == 0:
		return Person{}, fail(NotFound, "%s", missing)
	}
	return found[0], nil
}

func people(ctx context.Context, t *tx, condition string, args ...any) ([]Person, error) {
	var all []Person
	err := t.each(ctx, `SELECT id, name, login, password, admin, clinician, COALESCE(runner, ''), created_at, disabled_at
		FROM people WHERE `+condition+` ORDER BY LOWER(name), id`, args, func(rows *sql.Rows) error {
		var p Person
		var created int64
		var disabled *int64
		err := rows.Scan(&p.ID, &p.Name, &p.Login, &p.Password, &p.Admin, &p.Clinician, &p.Runner, &created, &disabled)
		p.Created, p.Disabled = instant(created), instantOf(disabled)
		all = append(all, p)
		return err
	})
	return all, err
}

// orNull is how a name that may be absent is kept where it refers to a row.
func orNull(name string) *string {
	if name == "" {
		return nil
	}
	return &name
}
