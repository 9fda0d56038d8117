package store

func keepsConsents(t tester, again place) {
	ctx := t.Context()
	admin, clinician, patient := t.clinic()
	consented := func(want bool) {
		t.Helper()
		ok, err := t.Consented(ctx, "ben", clinician.ID)
		t.must(err)
		if ok != want {
			t.Errorf("consented: %v", ok)
		}
	}
	consented(false)
	for range 2 {
		t.must(t.Grant(ctx, "ben", clinician.ID, after(3)))
	}
	consented(true)
	for _, other := range []string{admin.ID, patient.ID, "p99", ""} {
		if ok, err := t.Consented(ctx, "ben", other); err != nil || ok {
			t.Errorf("%q: %v, %v", other, ok, err)
		}
		t.fails(t.Grant(ctx, "ben", other, after(3)), Invalid, "no clinician")
	}
	for range 2 {
		t.must(t.Withdraw(ctx, "ben", clinician.ID, after(4)))
	}
	consented(false)
	t.must(t.Grant(ctx, "ben", clinician.ID, after(4))) // at the very instant
	consented(true)
	all, err := t.Consents(ctx, "ben")
	t.must(err)
	t.equal(all, []Consent{
		{Runner: "ben", Clinician: clinician.ID, Granted: after(4)},
		{Runner: "ben", Clinician: clinician.ID, Granted: after(3), Withdrawn: new(after(4))},
	})

	// It is for clinicians, as long as they are. To be disabled is to wait; who
	// loses the role loses what was granted, and has to be granted it anew.
	p := clinician
	p.Disabled = new(after(5))
	t.must(rewrite(ctx, t, p))
	consented(false)
	t.fails(t.Grant(ctx, "ben", clinician.ID, after(5)), Invalid, "no clinician")
	t.must(rewrite(ctx, t, clinician))
	consented(true)
	done, err := t.EditPerson(ctx, "", clinician.ID, func(p *Person) error { p.Clinician = false; return nil })
	t.must(err)
	t.equal(done.Withdrawn, []string{"ben"})
	consented(false)
	t.fails(t.Grant(ctx, "ben", clinician.ID, after(5)), Invalid, "no clinician")
	t.must(rewrite(ctx, t, clinician))
	consented(false)
	t.must(t.Grant(ctx, "ben", clinician.ID, after(5)))
	consented(true)

	// Withdrawing works whatever became of the clinician.
	clinician.Disabled = new(after(6))
	t.must(rewrite(ctx, t, clinician))
	t.must(t.Withdraw(ctx, "ben", clinician.ID, after(6)))
	clinician.Disabled = nil
	t.must(rewrite(ctx, t, clinician))
	consented(false)

	t.fails(t.Grant(ctx, "nobody", clinician.ID, after(3)), NotFound)
	t.fails(t.Withdraw(ctx, "nobody", clinician.ID, after(3)), NotFound)
	_, err = t.Consents(ctx, "nobody")
	t.fails(err, NotFound)
	t.together(again, 6, func(s *Store, _ int) {
		if err := s.Grant(t.Context(), "ben", clinician.ID, after(7)); err != nil {
			t.Error(err)
		}
	})
	if all, err := t.Consents(ctx, "ben"); err != nil || len(all) != 4 {
		t.Errorf("granted at once by several: %+v, %v", all, err)
	}
}
