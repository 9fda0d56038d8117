package store

import (
	"context"
	"time"
)

// linkHolds says what keeps a link from being used.
func linkHolds(ctx context.Context, t *tx, l Link, now time.Time) error {
	switch {
	case l.Used != nil:
		return fail(Invalid, "this link was used on %s, and works once; %s", dateWords(*l.Used), another(l.Kind))
	case l.Withdrawn != nil:
		return fail(Invalid, "this link was withdrawn on %s; %s", dateWords(*l.Withdrawn), another(l.Kind))
	case !now.Before(l.Expires):
		return fail(Invalid, "this link expired on %s; %s", dateWords(l.Expires), another(l.Kind))
	}
	if err := makerMay(ctx, t, l); err != nil {
		return err
	}
	switch l.Kind {
	case LinkSetup:
		_, admin, err := exists(ctx, t, `SELECT id FROM people WHERE admin AND password <> '' LIMIT 1`)
		if err == nil && admin {
			err = fail(Invalid, "needled is set up already; sign in, or ask an admin to invite you")
		}
		return err
	case LinkInvite:
		return nil
	}
	p, err := person(ctx, t, l.Person)
	if err == nil && p.Disabled != nil {
		err = fail(Invalid, "the account of %s is disabled; ask an admin to enable it first", p.Name)
	}
	return err
}

// another says how one gets another link of a kind.
func another(k LinkKind) string {
	switch k {
	case LinkSetup, LinkOpen:
		return "print another with: needled link"
	case LinkPassword:
		return "ask an admin for another"
	}
	return "ask whoever invited you for another"
}

// makerMay fails unless whoever made a link may still do so: admins may invite
// everybody and give new passwords, clinicians may invite patients.
func makerMay(ctx context.Context, t *tx, l Link) error {
	if l.By == "" {
		return nil
	}
	by, err := person(ctx, t, l.By)
	if err != nil {
		return err
	}
	admin, clinician := by.Disabled == nil && by.Admin, by.Disabled == nil && by.Clinician
	switch l.Kind {
	case LinkInvite:
		patient := !l.Admin && !l.Clinician && l.Runner == ""
		if !admin && !(clinician && patient) {
			return fail(Invalid, "%s may not invite so; clinicians may invite patients, and admins everybody: ask an admin", by.Name)
		}
	case LinkPassword:
		if !admin {
			return fail(Invalid, "%s is no admin, and only admins make links for a new password; ask an admin", by.Name)
		}
	default:
		return fail(Invalid, "a link to set up or open is made with: needled link")
	}
	return nil
}
