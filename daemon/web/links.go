package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"needled/daemon/secret"
	"needled/daemon/store"
)

// How long links may be used.
const (
	invitationLasts   = 7 * 24 * time.Hour
	passwordLinkLasts = 24 * time.Hour
)

// newLink keeps a link that is used at a path, and returns its address, which
// is known only now.
func (s *Site) newLink(ctx context.Context, path string, l store.Link, lasts time.Duration) (address string, err error) {
	token := secret.NewToken()
	l.Hash, l.Created = hashOf(token), s.Now()
	l.Expires = l.Created.Add(lasts)
	return s.linkAddress(path, token), s.Store.AddLink(ctx, l)
}

func (s *Site) linkAddress(path, token string) string {
	return s.address() + path + "?" + url.Values{"token": {token}}.Encode()
}

// usableLink is what a token leads to, if that is of a kind and can be used.
func (v *visit) usableLink(kind store.LinkKind, token string) (store.Link, error) {
	l, err := v.Store.Link(v.ctx(), hashOf(token), v.Now())
	if err == nil && l.Kind != kind {
		err = errNotFound
	}
	return l, v.linkTrouble(kind, err)
}

// useLink uses a link of a kind, once.
func (v *visit) useLink(kind store.LinkKind, token string, use store.Use) (store.Person, error) {
	if _, err := v.usableLink(kind, token); err != nil {
		return store.Person{}, v.refuse(err)
	}
	return v.Store.UseLink(v.ctx(), hashOf(token), v.Now(), use)
}

// useLinkWith uses a link to give somebody a password, unless something is
// wrong with the form.
func (v *visit) useLinkWith(password string, f *form, token string, use store.Use) (p store.Person, err error) {
	if !f.ok() {
		return p, nil
	}
	if use.Password, err = v.hashPassword(password); err != nil {
		return p, err
	}
	p, err = v.Store.UseLink(v.ctx(), hashOf(token), v.Now(), use)
	return p, f.refused("name", err)
}

// linkTrouble tells why a link can't be used, and what to do.
func (v *visit) linkTrouble(kind store.LinkKind, err error) error {
	if err == nil {
		return nil
	}
	text := ""
	if e, ok := errors.AsType[*store.Error](err); ok && e.Kind == store.Invalid {
		text = sentence(e.Text)
	} else if errors.Is(err, errNotFound) || store.IsKind(err, store.NotFound) {
		text = "Check that all of it was copied. Otherwise " + anotherLink[kind]
	} else {
		return err
	}
	return &pageError{http.StatusNotFound, "This link doesn't work", text}
}

// anotherLink says how to come by another link.
var anotherLink = map[store.LinkKind]string{
	store.LinkSetup:    "print another on the machine needled runs on, with: needled link.",
	store.LinkOpen:     "print another on the machine needled runs on, with: needled link.",
	store.LinkInvite:   "ask whoever invited you for another.",
	store.LinkPassword: "ask an admin for another.",
}

// letIn signs somebody in who just showed that they may, and sends them on,
// with something to be told there.
func (v *visit) letIn(p store.Person, path, told string) error {
	if err := v.signIn(p); err != nil {
		return err
	}
	if told != "" {
		v.flash(told)
	}
	if err := v.audit(v.route.log, "", "", store.OutcomeOK); err != nil {
		return err
	}
	return v.goTo(path)
}

// oncePage shows something secret the only time it is known.
type oncePage struct {
	About  string
	Label  string
	Secret string
	Then   []string // what to do with it, and how it ends
	Back   string   // where the way goes on
	Name   string   // what that is called
}

func (v *visit) showOnce(title string, p oncePage) error { return v.render("once", title, p) }
