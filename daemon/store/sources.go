package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"
)

// The states of a source.
const (
	SourceOK       = "ok"
	SourceWaiting  = "waiting"   // it goes on by itself, at Until where that is known
	SourceNeedsYou = "needs-you" // it doesn't go on before a person acts
	SourceOff      = "off"
)

// SourceStrava names the source that is a runner's connection to Strava.
const SourceStrava = "strava"

// Source is how one source of a runner's activities does.
type Source struct {
	Runner, Name string
	State        string // ok, waiting, needs-you, off
	Detail       string // a sentence; "" when there is nothing to say
	Until        *time.Time
	LastTry      *time.Time
	LastSuccess  *time.Time
	Changed      time.Time // since when it is in that state; the store's
}

// PutSource keeps how a source does and returns how it did before, nil when
// it is new. LastTry and LastSuccess stay what they were where they are nil.
// When it comes to need a person, that goes to the outbox. How Strava does is
// refused with NotFound while the runner is not connected.
func (s *Store) PutSource(ctx context.Context, source Source) (before *Source, err error) {
	return write(ctx, s, "keeping how "+source.Name+" does", func(t *tx) (*Source, error) {
		if _, err := s.needRunner(ctx, t, source.Runner); err != nil {
			return nil, err
		}
		if source.Name == SourceStrava {
			if _, err := s.account(ctx, t, source.Runner); err != nil {
				return nil, err
			}
		}
		return s.putSource(ctx, t, source)
	})
}

func (s *Store) putSource(ctx context.Context, t *tx, source Source) (before *Source, err error) {
	known, err := sources(ctx, t, source.Runner)
	if err != nil {
		return nil, err
	}
	source.Changed = kept(s.Now())
	if i := slices.IndexFunc(known, func(k Source) bool { return k.Name == source.Name }); i >= 0 {
		before = &known[i]
		source.LastTry = cmp.Or(source.LastTry, before.LastTry)
		source.LastSuccess = cmp.Or(source.LastSuccess, before.LastSuccess)
	}
	changed := before == nil || before.State != source.State
	if !changed {
		source.Changed = before.Changed
	}
	if err := writeSource(ctx, t, source); err != nil || !changed || source.State != SourceNeedsYou {
		return before, err
	}
	_, err = s.addEvent(ctx, t, Event{Runner: source.Runner, Kind: EventSource,
		Key: source.Name + "@" + source.Changed.Format(time.RFC3339Nano), Due: source.Changed})
	return before, err
}

func writeSource(ctx context.Context, t *tx, s Source) error {
	if !slices.Contains([]string{SourceOK, SourceWaiting, SourceNeedsYou, SourceOff}, s.State) {
		return fail(Invalid, "a source can't be %q", s.State)
	}
	_, err := t.exec(ctx, `INSERT INTO sources (runner, name, state, detail, until, last_try, last_success, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (runner, name) DO UPDATE SET state = excluded.state, detail = excluded.detail, until = excluded.until,
		last_try = excluded.last_try, last_success = excluded.last_success, changed_at = excluded.changed_at`,
		s.Runner, s.Name, s.State, s.Detail, microsOf(s.Until), microsOf(s.LastTry), microsOf(s.LastSuccess), micros(s.Changed))
	return err
}

// Sources lists how a runner's sources do, by name.
func (s *Store) Sources(ctx context.Context, runner string) ([]Source, error) {
	return read(ctx, s, "listing the sources", func(t *tx) ([]Source, error) { return sources(ctx, t, runner) })
}

func sources(ctx context.Context, t *tx, runner string) ([]Source, error) {
	var all []Source
	err := t.each(ctx, `SELECT name, state, detail, until, last_try, last_success, changed_at FROM sources WHERE runner = $1 ORDER BY name`,
		[]any{runner}, func(rows *sql.Rows) error {
			s := Source{Runner: runner}
			var until, try, success *int64
			var changed int64
			err := rows.Scan(&s.Name, &s.State, &s.Detail, &until, &try, &success, &changed)
			s.Until, s.LastTry, s.LastSuccess, s.Changed = instantOf(until), instantOf(try), instantOf(success), instant(changed)
			all = append(all, s)
			return err
		})
	return all, err
}

func removeSource(ctx context.Context, t *tx, runner, name string) error {
	_, err := t.exec(ctx, `DELETE FROM sources WHERE runner = $1 AND name = $2`, runner, name)
	return err
}
