package store

import (
	"time"

	"needled/analysis"
)

// mixesNothing: whatever is written by another protocol, the next one who
// looks by the first sees only verdicts of the first.
func mixesNothing(t tester, again place) {
	first, other := options(), protocolWith(analysis.TypicalClear, 72)
	t.treat(treated)
	batch := t.record(append(usual(), newRun(after(2.5), 3))...)[0].Batch
	checkIn := analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: after(3), Pain: new(0)}
	for _, c := range []struct {
		name  string
		write func() error
	}{
		{"a run", func() error { t.record(newRun(after(2.6), 3)); return nil }},
		{"a check-in", func() error { _, err := t.AddCheckIn(t.Context(), checkIn); return err }},
		{"a check-in removed", func() error { return t.RemoveCheckIn(t.Context(), me, "c1") }},
		{"a treatment", func() error { t.treat(after(20)); return nil }},
		{"a treatment edited", func() error {
			_, err := t.EditTreatment(t.Context(), analysis.Treatment{Runner: me, ID: "t1", At: treated.Add(time.Minute)})
			return err
		}},
		{"a treatment removed", func() error { return t.RemoveTreatment(t.Context(), me, "t2") }},
		{"the runner", func() error {
			return t.EditRunner(t.Context(), analysis.Runner{Name: me, Experience: analysis.Seasoned})
		}},
		{"a batch undone", func() error { _, err := t.UndoBatch(t.Context(), me, batch, after(100)); return err }},
	} {
		t.Store = again(t, other)
		t.must(c.write())
		t.Store = again(t, first)
		t.must(t.EnsureJudged(t.Context(), me, nil))
		t.judged()
		var others int
		t.must(t.writer.QueryRow(`SELECT COUNT(*) FROM verdicts WHERE protocol <> $1`, t.protocol).Scan(&others))
		if others > 0 || t.Failed() {
			t.Fatalf("after %s by another protocol, %d verdicts are the other's", c.name, others)
		}
	}
}
