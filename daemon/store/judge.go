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

// scope is what has to be judged again: all of a runner's recoveries, or those
// that a change at one of some instants can reach.
type scope struct {
	all bool
	at  []time.Time
}

var everything = scope{all: true}

func around(at ...time.Time) scope { return scope{at: at} }

// judge assesses the recoveries in scope anew and writes what came out
// differently. Every change of a runner's history ends here, in its own
// transaction.
func (s *Store) judge(ctx context.Context, t *tx, name string, sc scope) error {
	runner, err := s.runner(ctx, t, name)
	if err != nil {
		return err
	}
	if runner.judgedBy != s.basis(runner.Runner) {
		// From now on verdicts may be of several protocols, until
		// EnsureJudged makes them all of one.
		if _, err := t.exec(ctx, `UPDATE runners SET judged_by = '' WHERE name = $1`, name); err != nil {
			return err
		}
	}
	all, err := treatments(ctx, t, runner.Runner)
	if err != nil {
		return err
	}
	recoveries, err := s.judgeAll(ctx, t, runner, all, sc)
	if err != nil {
		return err
	}
	return s.keepRoster(ctx, t, runner, all, recoveries, s.Now())
}

// judgeAll judges those of a runner's recoveries that are in scope.
func (s *Store) judgeAll(ctx context.Context, t *tx, runner storedRunner, all []analysis.Treatment, sc scope) ([]analysis.Recovery, error) {
	name := runner.Name
	reach := s.reachOf(all, runner.Runner)
	affected := slices.DeleteFunc(indexes(all), func(i int) bool { return !sc.all && !reach.anyReaches(sc.at, all[i].At) })
	if len(affected) == 0 {
		return nil, nil // verdicts of removed treatments went with them
	}
	if err := s.refresh(ctx, t, name, reach.windows(all, affected)); err != nil {
		return nil, err
	}
	recoveries, err := s.assess(ctx, t, runner.Runner, all, affected, nil)
	if err != nil {
		return nil, err
	}
	judged := map[string]bool{}
	verdicts := map[string]verdictRow{}
	var news news
	for _, recovery := range recoveries {
		judged[recovery.Treatment.ID] = true
		news.add(recovery, s.Now())
		for _, e := range recovery.Entries {
			if verdicts[e.Run.ID], err = newVerdictRow(recovery.Treatment.ID, e); err != nil {
				return nil, err
			}
		}
	}
	if err := s.putVerdicts(ctx, t, name, judged, verdicts); err != nil {
		return nil, err
	}
	if err := s.putRecoveries(ctx, t, name, recoveries); err != nil {
		return nil, err
	}
	return recoveries, s.tell(ctx, t, name, all, news)
}

// assess assesses the recoveries of some of a runner's treatments, by their
// indexes in all, which come by time.
func (s *Store) assess(ctx context.Context, t *tx, runner analysis.Runner, all []analysis.Treatment, some []int, w *without) ([]analysis.Recovery, error) {
	if len(some) == 0 {
		return nil, nil
	}
	reach := s.reachOf(all, runner)
	first, last := some[0], some[len(some)-1]
	around := span{all[first].At.Add(-reach.history), all[last].At.Add(reach.recovery)}
	h := analysis.History{Runner: runner}
	for i, treatment := range all {
		if i <= last+1 && !treatment.At.Before(all[first].At.Add(-reach.earlier)) {
			h.Treatments = append(h.Treatments, treatment)
		}
	}
	var err error
	if h.Runs, err = w.runsIn(ctx, t, runner.Name, around, reach.windows(all, some)); err != nil {
		return nil, err
	}
	if h.CheckIns, err = checkIns(ctx, t, runner.Name, around.from); err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, i := range some {
		wanted[all[i].ID] = true
	}
	// The others were loaded for what they say of these.
	return slices.DeleteFunc(analysis.Assess(h, s.Protocol), func(r analysis.Recovery) bool { return !wanted[r.Treatment.ID] }), nil
}

func indexes(all []analysis.Treatment) []int {
	is := make([]int, len(all))
	for i := range is {
		is[i] = i
	}
	return is
}

// verdictRow is a verdict as it is stored: level and text are "" for an
// accident of the button, which lies in a recovery without a verdict.
type verdictRow struct{ treatment, level, text string }

func newVerdictRow(treatment string, e analysis.Entry) (verdictRow, error) {
	row := verdictRow{treatment: treatment}
	if e.Verdict == nil {
		return row, nil
	}
	text, err := json.Marshal(e.Verdict)
	if err != nil {
		return row, fmt.Errorf("verdict of run %s: %w", e.Run.ID, err)
	}
	row.level, row.text = string(e.Verdict.Level), string(text)
	return row, nil
}

// putVerdicts makes verdicts the only ones of the judged treatments. Rows that
// say the same already aren't written.
func (s *Store) putVerdicts(ctx context.Context, t *tx, runner string, judged map[string]bool, verdicts map[string]verdictRow) error {
	type stored struct {
		verdictRow
		protocol string
	}
	before := map[string]stored{}
	for treatment := range judged {
		err := t.each(ctx, `SELECT run, treatment, level, protocol, verdict FROM verdicts WHERE runner = $1 AND treatment = $2`,
			[]any{runner, treatment}, func(rows *sql.Rows) error {
				var run string
				var v stored
				err := rows.Scan(&run, &v.treatment, &v.level, &v.protocol, &v.text)
				before[run] = v
				return err
			})
		if err != nil {
			return err
		}
	}
	for run := range before {
		if _, stays := verdicts[run]; !stays {
			if _, err := t.exec(ctx, `DELETE FROM verdicts WHERE runner = $1 AND run = $2`, runner, run); err != nil {
				return err
			}
		}
	}
	for run, v := range verdicts {
		if before[run] == (stored{v, s.protocol}) {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO verdicts (run, runner, treatment, level, protocol, verdict) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (run) DO UPDATE SET
			treatment = excluded.treatment, level = excluded.level, protocol = excluded.protocol, verdict = excluded.verdict`,
			run, runner, v.treatment, v.level, s.protocol, v.text)
		if err != nil {
			return err
		}
	}
	return nil
}
