package store

import (
	"context"
	"strings"

	"needled/analysis"
)

// Run returns the run whose ID begins as given, with its measures.
func (s *Store) Run(ctx context.Context, runner, id string) (analysis.Entry, error) {
	return read(ctx, s, "reading the run "+id, func(t *tx) (analysis.Entry, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return analysis.Entry{}, err
		}
		full, err := fullRunID(ctx, t, runner, strings.ToLower(id))
		if err != nil {
			return analysis.Entry{}, err
		}
		return runEntry(ctx, t, runner, full)
	})
}

// runEntry is the run of that full ID, with its measures.
func runEntry(ctx context.Context, t *tx, runner, id string) (analysis.Entry, error) {
	found, err := entries(ctx, t, runner, ``, `runs.id = $2`, id)
	if err != nil || len(found) != 1 {
		return analysis.Entry{}, err
	}
	e := found[0]
	err = scanMeasures(ctx, t, `SELECT runs.id, heart_rate, grades, marks, rest
		FROM runs JOIN measures ON measures.recording = runs.lead WHERE runner = $1 AND id = $2`,
		[]any{runner, id}, func(_ string, m *analysis.Measures) { e.Run.Measures = m })
	return e, err
}

// fullRunID finds the one run whose ID begins as given.
func fullRunID(ctx context.Context, t *tx, runner, start string) (string, error) {
	return theRunID(runner, start, func(start string) ([]string, error) {
		if len(start) == idLength { // needs no look at the others
			return idsOf(ctx, t, `SELECT id FROM runs WHERE id = $2 AND runner = $1`, runner, start)
		}
		return idsOf(ctx, t, `SELECT id FROM runs WHERE runner = $1 AND id LIKE $2 ORDER BY id LIMIT 6`, runner, start+"%")
	})
}

// theRunID finds the one run whose ID begins as given; begin lists up to six
// that begin so.
func theRunID(runner, start string, begin func(start string) ([]string, error)) (string, error) {
	if !isIDPart(start) {
		return "", fail(NotFound, "there is no run %q: IDs are %d of the letters and digits %s", start, idLength, letters)
	}
	found, err := begin(start)
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fail(Conflict, "several runs of %s begin with %q: %s; write more of the ID", runner, start, list(found))
	}
	for near := start[:len(start)-1]; near != ""; near = near[:len(near)-1] {
		if found, err = begin(near); err != nil {
			return "", err
		}
		if len(found) > 0 {
			return "", fail(NotFound, "%s has no run %q; nearest: %s", runner, start, list(found))
		}
	}
	return "", fail(NotFound, "%s has no run %q", runner, start)
}

// list names up to five of what was found.
func list(ids []string) string {
	if len(ids) > 5 {
		return strings.Join(ids[:5], ", ") + ", …"
	}
	return strings.Join(ids, ", ")
}
