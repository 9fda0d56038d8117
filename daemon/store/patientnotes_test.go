package store

import "strings"

func keepsPatientNotes(t tester, _ place) {
	ctx := t.Context()
	admin, clinician, _ := t.clinic()
	add := func(n PatientNote) PatientNote {
		t.Helper()
		n, err := t.AddPatientNote(ctx, n)
		t.must(err)
		return n
	}
	first := add(PatientNote{Runner: "ben", By: clinician.ID, At: after(3), Text: " Calf tight.\r\n\tTo see again. "})
	t.equal(first, PatientNote{ID: "n1", Runner: "ben", By: clinician.ID, At: after(3), Text: "Calf tight.\n\tTo see again."})
	second := add(PatientNote{Runner: "ben", By: admin.ID, At: after(3), Text: strings.Repeat("ü", 4000)})
	all, err := t.PatientNotes(ctx, "ben")
	t.must(err)
	t.equal(all, []PatientNote{second, first})

	t.fails(t.RemovePatientNote(ctx, "ben", admin.ID, first.ID), NotFound, "n1") // whose it isn't
	t.fails(t.RemovePatientNote(ctx, "ben", clinician.ID, "n9"), NotFound, "n9")
	t.fails(t.RemovePatientNote(ctx, "anna", clinician.ID, first.ID), NotFound, "anna") // of whom it isn't
	t.must(t.RemovePatientNote(ctx, "ben", clinician.ID, first.ID))
	all, err = t.PatientNotes(ctx, "ben")
	t.must(err)
	t.equal(all, []PatientNote{second})
	if third := add(PatientNote{Runner: "ben", By: clinician.ID, At: after(4), Text: "x"}); third.ID != "n3" {
		t.Errorf("ID %s was given before", third.ID)
	}

	for _, c := range []struct {
		note PatientNote
		kind Kind
		says string
	}{
		{PatientNote{Runner: "ben", By: clinician.ID, At: after(3), Text: " \n"}, Invalid, "empty"},
		{PatientNote{Runner: "ben", By: clinician.ID, At: after(3), Text: strings.Repeat("ü", 4001)}, Invalid, "shorten it to 4000"},
		{PatientNote{Runner: "ben", By: clinician.ID, At: after(3), Text: "a\x1b[2Jb"}, Invalid, "can't be seen"},
		{PatientNote{Runner: "ben", By: clinician.ID, Text: "x"}, Invalid, "needs a time"},
		{PatientNote{Runner: "ben", By: "p99", At: after(3), Text: "x"}, NotFound, "p99"},
		{PatientNote{Runner: "nobody", By: clinician.ID, At: after(3), Text: "x"}, NotFound, "nobody"},
	} {
		_, err := t.AddPatientNote(ctx, c.note)
		t.fails(err, c.kind, c.says)
	}
	_, err = t.PatientNotes(ctx, "nobody")
	t.fails(err, NotFound)
}
