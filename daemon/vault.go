package daemon

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"needled/analysis"
	"needled/daemon/secret"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/strava"
)

// vault keeps connections to Strava in the store, their tokens sealed.
type vault struct {
	store   *store.Store
	secrets *secret.Keeper
	now     func() time.Time
}

var _ strava.Vault = vault{}

func (v vault) Account(ctx context.Context, runner string) (strava.Account, error) {
	kept, err := v.store.StravaAccount(ctx, runner)
	if store.IsKind(err, store.NotFound) {
		return strava.Account{}, strava.ErrNotConnected
	}
	if err != nil {
		return strava.Account{}, err
	}
	return v.open(kept)
}

func (v vault) open(kept store.StravaAccount) (strava.Account, error) {
	account := strava.Account{Athlete: kept.Athlete, Scopes: kept.Scopes, Generation: kept.Generation,
		Connected: kept.Connected, SweptFrom: kept.SweptFrom}
	text, err := v.secrets.Open(kept.Sealed)
	if err != nil {
		return account, fmt.Errorf("the tokens of %s: %w", kept.Runner, err)
	}
	if err := json.Unmarshal(text, &account.Token); err != nil {
		return account, fmt.Errorf("the tokens of %s are damaged; %w", kept.Runner, secret.ErrConnectAgain)
	}
	return account, nil
}

func (v vault) seal(t strava.Token) ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return v.secrets.Seal(text)
}

func (v vault) BeginRotation(ctx context.Context, runner string, generation int64, until time.Time) (bool, strava.Account, error) {
	ok, kept, err := v.store.BeginRotation(ctx, runner, generation, v.now(), until)
	if store.IsKind(err, store.NotFound) {
		return false, strava.Account{}, strava.ErrNotConnected
	}
	if err != nil {
		return false, strava.Account{}, err
	}
	account, err := v.open(kept)
	return ok, account, err
}

func (v vault) EndRotation(ctx context.Context, runner string, generation int64, next *strava.Token) error {
	if next == nil {
		return v.store.EndRotation(ctx, runner, generation, nil)
	}
	sealed, err := v.seal(*next)
	if err != nil {
		return err
	}
	return replaced(v.store.EndRotation(ctx, runner, generation, sealed))
}

func (v vault) Swept(ctx context.Context, runner string, connected, from time.Time) error {
	return replaced(v.store.SetSweptFrom(ctx, runner, connected, &from))
}

func (v vault) Forget(ctx context.Context, runner, needs string) error {
	return v.store.RemoveStravaAccount(ctx, runner, needs)
}

// replaced tells in the words of package strava that a connection, or a token,
// is the runner's no more.
func replaced(err error) error {
	if store.IsKind(err, store.Conflict) || store.IsKind(err, store.NotFound) {
		return fmt.Errorf("%w (%w)", strava.ErrReplaced, err)
	}
	return err
}

// connect keeps a connection that a runner just made.
func (v vault) connect(ctx context.Context, runner string, a strava.Connection) error {
	sealed, err := v.seal(a.Token)
	if err != nil {
		return err
	}
	return v.store.PutStravaAccount(ctx, store.StravaAccount{
		Runner: runner, Athlete: a.Athlete, Scopes: a.Scopes, Sealed: sealed, Connected: v.now(),
	})
}

// shelf keeps what was fetched in the store, where it lasts for days only.
type shelf struct {
	store  *store.Store
	ingest func(ctx context.Context, runner string, into ingest.Store, items iter.Seq[ingest.Item]) error
}

var _ strava.Shelf = shelf{}

func (s shelf) Fetched(ctx context.Context, runner string, since time.Time) ([]strava.Fetched, error) {
	kept, err := s.store.Fetched(ctx, runner, since)
	fetched := make([]strava.Fetched, len(kept))
	for i, f := range kept {
		fetched[i] = strava.Fetched(f)
	}
	return fetched, err
}

func (s shelf) Take(ctx context.Context, runner string, connected time.Time, items iter.Seq[ingest.Item]) error {
	return s.ingest(ctx, runner, through{s.store, connected}, items)
}

// through is the store for what comes through the connection made at an
// instant.
type through struct {
	*store.Store
	connected time.Time
}

func (t through) Record(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	receipts, err := t.RecordFetched(ctx, runner, batch, t.connected, filings)
	return receipts, replaced(err)
}

func (s shelf) Remove(ctx context.Context, runner string, keys []string) error {
	return s.store.RemoveFetched(ctx, runner, keys)
}

func (s shelf) Pending(ctx context.Context, runner string) ([]strava.Pending, error) {
	kept, err := s.store.Pending(ctx, runner)
	pending := make([]strava.Pending, len(kept))
	for i, p := range kept {
		pending[i] = strava.Pending{Key: p.Key, Attempts: p.Attempts, Due: p.Due}
	}
	return pending, err
}

func (s shelf) PutPending(ctx context.Context, runner string, p strava.Pending) error {
	return replaced(s.store.PutPending(ctx, store.Pending{Runner: runner, Key: p.Key, Attempts: p.Attempts, Due: p.Due}))
}

func (s shelf) RemovePending(ctx context.Context, runner, key string) error {
	return s.store.RemovePending(ctx, runner, key)
}

// ledger keeps what is spent of the application's limits.
type ledger struct{ store *store.Store }

var _ strava.Ledger = ledger{}

func (l ledger) UpdateBudget(ctx context.Context, clientID string, change func(kept []byte) ([]byte, error)) error {
	return l.store.UpdateStravaApp(ctx, clientID, func(a *store.StravaApp) (err error) {
		a.Budget, err = change(a.Budget)
		return err
	})
}
