package store

import (
	"database/sql"
	"runtime"
	"strings"
	"testing"
	"time"
)

// looked is a line that somebody viewed what is a runner's.
func looked(at time.Time, who, whose string, changes ...func(*Audit)) Audit {
	a := Audit{At: at, Who: who, WhoName: "Cora", Deed: DeedViewRun, Whose: whose, Object: "23456789", From: "192.0.2.1", Outcome: OutcomeOK}
	for _, change := range changes {
		change(&a)
	}
	return a
}

func (t tester) audit(all ...Audit) {
	t.Helper()
	for _, a := range all {
		t.must(t.AddAudit(t.Context(), a))
	}
}

func keepsAudit(t tester, _ place) {
	ctx := t.Context()
	t.must(t.CheckAudit(ctx)) // an empty one is in order
	want := []Audit{
		looked(after(1), "p1", "ben"),
		looked(after(2), "p1", "dora", func(a *Audit) { a.Deed = DeedExportReport }),
		looked(after(3), "p2", "ben", func(a *Audit) { a.Outcome = OutcomeRefused }),
		{At: after(4), Deed: DeedSignIn, From: "192.0.2.9", Outcome: OutcomeFailed},
		looked(after(5), "p1", "ben"),
	}
	t.audit(want...)
	for i := range want {
		want[i].ID = int64(i + 1)
	}
	for _, c := range []struct {
		name   string
		filter AuditFilter
		want   []int // IDs
	}{
		{"all", AuditFilter{}, []int{5, 4, 3, 2, 1}},
		{"the newest", AuditFilter{N: 2}, []int{5, 4}},
		{"those before", AuditFilter{N: 2, Before: 4}, []int{3, 2}},
		{"by one", AuditFilter{Who: "p1"}, []int{5, 2, 1}},
		{"of one", AuditFilter{Whose: "ben"}, []int{5, 3, 1}},
		{"a deed", AuditFilter{Deed: DeedExportReport}, []int{2}},
		{"a deed of one", AuditFilter{Who: "p1", Whose: "ben", Deed: DeedViewRun}, []int{5, 1}},
		{"from the very instant", AuditFilter{Since: after(4)}, []int{5, 4}},
		{"up to an instant", AuditFilter{Until: after(4)}, []int{3, 2, 1}},
		{"nobody's", AuditFilter{Who: "p9"}, nil},
	} {
		got, err := t.Audits(ctx, c.filter)
		t.must(err)
		var expected []Audit
		for _, id := range c.want {
			expected = append(expected, want[id-1])
		}
		t.equal(got, expected)
	}

	// What comes from outside is cut and cleaned, never left out.
	t.audit(Audit{Deed: DeedViewRun, Object: "a\x1b[2J\xff" + strings.Repeat("ü", 300), Outcome: OutcomeRefused})
	got, err := t.Audits(ctx, AuditFilter{N: 1})
	t.must(err)
	t.equal(got, []Audit{{ID: 6, At: after(100), Deed: DeedViewRun, Object: "a\ufffd[2J\ufffd" + strings.Repeat("ü", 193) + "…", Outcome: OutcomeRefused}})
	t.must(t.CheckAudit(ctx))
}

func looks(t tester, _ place) {
	last := func(who, whose string, before time.Time) *time.Time {
		t.Helper()
		at, err := t.LastLook(t.Context(), who, whose, before)
		t.must(err)
		return at
	}
	t.equal(last("p1", "ben", after(9)), (*time.Time)(nil))
	t.audit(
		looked(after(1), "p1", "ben", func(a *Audit) { a.Deed = DeedViewPatient }),
		looked(after(3), "p1", "ben"),
		looked(after(4), "p1", "ben", func(a *Audit) { a.Outcome = OutcomeRefused }),
		looked(after(5), "p1", "ben", func(a *Audit) { a.Deed = DeedExportReport }),
		looked(after(6), "p1", "dora"),
		looked(after(7), "p2", "ben"),
	)
	t.equal(last("p1", "ben", after(9)), new(after(3)))
	t.equal(last("p1", "ben", after(3).Add(time.Microsecond)), new(after(3)))
	t.equal(last("p1", "ben", after(3)), new(after(1)))
	t.equal(last("p1", "ben", after(1)), (*time.Time)(nil))
	t.equal(last("p1", "dora", after(9)), new(after(6)))
}

func auditsTogether(t tester, again place) {
	t.together(again, 20, func(s *Store, i int) {
		if err := s.AddAudit(t.Context(), looked(after(1), "p"+itoa(i), "ben")); err != nil {
			t.Error(err)
		}
	})
	all, err := t.Audits(t.Context(), AuditFilter{})
	if err != nil || len(all) != 20 {
		t.Errorf("%d lines, %v", len(all), err)
	}
	t.must(t.CheckAudit(t.Context()))
}

// Nothing changes or removes a line, whoever tries.
func TestAuditIsOnlyAddedTo(t *testing.T) {
	p := sqlitePlace(t)
	s := test(t, p(t, options()))
	s.audit(looked(after(1), "p1", "ben"), looked(after(2), "p1", "ben"))
	s = test(t, p(t, options()))
	for _, forgery := range []string{
		`UPDATE audit SET who = 'p2' WHERE id = 1`, `UPDATE audit SET id = 9`, `DELETE FROM audit WHERE id = 2`, `DELETE FROM audit`,
		`INSERT OR REPLACE INTO audit SELECT id, at, 'p2', who_name, deed, whose, object, origin, outcome, seal FROM audit WHERE id = 1`,
		`REPLACE INTO audit SELECT id, at, 'p2', who_name, deed, whose, object, origin, outcome, seal FROM audit WHERE id = 1`,
	} {
		if _, err := s.writer.Exec(forgery); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", forgery, err)
		}
	}
	s.must(s.CheckAudit(t.Context()))
}

// Whoever gets past that is found out.
func TestForgedAuditIsFoundOut(t *testing.T) {
	const forged = `(id, at, who, who_name, deed, whose, object, origin, outcome, seal)
		SELECT 4, at, who, who_name, deed, whose, object, origin, outcome, seal FROM audit WHERE id = 3`
	for forgery, says := range map[string]string{
		`UPDATE audit SET who = 'p2' WHERE id = 2`:                                   "line 2 (4 March 2026 16:30 UTC)",
		`UPDATE audit SET at = at + 1 WHERE id = 1`:                                  "line 1 ",
		`UPDATE audit SET outcome = 'ok', origin = '' WHERE id = 3`:                  "line 3 ",
		`UPDATE audit SET whose = who || whose, who = '' WHERE id = 2`:               "line 2 ",
		`UPDATE audit SET seal = (SELECT seal FROM audit WHERE id = 2) WHERE id = 1`: "line 1 ",
		`DELETE FROM audit WHERE id = 1`:                                             "line 1 is missing",
		`DELETE FROM audit WHERE id = 2`:                                             "line 2 is missing",
		`DELETE FROM audit WHERE id = 3`:                                             "ends at line 2, of 3",
		`DELETE FROM audit`:                                                          "ends at line 0, of 3",
		`INSERT INTO audit ` + forged:                                                "line 4 ",
	} {
		s := test(t, sqlitePlace(t)(t, options()))
		s.audit(looked(after(1), "p1", "ben"), looked(after(2), "p1", "ben"), looked(after(3), "p1", "ben"))
		s.must(s.CheckAudit(t.Context()))
		for _, statement := range []string{`DROP TRIGGER audit_stays`, `DROP TRIGGER audit_remains`, forgery} {
			_, err := s.writer.Exec(statement)
			s.must(err)
		}
		s.fails(s.CheckAudit(t.Context()), Conflict, "tampered", says)
		if !strings.HasPrefix(forgery, "INSERT") {
			s.audit(looked(after(4), "p1", "ben")) // writing goes on
		}
		s.fails(s.CheckAudit(t.Context()), Conflict, "tampered")
	}
}

// What doesn't wait for the disk waits for whoever is writing.
func TestAuditWaitsInLine(t *testing.T) {
	o := options()
	o.BusyTimeout = time.Millisecond
	s := test(t, sqlitePlace(t)(t, o))
	for db, want := range map[*sql.DB]int{s.light: 1, s.writer: 2} { // NORMAL, FULL
		var synchronous int
		s.must(db.QueryRow(`PRAGMA synchronous`).Scan(&synchronous))
		if synchronous != want {
			t.Errorf("synchronous = %d, want %d", synchronous, want)
		}
	}
	writing, err := s.writer.BeginTx(t.Context(), nil)
	s.must(err)
	done := make(chan error)
	go func() { done <- s.AddAudit(t.Context(), looked(after(1), "p1", "ben")) }()
	for s.writer.Stats().WaitCount == 0 {
		runtime.Gosched()
	}
	s.must(writing.Commit())
	s.must(<-done)
}
