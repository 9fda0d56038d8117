package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"needled/analysis"
)

// Recoveries returns the recoveries of some treatments, or of all when none is
// named, by time, with their entries and verdicts, baselines, and what is kept
// aside. Runs in them are without their measures.
func (v *View) Recoveries(ctx context.Context, ids ...string) ([]analysis.Recovery, error) {
	return v.recoveries(ctx, inFull, ids)
}

// Outlines is Recoveries without the runs of the baselines, which are most of
// what there is to read.
func (v *View) Outlines(ctx context.Context, ids ...string) ([]analysis.Recovery, error) {
	return v.recoveries(ctx, inOutline, ids)
}

// detail is how much of a recovery is asked for.
type detail bool

const (
	inFull    detail = true
	inOutline detail = false // without the runs of the baseline
)

func (v *View) recoveries(ctx context.Context, d detail, ids []string) ([]analysis.Recovery, error) {
	return look(ctx, v, "reading the recoveries", func(t *tx, r storedRunner, w *without) ([]analysis.Recovery, error) {
		all, err := treatments(ctx, t, r.Runner)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if _, err := treatmentOf(all, r.Runner, id); err != nil {
				return nil, err
			}
		}
		some := slices.DeleteFunc(indexes(all), func(i int) bool { return len(ids) > 0 && !slices.Contains(ids, all[i].ID) })
		return v.store.recoveries(ctx, t, r, w, all, some, d)
	})
}

// recoveries are those of some treatments, by their indexes in all: as they
// are kept where that is how they would be judged now, else judged anew.
func (s *Store) recoveries(ctx context.Context, t *tx, r storedRunner, w *without, all []analysis.Treatment, some []int, d detail) ([]analysis.Recovery, error) {
	known := map[string]analysis.Recovery{}
	if r.judgedBy == s.basis(r.Runner) {
		if w != nil {
			if err := w.judge(ctx, t); err != nil {
				return nil, err
			}
			for id, recovery := range w.recoveries {
				known[id] = recovery
			}
		}
		if err := s.keptRecoveries(ctx, t, r.Name, all, some, d, known); err != nil {
			return nil, err
		}
	}
	missing := slices.DeleteFunc(slices.Clone(some), func(i int) bool { _, there := known[all[i].ID]; return there })
	anew, err := s.assess(ctx, t, r.Runner, all, missing, w)
	if err != nil {
		return nil, err
	}
	for _, recovery := range anew {
		known[recovery.Treatment.ID] = recovery
	}
	var list []analysis.Recovery
	for _, i := range some {
		recovery := withoutMeasures(known[all[i].ID])
		if d == inOutline {
			recovery.Baseline.Runs = nil
		}
		list = append(list, recovery)
	}
	return list, nil
}

func withoutMeasures(r analysis.Recovery) analysis.Recovery {
	for i := range r.Entries {
		r.Entries[i].Run.Measures = nil
	}
	for _, runs := range [][]analysis.Run{r.Baseline.Runs, r.Aside} {
		for i := range runs {
			runs[i].Measures = nil
		}
	}
	return r
}

// keptRecovery is a recovery as it is stored beside the verdicts on its runs,
// which are named by their IDs.
type keptRecovery struct {
	Class        analysis.Class    `json:"class"`
	ClassWhy     string            `json:"class_why"`
	Floor        time.Time         `json:"floor"`
	Clear        time.Time         `json:"clear"`
	End          *time.Time        `json:"end"`
	Latest       time.Time         `json:"latest"`
	Baseline     analysis.Baseline `json:"baseline"` // without its runs
	BaselineRuns []string          `json:"baseline_runs"`
	Entries      []string          `json:"entries"`
	Aside        []string          `json:"aside"`
}

func newKeptRecovery(r analysis.Recovery) keptRecovery {
	k := keptRecovery{Class: r.Class, ClassWhy: r.ClassWhy, Floor: r.Floor, Clear: r.Clear, End: r.End, Latest: r.Latest,
		Baseline: r.Baseline, BaselineRuns: namesOf(r.Baseline.Runs), Aside: namesOf(r.Aside)}
	k.Baseline.Runs = nil
	for _, e := range r.Entries {
		k.Entries = append(k.Entries, e.Run.ID)
	}
	return k
}

func namesOf(runs []analysis.Run) []string {
	var ids []string
	for _, r := range runs {
		ids = append(ids, r.ID)
	}
	return ids
}

// keptRecoveries adds to known those recoveries that aren't in it yet, as far
// as they are kept.
func (s *Store) keptRecoveries(ctx context.Context, t *tx, runner string, all []analysis.Treatment, some []int, d detail, known map[string]analysis.Recovery) error {
	wanted := map[string]analysis.Treatment{}
	for _, i := range some {
		if _, there := known[all[i].ID]; !there {
			wanted[all[i].ID] = all[i]
		}
	}
	kept, err := s.readRecoveries(ctx, t, runner, wanted)
	if err != nil || len(kept) == 0 {
		return err
	}
	var ids []any
	for id, k := range kept {
		if d == inOutline {
			k.BaselineRuns = nil
			kept[id] = k
		}
		for _, id := range slices.Concat(k.BaselineRuns, k.Entries, k.Aside) {
			ids = append(ids, id)
		}
	}
	runs := map[string]analysis.Entry{}
	for some := range slices.Chunk(ids, mostParameters) {
		for n := len(some); n&(n-1) != 0 && n < mostParameters; n++ {
			some = append(some, some[0]) // few lengths, so that the statement is prepared already
		}
		err := scanJudged(ctx, t, runner, ``, `runs.id IN (`+parameters(len(some))+`)`, some, func(run analysis.Run, v verdictRow) (err error) {
			runs[run.ID], err = newEntry(run, v)
			return err
		})
		if err != nil {
			return err
		}
	}
	for id, k := range kept {
		recovery, whole := k.recovery(runs)
		if !whole {
			continue // it is judged anew
		}
		recovery.Treatment, recovery.Protocol = wanted[id], s.Protocol.With(wanted[id].Caps)
		known[id] = recovery
	}
	return nil
}

// mostParameters is how many a statement may have in every engine.
const mostParameters = 500

// readRecoveries reads the documents of some treatments.
func (s *Store) readRecoveries(ctx context.Context, t *tx, runner string, wanted map[string]analysis.Treatment) (map[string]keptRecovery, error) {
	kept := map[string]keptRecovery{}
	one := ``
	args := []any{runner, s.protocol}
	if len(wanted) == 1 {
		one = ` AND treatment = $3`
		for id := range wanted {
			args = append(args, id)
		}
	}
	err := t.each(ctx, `SELECT treatment, document FROM recoveries WHERE runner = $1 AND protocol = $2`+one, args, func(rows *sql.Rows) error {
		var id string
		var document sql.RawBytes
		if err := rows.Scan(&id, &document); err != nil {
			return err
		}
		if _, needed := wanted[id]; !needed {
			return nil
		}
		var k keptRecovery
		if err := json.Unmarshal(document, &k); err != nil {
			return fmt.Errorf("recovery from treatment %s: %w", id, err)
		}
		kept[id] = k
		return nil
	})
	return kept, err
}

// recovery puts the runs back; whole is false when one is missing.
func (k keptRecovery) recovery(runs map[string]analysis.Entry) (r analysis.Recovery, whole bool) {
	whole = true
	take := func(id string) analysis.Entry {
		e, there := runs[id]
		whole = whole && there
		return e
	}
	r = analysis.Recovery{Class: k.Class, ClassWhy: k.ClassWhy, Floor: k.Floor, Clear: k.Clear, End: k.End, Latest: k.Latest, Baseline: k.Baseline}
	for _, id := range k.BaselineRuns {
		r.Baseline.Runs = append(r.Baseline.Runs, take(id).Run)
	}
	for _, id := range k.Entries {
		r.Entries = append(r.Entries, take(id))
	}
	for _, id := range k.Aside {
		r.Aside = append(r.Aside, take(id).Run)
	}
	return r, whole
}

// putRecoveries keeps recoveries. Rows that say the same already aren't
// written.
func (s *Store) putRecoveries(ctx context.Context, t *tx, runner string, recoveries []analysis.Recovery) error {
	for _, r := range recoveries {
		text, err := json.Marshal(newKeptRecovery(r))
		if err != nil {
			return fmt.Errorf("recovery from treatment %s: %w", r.Treatment.ID, err)
		}
		_, err = t.exec(ctx, `INSERT INTO recoveries (treatment, runner, protocol, document) VALUES ($1, $2, $3, $4)
			ON CONFLICT (treatment) DO UPDATE SET protocol = excluded.protocol, document = excluded.document
			WHERE recoveries.protocol <> excluded.protocol OR recoveries.document <> excluded.document`,
			r.Treatment.ID, runner, s.protocol, string(text))
		if err != nil {
			return err
		}
	}
	return nil
}
