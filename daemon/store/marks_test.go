package store

import "needled/analysis"

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
