package store

import (
	"context"
	"crypto/rand"
	"strings"

	"needled/analysis"
)

// hashed stands for a password's hash.
const hashed = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"

// hashOf stands for the hash of a token.
func hashOf(name string) analysis.Sum { return analysis.SumOf([]byte(name)) }

// link keeps a link, made on day 1 and good for a week.
func (t tester) link(l Link) analysis.Sum {
	t.Helper()
	l.Hash, l.Created, l.Expires = hashOf(rand.Text()), after(1), after(8)
	t.must(t.AddLink(t.Context(), l))
	return l.Hash
}

// use uses a link on day 2, as somebody of a name with that login.
func (t tester) use(hash analysis.Sum, name string, changes ...func(*Use)) Person {
	t.Helper()
	u := Use{Name: name, Login: name, Password: hashed}
	for _, change := range changes {
		change(&u)
	}
	p, err := t.UseLink(t.Context(), hash, after(2), u)
	t.must(err)
	return p
}

func makes(runner string) func(*Use) { return func(u *Use) { u.Runner = runner } }
func withConsent(u *Use)             { u.Consent = true }

// clinic has an admin, a clinician and a patient, whose runs are "ben".
func (t tester) clinic() (admin, clinician, patient Person) {
	t.Helper()
	admin = t.use(t.link(Link{Kind: LinkSetup}), "Ada")
	clinician = t.use(t.link(Link{Kind: LinkInvite, By: admin.ID, Clinician: true}), "Cora")
	patient = t.use(t.link(Link{Kind: LinkInvite, By: clinician.ID, AsRunner: true}), "Ben", makes("ben"))
	return admin, clinician, patient
}

func (t tester) person(id string) Person {
	t.Helper()
	p, err := t.Person(t.Context(), id)
	t.must(err)
	return p
}

func keepsPeople(t tester, _ place) {
	ctx := t.Context()
	all, err := t.People(ctx)
	if err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	if found, err := t.Peopled(ctx); err != nil || found {
		t.Errorf("peopled: %v, %v", found, err)
	}
	admin, clinician, patient := t.clinic()
	want := Person{ID: "p3", Name: "Ben", Login: "ben", Password: hashed, Runner: "ben", Created: after(2)}
	t.equal(patient, want)
	t.equal(admin, Person{ID: "p1", Name: "Ada", Login: "ada", Password: hashed, Admin: true, Created: after(2)})
	all, err = t.People(ctx)
	t.must(err)
	t.equal(all, []Person{admin, patient, clinician}) // by name
	for _, login := range []string{"ben", " BEN "} {
		p, err := t.PersonByLogin(ctx, login)
		t.must(err)
		t.equal(p, want)
	}
	p, err := t.PersonOfRunner(ctx, "ben")
	t.must(err)
	t.equal(p, want)
	if found, err := t.Peopled(ctx); err != nil || !found {
		t.Errorf("peopled: %v, %v", found, err)
	}

	want.Name, want.Login, want.Clinician = "Benjamin", "benjamin", true
	edited := want
	edited.Name, edited.Login, edited.Created = " Benjamin ", " BENJAMIN", after(50) // when is the store's
	t.must(rewrite(ctx, t, edited))
	t.equal(t.person("p3"), want)
	want.Runner = ""
	t.must(rewrite(ctx, t, want))
	_, err = t.PersonOfRunner(ctx, "ben")
	t.fails(err, NotFound, "ben")

	_, err = t.Person(ctx, "p9")
	t.fails(err, NotFound, "p9")
	for _, login := range []string{"nobody", "", "ben"} {
		_, err = t.PersonByLogin(ctx, login)
		t.fails(err, NotFound)
	}
	t.fails(rewrite(ctx, t, Person{ID: "p9", Name: "Nobody"}), NotFound, "p9")
}

func refusesPeople(t tester, _ place) {
	_, clinician, patient := t.clinic()
	for _, c := range []struct {
		name   string
		change func(*Person)
		kind   Kind
		says   string
	}{
		{"no name", func(p *Person) { p.Name = " " }, Invalid, "needs a name"},
		{"a name of two lines", func(p *Person) { p.Name = "Ben\nAda" }, Invalid, "can't be seen"},
		{"a name that turns around", func(p *Person) { p.Name = "Ben \u202egnp" }, Invalid, "can't be seen"},
		{"no text", func(p *Person) { p.Name = "Ben\xff" }, Invalid, "can't be seen"},
		{"a long name", func(p *Person) { p.Name = strings.Repeat("ü", 101) }, Invalid, "shorten it to 100"},
		{"a long login", func(p *Person) { p.Login = strings.Repeat("ü", 201) }, Invalid, "shorten it to 200"},
		{"a password without a login", func(p *Person) { p.Login = "" }, Invalid, "needs a login"},
		{"a login that is taken", func(p *Person) { p.Login = " CORA " }, Conflict, "cora is taken"},
		{"a runner there isn't", func(p *Person) { p.Runner = "nobody" }, NotFound, "nobody"},
		{"a password as it was typed", func(p *Person) { p.Password = "three words apart" }, Internal, "not hashed"},
	} {
		p := patient
		c.change(&p)
		err := rewrite(t.Context(), t, p)
		t.fails(err, c.kind, c.says)
		if strings.Contains(err.Error(), "three words") {
			t.Error("the error shows the password")
		}
		t.equal(t.person(patient.ID), patient)
	}
	clinician.Runner = "ben"
	t.fails(rewrite(t.Context(), t, clinician), Conflict, "belong to Ben")
	patient.Name, patient.Login = strings.Repeat("ü", 100), strings.Repeat("ü", 200)
	t.must(rewrite(t.Context(), t, patient))
	// Several have no login.
	for _, p := range []Person{patient, clinician} {
		p.Login, p.Password, p.Runner = "", "", ""
		t.must(rewrite(t.Context(), t, p))
	}
}

func keepsAnAdmin(t tester, _ place) {
	admin, clinician, _ := t.clinic()
	edit := func(p Person, change func(*Person)) error { change(&p); return rewrite(t.Context(), t, p) }
	ways := []func(*Person){
		func(p *Person) { p.Admin = false },
		func(p *Person) { p.Disabled = new(after(3)) },
		func(p *Person) { p.Password = "" },
		func(p *Person) { p.Password, p.Login = "", "" },
	}
	for _, way := range ways {
		t.fails(edit(admin, way), Conflict, "last admin", "Ada")
		t.equal(t.person(admin.ID), admin)
	}
	// Another counts only when that one can sign in.
	clinician.Admin, clinician.Password = true, ""
	t.must(rewrite(t.Context(), t, clinician))
	t.fails(edit(admin, ways[0]), Conflict)
	clinician.Password = hashed
	t.must(rewrite(t.Context(), t, clinician))
	t.must(edit(admin, ways[0]))
	t.fails(edit(clinician, ways[0]), Conflict, "Cora")
}

func disables(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, patient := t.clinic()
	t.must(t.PutSession(ctx, hashOf("session"), clinician.ID, []byte("x"), after(200)))
	token, err := t.AddToken(ctx, Token{Hash: hashOf("token"), Person: clinician.ID, Kind: TokenAPI})
	t.must(err)
	t.must(t.Grant(ctx, "ben", clinician.ID, after(2)))
	invitation := t.link(Link{Kind: LinkInvite, By: clinician.ID, AsRunner: true})
	renewal := t.link(Link{Kind: LinkPassword, By: admin.ID, Person: clinician.ID})

	in := func() (session, token, consent, links bool) {
		_, session, err := t.Session(ctx, hashOf("session"), after(100))
		t.must(err)
		_, err = t.TokenPerson(ctx, hashOf("token"), TokenAPI, after(100))
		token = err == nil
		consent, err = t.Consented(ctx, "ben", clinician.ID)
		t.must(err)
		for _, hash := range []analysis.Sum{invitation, renewal} {
			_, err := t.Link(ctx, hash, after(2))
			links = links || err == nil
		}
		return session, token, consent, links
	}
	if s, k, c, l := in(); !s || !k || !c || !l {
		t.Fatalf("enabled: session %v, token %v, consent %v, links %v", s, k, c, l)
	}
	clinician.Disabled = new(after(3))
	t.must(rewrite(ctx, t, clinician))
	t.equal(t.person(clinician.ID), clinician)
	if s, k, c, l := in(); s || k || c || l {
		t.Errorf("disabled: session %v, token %v, consent %v, links %v", s, k, c, l)
	}
	_, err = t.AddToken(ctx, Token{Hash: hashOf("another"), Person: clinician.ID, Kind: TokenAPI})
	t.fails(err, Conflict, "disabled")

	// A request under way keeps its session a moment too late.
	t.must(t.PutSession(ctx, hashOf("session"), clinician.ID, []byte("x"), after(200)))
	if s, _, _, _ := in(); s {
		t.Error("a session came after")
	}
	clinician.Disabled = nil
	t.must(rewrite(ctx, t, clinician))
	if s, k, c, l := in(); s || k || !c || l {
		t.Errorf("enabled again: session %v, token %v, consent %v, links %v; what ended stays so, the runner's word holds", s, k, c, l)
	}
	if all, err := t.Tokens(ctx, clinician.ID); err != nil || len(all) != 1 || all[0].ID != token.ID || !all[0].Revoked.Equal(after(100)) {
		t.Errorf("%+v, %v", all, err)
	}
	t.equal(t.person(patient.ID), patient)
}

func keepsOwner(t tester, _ place) {
	ctx := t.Context()
	owner, err := t.EnsureOwner(ctx, me, after(1))
	t.must(err)
	t.equal(owner, Person{ID: "p1", Name: me, Admin: true, Runner: me, Created: after(1)})
	again, err := t.EnsureOwner(ctx, me, after(2))
	t.must(err)
	t.equal(again, owner)
	if found, err := t.Peopled(ctx); err != nil || found {
		t.Errorf("peopled: %v, %v", found, err)
	}
	// Nobody can lock the owner out.
	locked := owner
	locked.Admin, locked.Disabled = false, new(after(3))
	t.must(rewrite(ctx, t, locked))
	again, err = t.EnsureOwner(ctx, me, after(4))
	t.must(err)
	t.equal(again, owner)
	t.equal(t.person(owner.ID), owner)

	owner.Name, owner.Login, owner.Password = "Mia", "mia", hashed
	t.must(rewrite(ctx, t, owner))
	_, err = t.EnsureOwner(ctx, me, after(5))
	t.fails(err, Conflict, "sign in")
	t.equal(t.person(owner.ID), owner)
}

// Whoever was disabled or lost the admin's role meanwhile changes nobody any
// more; everybody changes their own name, and nothing of what they may do.
func letsOnlyWhoMayEdit(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, patient := t.clinic()
	name := func(p *Person) error { p.Name += "!"; return nil }
	role := func(p *Person) error { p.Admin = true; return nil }
	edit := func(by, id string, change func(*Person) error) error {
		_, err := t.EditPerson(ctx, by, id, change)
		return err
	}
	t.must(edit(clinician.ID, clinician.ID, name))
	t.must(edit(admin.ID, patient.ID, name))
	t.fails(edit(clinician.ID, clinician.ID, role), NotFound, "may not")
	t.fails(edit(clinician.ID, patient.ID, name), NotFound, "may not")
	t.must(edit("", clinician.ID, role))
	t.must(edit(clinician.ID, patient.ID, name))
	t.must(edit(admin.ID, clinician.ID, func(p *Person) error { p.Disabled = new(after(5)); return nil }))
	t.fails(edit(clinician.ID, clinician.ID, name), NotFound, "may not")
	t.fails(edit(clinician.ID, clinician.ID, func(p *Person) error { p.Disabled = nil; return nil }), NotFound, "may not")
	t.fails(edit(clinician.ID, patient.ID, name), NotFound, "may not")
	got, err := t.Person(ctx, patient.ID)
	t.must(err)
	t.equal(got.Name, patient.Name+"!!")
}

// rewrite puts a person in place of how they stand.
func rewrite(ctx context.Context, s tester, p Person) error {
	_, err := s.EditPerson(ctx, "", p.ID, func(now *Person) error { *now = p; return nil })
	return err
}
