package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// Learn takes what is told of recordings that are stored already: another
// container of the same bytes may know their sport, and so may a person. What
// changed is linked and judged anew, and told by its receipt, which is that of
// a duplicate. So it doesn't matter which of several containers came first.
// With dryRun it answers, and keeps nothing.
func (s *Store) Learn(ctx context.Context, runner string, told map[analysis.RecordingKey]analysis.Told, dryRun bool) (map[analysis.RecordingKey]analysis.Receipt, error) {
	const doing = "learning of files known already"
	news, err := read(ctx, s, doing, func(t *tx) ([]recording, error) { return newsOf(ctx, t, runner, told) })
	if err != nil || len(news) == 0 {
		return nil, err
	}
	var answers map[analysis.RecordingKey]analysis.Receipt
	_, err = write(ctx, s, doing, func(t *tx) (int, error) {
		// Others may have written in between.
		if news, err = newsOf(ctx, t, runner, told); err != nil {
			return 0, err
		}
		if answers, err = s.learn(ctx, t, runner, news, told); err == nil && dryRun {
			err = errRehearsed
		}
		return 0, err
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return answers, err
}

// newsOf are the recordings of which something is told that isn't known.
func newsOf(ctx context.Context, t *tx, runner string, told map[analysis.RecordingKey]analysis.Told) ([]recording, error) {
	var news []recording
	for _, key := range slices.SortedFunc(maps.Keys(told), analysis.RecordingKey.Compare) {
		var known analysis.Told
		err := t.one(ctx, `SELECT provenance, sport, sub_sport, source_id, integrity FROM recordings WHERE runner = $1 AND original = $2 AND leg = $3`,
			[]any{runner, key.Original[:], key.Leg}, &known.Provenance, &known.Sport, &known.SubSport, &known.SourceID, &known.Integrity)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if (analysis.Run{}).With(known).With(told[key]).Told() == (analysis.Run{}).With(known).Told() {
			continue
		}
		found, err := recordings(ctx, t, runner, `original = $2 AND leg = $3`, key.Original[:], key.Leg)
		if err != nil {
			return nil, err
		}
		news = append(news, found...)
	}
	return news, nil
}

func (s *Store) learn(ctx context.Context, t *tx, runner string, news []recording, told map[analysis.RecordingKey]analysis.Told) (map[analysis.RecordingKey]analysis.Receipt, error) {
	// What could be of one run with them until now has to be linked anew as
	// well as what can be from now on.
	circle, err := circleOf(ctx, t, runner, news)
	if err != nil {
		return nil, err
	}
	var otherwise []recording // to be measured again
	var changed []time.Time
	for _, r := range news {
		after := r
		if after.Run, err = withTold(ctx, t, r, told[r.Key()]); err != nil {
			return nil, err
		}
		if after.Run.Indoors() != r.Run.Indoors() || after.Run.Integrity != r.Run.Integrity {
			otherwise, changed = append(otherwise, after), append(changed, r.Run.Start)
		}
		_, err := t.exec(ctx, `UPDATE recordings SET `+setRunFields(2)+` WHERE seq = $1`, append([]any{r.seq}, runArgs(after.Run)...)...)
		if err != nil {
			return nil, err
		}
	}
	for i, r := range circle {
		again, err := recordings(ctx, t, runner, `seq = $2`, r.seq)
		if err != nil {
			return nil, err
		}
		circle[i] = again[0]
	}
	relinked, err := relink(ctx, t, runner, circle)
	if err != nil {
		return nil, err
	}
	if s.Measure != nil && len(otherwise) > 0 {
		if err := s.remeasure(ctx, t, runner, otherwise); err != nil {
			return nil, err
		}
	}
	if err := s.judge(ctx, t, runner, around(append(changed, relinked...)...)); err != nil {
		return nil, err
	}
	answers := map[analysis.RecordingKey]analysis.Receipt{}
	for _, r := range news {
		found, err := entries(ctx, t, runner, `JOIN recordings ON recordings.run = runs.id`, `recordings.seq = $2`, r.seq)
		if err != nil {
			return nil, err
		}
		e := found[0]
		answers[r.Key()] = analysis.Receipt{
			Outcome: analysis.Duplicate, Reason: learned(r, told[r.Key()], e.Run), Run: &e.Run, Verdict: e.Verdict}
	}
	return answers, nil
}

// circleOf is what could be of one run with recordings, and the runs they are
// part of.
func circleOf(ctx context.Context, t *tx, runner string, some []recording) ([]recording, error) {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return nil, err
	}
	var seeds []recording
	for _, r := range some {
		mates, err := recordings(ctx, t, runner, `run = $2`, r.run)
		if err != nil {
			return nil, err
		}
		for _, m := range mates {
			if !slices.ContainsFunc(seeds, func(known recording) bool { return known.seq == m.seq }) {
				seeds = append(seeds, m)
			}
		}
	}
	return gather(ctx, t, runner, w, seeds)
}

// withTold is the run of a recording with what is told of it. Doubts are looked
// for as they were on arrival; one that can't be found again stays.
func withTold(ctx context.Context, t *tx, r recording, told analysis.Told) (analysis.Run, error) {
	run := r.Run.With(told)
	arrived, err := arrival(ctx, t, r)
	if _, was := analysis.DoubtOf(r.Run, arrived); was == r.Run.Doubt {
		_, run.Doubt = analysis.DoubtOf(run, arrived)
	}
	return run, err
}

// learned says what is known now of a recording that was r; run is its run.
func learned(r recording, told analysis.Told, run analysis.Run) string {
	reasons := []string{analysis.KnownAlready}
	if sport := r.Run.With(told).Sport; sport != r.Run.Sport {
		reasons = append(reasons, "its sport is known now: "+strings.ToLower(sport.Words()))
	}
	if run.ID != r.run {
		reasons = append(reasons, "known now to be the same run as "+run.ID)
	}
	if len(reasons) > 1 && run.Doubt != "" {
		reasons = append(reasons, run.Doubt)
	}
	return also(reasons...)
}
