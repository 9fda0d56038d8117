package strava

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"
)

const (
	// early is how long before its end an access token is renewed.
	early = 10 * time.Minute
	// leaseFor is how long a renewal keeps others from beginning one; longer
	// than an answer and the storing of it can take.
	leaseFor = 2 * time.Minute
	// grace is how much longer a renewal under way may take when the program
	// is told to stop: its answer is the only copy of the next token.
	grace = 4 * time.Second
)

// storing is how long to wait before each further try to store a token.
var storing = []time.Duration{time.Second, 3 * time.Second}

// rotated is a token that Strava gave and the Vault didn't take.
type rotated struct {
	generation int64
	next       Token
}

// account is the runner's connection with an access token that lives.
func (s *Syncer) account(ctx context.Context, runner string) (Account, error) {
	a, err := s.Vault.Account(ctx, runner)
	if err != nil {
		return Account{}, err
	}
	if a, err = s.storeLeft(ctx, runner, a); err != nil {
		return Account{}, err
	}
	if a.Token.Expires.Sub(s.App.Now()) > early {
		return a, nil
	}
	return s.renew(ctx, runner, a)
}

// renew puts the next token in place of the account's. One process at a time
// does it for a runner, and stores the token before anybody uses it; where
// another did it already, that one's is the answer.
func (s *Syncer) renew(ctx context.Context, runner string, a Account) (Account, error) {
	for {
		ok, current, err := s.Vault.BeginRotation(ctx, runner, a.Generation, s.App.Now().Add(leaseFor))
		switch {
		case err != nil:
			return Account{}, fmt.Errorf("renewing access to Strava: %w", err)
		case ok:
			return s.rotate(ctx, runner, current)
		case current.Generation != a.Generation:
			return current, nil
		}
		if err := sleep(ctx, time.Second); err != nil {
			return Account{}, err
		}
	}
}

// rotate renews a token whose lease is held.
func (s *Syncer) rotate(ctx context.Context, runner string, a Account) (Account, error) {
	ctx, cancel := outlast(ctx, grace)
	defer cancel()
	next, err := s.App.refresh(ctx, a.Token.Refresh)
	if faultOf(err) == Dead {
		// Where the lease ran out while Strava took its time, another may have
		// renewed it.
		if current, verr := s.Vault.Account(ctx, runner); verr == nil && current.Generation != a.Generation {
			return current, nil
		}
	}
	if err != nil {
		if ferr := s.Vault.EndRotation(ctx, runner, a.Generation, nil); ferr != nil {
			err = errors.Join(err, ferr) // the lease ends by itself
		}
		return Account{}, err
	}
	return s.store(ctx, runner, a, next)
}

// store stores the next token. One that can't be stored is kept in memory:
// Strava takes no older one any more. Where the runner connected anew
// meanwhile, that connection is the answer.
func (s *Syncer) store(ctx context.Context, runner string, a Account, next Token) (Account, error) {
	s.mu.Lock()
	if s.unstored == nil {
		s.unstored = map[string]rotated{}
	}
	s.unstored[runner] = rotated{a.Generation, next}
	s.mu.Unlock()
	err := s.Vault.EndRotation(ctx, runner, a.Generation, &next)
	for _, wait := range storing {
		if err == nil || errors.Is(err, ErrReplaced) || sleep(ctx, wait) != nil {
			break
		}
		err = s.Vault.EndRotation(ctx, runner, a.Generation, &next)
	}
	if errors.Is(err, ErrReplaced) {
		s.stored(runner)
		return s.Vault.Account(ctx, runner)
	}
	if err != nil {
		return Account{}, &Error{Fault: Unstored, Doing: "storing the renewed access", Cause: err}
	}
	s.stored(runner)
	a.Token, a.Generation = next, a.Generation+1
	return a, nil
}

// stored forgets the token that is stored now, or that nobody needs any more.
func (s *Syncer) stored(runner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.unstored, runner)
}

// storeLeft stores a token that could not be stored before, if there is one.
func (s *Syncer) storeLeft(ctx context.Context, runner string, a Account) (Account, error) {
	s.mu.Lock()
	left, ok := s.unstored[runner]
	if ok && left.generation != a.Generation {
		delete(s.unstored, runner) // the runner connected anew
		ok = false
	}
	s.mu.Unlock()
	if !ok {
		return a, nil
	}
	return s.store(ctx, runner, a, left.next)
}

// TakeOver goes on in place of another Syncer that has stopped: what that
// could not store is stored by this one.
func (s *Syncer) TakeOver(before *Syncer) {
	before.mu.Lock()
	left := maps.Clone(before.unstored)
	before.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unstored = left
}

// outlast is a context that ends some time after its parent.
func outlast(parent context.Context, after time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		_ = sleep(ctx, after)
		cancel()
	})
	return ctx, func() { stop(); cancel() }
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
