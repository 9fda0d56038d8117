package strava

import (
	"context"
	"errors"
	"fmt"
)

// Disconnect ends a runner's connection: the leave is given back to Strava,
// and what came through it is removed here, whether or not Strava answers.
// note says, for people, what is left to do; "" for nothing.
func (s *Syncer) Disconnect(ctx context.Context, runner string) (note string, err error) {
	a, err := s.Vault.Account(ctx, runner)
	if err != nil {
		return "", err
	}
	if left, err := s.storeLeft(ctx, runner, a); err == nil {
		a = left
	}
	revoked := s.App.Revoke(ctx, a.Token)
	if err := s.Vault.Forget(context.WithoutCancel(ctx), runner, ""); err != nil {
		return "", fmt.Errorf("removing what came from Strava: %w", err)
	}
	if e, ok := errors.AsType[*Error](revoked); ok && e.Fault == Dead {
		return "", nil // it was withdrawn before
	}
	if revoked != nil {
		return "Strava could not be told. To withdraw the leave there, too, open strava.com/settings/apps and revoke needled's access.", nil
	}
	return "", nil
}
