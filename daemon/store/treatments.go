package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
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
		if treatment, err = validTreatment(ctx, t, runner.Runner, treatment); err != nil {
			return treatment, err
		}
		n, err := nextNumber(ctx, t, "treatment")
		if err != nil {
			return treatment, err
		}
		treatment.ID = fmt.Sprintf("t%d", n)
		args, err := treatmentArgs(treatment, runner.Location())
		if err != nil {
			return treatment, err
		}
		_, err = t.exec(ctx, `INSERT INTO treatments (runner, id, at, date_only, muscles, intensity, class, cpt, caps, note, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, append(args, micros(s.Now()))...)
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
		before, err := treatmentByID(ctx, t, runner.Runner, treatment.ID)
		if err != nil {
			return treatment, err
		}
		if treatment, err = validTreatment(ctx, t, runner.Runner, treatment); err != nil {
			return treatment, err
		}
		args, err := treatmentArgs(treatment, runner.Location())
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
		treatment, err := s.treatment(ctx, t, runner, id)
		if err != nil {
			return 0, err
		}
		if _, err := t.exec(ctx, `DELETE FROM treatments WHERE runner = $1 AND id = $2`, runner, id); err != nil {
			return 0, err
		}
		if err := s.dropEventsOf(ctx, t, runner, id); err != nil {
			return 0, err
		}
		return 0, s.judge(ctx, t, runner, around(treatment.At))
	})
	return err
}

// Treatment returns one treatment of a runner.
func (s *Store) Treatment(ctx context.Context, runner, id string) (analysis.Treatment, error) {
	return read(ctx, s, "reading treatment "+id, func(t *tx) (analysis.Treatment, error) {
		return s.treatment(ctx, t, runner, id)
	})
}

func (s *Store) treatment(ctx context.Context, t *tx, runner, id string) (analysis.Treatment, error) {
	r, err := s.runner(ctx, t, runner)
	if err != nil {
		return analysis.Treatment{}, err
	}
	return treatmentByID(ctx, t, r.Runner, id)
}

// Treatments lists a runner's treatments by time.
func (s *Store) Treatments(ctx context.Context, runner string) ([]analysis.Treatment, error) {
	return read(ctx, s, "listing the treatments", func(t *tx) ([]analysis.Treatment, error) {
		r, err := s.runner(ctx, t, runner)
		if err != nil {
			return nil, err
		}
		return treatments(ctx, t, r.Runner)
	})
}

// treatments reads a runner's treatments by time. One known by date only is
// at the first instant of that date in the zone in force, whichever zone that
// was when it was recorded.
func treatments(ctx context.Context, t *tx, runner analysis.Runner) ([]analysis.Treatment, error) {
	var all []analysis.Treatment
	err := t.each(ctx, `SELECT id, at, date_only, muscles, intensity, class, cpt, caps, note
		FROM treatments WHERE runner = $1`, []any{runner.Name}, func(rows *sql.Rows) error {
		treatment := analysis.Treatment{Runner: runner.Name}
		var at int64
		var muscles, caps string
		err := rows.Scan(&treatment.ID, &at, &treatment.DateOnly, &muscles, &treatment.Intensity, &treatment.Class, &treatment.CPT, &caps, &treatment.Note)
		if err != nil {
			return err
		}
		if treatment.At = instant(at); treatment.DateOnly {
			treatment.At = sameDate(treatment.At, time.UTC, runner.Location())
		}
		if err := fromJSON(muscles, &treatment.Muscles); err != nil {
			return fmt.Errorf("muscles of treatment %s: %w", treatment.ID, err)
		}
		if err := fromJSON(caps, &treatment.Caps); err != nil {
			return fmt.Errorf("caps of treatment %s: %w", treatment.ID, err)
		}
		all = append(all, treatment)
		return nil
	})
	slices.SortFunc(all, func(a, b analysis.Treatment) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

// sameDate is the first instant in one zone of the date that an instant has
// in another.
func sameDate(at time.Time, in, zone *time.Location) time.Time {
	y, m, d := at.In(in).Date()
	return analysis.FirstInstant(y, m, d, zone).UTC()
}

func treatmentByID(ctx context.Context, t *tx, runner analysis.Runner, id string) (analysis.Treatment, error) {
	all, err := treatments(ctx, t, runner)
	if err != nil {
		return analysis.Treatment{}, err
	}
	return treatmentOf(all, runner, id)
}

// treatmentOf finds the treatment of that ID among all of a runner's.
func treatmentOf(all []analysis.Treatment, runner analysis.Runner, id string) (analysis.Treatment, error) {
	for _, treatment := range all {
		if treatment.ID == id {
			return treatment, nil
		}
	}
	if len(all) == 0 {
		return analysis.Treatment{}, fail(NotFound, "there is no treatment %q; %s has none", id, runner.Name)
	}
	return analysis.Treatment{}, fail(NotFound, "there is no treatment %q of %s; the latest is %s", id, runner.Name, all[len(all)-1].ID)
}

// validTreatment is the treatment at the instant it will be read back with,
// or an error that says what is wrong with it.
func validTreatment(ctx context.Context, t *tx, runner analysis.Runner, treatment analysis.Treatment) (analysis.Treatment, error) {
	if treatment.At.IsZero() {
		return treatment, fail(Invalid, "a treatment needs a time, or at least a date")
	}
	zone := runner.Location()
	if treatment.At = kept(treatment.At); treatment.DateOnly {
		treatment.At = sameDate(treatment.At, zone, zone)
	}
	all, err := treatments(ctx, t, runner)
	if err != nil {
		return treatment, err
	}
	for _, other := range all {
		if other.ID != treatment.ID && other.At.Equal(treatment.At) {
			return treatment, fail(Conflict, "treatment %s of %s is at that instant already (%s); edit %s, or give another time",
				other.ID, runner.Name, other.At.In(zone).Format("2006-01-02 15:04"), other.ID)
		}
	}
	return treatment, nil
}

// treatmentArgs begins with the runner and the ID. A date is kept as midnight
// UTC, so that it stays the same date in any zone.
func treatmentArgs(treatment analysis.Treatment, zone *time.Location) ([]any, error) {
	at := treatment.At
	if treatment.DateOnly {
		at = sameDate(at, zone, time.UTC)
	}
	muscles, err := json.Marshal(treatment.Muscles)
	if err != nil {
		return nil, fmt.Errorf("muscles: %w", err)
	}
	caps, err := json.Marshal(treatment.Caps)
	if err != nil {
		return nil, fail(Invalid, "a cap of the treatment is no number: %v", err)
	}
	return []any{
		treatment.Runner, treatment.ID, micros(at), treatment.DateOnly, string(muscles),
		string(treatment.Intensity), string(treatment.Class), treatment.CPT, string(caps), treatment.Note,
	}, nil
}

func fromJSON(text string, into any) error { return json.Unmarshal([]byte(text), into) }
