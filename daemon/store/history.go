package store

import (
	"context"
	"math"
	"slices"
	"time"

	"needled/analysis"
)

// History is all of a runner that bears on verdicts: every treatment, and the
// runs and check-ins at or after an instant. Runs that may lie in a recovery
// come with their measures.
func (s *Store) History(ctx context.Context, runner string, since time.Time) (analysis.History, error) {
	return read(ctx, s, "reading the history of "+runner, func(t *tx) (analysis.History, error) {
		r, err := s.runner(ctx, t, runner)
		if err != nil {
			return analysis.History{}, err
		}
		return s.history(ctx, t, r.Runner, nil, since)
	})
}

func (s *Store) history(ctx context.Context, t *tx, runner analysis.Runner, w *without, since time.Time) (analysis.History, error) {
	h := analysis.History{Runner: runner}
	var err error
	if h.Treatments, err = treatments(ctx, t, runner); err != nil {
		return h, err
	}
	if h.CheckIns, err = checkIns(ctx, t, runner.Name, since); err != nil {
		return h, err
	}
	reach := s.reachOf(h.Treatments, runner)
	recent := slices.DeleteFunc(indexes(h.Treatments), func(i int) bool { return h.Treatments[i].At.Add(reach.recovery).Before(since) })
	h.Runs, err = w.runsIn(ctx, t, runner.Name, span{since, endOfTime}, reach.windows(h.Treatments, recent))
	return h, err
}

// Nothing that can be kept is before beginOfTime, or after endOfTime.
var (
	beginOfTime = time.UnixMicro(math.MinInt64)
	endOfTime   = time.UnixMicro(math.MaxInt64)
)

// runsWithin reads the runs that started within a span, by start, without
// their measures.
func runsWithin(ctx context.Context, t *tx, runner string, within span) ([]analysis.Run, error) {
	var runs []analysis.Run
	err := scanRuns(ctx, t, runner, `SELECT id, `+runFields+` FROM runs
		WHERE runner = $1 AND started_at >= $2 AND started_at <= $3 ORDER BY started_at, id`,
		[]any{runner, micros(within.from), micros(within.to)}, func(r analysis.Run) { runs = append(runs, r) })
	return runs, err
}
