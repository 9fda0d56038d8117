package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"needled/analysis"
)

// Filter chooses runs. Its zero value means all running, other sports where
// they lie in a recovery, and whatever is kept aside for review.
type Filter struct {
	Since, Until time.Time        // Since ≤ start < Until; zero: no bound
	Levels       []analysis.Level // only runs with such a verdict
	AllSports    bool             // all other sports too
	Review       bool             // only what is kept aside for review
	N            int              // at most so many, the newest; 0: all
}

// Runs lists a runner's runs by start, without their measures.
func (s *Store) Runs(ctx context.Context, runner string, f Filter) ([]analysis.Entry, error) {
	return read(ctx, s, "listing the runs", func(t *tx) ([]analysis.Entry, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		return listRuns(ctx, t, runner, f)
	})
}

func listRuns(ctx context.Context, t *tx, runner string, f Filter) ([]analysis.Entry, error) {
	from, to := f.bounds()
	order := ``
	if f.N > 0 {
		order = ` DESC`
	}
	var list []analysis.Entry
	err := scanEntries(ctx, t, runner, ``, `runs.started_at >= $2 AND runs.started_at < $3 ORDER BY runs.started_at`+order+`, runs.id`+order,
		[]any{from, to}, func(run analysis.Run, v verdictRow) error {
			if !f.wants(run, v) {
				return nil
			}
			e, err := newEntry(run, v)
			if list = append(list, e); err == nil && len(list) == f.N {
				err = errEnough
			}
			return err
		})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if f.N > 0 {
		slices.Reverse(list)
	}
	return list, err
}

// errEnough ends a scan early.
var errEnough = errors.New("enough")

// bounds are the first start that passes and the first after it that doesn't.
func (f Filter) bounds() (from, to int64) {
	from, to = micros(f.Since), micros(endOfTime)
	if !f.Until.IsZero() {
		to = micros(f.Until)
	}
	return from, to
}

// wants says whether a run passes all of the filter but its time.
func (f Filter) wants(run analysis.Run, v verdictRow) bool {
	switch {
	case f.Review && run.Doubt == "":
		return false
	case len(f.Levels) > 0 && !slices.Contains(f.Levels, analysis.Level(v.level)):
		return false
	}
	return run.Sport.IsRun() || f.AllSports || v.treatment != "" || run.Doubt != ""
}

// scanEntries reads runs with their verdicts. join may add a table; condition
// numbers its parameters from $2.
func scanEntries(ctx context.Context, t *tx, runner, join, condition string, args []any, found func(analysis.Run, verdictRow) error) error {
	return scanJudged(ctx, t, runner, join, `runs.runner = $1 AND `+condition, append([]any{runner}, args...), found)
}

// scanJudged is scanEntries with a condition that has to choose the runner's.
func scanJudged(ctx context.Context, t *tx, runner, join, condition string, args []any, found func(analysis.Run, verdictRow) error) error {
	return t.each(ctx, `SELECT runs.id, `+runsFields+`, verdicts.treatment, verdicts.level, verdicts.verdict
		FROM runs `+join+` LEFT JOIN verdicts ON verdicts.run = runs.id WHERE `+condition, args, func(rows *sql.Rows) error {
		row := runRow{Run: analysis.Run{Runner: runner}}
		var treatment, level, text sql.NullString
		dest := append([]any{&row.ID}, row.fields()...)
		if err := rows.Scan(append(dest, &treatment, &level, &text)...); err != nil {
			return err
		}
		return found(row.run(), verdictRow{treatment.String, level.String, text.String})
	})
}

func newEntry(run analysis.Run, v verdictRow) (analysis.Entry, error) {
	e := analysis.Entry{Run: run}
	if v.text == "" {
		return e, nil
	}
	e.Verdict = &analysis.Verdict{}
	if err := fromJSON(v.text, e.Verdict); err != nil {
		return e, fmt.Errorf("verdict of run %s: %w", run.ID, err)
	}
	return e, nil
}

// entries is scanEntries into a list.
func entries(ctx context.Context, t *tx, runner, join, condition string, args ...any) ([]analysis.Entry, error) {
	var all []analysis.Entry
	err := scanEntries(ctx, t, runner, join, condition, args, func(run analysis.Run, v verdictRow) error {
		e, err := newEntry(run, v)
		all = append(all, e)
		return err
	})
	return all, err
}
