package store

import (
	"context"

	"needled/analysis"
)

// Said is what a person said of a run against its source, as it can be taken
// back.
type Said struct {
	Sport    analysis.Sport // "" where nothing was said
	Accepted bool           // its figures are right, doubtful as they are
}

// SaidOf returns what a person said of a run by EditRun.
func (s *Store) SaidOf(ctx context.Context, runner, id string) (Said, error) {
	return read(ctx, s, "reading what was said of run "+id, func(t *tx) (Said, error) {
		run, err := s.knownRun(ctx, t, runner, id)
		if err != nil {
			return Said{}, err
		}
		w, err := loadWords(ctx, t, runner)
		var said Said
		for _, r := range run.recordings {
			e := w.edits[r.Key()]
			if said.Sport == "" {
				said.Sport = e.sport
			}
			said.Accepted = said.Accepted || e.accepted
		}
		return said, err
	})
}
