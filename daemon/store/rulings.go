package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"needled/analysis"
)

// MergeRuns takes a person's word that two runs are one: their recordings are
// linked for good, the best of them leads, and the verdicts follow. Runs that
// have no time in common are refused, since only one of them would count,
// unless anyway is set. It returns the run they make.
func (s *Store) MergeRuns(ctx context.Context, runner, a, b string, anyway bool) (analysis.Entry, error) {
	return write(ctx, s, "merging runs", func(t *tx) (analysis.Entry, error) {
		one, err := s.knownRun(ctx, t, runner, a)
		if err != nil {
			return analysis.Entry{}, err
		}
		other, err := s.knownRun(ctx, t, runner, b)
		if err != nil {
			return analysis.Entry{}, err
		}
		if err := mergeable(one, other, anyway); err != nil {
			return analysis.Entry{}, err
		}
		all := slices.Concat(one.recordings, other.recordings)
		if err := rule(ctx, t, runner, one.recordings, other.recordings, true); err != nil {
			return analysis.Entry{}, err
		}
		entries, err := s.follow(ctx, t, runner, all, all)
		if err == nil && len(entries) != 1 {
			err = fail(Internal, "runs %s and %s did not become one", one.run.ID, other.run.ID)
		}
		if err != nil {
			return analysis.Entry{}, err
		}
		return entries[0], nil
	})
}

// SplitRun takes a person's word that a run is none other than itself: where
// it is in doubt with runs of the same time, they are two and both count; where
// a person merged it, what was put together comes apart; else each of its
// recordings is a run of its own. The verdicts follow. It returns the runs that
// there are now, by start.
func (s *Store) SplitRun(ctx context.Context, runner, id string) ([]analysis.Entry, error) {
	return write(ctx, s, "splitting run "+id, func(t *tx) ([]analysis.Entry, error) {
		run, err := s.knownRun(ctx, t, runner, id)
		if err != nil {
			return nil, err
		}
		rivals, err := rivalsOf(ctx, t, runner, run)
		if err != nil {
			return nil, err
		}
		all := slices.Concat(run.recordings, rivals)
		switch {
		case len(rivals) > 0:
			err = rule(ctx, t, runner, run.recordings, rivals, false)
		case len(run.recordings) > 1:
			err = ruleApart(ctx, t, runner, run.recordings)
		default:
			err = fail(Invalid, "run %s is known from one file only, and in doubt with no other run: there is nothing to split", run.run.ID)
		}
		if err != nil {
			return nil, err
		}
		return s.follow(ctx, t, runner, all, all)
	})
}

// knownRun is a run with its recordings.
type knownRun struct {
	run        analysis.Run
	recordings []recording
}

func (s *Store) knownRun(ctx context.Context, t *tx, runner, id string) (knownRun, error) {
	if _, err := s.runner(ctx, t, runner); err != nil {
		return knownRun{}, err
	}
	full, err := fullRunID(ctx, t, runner, strings.ToLower(id))
	if err != nil {
		return knownRun{}, err
	}
	run, _, err := runByID(ctx, t, runner, full)
	if err != nil {
		return knownRun{}, err
	}
	found, err := recordings(ctx, t, runner, `run = $2 ORDER BY seq`, full)
	return knownRun{run, found}, err
}

func mergeable(a, b knownRun, anyway bool) error {
	if a.run.ID == b.run.ID {
		return fail(Invalid, "%s is one run already", a.run.ID)
	}
	for _, r := range a.recordings {
		if slices.ContainsFunc(b.recordings, func(o recording) bool { return o.Original == r.Original }) {
			return fail(Conflict, "runs %s and %s come from one file, which holds them as two activities", a.run.ID, b.run.ID)
		}
	}
	if !analysis.SameFamily(a.run.Sport, b.run.Sport) {
		return fail(Conflict, "run %s is %s, run %s is %s; if one of them names the wrong sport, say the right one first with: needled edit ID --sport SPORT",
			a.run.ID, strings.ToLower(a.run.Sport.Words()), b.run.ID, strings.ToLower(b.run.Sport.Words()))
	}
	overlap := a.run.Start.Before(b.run.End()) && b.run.Start.Before(a.run.End())
	match := analysis.SameRun(analysis.Recording{Original: analysis.Sum{1}, Run: a.run}, analysis.Recording{Original: analysis.Sum{2}, Run: b.run})
	if anyway || overlap || match != analysis.Distinct || a.run.Doubt != "" || b.run.Doubt != "" {
		return nil
	}
	return fail(Conflict, "runs %s and %s have no time in common; of a merged run only one file's figures count, so merging two parts of a run would lose one. If they are one run all the same: needled merge --anyway %s %s",
		a.run.ID, b.run.ID, a.run.ID, b.run.ID)
}

// rivalsOf are the recordings of the runs that a run is in doubt with.
func rivalsOf(ctx context.Context, t *tx, runner string, run knownRun) ([]recording, error) {
	all, groups, own, err := circle(ctx, t, runner, run)
	if err != nil {
		return nil, err
	}
	var rivals []recording
	for i, g := range groups {
		if g.rival == own || i == groups[own].rival {
			for _, m := range g.members {
				rivals = append(rivals, all[m])
			}
		}
	}
	return rivals, nil
}

// circle is all that could be of one run with the given one, sorted into
// runs; own is the index of the run itself.
func circle(ctx context.Context, t *tx, runner string, run knownRun) (all []recording, groups []group, own int, err error) {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return nil, nil, 0, err
	}
	if all, err = gather(ctx, t, runner, w, run.recordings); err != nil {
		return nil, nil, 0, err
	}
	groups = arrange(all, w)
	own = slices.IndexFunc(groups, func(g group) bool { return g.run.ID == run.run.ID })
	if own < 0 {
		err = fail(Internal, "run %s is not linked as it is stored; needled reassess puts it in order", run.run.ID)
	}
	return all, groups, own, err
}

// rule keeps a person's word on each pair of as and bs.
func rule(ctx context.Context, t *tx, runner string, as, bs []recording, same bool) error {
	for _, a := range as {
		for _, b := range bs {
			if err := putRuling(ctx, t, runner, analysis.Ruling{A: a.Key(), B: b.Key(), Same: same}); err != nil {
				return err
			}
		}
	}
	return nil
}

func putRuling(ctx context.Context, t *tx, runner string, r analysis.Ruling) error {
	if r.A.Compare(r.B) > 0 {
		r.A, r.B = r.B, r.A
	}
	n, err := nextNumber(ctx, t, "ruling")
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO rulings (runner, original_a, leg_a, original_b, leg_b, same, number) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (runner, original_a, leg_a, original_b, leg_b) DO UPDATE SET same = excluded.same, number = excluded.number`,
		runner, r.A.Original[:], r.A.Leg, r.B.Original[:], r.B.Leg, r.Same, n)
	return err
}

// follow links recordings anew, judges what changed, and returns the runs
// that some of them are of now, by start.
func (s *Store) follow(ctx context.Context, t *tx, runner string, all, some []recording) ([]analysis.Entry, error) {
	changed, err := relink(ctx, t, runner, all)
	if err != nil {
		return nil, err
	}
	if err := s.judge(ctx, t, runner, around(changed...)); err != nil {
		return nil, err
	}
	var runs []analysis.Entry
	for _, r := range some {
		found, err := entries(ctx, t, runner, `JOIN recordings ON recordings.run = runs.id`, `recordings.seq = $2`, r.seq)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if !slices.ContainsFunc(runs, func(known analysis.Entry) bool { return known.Run.ID == e.Run.ID }) {
				runs = append(runs, e)
			}
		}
	}
	slices.SortFunc(runs, func(a, b analysis.Entry) int {
		return cmp.Or(a.Run.Start.Compare(b.Run.Start), cmp.Compare(a.Run.ID, b.Run.ID))
	})
	return runs, nil
}
