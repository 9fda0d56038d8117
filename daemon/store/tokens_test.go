package store

import "time"

func keepsTokens(t tester, _ place) {
	ctx := t.Context()
	_, clinician, patient := t.clinic()
	calendar, err := t.AddToken(ctx, Token{Hash: hashOf("calendar"), Person: patient.ID, Kind: TokenCalendar, Created: after(1)})
	t.must(err)
	t.equal(calendar, Token{ID: "k1", Hash: hashOf("calendar"), Person: patient.ID, Kind: TokenCalendar, Created: after(1)})
	phone, err := t.AddToken(ctx, Token{Hash: hashOf("phone"), Person: patient.ID, Kind: TokenInbox, Name: " phone ", LastUsed: new(after(1)), Revoked: new(after(1))})
	t.must(err)
	t.equal(phone, Token{ID: "k2", Hash: hashOf("phone"), Person: patient.ID, Kind: TokenInbox, Name: "phone", Created: after(100)})

	is := func(name string, kind TokenKind, now time.Time) error {
		t.Helper()
		p, err := t.TokenPerson(ctx, hashOf(name), kind, now)
		if err == nil {
			t.equal(p, patient)
		}
		return err
	}
	used := func() *time.Time {
		t.Helper()
		all, err := t.Tokens(ctx, patient.ID)
		t.must(err)
		if len(all) != 2 || all[0].ID != "k2" {
			t.Fatalf("%+v", all)
		}
		return all[0].LastUsed
	}
	for _, step := range []struct {
		at   time.Duration
		want time.Duration
	}{{0, 0}, {time.Hour - time.Microsecond, 0}, {time.Hour, time.Hour}, {-time.Hour, -time.Hour}} { // the last: a clock set back
		t.must(is("phone", TokenInbox, after(3).Add(step.at)))
		t.equal(used(), new(after(3).Add(step.want)))
	}
	// A token opens what it is for, and nothing else.
	t.must(is("calendar", TokenCalendar, after(3)))
	t.fails(is("phone", TokenAPI, after(3)), NotFound, "no such token")
	t.fails(is("calendar", TokenInbox, after(3)), NotFound, "no such token")
	t.fails(is("other", TokenInbox, after(3)), NotFound, "no such token")

	t.fails(t.RevokeToken(ctx, clinician.ID, phone.ID, after(4)), NotFound, "k2")
	t.fails(t.RevokeToken(ctx, patient.ID, "k9", after(4)), NotFound, "k9")
	t.must(is("phone", TokenInbox, after(3)))
	t.must(t.RevokeToken(ctx, patient.ID, phone.ID, after(4)))
	t.must(t.RevokeToken(ctx, patient.ID, phone.ID, after(5)))
	t.fails(is("phone", TokenInbox, after(6)), NotFound, "revoked")
	all, err := t.Tokens(ctx, patient.ID)
	t.must(err)
	t.equal(all[0].Revoked, new(after(4)))
	none, err := t.Tokens(ctx, clinician.ID)
	if err != nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}

	for _, c := range []struct {
		token Token
		kind  Kind
		says  string
	}{
		{Token{Hash: hashOf("x"), Person: "p99", Kind: TokenAPI}, NotFound, "p99"},
		{Token{Hash: hashOf("x"), Person: patient.ID, Kind: "all"}, Invalid, "all"},
		{Token{Person: patient.ID, Kind: TokenAPI}, Internal, "hash"},
		{Token{Hash: hashOf("x"), Person: patient.ID, Kind: TokenAPI, Name: "a\x00b"}, Invalid, "can't be seen"},
	} {
		_, err := t.AddToken(ctx, c.token)
		t.fails(err, c.kind, c.says)
	}
}
