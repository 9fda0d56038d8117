package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// StravaAccount is a runner's connection to Strava.
type StravaAccount struct {
	Runner     string
	Athlete    int64      // ID at Strava
	Scopes     string     // as granted
	Sealed     []byte     // the pair of tokens, sealed
	Generation int64      // counts the pairs, and begins anew with no connection; the store's
	Connected  time.Time  // names the connection
	SweptFrom  *time.Time // everything since then was read; nil before the first sweep
}

// PutStravaAccount connects a runner, or connects a runner anew. A rotation
// under way with the pair before is refused when it ends. Where the runner is
// another athlete now, what was fetched as the one before goes.
func (s *Store) PutStravaAccount(ctx context.Context, a StravaAccount) error {
	_, err := write(ctx, s, "storing the connection to Strava", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, a.Runner); err != nil {
			return 0, err
		}
		_, another, err := exists(ctx, t, `SELECT runner FROM strava_accounts WHERE runner = $1 AND athlete <> $2`, a.Runner, a.Athlete)
		if err != nil {
			return 0, err
		}
		if another {
			if err := s.removeAllFetched(ctx, t, a.Runner); err != nil {
				return 0, err
			}
		}
		_, err = t.exec(ctx, `INSERT INTO strava_accounts (runner, athlete, scopes, sealed, generation, connected_at, swept_from)
			VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(value), 0) + 1 FROM counters WHERE name = $7), $5, $6)
			ON CONFLICT (runner) DO UPDATE SET athlete = excluded.athlete, scopes = excluded.scopes, sealed = excluded.sealed,
			generation = strava_accounts.generation + 1, connected_at = excluded.connected_at, swept_from = excluded.swept_from,
			rotating_until = NULL`,
			a.Runner, a.Athlete, a.Scopes, a.Sealed, micros(a.Connected), microsOf(a.SweptFrom), lastGeneration)
		return 0, err
	})
	return err
}

// StravaAccount returns a runner's connection to Strava.
func (s *Store) StravaAccount(ctx context.Context, runner string) (StravaAccount, error) {
	return read(ctx, s, "reading the connection to Strava", func(t *tx) (StravaAccount, error) {
		return s.account(ctx, t, runner)
	})
}

func (s *Store) account(ctx context.Context, t *tx, runner string) (StravaAccount, error) {
	found, err := accounts(ctx, t, `runner = $1`, runner)
	switch {
	case err != nil:
		return StravaAccount{}, err
	case len(found) == 0:
		return StravaAccount{}, fail(NotFound, "%s is not connected to Strava", runner)
	}
	return found[0], nil
}

// StravaAccounts lists the connections of all runners by name.
func (s *Store) StravaAccounts(ctx context.Context) ([]StravaAccount, error) {
	return read(ctx, s, "listing the connections to Strava", func(t *tx) ([]StravaAccount, error) {
		return accounts(ctx, t, `1 = 1`)
	})
}

// needConnection fails with Conflict unless a runner's connection is the one
// that was made at an instant.
func needConnection(ctx context.Context, t *tx, runner string, connected time.Time) error {
	_, same, err := exists(ctx, t, `SELECT runner FROM strava_accounts WHERE runner = $1 AND connected_at = $2`, runner, micros(connected))
	if err == nil && !same {
		err = fail(Conflict, "%s was disconnected from Strava meanwhile, or connected anew", runner)
	}
	return err
}

func accounts(ctx context.Context, t *tx, condition string, args ...any) ([]StravaAccount, error) {
	var all []StravaAccount
	err := t.each(ctx, `SELECT runner, athlete, scopes, sealed, generation, connected_at, swept_from
		FROM strava_accounts WHERE `+condition+` ORDER BY runner`, args, func(rows *sql.Rows) error {
		var a StravaAccount
		var connected int64
		var swept *int64
		err := rows.Scan(&a.Runner, &a.Athlete, &a.Scopes, &a.Sealed, &a.Generation, &connected, &swept)
		a.Connected, a.SweptFrom = instant(connected), instantOf(swept)
		all = append(all, a)
		return err
	})
	return all, err
}

// SetSweptFrom keeps since when everything of a runner was read through the
// connection made at an instant; nil when that is not known any more. The
// tokens stay as they are. Where that connection is no more it is refused with
// Conflict.
func (s *Store) SetSweptFrom(ctx context.Context, runner string, connected time.Time, from *time.Time) error {
	_, err := write(ctx, s, "keeping how far back Strava was read", func(t *tx) (int, error) {
		if err := needConnection(ctx, t, runner, connected); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `UPDATE strava_accounts SET swept_from = $2 WHERE runner = $1`, runner, microsOf(from))
		return 0, err
	})
	return err
}

// lastGeneration names the counter of the highest generation of a connection
// that was removed: a rotation that began with it must not end with a later one.
const lastGeneration = "strava generation"

// RemoveStravaAccount removes a runner's connection, how that source does, and
// everything fetched by it. It is no error when there is none.
//
// With needs, what a person has to know since the connection ended by itself,
// the source is left as one that needs them, and that goes to the outbox.
func (s *Store) RemoveStravaAccount(ctx context.Context, runner, needs string) error {
	_, err := write(ctx, s, "removing the connection to Strava", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `INSERT INTO counters (name, value) SELECT $2, generation FROM strava_accounts WHERE runner = $1
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value`, runner, lastGeneration)
		if err != nil {
			return 0, err
		}
		if _, err := t.exec(ctx, `DELETE FROM strava_accounts WHERE runner = $1`, runner); err != nil {
			return 0, err
		}
		if err := s.removeAllFetched(ctx, t, runner); err != nil {
			return 0, err
		}
		if needs != "" {
			_, err := s.putSource(ctx, t, Source{Runner: runner, Name: SourceStrava, State: SourceNeedsYou, Detail: needs, LastTry: new(s.Now())})
			return 0, err
		}
		return 0, removeSource(ctx, t, runner, SourceStrava)
	})
	return err
}

// BeginRotation takes the lease, until an instant, to get the pair of tokens
// that follows the one of a generation. ok is false where another holds the
// lease, or the pair is another already; either way the connection is
// returned as it is now. A lease that goes on for longer than the one wanted
// is a wrong clock's, and doesn't count.
func (s *Store) BeginRotation(ctx context.Context, runner string, generation int64, now, until time.Time) (ok bool, a StravaAccount, err error) {
	a, err = write(ctx, s, "preparing new tokens for Strava", func(t *tx) (StravaAccount, error) {
		changed, err := t.exec(ctx, `UPDATE strava_accounts SET rotating_until = $4 WHERE runner = $1 AND generation = $2
			AND (rotating_until IS NULL OR rotating_until <= $3 OR rotating_until > $5)`,
			runner, generation, micros(now), micros(until), micros(until.Add(clockSlack)))
		if err != nil {
			return StravaAccount{}, err
		}
		ok = changed > 0
		return s.account(ctx, t, runner)
	})
	return ok && err == nil, a, err
}

// EndRotation stores the pair that follows the one of a generation and frees
// the lease; with sealed nil it only frees it. A pair that comes after the
// connection was made anew, or rotated by another, is refused with Conflict.
func (s *Store) EndRotation(ctx context.Context, runner string, generation int64, sealed []byte) error {
	_, err := write(ctx, s, "storing new tokens for Strava", func(t *tx) (int, error) {
		if sealed == nil {
			_, err := t.exec(ctx, `UPDATE strava_accounts SET rotating_until = NULL WHERE runner = $1 AND generation = $2`, runner, generation)
			return 0, err
		}
		changed, err := t.exec(ctx, `UPDATE strava_accounts SET sealed = $3, generation = generation + 1, rotating_until = NULL
			WHERE runner = $1 AND generation = $2`, runner, generation, sealed)
		if err != nil || changed > 0 {
			return 0, err
		}
		if _, err := s.account(ctx, t, runner); err != nil {
			return 0, err
		}
		return 0, fail(Conflict, "the tokens of %s for Strava were replaced meanwhile; the ones stored hold", runner)
	})
	return err
}

// StravaApp is what is kept of an application at Strava.
type StravaApp struct {
	ClientID      string
	WebhookSecret string // part of the address events are sent to; "" without
	Subscription  *int64 // ID of the webhook's subscription at Strava
	Budget        []byte // JSON of whoever counts the reads; empty at first
}

// StravaApp returns what is kept of an application: at first nothing but its
// ID.
func (s *Store) StravaApp(ctx context.Context, clientID string) (StravaApp, error) {
	return read(ctx, s, "reading the application at Strava", func(t *tx) (StravaApp, error) { return stravaApp(ctx, t, clientID) })
}

func stravaApp(ctx context.Context, t *tx, clientID string) (StravaApp, error) {
	a := StravaApp{ClientID: clientID}
	var budget string
	err := t.one(ctx, `SELECT webhook_secret, subscription, budget FROM strava_apps WHERE client_id = $1`, []any{clientID},
		&a.WebhookSecret, &a.Subscription, &budget)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	if budget != "" {
		a.Budget = []byte(budget)
	}
	return a, err
}

// UpdateStravaApp lets change have what is kept of an application and keeps
// what it makes of it, with nobody else coming between. An error of change
// leaves everything as it is, and is returned.
func (s *Store) UpdateStravaApp(ctx context.Context, clientID string, change func(*StravaApp) error) error {
	var refused error
	_, err := write(ctx, s, "keeping the application at Strava", func(t *tx) (int, error) {
		a, err := stravaApp(ctx, t, clientID)
		if err != nil {
			return 0, err
		}
		if refused = change(&a); refused != nil {
			return 0, refused
		}
		_, err = t.exec(ctx, `INSERT INTO strava_apps (client_id, webhook_secret, subscription, budget) VALUES ($1, $2, $3, $4)
			ON CONFLICT (client_id) DO UPDATE SET
			webhook_secret = excluded.webhook_secret, subscription = excluded.subscription, budget = excluded.budget`,
			clientID, a.WebhookSecret, a.Subscription, string(a.Budget))
		return 0, err
	})
	if refused != nil {
		return refused
	}
	return err
}
