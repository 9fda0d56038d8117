package store

import (
	"time"

	"needled/analysis"
)

func keepsSessions(t tester, again place) {
	ctx := t.Context()
	one := t.at(again, after(2))
	admin, clinician, _ := one.clinic()
	is := func(name string, at time.Time, want string) {
		t.Helper()
		data, found, err := one.Session(ctx, hashOf(name), at)
		t.must(err)
		if found != (want != "") || string(data) != want {
			t.Errorf("session %s: %q, %v; want %q", name, data, found, want)
		}
	}
	put := func(name, person, data string, expires time.Time) {
		t.Helper()
		t.must(one.PutSession(ctx, hashOf(name), person, []byte(data), expires))
	}
	is("a", after(2), "")
	put("n", "", "nobody yet", after(3))
	is("n", after(2), "nobody yet")
	put("a", admin.ID, "signed in just now", after(3))
	t.must(one.ChangeSession(ctx, hashOf("a"), []byte("signed in"), after(4)))
	is("a", after(4).Add(-time.Microsecond), "signed in")
	is("a", after(4), "")
	t.fails(one.PutSession(ctx, hashOf("x"), "p99", nil, after(4)), NotFound, "p99")
	t.must(one.PutSession(ctx, hashOf("empty"), "", nil, after(4)))
	if _, found, err := one.Session(ctx, hashOf("empty"), after(2)); err != nil || !found {
		t.Errorf("a session without data: %v, %v", found, err)
	}

	put("b", admin.ID, "b", after(9))
	put("c", admin.ID, "c", after(9))
	put("d", clinician.ID, "d", after(9))
	t.must(one.EndSessionsOf(ctx, admin.ID, hashOf("b")))
	is("a", after(2), "")
	is("b", after(2), "b")
	is("c", after(2), "")
	is("d", after(2), "d")
	t.must(one.EndSessionsOf(ctx, admin.ID, analysis.Sum{}))
	is("b", after(2), "")
	for range 2 {
		t.must(one.EndSession(ctx, hashOf("d")))
	}
	is("d", after(2), "")

	// What ended doesn't come back with what a slow request still had to keep.
	t.must(one.ChangeSession(ctx, hashOf("d"), []byte("d"), after(9)))
	is("d", after(2), "")

	// What expired goes when another is written.
	put("e", admin.ID, "e", after(3))
	*one.now = after(3)
	put("f", admin.ID, "f", after(9))
	var left int
	t.must(one.reader.QueryRow(`SELECT COUNT(*) FROM sessions`).Scan(&left))
	if left != 2 { // f, and the empty one
		t.Errorf("%d sessions are left", left)
	}
}
