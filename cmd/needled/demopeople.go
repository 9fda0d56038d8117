package main

import (
	"context"
	"fmt"
	"time"

	"needled/analysis"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// demoPeople are those who can sign in to the demo. All have one password,
// which is another each time.
type demoPeople struct {
	admin, clinician, runner store.Person
	password                 string
}

// demoLinks are valid for as long as a demo may run.
const demoLinks = 30 * 24 * time.Hour

// makePeople makes them as people come to be: the first admin by the link for
// setting up, the others by invitation. runner is whose runs are the third's.
func makePeople(ctx context.Context, st *store.Store, runner string, now time.Time) (p demoPeople, err error) {
	p.password = secret.NewToken()[:12]
	hash, err := secret.HashPassword(p.password)
	if err != nil {
		return p, fmt.Errorf("making a password for the demo: %w", err)
	}
	join := func(l store.Link, name, login string) (store.Person, error) {
		token, err := addLink(ctx, st, l, now)
		if err != nil {
			return store.Person{}, err
		}
		sum, _ := secret.TokenHash(token)
		return st.UseLink(ctx, sum, now, store.Use{Name: name, Login: login, Password: hash})
	}
	if p.admin, err = join(store.Link{Kind: store.LinkSetup, Admin: true}, "Robin Admin", "admin"); err != nil {
		return p, err
	}
	invite := store.Link{Kind: store.LinkInvite, By: p.admin.ID, Name: "Dr Amara Lindgren", Clinician: true}
	if p.clinician, err = join(invite, invite.Name, "clinician"); err != nil {
		return p, err
	}
	invite = store.Link{Kind: store.LinkInvite, By: p.admin.ID, Name: "Kim Sandoval", AsRunner: true, Runner: runner}
	p.runner, err = join(invite, invite.Name, "runner")
	return p, err
}

// addLink keeps a link and returns its token.
func addLink(ctx context.Context, st *store.Store, l store.Link, now time.Time) (token string, err error) {
	token = secret.NewToken()
	l.Hash, _ = secret.TokenHash(token)
	l.Created, l.Expires = now, now.Add(demoLinks)
	return token, st.AddLink(ctx, l)
}

// open adds a link that signs the person in, once.
func (p demoPeople) open(ctx context.Context, st *store.Store, whom store.Person, now time.Time) (token string, err error) {
	return addLink(ctx, st, store.Link{Kind: store.LinkOpen, Person: whom.ID, Name: whom.Name}, now)
}
var _ analysis.Sum
