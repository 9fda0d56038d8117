package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode"

	"needled/analysis"
)

// me is the runner who is there without being added, as long as no other is.
const me = "me"

// Runner returns a runner. "me" needs no adding as long as there is no other.
func (s *Store) Runner(ctx context.Context, name string) (analysis.Runner, error) {
	return read(ctx, s, "reading the runner "+name, func(t *tx) (analysis.Runner, error) {
		r, err := s.runner(ctx, t, name)
		return r.Runner, err
	})
}

// Runners lists the runners by name: those added, else the one runner "me".
func (s *Store) Runners(ctx context.Context) ([]analysis.Runner, error) {
	return read(ctx, s, "listing the runners", func(t *tx) ([]analysis.Runner, error) {
		found, err := s.runners(ctx, t, "")
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return []analysis.Runner{s.implicit().Runner}, nil
		}
		list := make([]analysis.Runner, len(found))
		for i, r := range found {
			list[i] = r.Runner
		}
		return list, nil
	})
}

// AddRunner adds a runner. Adding "me" is the same as editing "me".
func (s *Store) AddRunner(ctx context.Context, r analysis.Runner) error {
	return s.putRunner(ctx, r, "adding the runner "+r.Name, func(exists bool) error {
		if exists && r.Name != me {
			return fail(Conflict, "there is a runner %s already; edit that one, or choose another name", r.Name)
		}
		return nil
	})
}

// EditRunner replaces what is known of a runner and judges all of the
// runner's recoveries again.
func (s *Store) EditRunner(ctx context.Context, r analysis.Runner) error {
	return s.putRunner(ctx, r, "editing the runner "+r.Name, func(exists bool) error {
		if !exists && r.Name != me {
			return fail(NotFound, "there is no runner %s; add the runner first", r.Name)
		}
		return nil
	})
}

func (s *Store) putRunner(ctx context.Context, r analysis.Runner, doing string, check func(exists bool) error) error {
	_, err := write(ctx, s, doing, func(t *tx) (int, error) {
		before, err := s.runner(ctx, t, r.Name)
		exists := err == nil && !before.implicit
		if err != nil && !IsKind(err, NotFound) {
			return 0, err
		}
		if err := check(exists); err != nil {
			return 0, err
		}
		if err := validRunner(r); err != nil {
			return 0, err
		}
		if !exists {
			return 0, s.insertRunner(ctx, t, r)
		}
		judgedBy := "" // unless all verdicts follow now
		if r.DefaultZone = s.Zone; before.judgedBy == s.basis(before.Runner) {
			judgedBy = s.basis(r)
		}
		_, err = t.exec(ctx, `UPDATE runners SET experience = $2, returning_from_injury = $3, hr_max = $4, resting_hr = $5,
			birth_year = $6, usual_m = $7, zone = $8, units = $9, judged_by = $10 WHERE name = $1`, append(runnerArgs(r), judgedBy)...)
		if err != nil {
			return 0, err
		}
		return 0, s.judge(ctx, t, r.Name, everything)
	})
	return err
}

// storedRunner is a runner with the basis of the runner's verdicts.
type storedRunner struct {
	analysis.Runner
	judgedBy string // "" when they may be of several
	implicit bool   // not stored yet
}

func (s *Store) implicit() storedRunner {
	r := analysis.Runner{Name: me, DefaultZone: s.Zone}
	return storedRunner{Runner: r, judgedBy: s.basis(r), implicit: true}
}

// basis names what verdicts rest on besides the history: the protocol and the
// zone in force, and the rules for what is one run.
func (s *Store) basis(r analysis.Runner) string {
	return s.protocol + " " + r.Location().String() + " " + analysis.LinkRevision
}

// runner reads a runner; "me" is made up when no runner is stored.
func (s *Store) runner(ctx context.Context, t *tx, name string) (storedRunner, error) {
	found, err := s.runners(ctx, t, name)
	if err != nil {
		return storedRunner{}, err
	}
	if len(found) == 1 {
		return found[0], nil
	}
	var names []string
	err = t.each(ctx, `SELECT name FROM runners ORDER BY name LIMIT 10`, nil, func(rows *sql.Rows) error {
		names = append(names, "")
		return rows.Scan(&names[len(names)-1])
	})
	switch {
	case err != nil:
		return storedRunner{}, err
	case len(names) == 0 && name == me:
		return s.implicit(), nil
	case len(names) == 0:
		names = []string{me}
	}
	return storedRunner{}, fail(NotFound, "there is no runner %q; known: %s. Add one with: needled runner add NAME", name, strings.Join(names, ", "))
}

// needRunner is runner for something about to be written: "me" becomes a row.
func (s *Store) needRunner(ctx context.Context, t *tx, name string) (storedRunner, error) {
	r, err := s.runner(ctx, t, name)
	if err != nil || !r.implicit {
		return r, err
	}
	if err := validRunner(r.Runner); err != nil {
		return r, err
	}
	r.implicit = false
	return r, s.insertRunner(ctx, t, r.Runner)
}

func (s *Store) insertRunner(ctx context.Context, t *tx, r analysis.Runner) error {
	r.DefaultZone = s.Zone
	_, err := t.exec(ctx, `INSERT INTO runners (name, experience, returning_from_injury, hr_max, resting_hr, birth_year, usual_m, zone, units, judged_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, append(runnerArgs(r), s.basis(r))...)
	if err != nil {
		return err
	}
	return s.keepRoster(ctx, t, storedRunner{Runner: r, judgedBy: s.basis(r)}, nil, nil, s.Now())
}

func runnerArgs(r analysis.Runner) []any {
	zone := ""
	if r.Zone != nil {
		zone = r.Zone.String()
	}
	return []any{r.Name, string(r.Experience), r.ReturningFromInjury, r.HRMax, r.RestingHR, r.BirthYear, r.UsualM, zone, string(r.Units)}
}

// runners reads the runner of that name, or all by name when it is "".
func (s *Store) runners(ctx context.Context, t *tx, name string) ([]storedRunner, error) {
	var all []storedRunner
	which, args := ``, []any(nil)
	if name != "" {
		which, args = `WHERE name = $1`, []any{name}
	}
	err := t.each(ctx, `SELECT name, experience, returning_from_injury, hr_max, resting_hr, birth_year, usual_m, zone, units, judged_by
		FROM runners `+which+` ORDER BY name`, args, func(rows *sql.Rows) error {
		r := storedRunner{Runner: analysis.Runner{DefaultZone: s.Zone}}
		var zone string
		err := rows.Scan(&r.Name, &r.Experience, &r.ReturningFromInjury, &r.HRMax, &r.RestingHR, &r.BirthYear, &r.UsualM, &zone, &r.Units, &r.judgedBy)
		if err != nil {
			return err
		}
		if zone != "" {
			if r.Zone, err = time.LoadLocation(zone); err != nil {
				return fail(Invalid, "the zone %s of the runner %s is not known on this machine: %v", zone, r.Name, err)
			}
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

func validRunner(r analysis.Runner) error {
	switch {
	case strings.TrimSpace(r.Name) == "":
		return fail(Invalid, "a runner needs a name")
	case strings.TrimSpace(r.Name) != r.Name, strings.ContainsFunc(r.Name, unicode.IsControl):
		return fail(Invalid, "the name %q of a runner may not begin or end with a space, or hold control characters", r.Name)
	case r.Zone == nil:
		return nil
	}
	if _, err := time.LoadLocation(r.Zone.String()); err != nil {
		return fail(Invalid, "the zone %q of the runner %s can't be found again by its name; use one such as Europe/Berlin", r.Zone, r.Name)
	}
	return nil
}

// exists says whether a query finds a row; its one column must be a string.
func exists(ctx context.Context, t *tx, query string, args ...any) (found string, ok bool, err error) {
	err = t.one(ctx, query, args, &found)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return found, err == nil, err
}
