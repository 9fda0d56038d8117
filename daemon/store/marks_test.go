package store

import (
	"needled/analysis"
)

// seesFiles: a file is seen by the version that took it in, until another
// comes.
func seesFiles(t tester, _ place) {
	ctx := t.Context()
	sees := func(runner, mark string, want bool) {
		t.Helper()
		if got, err := t.Seen(ctx, runner, mark); got != want || err != nil {
			t.Errorf("%s, %s: %v, %v", runner, mark, got, err)
		}
	}
	t.must(t.See(ctx, me, []string{"1.0 file:a", "1.0 file:b", "1.01 file:a"}))
	t.must(t.AddRunner(ctx, analysis.Runner{Name: "anna"}))
	t.must(t.See(ctx, "anna", []string{"1.0 file:a"}))
	sees(me, "1.0 file:b", true)
	sees("anna", "1.0 file:b", false)
	t.must(t.See(ctx, me, []string{"1.1 file:a"}))
	t.must(t.KeepSeen(ctx, "1.1 "))
	sees(me, "1.1 file:a", true)
	for _, mark := range []string{"1.0 file:a", "1.0 file:b", "1.01 file:a"} {
		sees(me, mark, false)
	}
	sees("anna", "1.0 file:a", false)
}

// prunesEvents: what was told long ago goes, counted and not by a clock, which
// may be wrong.
func prunesEvents(t tester, again place) {
	one, ctx := t.at(again, after(1)), t.Context()
	add := func(runner string, n int) {
		t.Helper()
		_, err := write(ctx, one.Store, "adding many", func(tx *tx) (int, error) {
			for i := range n {
				if _, err := one.addEvent(ctx, tx, Event{Runner: runner, Kind: EventDigest, Key: itoa(i), Due: after(1)}); err != nil {
					return 0, err
				}
			}
			return n, nil
		})
		t.must(err)
	}
	t.must(t.See(ctx, me, nil))
	t.must(t.AddRunner(ctx, analysis.Runner{Name: "anna"}))
	add("anna", 1)
	add(me, mostEvents+1)
	for id := range int64(3) {
		t.must(one.Delivered(ctx, id+1, "a", after(1)))
	}
	*one.now = after(4000)
	_, err := one.PurgeExpired(ctx)
	t.must(err)
	left, err := one.Events(ctx, me, 2*mostEvents)
	t.must(err)
	if len(left) != mostEvents || left[len(left)-1].Key != "1" {
		t.Errorf("%d events are left, the oldest is %s", len(left), left[len(left)-1].Key)
	}
	if others, err := one.Events(ctx, "anna", 1); len(others) != 1 || err != nil {
		t.Errorf("another runner's: %+v, %v", others, err)
	}
	var deliveries int
	t.must(one.writer.QueryRow(`SELECT COUNT(*) FROM deliveries`).Scan(&deliveries))
	t.equal(deliveries, 2) // of the first of anna's, and the second of mine
}

// A mark names an original as long as it is kept, for those who have runs of
// it.
func marks(t tester, _ place) {
	r := newRun(after(1), 5)
	got := t.record(r)[0]
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "anna"}))
	marked := func(runner, mark string) []string {
		t.Helper()
		sum, known, err := t.Marked(t.Context(), runner, mark)
		t.must(err)
		if len(known) > 0 && sum != r.Original {
			t.Errorf("%s names %s", mark, sum)
		}
		var ids []string
		for _, e := range known {
			ids = append(ids, e.Run.ID)
		}
		return ids
	}
	t.equal(marked(me, "zip:1"), []string(nil))
	for range 2 {
		t.must(t.Mark(t.Context(), map[string]analysis.Sum{"zip:1": r.Original, "zip:2": r.Original}))
	}
	t.equal(marked(me, "zip:1"), []string{got.Run.ID})
	t.equal(marked(me, "zip:2"), []string{got.Run.ID})
	t.equal(marked(me, "zip:3"), []string(nil))
	t.equal(marked("anna", "zip:1"), []string(nil))

	t.must(t.Mark(t.Context(), map[string]analysis.Sum{"zip:4": analysis.SumOf([]byte("not kept, or not any more"))}))
	n, err := read(t.Context(), t.Store, "counting marks", func(tx *tx) (n int, err error) {
		return n, tx.one(t.Context(), `SELECT COUNT(*) FROM marks`, nil, &n)
	})
	t.must(err)
	t.equal(n, 2)
	_, err = t.UndoBatch(t.Context(), me, got.Batch, after(2))
	t.must(err)
	t.equal(marked(me, "zip:1"), []string(nil))
}
