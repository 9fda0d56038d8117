package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"needled/analysis"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds of links.
const (
	LinkSetup    LinkKind = "setup"    // makes the first admin
	LinkOpen     LinkKind = "open"     // signs a person in; only the operator makes it
	LinkInvite   LinkKind = "invite"   // makes a person
	LinkPassword LinkKind = "password" // gives a person a new password
)

// Link is a secret address that may be used once.
type Link struct {
	Hash   analysis.Sum // of the token in it
	Kind   LinkKind
	By     string // ID of the person who made it; "" for the operator
	Person string // ID of whom it is for (open, password), or whom it made

	// Of an invitation: the name as whoever invites wrote it, and what the
	// person becomes. Runner is a runner there is, "" for one to be made.
	Name             string
	Admin, Clinician bool
	AsRunner         bool
	Runner           string

	Created, Expires time.Time
	Used, Withdrawn  *time.Time
}

// AddLink keeps a link. A new one to set up or open withdraws those before it,
// and one for a password withdraws those before it of that person.
func (s *Store) AddLink(ctx context.Context, l Link) error {
	_, err := write(ctx, s, "keeping a link", func(t *tx) (int, error) {
		l.Used, l.Withdrawn = nil, nil
		if err := s.validLink(ctx, t, &l); err != nil {
			return 0, err
		}
		if err := sweepLinks(ctx, t, l.Created); err != nil {
			return 0, err
		}
		if l.Kind != LinkInvite {
			_, err := t.exec(ctx, `UPDATE links SET withdrawn_at = $2 WHERE kind = $1 AND ($3 = '' OR person = $3) AND used_at IS NULL AND withdrawn_at IS NULL`,
				string(l.Kind), micros(l.Created), ofPerson(l))
			if err != nil {
				return 0, err
			}
		}
		_, err := t.exec(ctx, `INSERT INTO links (hash, kind, made_by, person, name, admin, clinician, as_runner, runner, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			l.Hash[:], string(l.Kind), orNull(l.By), orNull(l.Person), l.Name, l.Admin, l.Clinician, l.AsRunner, orNull(l.Runner), micros(l.Created), micros(l.Expires))
		return 0, err
	})
	return err
}

// linksStay is how long links are listed after they expired.
const linksStay = 90 * 24 * time.Hour

// sweepLinks removes links that nobody needs to read of any more.
func sweepLinks(ctx context.Context, t *tx, now time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM links WHERE expires_at <= $1`, micros(now.Add(-linksStay)))
	return err
}

// ofPerson is the person to whom links of a kind belong one each.
func ofPerson(l Link) string {
	if l.Kind == LinkPassword || l.Kind == LinkOpen {
		return l.Person
	}
	return ""
}

func (s *Store) validLink(ctx context.Context, t *tx, l *Link) error {
	var err error
	if l.Name, err = typedLine("the name", l.Name, longestName); err != nil {
		return err
	}
	switch {
	case l.Hash == analysis.Sum{}:
		return fail(Internal, "a link without a token")
	case l.Created.IsZero(), !l.Expires.After(l.Created):
		return fail(Internal, "a link that expires before it is made")
	case !slices.Contains([]LinkKind{LinkSetup, LinkOpen, LinkInvite, LinkPassword}, l.Kind):
		return fail(Internal, "there are no links of kind %q", l.Kind)
	case l.Kind == LinkOpen || l.Kind == LinkPassword:
		_, err = person(ctx, t, l.Person)
	case l.Kind == LinkInvite && !l.Admin && !l.Clinician && !l.AsRunner:
		return fail(Invalid, "an invitation makes an admin, a clinician or a runner; choose at least one")
	case l.Runner != "" && !l.AsRunner:
		return fail(Invalid, "an invitation that names the runner %s is one for a runner; choose that too", l.Runner)
	case l.Runner != "":
		err = s.freeRunner(ctx, t, l.Runner)
	}
	if err != nil {
		return err
	}
	_, known, err := exists(ctx, t, `SELECT kind FROM links WHERE hash = $1`, l.Hash[:])
	if err == nil && known {
		err = fail(Conflict, "that link is there already; make another")
	}
	if err != nil {
		return err
	}
	return linkHolds(ctx, t, *l, l.Created)
}

// freeRunner fails unless there is the runner, and the runs are nobody's yet.
func (s *Store) freeRunner(ctx context.Context, t *tx, name string) error {
	if _, err := s.needRunner(ctx, t, name); err != nil {
		return err
	}
	p, err := personOfRunner(ctx, t, name)
	switch {
	case IsKind(err, NotFound):
		return nil
	case err != nil:
		return err
	}
	return fail(Conflict, "the runs of %s belong to %s already; name another runner", name, p.Name)
}

// Link returns a link that can be used. One that can't be any more is Invalid,
// and the error says why.
func (s *Store) Link(ctx context.Context, hash analysis.Sum, now time.Time) (Link, error) {
	return read(ctx, s, "looking for a link", func(t *tx) (Link, error) { return usableLink(ctx, t, hash, now) })
}

func usableLink(ctx context.Context, t *tx, hash analysis.Sum, now time.Time) (Link, error) {
	l, err := linkByHash(ctx, t, hash)
	if err == nil {
		err = linkHolds(ctx, t, l, now)
	}
	if err != nil {
		return Link{}, err
	}
	return l, nil
}

// Links lists the invitations a person made, or all for "", the newest first.
func (s *Store) Links(ctx context.Context, by string) ([]Link, error) {
	return read(ctx, s, "listing the invitations", func(t *tx) ([]Link, error) {
		if by == "" {
			return links(ctx, t, `kind = $1`, string(LinkInvite))
		}
		return links(ctx, t, `kind = $1 AND made_by = $2`, string(LinkInvite), by)
	})
}

// WithdrawLink ends a link that wasn't used yet.
func (s *Store) WithdrawLink(ctx context.Context, hash analysis.Sum, now time.Time) error {
	_, err := write(ctx, s, "withdrawing a link", func(t *tx) (int, error) {
		l, err := linkByHash(ctx, t, hash)
		if err == nil && l.Used != nil {
			err = fail(Conflict, "the link was used on %s; withdrawing it comes too late", dateWords(*l.Used))
		}
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `UPDATE links SET withdrawn_at = $2 WHERE hash = $1 AND withdrawn_at IS NULL`, hash[:], micros(now))
		return 0, err
	})
	return err
}

func linkByHash(ctx context.Context, t *tx, hash analysis.Sum) (Link, error) {
	found, err := links(ctx, t, `hash = $1`, hash[:])
	switch {
	case err != nil:
		return Link{}, err
	case len(found) == 0:
		return Link{}, fail(NotFound, "there is no such link; check that all of it was copied")
	}
	return found[0], nil
}

func links(ctx context.Context, t *tx, condition string, args ...any) ([]Link, error) {
	var all []Link
	err := t.each(ctx, `SELECT hash, kind, COALESCE(made_by, ''), COALESCE(person, ''), name, admin, clinician, as_runner, COALESCE(runner, ''),
			created_at, expires_at, used_at, withdrawn_at
		FROM links WHERE `+condition+` ORDER BY created_at DESC, hash`, args, func(rows *sql.Rows) error {
		var l Link
		var hash sql.RawBytes
		var created, expires int64
		var used, withdrawn *int64
		err := rows.Scan(&hash, &l.Kind, &l.By, &l.Person, &l.Name, &l.Admin, &l.Clinician, &l.AsRunner, &l.Runner,
			&created, &expires, &used, &withdrawn)
		copy(l.Hash[:], hash)
		l.Created, l.Expires, l.Used, l.Withdrawn = instant(created), instant(expires), instantOf(used), instantOf(withdrawn)
		all = append(all, l)
		return err
	})
	return all, err
}

func dateWords(at time.Time) string { return at.Format("2 January 2006") }
