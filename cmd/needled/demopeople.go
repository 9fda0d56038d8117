package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"needled/daemon/secret"
	"needled/daemon/store"
)

// demoPeople are those who can sign in to the demo, all with one password.
type demoPeople struct {
	runner, clinician, admin store.Person
	password                 string
}

// joinedAgo is how long ago the demo's people joined.
const joinedAgo = 90 * 24 * time.Hour

// makePeople makes them as people come to be: the first admin sets up, the
// others are invited. The runs of runner are the first one's own.
func makePeople(ctx context.Context, st *store.Store, runner string, now time.Time) (demoPeople, error) {
	p := demoPeople{password: newDemoPassword()}
	hash, err := secret.HashPassword(p.password)
	if err != nil {
		return p, fmt.Errorf("making a password for the demo: %w", err)
	}
	joined := now.Add(-joinedAgo)
	join := func(l store.Link, name, login string) (store.Person, error) {
		l.Name = name
		l.Hash, _ = secret.TokenHash(secret.NewToken())
		l.Created, l.Expires = joined, joined.Add(time.Hour)
		if err := st.AddLink(ctx, l); err != nil {
			return store.Person{}, err
		}
		return st.UseLink(ctx, l.Hash, joined, store.Use{Name: name, Login: login, Password: hash})
	}
	if p.admin, err = join(store.Link{Kind: store.LinkSetup}, "Robin Castellanos", "admin"); err != nil {
		return p, err
	}
	if p.clinician, err = join(store.Link{Kind: store.LinkInvite, By: p.admin.ID, Clinician: true}, "Dr Amara Lindgren", "clinician"); err != nil {
		return p, err
	}
	p.runner, err = join(store.Link{Kind: store.LinkInvite, By: p.admin.ID, AsRunner: true, Runner: runner}, "Kim Sandoval", "runner")
	return p, err
}

// newDemoPassword is short enough to be typed: three groups of four letters
// and digits.
func newDemoPassword() string {
	text := strings.ToLower(rand.Text())
	return text[:4] + "-" + text[4:8] + "-" + text[8:12]
}
