package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"needled/analysis"
)

// AddTreatment stores a treatment under a new ID and returns it. The runner's
// verdicts follow.
func (s *Store) AddTreatment(ctx context.Context, treatment analysis.Treatment) (analysis.Treatment, error) {
	return write(ctx, s, "adding the treatment", func(t *tx) (analysis.Treatment, error) {
		runner, err := s.needRunner(ctx, t, treatment.Runner)
		if err != nil {
			return treatment, err
		}
		if err := validTreatment(ctx, t, treatment, runner.Location()); err != nil {
			return treatment, err
		}
		n, err := nextNumber(ctx, t, "treatment")
		if err != nil {
			return treatment, err
		}
		treatment.ID, treatment.At = fmt.Sprintf("t%d", n), kept(treatment.At)
		args, err := treatmentArgs(treatment)
		if err != nil {
			return treatment, err
		}
		_, err = t.exec(ctx, `INSERT INTO treatments (runner, id, at, date_only, muscles, intensity, class, cpt, caps, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, args...)
		if err != nil {
			return treatment, err
		}
		return treatment, s.judge(ctx, t, treatment.Runner, around(treatment.At))
	})
}

// EditTreatment replaces the treatment of that ID and returns it as it is
// kept. The runner's verdicts follow.
func (s *Store) EditTreatment(ctx context.Context, treatment analysis.Treatment) (analysis.Treatment, error) {
	return write(ctx, s, "editing treatment "+treatment.ID, func(t *tx) (analysis.Treatment, error) {
		runner, err := s.runner(ctx, t, treatment.Runner)
		if err != nil {
			return treatment, err
		}
		before, err := treatmentByID(ctx, t, treatment.Runner, treatment.ID)
		if err != nil {
			return treatment, err
		}
		if err := validTreatment(ctx, t, treatment, runner.Location()); err != nil {
			return treatment, err
		}
		treatment.At = kept(treatment.At)
		args, err := treatmentArgs(treatment)
		if err != nil {
			return treatment, err
		}
		_, err = t.exec(ctx, `UPDATE treatments SET at = $3, date_only = $4, muscles = $5, intensity = $6, class = $7, cpt = $8, caps = $9, note = $10
			WHERE runner = $1 AND id = $2`, args...)
		if err != nil {
			return treatment, err
		}
		return treatment, s.judge(ctx, t, treatment.Runner, around(before.At, treatment.At))
	})
}

// RemoveTreatment removes a treatment. Runs that lie in no recovery any more
// lose their verdicts.
func (s *Store) RemoveTreatment(ctx context.Context, runner, id string) error {
	_, err := write(ctx, s, "removing treatment "+id, func(t *tx) (int, error) {
		treatment, err := treatmentByID(ctx, t, runner, id)
		if err != nil {
			return 0, err
		}
		if _, err := t.exec(ctx, `DELETE FROM treatments WHERE runner = $1 AND id = $2`, runner, id); err != nil {
			return 0, err
		}
		return 0, s.judge(ctx, t, runner, around(treatment.At))
	})
	return err
}

// Treatment returns one treatment of a runner.
func (s *Store) Treatment(ctx context.Context, runner, id string) (analysis.Treatment, error) {
	return read(ctx, s, "reading treatment "+id, func(t *tx) (analysis.Treatment, error) {
		return treatmentByID(ctx, t, runner, id)
	})
}

// Treatments lists a runner's treatments by time.
func (s *Store) Treatments(ctx context.Context, runner string) ([]analysis.Treatment, error) {
	return read(ctx, s, "listing the treatments", func(t *tx) ([]analysis.Treatment, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		return treatments(ctx, t, runner)
	})
}

func treatments(ctx context.Context, t *tx, runner string) ([]analysis.Treatment, error) {
	var all []analysis.Treatment
	err := t.each(ctx, `SELECT id, at, date_only, muscles, intensity, class, cpt, caps, note
		FROM treatments WHERE runner = $1 ORDER BY at`, []any{runner}, func(rows *sql.Rows) error {
		treatment := analysis.Treatment{Runner: runner}
		var at int64
		var muscles, caps string
		err := rows.Scan(&treatment.ID, &at, &treatment.DateOnly, &muscles, &treatment.Intensity, &treatment.Class, &treatment.CPT, &caps, &treatment.Note)
		if err != nil {
			return err
		}
		treatment.At = instant(at)
		if err := fromJSON(muscles, &treatment.Muscles); err != nil {
			return fmt.Errorf("muscles of treatment %s: %w", treatment.ID, err)
		}
		if err := fromJSON(caps, &treatment.Caps); err != nil {
			return fmt.Errorf("caps of treatment %s: %w", treatment.ID, err)
		}
		all = append(all, treatment)
		return nil
	})
	return all, err
}

func treatmentByID(ctx context.Context, t *tx, runner, id string) (analysis.Treatment, error) {
	all, err := treatments(ctx, t, runner)
	if err != nil {
		return analysis.Treatment{}, err
	}
	for _, treatment := range all {
		if treatment.ID == id {
			return treatment, nil
		}
	}
	if len(all) == 0 {
		return analysis.Treatment{}, fail(NotFound, "there is no treatment %q; %s has none", id, runner)
	}
	return analysis.Treatment{}, fail(NotFound, "there is no treatment %q of %s; the latest is %s", id, runner, all[len(all)-1].ID)
}

func validTreatment(ctx context.Context, t *tx, treatment analysis.Treatment, zone *time.Location) error {
	if treatment.At.IsZero() {
		return fail(Invalid, "a treatment needs a time, or at least a date")
	}
	return refuseSameInstant(ctx, t, treatment, zone)
}

func refuseSameInstant(ctx context.Context, t *tx, treatment analysis.Treatment, zone *time.Location) error {
	other, taken, err := exists(ctx, t, `SELECT id FROM treatments WHERE runner = $1 AND at = $2 AND id <> $3`,
		treatment.Runner, micros(treatment.At), treatment.ID)
	if err != nil || !taken {
		return err
	}
	return fail(Conflict, "treatment %s of %s is at that instant already (%s); edit %s, or give another time",
		other, treatment.Runner, treatment.At.In(zone).Format("2006-01-02 15:04"), other)
}

// treatmentArgs begins with the runner and the ID.
func treatmentArgs(treatment analysis.Treatment) ([]any, error) {
	muscles, err := json.Marshal(treatment.Muscles)
	if err != nil {
		return nil, fmt.Errorf("muscles: %w", err)
	}
	caps, err := json.Marshal(treatment.Caps)
	if err != nil {
		return nil, fail(Invalid, "a cap of the treatment is no number: %v", err)
	}
	return []any{
		treatment.Runner, treatment.ID, micros(treatment.At), treatment.DateOnly, string(muscles),
		string(treatment.Intensity), string(treatment.Class), treatment.CPT, string(caps), treatment.Note,
	}, nil
}

func fromJSON(text string, into any) error { return json.Unmarshal([]byte(text), into) }
