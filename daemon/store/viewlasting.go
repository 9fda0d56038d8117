package store

import (
	"cmp"
	"context"
	"database/sql"
	"reflect"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// without is what a runner's data are without what was fetched, where they
// differ from the stored rows. It is found in memory, from the lasting
// recordings alone, and says what the rows would say once everything fetched
// is removed. A nil one differs in nothing.
type without struct {
	store   *Store
	runner  analysis.Runner
	linked  map[string]lastingRun // by their IDs, the runs that the recordings looked at anew make
	runOf   map[int64]string      // of each of those recordings: its run
	dropped map[string]bool       // IDs of stored runs that are not there, or otherwise
	instead []lastingRun          // those of linked that are there in their place, by start
	changed []time.Time           // instants at which something differs

	affected   map[string]bool // treatments whose recoveries may differ; nil until judged
	recoveries map[string]analysis.Recovery
	verdicts   map[string]verdictRow // of the affected treatments
}

// lastingRun is a run with the lasting recordings it is made of, the lead
// first, then the others as they arrived.
type lastingRun struct {
	ledRun
	recordings []recording
}

// withoutFetched is nil for a runner of whom nothing fetched is there.
func (s *Store) withoutFetched(ctx context.Context, t *tx, runner storedRunner) (*without, error) {
	gone, err := recordings(ctx, t, runner.Name, `expires_at IS NOT NULL`)
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	circle, err := circleOf(ctx, t, runner.Name, gone)
	if err != nil {
		return nil, err
	}
	before, err := runsOf(ctx, t, runner.Name, circle)
	if err != nil {
		return nil, err
	}
	words, err := loadWords(ctx, t, runner.Name)
	if err != nil {
		return nil, err
	}
	lasting := lastingOf(circle, gone)
	w := &without{store: s, runner: runner.Runner, linked: map[string]lastingRun{}, runOf: map[int64]string{}, dropped: map[string]bool{}}
	w.settle(lasting, arrange(lasting, words), before) // words on what is not there say nothing
	return w, nil
}

// lastingOf are those of recordings that stay, under the IDs they would have
// (see bequeathID).
func lastingOf(all, gone []recording) []recording {
	going := map[int64]bool{}
	for _, r := range gone {
		going[r.seq] = true
	}
	lasting := slices.DeleteFunc(slices.Clone(all), func(r recording) bool { return going[r.seq] })
	slices.SortFunc(lasting, func(a, b recording) int { return cmp.Compare(a.seq, b.seq) })
	for _, r := range gone {
		if r.id != r.run {
			continue
		}
		if heir := slices.IndexFunc(lasting, func(l recording) bool { return l.run == r.run }); heir >= 0 {
			lasting[heir].id = r.run
		}
	}
	return lasting
}

// settle compares the runs that lasting recordings make with those before.
func (w *without) settle(lasting []recording, groups []group, before map[string]ledRun) {
	for id := range before {
		w.dropped[id] = true
	}
	for _, g := range groups {
		run := lastingRun{ledRun: ledRun{g.run, lasting[g.members[0]].seq}}
		for _, m := range g.members {
			r := lasting[m]
			r.Run.Measures = nil
			run.recordings = append(run.recordings, r)
			w.runOf[r.seq] = g.run.ID
		}
		slices.SortFunc(run.recordings[1:], func(a, b recording) int { return cmp.Compare(a.seq, b.seq) })
		w.linked[g.run.ID] = run
		if old, there := before[g.run.ID]; there && old.lead == run.lead && reflect.DeepEqual(old.run, g.run) {
			delete(w.dropped, g.run.ID) // it says the same, whatever it is made of
			continue
		}
		w.changed = append(w.changed, g.run.Start)
		w.instead = append(w.instead, run)
	}
	for id := range w.dropped {
		w.changed = append(w.changed, before[id].run.Start)
	}
	slices.SortFunc(w.instead, func(a, b lastingRun) int {
		return cmp.Or(a.run.Start.Compare(b.run.Start), cmp.Compare(a.run.ID, b.run.ID))
	})
}

// runsIn reads the runs that started within a span, by start; those that
// started within the windows have their measures.
func (w *without) runsIn(ctx context.Context, t *tx, runner string, within span, windows []span) ([]analysis.Run, error) {
	runs, err := runsWithin(ctx, t, runner, within)
	if err != nil {
		return nil, err
	}
	if w != nil {
		runs = slices.DeleteFunc(runs, func(r analysis.Run) bool { return w.dropped[r.ID] })
	}
	if err := loadMeasures(ctx, t, runner, runs, windows); err != nil || w == nil {
		return runs, err
	}
	for _, r := range w.instead {
		if !within.holds(r.run.Start) {
			continue
		}
		run := r.run
		if slices.ContainsFunc(windows, func(s span) bool { return s.holds(run.Start) }) {
			if run.Measures, err = measuresOf(ctx, t, r.lead); err != nil {
				return nil, err
			}
		}
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b analysis.Run) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	return runs, nil
}

// measuresOf are those of one recording, nil without.
func measuresOf(ctx context.Context, t *tx, seq int64) (measures *analysis.Measures, err error) {
	err = scanMeasures(ctx, t, `SELECT '', heart_rate, grades, marks, rest FROM measures WHERE recording = $1`,
		[]any{seq}, func(_ string, m *analysis.Measures) { measures = m })
	return measures, err
}

// judge assesses the recoveries that may differ.
func (w *without) judge(ctx context.Context, t *tx) error {
	if w.affected != nil {
		return nil
	}
	all, err := treatments(ctx, t, w.runner)
	if err != nil {
		return err
	}
	reach := w.store.reachOf(all, w.runner)
	affected := slices.DeleteFunc(indexes(all), func(i int) bool { return !reach.anyReaches(w.changed, all[i].At) })
	assessed, err := w.store.assess(ctx, t, w.runner, all, affected, w)
	if err != nil {
		return err
	}
	w.affected, w.recoveries, w.verdicts = map[string]bool{}, map[string]analysis.Recovery{}, map[string]verdictRow{}
	for _, r := range assessed {
		w.affected[r.Treatment.ID], w.recoveries[r.Treatment.ID] = true, r
		for _, e := range r.Entries {
			if w.verdicts[e.Run.ID], err = newVerdictRow(r.Treatment.ID, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// list is listRuns.
func (w *without) list(ctx context.Context, t *tx, f Filter) ([]analysis.Entry, error) {
	if err := w.judge(ctx, t); err != nil {
		return nil, err
	}
	from, to := f.bounds()
	var list []analysis.Entry
	take := func(run analysis.Run, v verdictRow) error {
		if w.affected[v.treatment] {
			v = verdictRow{}
		}
		if anew, there := w.verdicts[run.ID]; there {
			v = anew
		}
		if !f.wants(run, v) {
			return nil
		}
		e, err := newEntry(run, v)
		list = append(list, e)
		return err
	}
	err := scanEntries(ctx, t, w.runner.Name, ``, `runs.started_at >= $2 AND runs.started_at < $3`, []any{from, to},
		func(run analysis.Run, v verdictRow) error {
			if w.dropped[run.ID] {
				return nil
			}
			return take(run, v)
		})
	if err != nil {
		return nil, err
	}
	for _, r := range w.instead {
		if at := micros(r.run.Start); at >= from && at < to {
			if err := take(r.run, verdictRow{}); err != nil {
				return nil, err
			}
		}
	}
	sortEntries(list)
	if f.N > 0 && len(list) > f.N {
		list = list[len(list)-f.N:]
	}
	return list, nil
}

// starts are when the runs that a filter's time passes began.
func (w *without) starts(ctx context.Context, t *tx, runner string, f Filter) ([]time.Time, error) {
	from, to := f.bounds()
	var all []time.Time
	err := t.each(ctx, `SELECT id, started_at FROM runs WHERE runner = $1 AND started_at >= $2 AND started_at < $3`, []any{runner, from, to}, func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		if w == nil || !w.dropped[id] {
			all = append(all, instant(at))
		}
		return err
	})
	if w == nil {
		return all, err
	}
	for _, r := range w.instead {
		if at := micros(r.run.Start); at >= from && at < to {
			all = append(all, r.run.Start)
		}
	}
	return all, err
}

func sortEntries(list []analysis.Entry) {
	slices.SortFunc(list, func(a, b analysis.Entry) int {
		return cmp.Or(a.Run.Start.Compare(b.Run.Start), cmp.Compare(a.Run.ID, b.Run.ID))
	})
}

// entry is the run of that full ID, with its measures.
func (w *without) entry(ctx context.Context, t *tx, id string) (analysis.Entry, error) {
	if err := w.judge(ctx, t); err != nil {
		return analysis.Entry{}, err
	}
	run, there := w.run(id)
	var e analysis.Entry
	var err error
	if there {
		e.Run = run.run
		e.Run.Measures, err = measuresOf(ctx, t, run.lead)
	} else if e, err = runEntry(ctx, t, w.runner.Name, id); err == nil && e.Verdict != nil && w.affected[e.Verdict.Treatment] {
		e.Verdict = nil
	}
	if err != nil {
		return e, err
	}
	if v, anew := w.verdicts[id]; anew {
		judged, err := newEntry(e.Run, v)
		return judged, err
	}
	return e, nil
}

// run is the one of that ID that is not there, or otherwise, in the stored rows.
func (w *without) run(id string) (lastingRun, bool) {
	i := slices.IndexFunc(w.instead, func(r lastingRun) bool { return r.run.ID == id })
	if i < 0 {
		return lastingRun{}, false
	}
	return w.instead[i], true
}

// fullRunID finds the one run whose ID begins as given.
func (w *without) fullRunID(ctx context.Context, t *tx, runner, start string) (string, error) {
	if w == nil {
		return fullRunID(ctx, t, runner, start)
	}
	return theRunID(runner, start, func(start string) ([]string, error) {
		ids, err := idsOf(ctx, t, `SELECT id FROM runs WHERE runner = $1 AND id LIKE $2`, runner, start+"%")
		ids = slices.DeleteFunc(ids, func(id string) bool { return w.dropped[id] })
		for _, r := range w.instead {
			if strings.HasPrefix(r.run.ID, start) {
				ids = append(ids, r.run.ID)
			}
		}
		slices.Sort(ids)
		return ids[:min(6, len(ids))], err
	})
}

// recordingsOf are the recordings of the run of that full ID.
func (w *without) recordingsOf(ctx context.Context, t *tx, runner, run string) ([]Recording, error) {
	if w == nil {
		return recordingsOf(ctx, t, runner, run)
	}
	r, anew := w.linked[run]
	switch {
	case anew:
		list := make([]Recording, len(r.recordings))
		for i, one := range r.recordings {
			list[i] = Recording{Recording: one.Recording, Lead: i == 0}
			if err := t.one(ctx, `SELECT path, member FROM recordings WHERE seq = $1`, []any{one.seq}, &list[i].Path, &list[i].Member); err != nil {
				return nil, err
			}
		}
		return list, nil
	case w.dropped[run]:
		return nil, fail(NotFound, "%s has no run %q", runner, run)
	}
	return recordingsOf(ctx, t, runner, run) // nothing of it was fetched
}

// arrived are the IDs of the runs of which a recording came at or after an
// instant, by start.
func (w *without) arrived(ctx context.Context, t *tx, runner string, since time.Time) ([]string, error) {
	type arrival struct {
		run string
		at  time.Time
	}
	var found []arrival
	collect := func(condition string) error {
		return t.each(ctx, `SELECT recordings.seq, runs.id, runs.started_at FROM recordings JOIN runs ON runs.id = recordings.run
			WHERE recordings.runner = $1 AND recordings.created_at >= $2 AND recordings.expires_at `+condition, []any{runner, micros(since)}, func(rows *sql.Rows) error {
			var seq, at int64
			var a arrival
			err := rows.Scan(&seq, &a.run, &at)
			a.at = instant(at)
			if w != nil {
				if id, anew := w.runOf[seq]; anew {
					a.run = id
				}
				if r, anew := w.linked[a.run]; anew {
					a.at = r.run.Start
				}
			}
			found = append(found, a)
			return err
		})
	}
	err := collect(`IS NULL`) // each by its own index
	if err == nil && w == nil {
		err = collect(`IS NOT NULL`)
	}
	slices.SortFunc(found, func(a, b arrival) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.run, b.run)) })
	found = slices.Compact(found)
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.run
	}
	return ids, err
}

// idsOf reads a query of one column of IDs.
func idsOf(ctx context.Context, t *tx, query string, args ...any) ([]string, error) {
	var ids []string
	err := t.each(ctx, query, args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
