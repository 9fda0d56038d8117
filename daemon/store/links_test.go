package store

import (
	"sync/atomic"
	"time"

	"needled/analysis"
)

func keepsLinks(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, _ := t.clinic()
	add := func(name string, at time.Time, l Link) Link {
		l.Hash, l.Created, l.Expires = hashOf(name), at, at.Add(7*day)
		t.must(t.AddLink(ctx, l))
		return l
	}
	first := add("first", after(3), Link{Kind: LinkInvite, By: clinician.ID, Name: " Dora ", AsRunner: true})
	first.Name = "Dora"
	second := add("second", after(4), Link{Kind: LinkInvite, By: admin.ID, Admin: true, Clinician: true})
	t.must(t.AddRunner(ctx, analysis.Runner{Name: "eve"}))
	third := add("third", after(5), Link{Kind: LinkInvite, By: clinician.ID, AsRunner: true})
	fourth := add("fourth", after(6), Link{Kind: LinkInvite, AsRunner: true, Runner: "eve"})
	for _, l := range []Link{first, second, third, fourth} {
		got, err := t.Link(ctx, l.Hash, after(6))
		t.must(err)
		t.equal(got, l)
	}

	// Invitations do not take each other's place.
	all, err := t.Links(ctx, "")
	t.must(err)
	t.equal(all[:4], []Link{fourth, third, second, first})
	t.must(t.WithdrawLink(ctx, third.Hash, after(6)))
	t.must(t.WithdrawLink(ctx, third.Hash, after(7))) // twice is once
	third.Withdrawn = new(after(6))
	mine, err := t.Links(ctx, clinician.ID)
	t.must(err)
	if len(mine) != 3 || mine[2].Used == nil || mine[2].Person == "" {
		t.Errorf("%+v", mine)
	}
	t.equal(mine[:2], []Link{third, first})

	t.fails(t.WithdrawLink(ctx, hashOf("none"), after(6)), NotFound)
	t.fails(t.WithdrawLink(ctx, mine[2].Hash, after(6)), Conflict, "was used on", "too late")
	t.fails(t.AddLink(ctx, first), Conflict, "there already")
}

// Each of these could be used once, and says why it can't be any more.
func refusesLinks(t tester, again place) {
	ctx := t.Context()
	_, err := t.Link(ctx, hashOf("none"), after(2))
	t.fails(err, NotFound, "no such link")
	_, err = t.UseLink(ctx, hashOf("none"), after(2), Use{})
	t.fails(err, NotFound, "no such link")

	refused := func(hash analysis.Sum, at time.Time, words ...string) {
		t.Helper()
		_, err := t.Link(ctx, hash, at)
		t.fails(err, Invalid, words...)
		_, err = t.UseLink(ctx, hash, at, Use{Name: "Eve", Login: "eve", Password: hashed, Runner: "eve"})
		t.fails(err, Invalid, words...)
	}
	holds := func(hash analysis.Sum, at time.Time) {
		t.Helper()
		_, err := t.Link(ctx, hash, at)
		t.must(err)
	}
	// A new link to set up, or to open, takes the place of the one before.
	before, setup := t.link(Link{Kind: LinkSetup}), t.link(Link{Kind: LinkSetup})
	owner, err := t.EnsureOwner(ctx, me, after(1))
	t.must(err)
	closed, open := t.link(Link{Kind: LinkOpen, Person: owner.ID}), t.link(Link{Kind: LinkOpen, Person: owner.ID})
	refused(before, after(2), "withdrawn", "needled link")
	refused(closed, after(2), "withdrawn", "needled link")
	holds(open, after(2))
	holds(setup, after(8).Add(-time.Microsecond))
	refused(setup, after(8), "expired on 10 March 2026", "needled link")
	refused(open, after(8), "expired", "needled link")

	admin := t.use(setup, "Ada")
	refused(setup, after(3), "used on 4 March 2026", "once")
	refused(open, after(3), "withdrawn")
	t.fails(t.AddLink(ctx, Link{Hash: hashOf("late"), Kind: LinkSetup, Created: after(3), Expires: after(4)}), Invalid, "set up already")
	// The operator may let in whoever is locked out.
	t.must(t.AddLink(ctx, Link{Hash: hashOf("later"), Kind: LinkOpen, Person: admin.ID, Created: after(3), Expires: after(4)}))
	holds(hashOf("later"), after(3))

	clinician := t.use(t.link(Link{Kind: LinkInvite, By: admin.ID, Clinician: true}), "Cora")
	other := t.use(t.link(Link{Kind: LinkInvite, By: admin.ID, Admin: true}), "Olga")
	invitation := t.link(Link{Kind: LinkInvite, By: clinician.ID, AsRunner: true})
	powerful := t.link(Link{Kind: LinkInvite, By: other.ID, Admin: true})
	refused(invitation, after(8), "expired", "whoever invited you")
	// Whoever lost the right to invite has invited in vain.
	clinician.Clinician, other.Admin, other.Clinician = false, false, true
	t.must(rewrite(ctx, t, clinician))
	t.must(rewrite(ctx, t, other))
	refused(invitation, after(3), "Cora may not invite so")
	refused(powerful, after(3), "Olga may not invite so")

	// So has the last link for a password, of each person.
	renewal := t.link(Link{Kind: LinkPassword, By: admin.ID, Person: clinician.ID})
	others := t.link(Link{Kind: LinkPassword, Person: other.ID})
	newer := t.link(Link{Kind: LinkPassword, By: admin.ID, Person: clinician.ID})
	refused(renewal, after(3), "withdrawn", "ask an admin")
	holds(others, after(3))
	holds(newer, after(3))
	t.fails(t.AddLink(ctx, Link{Hash: hashOf("late"), Kind: LinkPassword, Person: "p99", Created: after(3), Expires: after(4)}), NotFound, "p99")
	clinician.Disabled = new(after(4))
	t.must(rewrite(ctx, t, clinician))
	refused(newer, after(3), "withdrawn")
	t.fails(t.AddLink(ctx, Link{Hash: hashOf("late"), Kind: LinkPassword, Person: clinician.ID, Created: after(3), Expires: after(4)}), Invalid, "disabled")
	people, err := t.People(ctx)
	t.must(err)
	if len(people) != 4 {
		t.Errorf("a link that was refused made somebody: %+v", people)
	}
}

// Of two who use a link at the same instant, one wins.
func usedOnce(t tester, again place) {
	admin := t.use(t.link(Link{Kind: LinkSetup}), "Ada")
	for round := range 5 {
		hash := t.link(Link{Kind: LinkInvite, By: admin.ID, Clinician: true})
		var won, lost atomic.Int32
		t.together(again, 4, func(s *Store, i int) {
			login := "cora" + itoa(round) + itoa(i)
			switch _, err := s.UseLink(t.Context(), hash, after(2), Use{Name: "Cora", Login: login, Password: hashed}); {
			case err == nil:
				won.Add(1)
			case IsKind(err, Invalid):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
		people, err := t.People(t.Context())
		t.must(err)
		if won.Load() != 1 || lost.Load() != 3 || len(people) != 2+round {
			t.Errorf("%d won, %d lost, %d people", won.Load(), lost.Load(), len(people))
		}
	}
}

func setsUp(t tester, _ place) {
	ctx := t.Context()
	hash := t.link(Link{Kind: LinkSetup})
	for _, c := range []struct {
		use  Use
		says string
	}{
		{Use{Name: "Ada", Password: hashed}, "choose a login"},
		{Use{Name: "Ada", Login: " ", Password: hashed}, "choose a login"},
		{Use{Name: "Ada", Login: "ada"}, "choose a password"},
		{Use{Login: "ada", Password: hashed}, "needs a name"},
		{Use{Name: "Ada", Login: "ada", Password: hashed, Consent: true}, "nobody asked"},
		{Use{Name: "Ada", Login: "ada", Password: hashed, Runner: ".."}, "address"},
		{Use{Name: "Ada", Login: "ada", Password: hashed, Runner: "a\nb"}, "can't be seen"},
	} {
		_, err := t.UseLink(ctx, hash, after(2), c.use)
		t.fails(err, Invalid, c.says)
	}
	// What failed used nothing up.
	p := t.use(hash, "Ada", makes("ada"))
	t.equal(p, Person{ID: p.ID, Name: "Ada", Login: "ada", Password: hashed, Admin: true, Runner: "ada", Created: after(2)})
	_, err := t.Runner(ctx, "ada")
	t.must(err)
}

// Whoever used the store alone takes the runs along, and signs in from then on.
func setsUpOverOwner(t tester, _ place) {
	ctx := t.Context()
	owner, err := t.EnsureOwner(ctx, me, after(1))
	t.must(err)
	t.must(t.PutSession(ctx, hashOf("session"), owner.ID, []byte("x"), after(200)))
	p := t.use(t.link(Link{Kind: LinkSetup}), "Ada", makes(me))
	t.equal(p, Person{ID: owner.ID, Name: "Ada", Login: "ada", Password: hashed, Admin: true, Runner: me, Created: after(1)})
	if _, found, err := t.Session(ctx, hashOf("session"), after(3)); err != nil || found {
		t.Errorf("a session without a password is left: %v, %v", found, err)
	}
}

func invites(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, _ := t.clinic()
	consented := func(runner string) bool {
		t.Helper()
		ok, err := t.Consented(ctx, runner, clinician.ID)
		t.must(err)
		return ok
	}
	// Unasked, nobody may see anything.
	if consented("ben") {
		t.Error("consent that nobody gave")
	}
	hash := t.link(Link{Kind: LinkInvite, By: clinician.ID, Name: "Dora", AsRunner: true})
	p := t.use(hash, "", makes("dora"), withConsent, func(u *Use) { u.Login = "Dora@Example.org" })
	t.equal(p, Person{ID: p.ID, Name: "Dora", Login: "dora@example.org", Password: hashed, Runner: "dora", Created: after(2)})
	all, err := t.Consents(ctx, "dora")
	t.must(err)
	t.equal(all, []Consent{{Runner: "dora", Clinician: clinician.ID, Granted: after(2)}})
	if !consented("dora") {
		t.Error("consent is gone")
	}
	made, err := t.Links(ctx, clinician.ID)
	t.must(err)
	if made[0].Hash != hash && made[1].Hash != hash || made[0].Person != p.ID && made[1].Person != p.ID {
		t.Errorf("whom it made isn't told: %+v", made)
	}

	// An admin hands over runs that are nobody's yet.
	t.must(t.AddRunner(ctx, analysis.Runner{Name: "eve"}))
	one, two := t.link(Link{Kind: LinkInvite, By: admin.ID, AsRunner: true, Runner: "eve"}), t.link(Link{Kind: LinkInvite, AsRunner: true, Runner: "eve", Admin: true})
	if p := t.use(one, "Eve"); p.Runner != "eve" || p.Admin {
		t.Errorf("%+v", p)
	}
	_, err = t.UseLink(ctx, two, after(2), Use{Name: "Mallory", Login: "mallory", Password: hashed})
	t.fails(err, Conflict, "belong to Eve")
}

func refusesInvitations(t tester, _ place) {
	admin, clinician, patient := t.clinic()
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "eve"}))
	for _, c := range []struct {
		name string
		link Link
		kind Kind
		says string
	}{
		{"nothing", Link{By: admin.ID}, Invalid, "at least one"},
		{"a runner of nobody", Link{By: admin.ID, Clinician: true, Runner: "eve"}, Invalid, "choose that too"},
		{"a runner there isn't", Link{By: admin.ID, AsRunner: true, Runner: "nobody"}, NotFound, "nobody"},
		{"somebody's runner", Link{By: admin.ID, AsRunner: true, Runner: "ben"}, Conflict, "belong to Ben"},
		{"an admin by a clinician", Link{By: clinician.ID, Admin: true}, Invalid, "Cora may not"},
		{"a clinician by a clinician", Link{By: clinician.ID, Clinician: true, AsRunner: true}, Invalid, "Cora may not"},
		{"a runner there is, by a clinician", Link{By: clinician.ID, AsRunner: true, Runner: "eve"}, Invalid, "Cora may not"},
		{"anybody by a patient", Link{By: patient.ID, AsRunner: true}, Invalid, "Ben may not"},
		{"by nobody", Link{By: "p99", AsRunner: true}, NotFound, "p99"},
		{"a long name", Link{By: admin.ID, AsRunner: true, Name: string(make([]byte, 101))}, Invalid, "the name"},
		{"a password by a clinician", Link{Kind: LinkPassword, By: clinician.ID, Person: patient.ID}, Invalid, "Cora is no admin"},
		{"to set up, by a person", Link{Kind: LinkSetup, By: admin.ID}, Invalid, "needled link"},
		{"of no kind", Link{Kind: "other"}, Internal, "other"},
		{"expired", Link{AsRunner: true, Expires: after(1)}, Internal, "expires"},
		{"without a token", Link{AsRunner: true, Hash: analysis.Sum{1}}, Internal, "token"},
	} {
		l := c.link
		if l.Kind == "" {
			l.Kind = LinkInvite
		}
		if l.Expires.IsZero() {
			l.Expires = after(2)
		}
		if l.Created = after(1); l.Hash == (analysis.Sum{1}) {
			l.Hash = analysis.Sum{}
		} else {
			l.Hash = hashOf(c.name)
		}
		t.fails(t.AddLink(t.Context(), l), c.kind, c.says)
		_, err := t.Link(t.Context(), l.Hash, after(1))
		t.fails(err, NotFound)
	}
}

func refusesAnswers(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, _ := t.clinic()
	patients := t.link(Link{Kind: LinkInvite, By: clinician.ID, AsRunner: true})
	colleagues := t.link(Link{Kind: LinkInvite, By: admin.ID, Clinician: true})
	operators := t.link(Link{Kind: LinkInvite, AsRunner: true})
	admins := t.link(Link{Kind: LinkInvite, By: admin.ID, AsRunner: true})
	for _, c := range []struct {
		name string
		link analysis.Sum
		use  Use
		kind Kind
		says string
	}{
		{"no login", patients, Use{Name: "Eve", Password: hashed, Runner: "eve"}, Invalid, "choose a login"},
		{"a login that is taken", patients, Use{Name: "Eve", Login: "BEN", Password: hashed, Runner: "eve"}, Conflict, "ben is taken"},
		{"no name", patients, Use{Login: "eve", Password: hashed, Runner: "eve"}, Invalid, "needs a name"},
		{"no name for the runs", patients, Use{Name: "Eve", Login: "eve", Password: hashed}, Invalid, "short name for the runs"},
		{"somebody's runs", patients, Use{Name: "Eve", Login: "eve", Password: hashed, Runner: "ben"}, Conflict, "another name"},
		{"runs of a clinician", colleagues, Use{Name: "Eve", Login: "eve", Password: hashed, Runner: "eve"}, Invalid, "makes no runner"},
		{"consent of a clinician", colleagues, Use{Name: "Eve", Login: "eve", Password: hashed, Consent: true}, Invalid, "nobody asked"},
		{"consent to nobody", operators, Use{Name: "Eve", Login: "eve", Password: hashed, Runner: "eve", Consent: true}, Invalid, "nobody asked"},
		{"consent to an admin", admins, Use{Name: "Eve", Login: "eve", Password: hashed, Runner: "eve", Consent: true}, Invalid, "no clinician"},
	} {
		_, err := t.UseLink(ctx, c.link, after(2), c.use)
		t.fails(err, c.kind, c.says)
		_, err = t.Runner(ctx, "eve")
		t.fails(err, NotFound) // nothing of it stays
		_, err = t.Link(ctx, c.link, after(2))
		t.must(err)
	}
}

func renewsPassword(t tester, _ place) {
	ctx := t.Context()
	admin, _, patient := t.clinic()
	for _, id := range []string{patient.ID, admin.ID} {
		t.must(t.PutSession(ctx, hashOf(id), id, []byte("x"), after(200)))
	}
	hash := t.link(Link{Kind: LinkPassword, By: admin.ID, Person: patient.ID})
	_, err := t.UseLink(ctx, hash, after(2), Use{})
	t.fails(err, Invalid, "choose a password")
	p, err := t.UseLink(ctx, hash, after(2), Use{Password: hashed + "2"})
	t.must(err)
	patient.Password += "2"
	t.equal(p, patient) // name and login stay
	t.equal(t.person(patient.ID), patient)
	for id, want := range map[string]bool{patient.ID: false, admin.ID: true} {
		if _, found, err := t.Session(ctx, hashOf(id), after(3)); err != nil || found != want {
			t.Errorf("session of %s: %v, %v", id, found, err)
		}
	}

	// Somebody without a login chooses one with the password.
	patient.Login, patient.Password = "", ""
	t.must(rewrite(ctx, t, patient))
	hash = t.link(Link{Kind: LinkPassword, Person: patient.ID})
	_, err = t.UseLink(ctx, hash, after(2), Use{Password: hashed})
	t.fails(err, Invalid, "needs a login")
	p, err = t.UseLink(ctx, hash, after(2), Use{Name: "Benny", Login: "Benny", Password: hashed})
	t.must(err)
	patient.Name, patient.Login, patient.Password = "Benny", "benny", hashed
	t.equal(p, patient)
}

// Links are listed for 90 days after they expired, then they go.
func sweepsLinks(t tester, _ place) {
	ctx := t.Context()
	admin, _, _ := t.clinic()
	add := func(name string, at time.Time) {
		t.Helper()
		t.must(t.AddLink(ctx, Link{Hash: hashOf(name), Kind: LinkInvite, By: admin.ID, Name: name, AsRunner: true, Created: at, Expires: at.Add(time.Hour)}))
	}
	listed := func() int {
		t.Helper()
		all, err := t.Links(ctx, admin.ID)
		t.must(err)
		return len(all)
	}
	at := after(100)
	add("old", at)
	before := listed()
	add("just before", at.Add(time.Hour+linksStay-time.Microsecond))
	t.equal(listed(), before+1)
	add("just then", at.Add(time.Hour+linksStay))
	if got := listed(); got > before+1 {
		t.Errorf("%d invitations are listed, of which one ended 90 days ago", got)
	}
}
