package store

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"needled/analysis"
)

// EnsureJudged judges all of a runner's recoveries again when verdicts were
// made by another protocol, for another zone, or by other rules for what is
// one run than those in force; else it costs one small query. progress, which
// may be nil, is told how far it has come.
func (s *Store) EnsureJudged(ctx context.Context, runner string, progress func(done, total int)) error {
	current, err := read(ctx, s, "reading the runner "+runner, func(t *tx) (bool, error) {
		r, err := s.runner(ctx, t, runner)
		return r.judgedBy == s.basis(r.Runner), err
	})
	if err != nil || current {
		return err
	}
	return s.Reassess(ctx, runner, progress)
}

// Reassess links all of a runner's recordings and judges all of the runner's
// recoveries again. Runs that were measured with other numbers are measured
// again first, some at a time, so that other writers are not kept waiting and
// a cut loses little.
func (s *Store) Reassess(ctx context.Context, runner string, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	stale, err := read(ctx, s, "looking for runs to measure again", func(t *tx) ([]recording, error) {
		if _, err := s.runner(ctx, t, runner); err != nil || s.Measure == nil {
			return nil, err
		}
		return recordings(ctx, t, runner, `measured_with <> $2 ORDER BY started_at`, s.measuring)
	})
	if err != nil {
		return err
	}
	total := len(stale) + 1
	done := 0
	for some := range slices.Chunk(stale, 16) {
		progress(done, total)
		_, err := write(ctx, s, "measuring runs again", func(t *tx) (int, error) {
			return 0, s.remeasure(ctx, t, runner, some)
		})
		if err != nil {
			return err
		}
		done += len(some)
	}
	progress(done, total)
	_, err = write(ctx, s, "judging the runs again", func(t *tx) (int, error) {
		if err := relinkAll(ctx, t, runner); err != nil {
			return 0, err
		}
		if err := s.judge(ctx, t, runner, everything); err != nil {
			return 0, err
		}
		r, err := s.runner(ctx, t, runner)
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `UPDATE runners SET judged_by = $2 WHERE name = $1`, runner, s.basis(r.Runner))
		return 0, err
	})
	if err == nil {
		progress(total, total)
	}
	return err
}

// relinkAll sorts all recordings into runs again, by the rules in force.
func relinkAll(ctx context.Context, t *tx, runner string) error {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return err
	}
	all, err := recordings(ctx, t, runner, `1 = 1 ORDER BY seq`)
	if err != nil {
		return err
	}
	ofRun := map[string][]recording{}
	for _, r := range all {
		ofRun[r.run] = append(ofRun[r.run], r)
	}
	done := map[int64]bool{}
	for _, r := range all {
		if done[r.seq] {
			continue
		}
		// What was one run, and what may be one now, goes together.
		circle := ofRun[r.run]
		for n := 0; n < len(circle); {
			n = len(circle)
			if circle, err = gather(ctx, t, runner, w, circle); err != nil {
				return err
			}
			circle = withRuns(circle, ofRun)
		}
		for _, r := range circle {
			done[r.seq] = true
		}
		before, err := runsOf(ctx, t, runner, circle)
		if err != nil {
			return err
		}
		if _, err := settle(ctx, t, runner, circle, arrange(circle, w), before); err != nil {
			return err
		}
	}
	return nil
}

// withRuns adds what the runs of recordings are made of.
func withRuns(circle []recording, ofRun map[string][]recording) []recording {
	seen := map[int64]bool{}
	for _, r := range circle {
		seen[r.seq] = true
	}
	for i := 0; i < len(circle); i++ {
		for _, r := range ofRun[circle[i].run] {
			if !seen[r.seq] {
				seen[r.seq] = true
				circle = append(circle, r)
			}
		}
	}
	return circle
}

// refresh measures those runs again that started within the spans and were
// measured with other numbers than the protocol's.
func (s *Store) refresh(ctx context.Context, t *tx, runner string, within []span) error {
	if s.Measure == nil {
		return nil
	}
	var stale []recording
	for _, w := range within {
		some, err := recordings(ctx, t, runner, `started_at >= $2 AND started_at <= $3 AND measured_with <> $4`,
			micros(w.from), micros(w.to), s.measuring)
		if err != nil {
			return err
		}
		stale = append(stale, some...)
	}
	for some := range slices.Chunk(stale, 16) {
		if err := s.remeasure(ctx, t, runner, some); err != nil {
			return err
		}
	}
	return nil
}

// remeasure reads recordings again from their originals. One that can't be
// read any more stays as it is.
func (s *Store) remeasure(ctx context.Context, t *tx, runner string, stale []recording) error {
	originals := make([][]byte, len(stale))
	for i, r := range stale {
		var err error
		if originals[i], err = originalBytes(ctx, t, r.Original); err != nil {
			return err
		}
	}
	readable := make([]bool, len(stale))
	var readers errgroup.Group
	readers.SetLimit(runtime.GOMAXPROCS(0))
	for i := range stale {
		readers.Go(func() error {
			run, err := s.Measure(stale[i].Run, originals[i], stale[i].Leg)
			if readable[i] = err == nil; err == nil {
				stale[i].Run = measuredAgain(stale[i].Run, run)
			}
			return nil
		})
	}
	readers.Wait()

	for i, r := range stale {
		if !readable[i] {
			if _, err := t.exec(ctx, `UPDATE recordings SET measured_with = $2 WHERE seq = $1`, r.seq, s.measuring); err != nil {
				return err
			}
			continue
		}
		_, err := t.exec(ctx, `UPDATE recordings SET measured_with = $2, `+setRunFields(3)+` WHERE seq = $1`,
			append([]any{r.seq, s.measuring}, runArgs(r.Run)...)...)
		if err != nil {
			return err
		}
		if err := putMeasures(ctx, t, r.seq, r.Run.Measures); err != nil {
			return err
		}
	}
	_, err := relink(ctx, t, runner, stale)
	return err
}

// measuredAgain is a run read again, with what the file doesn't say: what was
// told of it, and what was decided of it.
func measuredAgain(before, after analysis.Run) analysis.Run {
	after.ID, after.Runner = before.ID, before.Runner
	after.Format, after.Doubt = before.Format, before.Doubt
	after.Start = kept(after.Start)
	return after.With(before.Told())
}
