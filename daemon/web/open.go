package web

import (
	"context"
	"time"

	"needled/daemon/store"
)

// linkLasts is how long a link that lets its first user in may be used.
const linkLasts = 24 * time.Hour

// StartLink is an address that lets whoever runs needled in, once: straight in
// where needled is one runner's own (see personal), to setting it up where
// nobody has a password yet. It is "" where people sign in by password.
func StartLink(ctx context.Context, p Parts) (string, error) {
	s := &Site{Parts: p}
	peopled, err := p.Store.Peopled(ctx)
	if err != nil || peopled {
		return "", err
	}
	name, personal, err := s.personal(ctx)
	if err != nil {
		return "", err
	}
	if !personal {
		return s.newLink(ctx, "/setup", store.Link{Kind: store.LinkSetup}, linkLasts)
	}
	owner, err := p.Store.EnsureOwner(ctx, name, p.Now())
	if err != nil {
		return "", err
	}
	return OpenLink(ctx, p, owner)
}

// OpenLink is an address that signs a person in, once, for whoever runs
// needled: to show it, or to help somebody who is locked out.
func OpenLink(ctx context.Context, p Parts, who store.Person) (string, error) {
	s := &Site{Parts: p}
	return s.newLink(ctx, "/open", store.Link{Kind: store.LinkOpen, Person: who.ID}, linkLasts)
}

// personal says whether needled is one runner's own, who needs no account as
// long as only this machine can reach it: the runner's name.
func (s *Site) personal(ctx context.Context) (runner string, yes bool, err error) {
	if !loopback(s.Listen) || s.URL != "" {
		return "", false, nil
	}
	runners, err := s.Store.Runners(ctx)
	if err != nil || len(runners) != 1 {
		return "", false, err
	}
	peopled, err := s.Store.Peopled(ctx)
	return runners[0].Name, !peopled, err
}

// askToOpen shows the one button of a link that lets in: what only looks at
// links, as mail programs do, must not use it up.
func (v *visit) askToOpen() error {
	token := v.r.URL.Query().Get("token")
	if _, err := v.usableLink(store.LinkOpen, token); err != nil {
		return err
	}
	return v.render("open", "Open needled", map[string]string{"Token": token})
}

// open uses a link that lets its person in.
func (v *visit) open() error {
	p, err := v.useLink(store.LinkOpen, v.r.PostFormValue("token"), store.Use{})
	if err != nil {
		return err
	}
	return v.letIn(p, "/", "")
}

// refuse notes that somebody was turned away, and tells them.
func (v *visit) refuse(err error) error {
	if !v.throttle.worthARow(v.Now()) {
		return err
	}
	if noted := v.audit(v.route.log, "", "", store.OutcomeRefused); noted != nil {
		return noted
	}
	return err
}

func (v *visit) signOut() error {
	if err := v.audit(v.route.log, "", "", "ok"); err != nil {
		return err
	}
	if err := v.sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.goTo("/login")
}

// home is the page that a person came for.
func (v *visit) home() error {
	switch p := v.person; {
	case p.Runner != "":
		return v.goTo("/today")
	case p.Clinician:
		return v.goTo("/patients")
	}
	return v.goTo("/people")
}
