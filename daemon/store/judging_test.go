package store

import (
	"errors"
	"strings"
	"time"

	"needled/analysis"
)

func followsTreatments(t tester, _ place) {
	t.record(append(usual(), newRun(after(1), 3), newRun(after(4), 4), newRun(after(30), 6))...)
	if numbers := t.numbers(); len(numbers) != 0 {
		t.Errorf("verdicts without a treatment: %v", numbers)
	}
	treatment := t.treat(treated)
	t.equal(t.numbers(), []string{"t1: 1 caution", "t1: 2 ok"})
	t.judged()

	treatment.At = after(2)
	_, err := t.EditTreatment(t.Context(), treatment)
	t.must(err)
	t.equal(t.numbers(), []string{"t1: 1 caution"})
	t.judged()

	t.treat(after(3.9))
	t.equal(t.numbers(), []string{"t2: 1 violation"})
	t.judged()

	t.must(t.RemoveTreatment(t.Context(), me, "t2"))
	t.must(t.RemoveTreatment(t.Context(), me, "t1"))
	if numbers := t.numbers(); len(numbers) != 0 {
		t.Errorf("verdicts without a treatment: %v", numbers)
	}
}

func lateUpload(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(3), 3.6), newRun(after(5), 4.5))...)
	t.equal(t.numbers(), []string{"t1: 1 ok", "t1: 2 ok"})
	late := t.record(newRun(after(2.5), 3))[0]
	if *late.Verdict.RunNumber != 1 {
		t.Errorf("the late run is number %d", *late.Verdict.RunNumber)
	}
	t.equal(t.numbers(), []string{"t1: 1 ok", "t1: 2 ok", "t1: 3 ok"})
	// A run of long before changes what is usual.
	t.record(newRun(after(-1), 3), newRun(after(-2), 3), newRun(after(-3), 3), newRun(after(-5), 3), newRun(after(-6), 3))
	t.equal(t.numbers(), []string{"t1: 1 violation", "t1: 2 violation", "t1: 3 violation"})
	t.judged()
}

func followsCheckIns(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(3), 3))...)
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	_, err := t.AddCheckIn(t.Context(), analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: after(4), SharpPain: true})
	t.must(err)
	t.equal(t.numbers(), []string{"t1: 1 violation"})
	t.judged()

	t.fails(t.RemoveCheckIn(t.Context(), me, "c2"), NotFound, "c2")
	t.must(t.RemoveCheckIn(t.Context(), me, "c1"))
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	t.judged()
	left, err := t.CheckIns(t.Context(), me, time.Time{})
	t.must(err)
	if len(left) != 0 {
		t.Errorf("still there: %v", left)
	}
}

func followsRunner(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(2.5), 3))...)
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	t.must(t.EditRunner(t.Context(), analysis.Runner{Name: me, Experience: analysis.NewRunner}))
	t.equal(t.numbers(), []string{"t1: 1 caution"})
	t.judged()
}

func followsProtocol(t tester, again place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(2.5), 3))...)
	t.must(t.EnsureJudged(t.Context(), me, func(int, int) { t.Error("judged again by the same protocol") }))

	t.Store = again(t, protocolWith(analysis.TypicalClear, 72))
	var steps [][2]int
	progress := func(done, total int) { steps = append(steps, [2]int{done, total}) }
	t.must(t.EnsureJudged(t.Context(), me, progress))
	t.equal(t.numbers(), []string{"t1: 1 caution"})
	t.equal(steps, [][2]int{{0, 1}, {1, 1}})
	t.judged()
	t.must(t.EnsureJudged(t.Context(), me, func(int, int) { t.Error("judged again although it was") }))
	t.must(t.Reassess(t.Context(), me, nil))

	var others int
	t.must(t.writer.QueryRow(`SELECT COUNT(*) FROM verdicts WHERE protocol <> $1`, t.protocol).Scan(&others))
	if others > 0 {
		t.Errorf("%d verdicts don't carry the protocol they were made by", others)
	}
}

func measuresAgain(t tester, again place) {
	t.treat(treated)
	run := newRun(after(2.5), 3, func(r *analysis.Run) { r.Integrity = analysis.BadCRC }) // by what it came in
	first := t.record(append(usual(), run, newRun(after(2.5), 3, gpx))...)

	o := protocolWith(analysis.TurningPoint, 5)
	o.Measure = func(run analysis.Run, original []byte, leg int) (analysis.Run, error) {
		if run.Format == "gpx" {
			return analysis.Run{}, errors.New("no decoder")
		}
		m := newRun(time.Time{}, 1).Run
		t.must(fromJSON(string(original), &m))
		m.Integrity, m.AscentM, m.Doubt, m.Measures = analysis.Intact, new(99.0), "", &analysis.Measures{MedianSpeedMPS: 3.5}
		return m, nil
	}
	t.Store = again(t, o)
	t.must(t.EnsureJudged(t.Context(), me, nil))
	e, err := t.Run(t.Context(), me, first[4].Run.ID)
	t.must(err)
	if *e.Run.AscentM != 99 || e.Run.Measures.MedianSpeedMPS != 3.5 || e.Run.Measures.HeartRate != nil || e.Run.Format != "fit" || e.Run.Integrity != analysis.BadCRC {
		t.Errorf("not measured again: %+v", e.Run)
	}
	if f := e.Verdict.Finding(analysis.TooHilly); f.Level != analysis.Violation {
		t.Errorf("the verdict is still by the old measures: %+v", f)
	}
	t.judged()
}

func unreadableNow(t tester, again place) {
	t.treat(treated)
	first := t.record(append(usual(), newRun(after(2.5), 3))...)
	o := protocolWith(analysis.TurningPoint, 5)
	calls := 0
	o.Measure = func(analysis.Run, []byte, int) (analysis.Run, error) {
		calls++
		return analysis.Run{}, errors.New("no decoder")
	}
	t.Store = again(t, o)
	// Without EnsureJudged before, what is judged is still brought up to date.
	_, err := t.AddCheckIn(t.Context(), analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: after(3), Pain: new(0)})
	t.must(err)
	if calls != 1 {
		t.Errorf("%d runs measured again; one lies in the recovery", calls)
	}
	e, err := t.Run(t.Context(), me, first[4].Run.ID)
	t.must(err)
	if e.Run.Measures == nil || e.Verdict.Level != analysis.OK {
		t.Errorf("what can't be read again should stay as it was: %+v", e)
	}
}

func accidents(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(),
		newRun(after(2.5), 0.2),
		newRun(after(2.6), 3),
		newRun(after(2.7), 8, func(r *analysis.Run) { r.Sport = analysis.Walking }),
		newRun(after(60), 30, func(r *analysis.Run) { r.Sport = analysis.Cycling }))...)
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	runs := t.runs(Filter{Since: treated})
	if len(runs) != 3 || runs[0].Verdict != nil || runs[2].Verdict == nil || runs[2].Verdict.RunNumber != nil {
		t.Errorf("an accident without verdict, a run, and a walk without number: %+v", runs)
	}
	t.judged()
}

func filters(t tester, _ place) {
	t.treat(treated)
	t.record(append(usual(),
		newRun(after(0.5), 3), newRun(after(3), 3), newRun(after(4), 3, func(r *analysis.Run) { r.Doubt = "too fast" }),
		newRun(after(5), 5, func(r *analysis.Run) { r.Sport, r.Doubt = analysis.UnknownSport, "it names no sport" }),
		newRun(after(60), 30, func(r *analysis.Run) { r.Sport = analysis.Cycling }))...)
	count := func(f Filter) int { return len(t.runs(f)) }
	for _, c := range []struct {
		name string
		f    Filter
		want int
	}{
		{"all running and what is kept aside", Filter{}, 8},
		{"with other sports", Filter{AllSports: true}, 9},
		{"kept aside", Filter{Review: true}, 2},
		{"violations", Filter{Levels: []analysis.Level{analysis.Violation}}, 1},
		{"violations and ok", Filter{Levels: []analysis.Level{analysis.Violation, analysis.OK}}, 2},
		{"since the start of a run", Filter{Since: after(3)}, 3},
		{"since just after it", Filter{Since: after(3).Add(time.Microsecond)}, 2},
		{"until the start of a run", Filter{Until: after(3)}, 5},
		{"until just after it", Filter{Until: after(3).Add(time.Microsecond)}, 6},
	} {
		if got := count(c.f); got != c.want {
			t.Errorf("%s: %d runs, want %d", c.name, got, c.want)
		}
	}
}

func prefixes(t tester, _ place) {
	var many []analysis.Recording
	for i := range 60 {
		many = append(many, newRun(after(float64(i)), 6))
	}
	receipts := t.record(many...)
	id := receipts[0].Run.ID
	if len(id) != 8 || strings.Trim(id, letters) != "" {
		t.Errorf("ID %q", id)
	}
	for _, written := range []string{id, strings.ToUpper(id), id[:7]} {
		e, err := t.Run(t.Context(), me, written)
		t.must(err)
		if e.Run.ID != id {
			t.Errorf("%s found %s", written, e.Run.ID)
		}
	}
	// 60 runs over 28 letters: some two begin with the same one.
	starts := map[string]int{}
	for _, r := range receipts {
		starts[r.Run.ID[:1]]++
	}
	for start, n := range starts {
		if n > 1 {
			_, err := t.Run(t.Context(), me, start)
			t.fails(err, Conflict, "several runs", start, "write more")
			break
		}
	}
	wrong := id[:7] + "2"
	if wrong == id {
		wrong = id[:7] + "3"
	}
	_, err := t.Run(t.Context(), me, wrong)
	t.fails(err, NotFound, wrong, "nearest: "+id)
	for _, none := range []string{"", "a", "%", "_", id + "2"} {
		_, err := t.Run(t.Context(), me, none)
		t.fails(err, NotFound)
	}
}
