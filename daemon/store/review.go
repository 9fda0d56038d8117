package store

import (
	"context"

	"needled/analysis"
)

// Review is a run kept aside, and what there is to settle.
type Review struct {
	analysis.Entry
	// Kind is what makes the run unbelievable by itself; "" where it is only
	// in doubt with another run, or the reason is not one needled knows again.
	Kind analysis.DoubtKind
	// Rival is the run it is in doubt with, which counts; "" without one.
	Rival string
}

// Reviews lists a runner's runs that are kept aside and start within the
// filter's time, by start.
func (s *Store) Reviews(ctx context.Context, runner string, f Filter) ([]Review, error) {
	return read(ctx, s, "listing what is kept aside", func(t *tx) ([]Review, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		f.Review = true
		aside, err := listRuns(ctx, t, runner, f)
		if err != nil {
			return nil, err
		}
		w, err := loadWords(ctx, t, runner)
		if err != nil {
			return nil, err
		}
		list := make([]Review, len(aside))
		for i, e := range aside {
			list[i].Entry = e
			found, err := recordings(ctx, t, runner, `run = $2 ORDER BY seq`, e.Run.ID)
			if err != nil {
				return nil, err
			}
			all, groups, own, err := circle(ctx, t, runner, knownRun{e.Run, found})
			if err != nil {
				return nil, err
			}
			if rival := groups[own].rival; rival >= 0 {
				list[i].Rival = groups[rival].run.ID
			}
			members := groups[own].members
			if w.run(all, members).Doubt == "" {
				continue // its figures are right, or a person accepted them
			}
			arrived, err := arrival(ctx, t, all[members[0]])
			if err != nil {
				return nil, err
			}
			list[i].Kind, _ = analysis.DoubtOf(e.Run, arrived)
		}
		return list, nil
	})
}
