package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

const trail analysis.Sport = "trail_running"

// timed is a store under test whose clock can be set.
type timed struct {
	tester
	now *time.Time
}

// at opens the same store again with a clock of its own.
func (t tester) at(again place, now time.Time) timed {
	o := options()
	o.Now = func() time.Time { return now }
	return timed{test(t, again(t, o)), &now}
}

// fetch takes a run in under a key, as fetched now.
func (t timed) fetch(key string, r analysis.Recording) analysis.Receipt {
	t.Helper()
	return t.fetchAll(fetchedAs(key, *t.now, r))[0]
}

func fetchedAs(key string, at time.Time, r analysis.Recording) analysis.Filing {
	strava(&r.Run)
	r.Original = analysis.SumOf(originalOf(r.Run))
	return analysis.Filing{Path: key, Original: r.Original, Recordings: []analysis.Recording{r}, Key: key, Fetched: at, Bytes: originalOf(r.Run)}
}

func (t tester) fetchAll(fs ...analysis.Filing) []analysis.Receipt {
	t.Helper()
	batch, err := t.BeginBatch(t.Context(), t.runner, after(100))
	t.must(err)
	receipts, err := t.Record(t.Context(), t.runner, batch, fs)
	t.must(err)
	return receipts
}

func (t tester) fetched() []Fetched {
	t.Helper()
	found, err := t.Fetched(t.Context(), t.runner, time.Time{})
	t.must(err)
	return found
}

// dump is every row of every table, but for the lists of batches and the
// counters, which only grow.
func (t tester) dump() []string {
	t.Helper()
	var rows []string
	var tables []string
	query := func(q string, each func(*sql.Rows)) {
		found, err := t.writer.Query(q)
		t.must(err)
		defer found.Close()
		for found.Next() {
			each(found)
		}
		t.must(found.Err())
	}
	query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('batches', 'counters', 'goose_db_version', 'sqlite_sequence')`, func(r *sql.Rows) {
		var name string
		t.must(r.Scan(&name))
		tables = append(tables, name)
	})
	for _, table := range tables {
		query(`SELECT * FROM `+table, func(r *sql.Rows) {
			columns, err := r.Columns()
			t.must(err)
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			t.must(r.Scan(into...))
			rows = append(rows, fmt.Sprintf("%s: %v", table, values))
		})
	}
	slices.Sort(rows)
	return rows
}

func renews(t tester, again place) {
	one := t.at(again, after(10))
	first := one.fetch("strava:1", newRun(after(9), 6))
	dump := one.dump()
	*one.now = after(12)
	got := one.fetch("strava:1", newRun(after(9), 6))
	if got.Outcome != analysis.Duplicate || got.Reason != "unchanged on Strava" || got.Run.ID != first.Run.ID {
		t.Errorf("%s, %s", got.Outcome, got.Reason)
	}
	// What was fetched before is no news.
	one.fetchAll(fetchedAs("strava:1", after(11), newRun(after(9), 6)))
	if f := one.fetched(); !f[0].Fetched.Equal(after(12)) {
		t.Errorf("fetched %v", f[0].Fetched)
	}
	t.equal(len(one.dump()), len(dump))
	*one.now = after(10).Add(keepFetched)
	if len(one.fetched()) != 1 {
		t.Error("it goes although it was renewed")
	}
	*one.now = after(12).Add(keepFetched)
	if len(one.fetched()) != 0 {
		t.Error("it stays although it was not renewed")
	}
}

func replaces(t tester, again place) {
	one := t.at(again, after(1.2))
	one.treat(treated)
	one.record(usual()...)
	before := one.fetch("strava:1", newRun(after(1), 3, func(r *analysis.Run) { r.Measures = nil }))
	other := one.fetch("strava:2", newRun(after(1.1), 2))
	one.edit(before.Run.ID, Edit{Sport: new(trail)})
	one.rule(analysis.Ruling{A: analysis.RecordingKey{Original: *before.Sum}, B: analysis.RecordingKey{Original: *other.Sum}})
	stats := one.stats()

	got := one.fetch("strava:1", newRun(after(1), 9))
	if got.Outcome != analysis.Merged || got.Reason != "changed on Strava" || got.Run.ID != before.Run.ID || got.Verdict.Finding(analysis.TooLong).Level != analysis.Violation {
		t.Errorf("%s %q: run %s, %+v", got.Outcome, got.Reason, got.Run.ID, got.Verdict)
	}
	if got.Run.Sport != trail {
		t.Errorf("a person's word is lost: %s", got.Run.Sport)
	}
	e, err := one.Run(t.Context(), me, got.Run.ID)
	t.must(err)
	if e.Run.Measures == nil {
		t.Error("no measures")
	}
	if _, err := one.Original(t.Context(), *before.Sum); !IsKind(err, NotFound) {
		t.Errorf("the old document: %v", err)
	}
	t.equal(one.stats().Originals, stats.Originals)
	for _, row := range one.dump() {
		if strings.Contains(row, fmt.Sprint(before.Sum[:])) {
			t.Errorf("left: %s", row)
		}
	}
	var rulings int
	t.must(one.writer.QueryRow(`SELECT COUNT(*) FROM rulings WHERE $1 IN (original_a, original_b)`, got.Sum[:]).Scan(&rulings))
	t.equal(rulings, 1)
	one.judged()
	one.linked()

	// The same measured anew changes the verdict, though the run is the same.
	hard := newRun(after(1), 9, func(r *analysis.Run) { r.Measures.HeartRate = slices.Repeat([]byte{190}, 1000) })
	one.fetch("strava:1", hard)
	one.judged()

	// It moves away from one file and to another.
	one.record(newRun(after(0.5), 4, gpx), newRun(after(1), 9.05, gpx))
	one.linked()
	one.fetch("strava:1", newRun(after(0.5), 4.02))
	one.linked()
	one.judged()
	if runs := one.runs(Filter{}); len(runs) != 7 {
		t.Errorf("%d runs", len(runs))
	}
	// Twice at once: what comes later holds.
	both := one.fetchAll(fetchedAs("strava:5", *one.now, newRun(after(0.2), 4)), fetchedAs("strava:5", *one.now, newRun(after(0.2), 5)),
		fetchedAs("strava:5", *one.now, newRun(after(0.2), 5)))
	t.equal(outcomes(both), []analysis.Outcome{analysis.Added, analysis.Merged, analysis.Duplicate})
	if d := both[2].Run.DistanceM; *d != 5000 {
		t.Errorf("%v m", *d)
	}
	// In doubt with a file.
	one.record(newRun(after(0.7), 4, gpx))
	one.fetch("strava:6", newRun(after(0.8), 4))
	if got := one.fetch("strava:6", newRun(after(0.7), 6)); got.Outcome != analysis.InReview || !strings.HasPrefix(got.Reason, "changed on Strava; ") {
		t.Errorf("%s %q", got.Outcome, got.Reason)
	}
	one.linked()
	one.judged()
}

// acceptedStays: figures a person accepted stay accepted as long as they are
// the same.
func acceptedStays(t tester, again place) {
	one := t.at(again, after(4))
	fast := func(comment string) analysis.Recording {
		return newRun(after(3), 13, func(r *analysis.Run) {
			r.MovingS, r.Note = new(1000.0), comment
			_, r.Doubt = analysis.DoubtOf(*r, after(4))
		})
	}
	id := one.fetch("strava:1", fast("")).Run.ID
	one.edit(id, Edit{Accept: new(true)})
	if got := one.fetch("strava:1", fast("renamed")); got.Run.Doubt != "" {
		t.Errorf("in doubt again: %s", got.Run.Doubt)
	}
	faster := fast("")
	faster.Run.MovingS = new(900.0)
	_, faster.Run.Doubt = analysis.DoubtOf(faster.Run, after(4))
	if got := one.fetch("strava:1", faster); got.Outcome != analysis.InReview {
		t.Errorf("other figures: %s, %q", got.Outcome, got.Reason)
	}
	one.linked()
}

func tooOldToKeep(t tester, again place) {
	one := t.at(again, after(10))
	for _, fetched := range []time.Time{after(10).Add(-keepFetched), after(10).Add(clockSlack + time.Microsecond)} {
		got := one.fetchAll(fetchedAs("strava:1", fetched, newRun(after(2), 6)))[0]
		if got.Outcome != analysis.Ignored || got.Run != nil || len(one.runs(Filter{})) != 0 || one.stats().Originals != 0 {
			t.Errorf("fetched at %v: %+v", fetched, got)
		}
	}
	for _, fetched := range []time.Time{after(10).Add(-keepFetched + time.Microsecond), after(10).Add(clockSlack)} {
		key := "strava:" + fetched.String()
		if got := one.fetchAll(fetchedAs(key, fetched, newRun(fetched.Add(-3*day), 6)))[0]; got.Outcome != analysis.Added {
			t.Errorf("fetched at %v: %+v", fetched, got)
		}
	}
	// What doesn't say when it was fetched, or comes without its document, is
	// a fault of the program's.
	batch, err := one.BeginBatch(t.Context(), me, after(10))
	t.must(err)
	for _, spoil := range []func(*analysis.Filing){
		func(f *analysis.Filing) { f.Fetched = time.Time{} },
		func(f *analysis.Filing) { f.Bytes = nil },
		func(f *analysis.Filing) { f.Recordings = append(f.Recordings, f.Recordings[0]) },
	} {
		f := fetchedAs("strava:9", after(10), newRun(after(8), 6))
		spoil(&f)
		_, err := one.Record(t.Context(), me, batch, []analysis.Filing{f})
		t.fails(err, Internal, "strava:9")
	}
}

// fileTakesOver: a run known from a file as well outlives what was fetched,
// under the ID it has always had.
func fileTakesOver(t tester, again place) {
	one := t.at(again, after(1.2))
	one.treat(treated)
	one.record(usual()...)
	id := one.fetch("strava:1", newRun(after(1), 3)).Run.ID
	file := one.record(newRun(after(1), 3.02))[0]
	if file.Outcome != analysis.Merged || file.Run.ID != id || file.Run.Provenance != analysis.WatchFile || !one.fetched()[0].Lasting {
		t.Fatalf("%+v", file)
	}
	edited := one.edit(id, Edit{Sport: new(trail)})
	*one.now = after(9)
	e, err := one.Run(t.Context(), me, id)
	t.must(err)
	t.equal(e.Verdict, edited.Verdict)
	t.equal(e.Run.Sport, trail)
	if list, err := one.RecordingsOf(t.Context(), me, id); err != nil || len(list) != 1 || list[0].Original != *file.Sum {
		t.Errorf("%+v, %v", list, err)
	}
	one.linked()
	one.judged()
	// Fetched again it joins, and goes again; then the file goes, too.
	if got := one.fetch("strava:1", newRun(after(1), 3)); got.Outcome != analysis.Merged || got.Run.ID != id {
		t.Errorf("%s %s", got.Outcome, got.Run.ID)
	}
	done, err := one.UndoBatch(t.Context(), me, file.Batch, *one.now)
	t.must(err)
	t.equal(done, Undone{Recordings: 1, RunsKept: 1})
	one.linked()
	one.judged()
	t.must(one.RemoveFetched(t.Context(), me, []string{"strava:0", "strava:1"}))
	if len(one.runs(Filter{AllSports: true})) != 4 {
		t.Error("the run is still there")
	}
	one.linked()
}

func removesFetched(t tester, again place) {
	one := t.at(again, after(1.2))
	t.must(one.PutStravaAccount(t.Context(), StravaAccount{Runner: me, Sealed: []byte("sealed"), Connected: after(1)}))
	one.treat(treated)
	one.record(usual()...)
	before := one.dump()
	gone := one.fetch("strava:1", newRun(after(1), 9))
	one.fetch("strava:2", newRun(after(0.5), 2))
	t.must(one.PutPending(t.Context(), Pending{Runner: me, Key: "strava:1", Attempts: 1, Due: after(1)}))
	t.must(one.PutPending(t.Context(), Pending{Runner: me, Key: "strava:2", Attempts: 1, Due: after(1)}))
	if len(one.events(EventOutside)) != 2 {
		t.Error("two runs lie outside")
	}
	t.must(one.RemoveFetched(t.Context(), me, []string{}))
	if len(one.fetched()) != 2 {
		t.Error("no keys are not all keys")
	}
	t.must(one.RemoveFetched(t.Context(), me, []string{"strava:1"}))
	if len(one.events(EventOutside)) != 1 {
		t.Error("one of them is gone, and what was to be told of it")
	}
	if f := one.fetched(); len(f) != 1 || f[0].Key != "strava:2" {
		t.Errorf("%+v", f)
	}
	if _, err := one.Run(t.Context(), me, gone.Run.ID); !IsKind(err, NotFound) {
		t.Errorf("the run: %v", err)
	}
	if p, err := one.Pending(t.Context(), me); err != nil || len(p) != 1 {
		t.Errorf("pending %+v, %v", p, err)
	}
	one.judged()
	t.must(one.RemoveFetched(t.Context(), me, nil))
	left := slices.DeleteFunc(one.dump(), func(row string) bool { return strings.HasPrefix(row, "clock:") })
	t.equal(left, before)
	t.fails(one.RemoveFetched(t.Context(), "anna", nil), NotFound)
}

// undoneFetched: what is taken back and was fetched leaves nothing that names
// it, since nothing would remove it in time.
func undoneFetched(t tester, again place) {
	one := t.at(again, after(4))
	receipt := one.fetch("strava:1", newRun(after(1), 3))
	one.edit(receipt.Run.ID, Edit{Sport: new(analysis.Walking)})
	_, err := one.UndoBatch(t.Context(), me, receipt.Batch, *one.now)
	t.must(err)
	for _, row := range one.dump() {
		if !strings.HasPrefix(row, "runners:") && !strings.HasPrefix(row, "clock:") && !strings.HasPrefix(row, "roster:") {
			t.Errorf("left: %s", row)
		}
	}
}
