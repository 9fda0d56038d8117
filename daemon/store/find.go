package store

import (
	"context"
	"database/sql"
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
		found, err := entries(ctx, t, runner, ``, `runs.id = $2`, full)
		if err != nil || len(found) != 1 {
			return analysis.Entry{}, err
		}
		e := found[0]
		err = scanMeasures(ctx, t, `SELECT runs.id, heart_rate, grades, marks, rest
			FROM runs JOIN measures ON measures.recording = runs.lead WHERE runner = $1 AND id = $2`,
			[]any{runner, full}, func(_ string, m *analysis.Measures) { e.Run.Measures = m })
		return e, err
	})
}

// fullRunID finds the one run whose ID begins as given.
func fullRunID(ctx context.Context, t *tx, runner, start string) (string, error) {
	if !isIDPart(start) {
		return "", fail(NotFound, "there is no run %q: IDs are %d of the letters and digits %s", start, idLength, letters)
	}
	found, err := runIDs(ctx, t, runner, start)
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fail(Conflict, "several runs of %s begin with %q: %s; write more of the ID", runner, start, list(found))
	}
	for near := start[:len(start)-1]; near != ""; near = near[:len(near)-1] {
		if found, err = runIDs(ctx, t, runner, near); err != nil {
			return "", err
		}
		if len(found) > 0 {
			return "", fail(NotFound, "%s has no run %q; nearest: %s", runner, start, list(found))
		}
	}
	return "", fail(NotFound, "%s has no run %q", runner, start)
}

func runIDs(ctx context.Context, t *tx, runner, start string) ([]string, error) {
	var ids []string
	err := t.each(ctx, `SELECT id FROM runs WHERE runner = $1 AND id LIKE $2 ORDER BY id LIMIT 6`, []any{runner, start + "%"}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// list names up to five of what was found.
func list(ids []string) string {
	if len(ids) > 5 {
		return strings.Join(ids[:5], ", ") + ", …"
	}
	return strings.Join(ids, ", ")
}
