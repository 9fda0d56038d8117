package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// Sight is how much of a runner's data somebody may see.
type Sight int

const (
	// Nothing is as if there were no such runner.
	Nothing Sight = iota
	// Shared is everything but what was fetched from Strava, and as if that
	// had never come: runs, verdicts and numbers are those without it.
	Shared
	// Whole is all there is.
	Whole
)

// View is a runner's data as one viewer may see it. Every method reads one
// unchanging state of the store.
type View struct {
	store  *Store
	runner string
	sight  Sight
	within *glance // the transaction it reads in; nil for one of its own each time
}

// glance is what a view that reads in one transaction has found already.
type glance struct {
	tx      *tx
	runner  storedRunner
	without *without
}

// View is the data of a runner as somebody of that sight may see it.
func (s *Store) View(runner string, sight Sight) *View {
	return &View{store: s, runner: runner, sight: sight}
}

// Together does several reads by the view that work is given, on one unchanging
// state of the store. It costs less than each for itself. Work must read by
// nothing else, and not keep the view.
func (v *View) Together(ctx context.Context, work func(*View) error) error {
	_, err := look(ctx, v, "reading of "+v.runner, func(t *tx, r storedRunner, w *without) (int, error) {
		return 0, work(&View{v.store, v.runner, v.sight, &glance{t, r, w}})
	})
	return err
}

// look reads what a view may show. without is nil where the stored rows are
// just that.
func look[T any](ctx context.Context, v *View, doing string, work func(*tx, storedRunner, *without) (T, error)) (T, error) {
	if g := v.within; g != nil {
		result, err := work(g.tx, g.runner, g.without)
		return result, v.store.explain(ctx, doing, err)
	}
	return read(ctx, v.store, doing, func(t *tx) (T, error) {
		var zero T
		if v.sight != Shared && v.sight != Whole {
			return zero, v.nobody()
		}
		r, err := v.store.runner(ctx, t, v.runner)
		if IsKind(err, NotFound) {
			err = v.nobody() // names no others
		}
		if err != nil {
			return zero, err
		}
		var w *without
		if v.sight == Shared {
			if w, err = v.store.withoutFetched(ctx, t, r); err != nil {
				return zero, err
			}
		}
		return work(t, r, w)
	})
}

func (v *View) nobody() error { return fail(NotFound, "there is no runner %q", v.runner) }

// Runner is who is seen.
func (v *View) Runner(ctx context.Context) (analysis.Runner, error) {
	return look(ctx, v, "reading the runner "+v.runner, func(_ *tx, r storedRunner, _ *without) (analysis.Runner, error) { return r.Runner, nil })
}

// Treatments lists the treatments by time.
func (v *View) Treatments(ctx context.Context) ([]analysis.Treatment, error) {
	return look(ctx, v, "listing the treatments", func(t *tx, r storedRunner, _ *without) ([]analysis.Treatment, error) {
		return treatments(ctx, t, r.Runner)
	})
}

// Treatment returns one treatment.
func (v *View) Treatment(ctx context.Context, id string) (analysis.Treatment, error) {
	return look(ctx, v, "reading treatment "+id, func(t *tx, r storedRunner, _ *without) (analysis.Treatment, error) {
		return treatmentByID(ctx, t, r.Runner, id)
	})
}

// CheckIns lists the check-ins at or after an instant, by time.
func (v *View) CheckIns(ctx context.Context, since time.Time) ([]analysis.CheckIn, error) {
	return look(ctx, v, "listing the check-ins", func(t *tx, r storedRunner, _ *without) ([]analysis.CheckIn, error) {
		return checkIns(ctx, t, r.Name, since)
	})
}

// Runs lists runs by start, without their measures.
func (v *View) Runs(ctx context.Context, f Filter) ([]analysis.Entry, error) {
	return look(ctx, v, "listing the runs", func(t *tx, r storedRunner, w *without) ([]analysis.Entry, error) {
		if w == nil {
			return listRuns(ctx, t, r.Name, f)
		}
		return w.list(ctx, t, f)
	})
}

// Starts lists when the runs of all sports began within a span, without an
// order.
func (v *View) Starts(ctx context.Context, since, until time.Time) ([]time.Time, error) {
	return look(ctx, v, "looking for days with data", func(t *tx, r storedRunner, w *without) ([]time.Time, error) {
		return w.starts(ctx, t, r.Name, Filter{Since: since, Until: until})
	})
}

// Run returns the run whose ID begins as given, with its measures.
func (v *View) Run(ctx context.Context, id string) (analysis.Entry, error) {
	return look(ctx, v, "reading the run "+id, func(t *tx, r storedRunner, w *without) (analysis.Entry, error) {
		full, err := w.fullRunID(ctx, t, r.Name, strings.ToLower(id))
		if err != nil {
			return analysis.Entry{}, err
		}
		if w == nil {
			return runEntry(ctx, t, r.Name, full)
		}
		return w.entry(ctx, t, full)
	})
}

// RecordingsOf lists the recordings of a run, by its full ID: the lead, then
// the others in the order they arrived, without their measures. In a shared
// view they don't say when they came and what was answered, which may speak of
// what isn't in it.
func (v *View) RecordingsOf(ctx context.Context, run string) ([]Recording, error) {
	return look(ctx, v, "reading the recordings of run "+run, func(t *tx, r storedRunner, w *without) ([]Recording, error) {
		return v.recordingsOf(ctx, t, r.Name, w, run)
	})
}

func (v *View) recordingsOf(ctx context.Context, t *tx, runner string, w *without, run string) ([]Recording, error) {
	list, err := w.recordingsOf(ctx, t, runner, run)
	if v.sight == Shared {
		for i := range list {
			list[i].Batch, list[i].Outcome, list[i].Reason = "", "", ""
		}
	}
	return list, err
}

// Original is the leading one of the recordings of a run that may be seen,
// with the bytes of its original.
func (v *View) Original(ctx context.Context, run string) (Recording, []byte, error) {
	type original struct {
		Recording
		bytes []byte
	}
	found, err := look(ctx, v, "reading the original of run "+run, func(t *tx, r storedRunner, w *without) (original, error) {
		full, err := w.fullRunID(ctx, t, r.Name, strings.ToLower(run))
		if err != nil {
			return original{}, err
		}
		list, err := v.recordingsOf(ctx, t, r.Name, w, full)
		if err != nil {
			return original{}, err
		}
		bytes, err := originalBytes(ctx, t, list[0].Original)
		return original{list[0], bytes}, err
	})
	return found.Recording, found.bytes, err
}

// History is all that bears on verdicts: every treatment, and the runs and
// check-ins at or after an instant. Runs that may lie in a recovery come with
// their measures.
func (v *View) History(ctx context.Context, since time.Time) (analysis.History, error) {
	return look(ctx, v, "reading the history of "+v.runner, func(t *tx, r storedRunner, w *without) (analysis.History, error) {
		return v.store.history(ctx, t, r.Runner, w, since)
	})
}

// Arrivals is what was taken in or entered since some instant.
type Arrivals struct {
	Runs       []string // IDs of runs, by start, of which a recording came
	Treatments []analysis.Treatment
	CheckIns   []analysis.CheckIn
}

// Arrived lists what came at or after an instant, each by its time. What came
// before arrivals were noted isn't in it.
func (v *View) Arrived(ctx context.Context, since time.Time) (Arrivals, error) {
	return look(ctx, v, "looking for what is new", func(t *tx, r storedRunner, w *without) (Arrivals, error) {
		var a Arrivals
		fresh, err := idsOf(ctx, t, `SELECT id FROM treatments WHERE runner = $1 AND created_at >= $2`, r.Name, micros(since))
		if err != nil {
			return a, err
		}
		if len(fresh) > 0 {
			if a.Treatments, err = treatments(ctx, t, r.Runner); err != nil {
				return a, err
			}
			a.Treatments = slices.DeleteFunc(a.Treatments, func(t analysis.Treatment) bool { return !slices.Contains(fresh, t.ID) })
		}
		if fresh, err = idsOf(ctx, t, `SELECT id FROM checkins WHERE runner = $1 AND created_at >= $2`, r.Name, micros(since)); err != nil {
			return a, err
		}
		if len(fresh) > 0 {
			if a.CheckIns, err = checkIns(ctx, t, r.Name, beginOfTime); err != nil {
				return a, err
			}
			a.CheckIns = slices.DeleteFunc(a.CheckIns, func(c analysis.CheckIn) bool { return !slices.Contains(fresh, c.ID) })
		}
		a.Runs, err = w.arrived(ctx, t, r.Name, since)
		return a, err
	})
}

// LastData is when a recording or a check-in last came, nil before the first.
func (v *View) LastData(ctx context.Context) (*time.Time, error) {
	return look(ctx, v, "looking for the last data", func(t *tx, r storedRunner, _ *without) (*time.Time, error) {
		return lastData(ctx, t, r.Name, v.sight == Whole)
	})
}

// lastData is when a recording or a check-in last came; fetched says whether
// what was fetched counts.
func lastData(ctx context.Context, t *tx, runner string, fetched bool) (*time.Time, error) {
	var last *time.Time
	queries := []string{
		`SELECT MAX(created_at) FROM recordings WHERE runner = $1 AND expires_at IS NULL`,
		`SELECT MAX(created_at) FROM checkins WHERE runner = $1`,
	}
	if fetched {
		queries = append(queries, `SELECT MAX(created_at) FROM recordings WHERE runner = $1 AND expires_at IS NOT NULL`)
	}
	for _, query := range queries {
		var us *int64
		if err := t.one(ctx, query, []any{runner}, &us); err != nil {
			return nil, err
		}
		if at := instantOf(us); at != nil && (last == nil || at.After(*last)) {
			last = at
		}
	}
	return last, nil
}
