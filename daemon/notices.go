package daemon

import (
	"context"
	"fmt"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
)

// openRecovery is the runner's recovery at an instant, nil outside one.
func (s *Service) openRecovery(ctx context.Context, runner string, at time.Time) (*analysis.Recovery, error) {
	h, err := s.Store.History(ctx, runner, at.Add(-planReach))
	if err != nil {
		return nil, err
	}
	return analysis.PlanAt(h, s.Protocol, at).Recovery, nil
}

// planReach is how far back runs can bear on a plan: HRmax looks a year back.
const planReach = 500 * 24 * time.Hour

// noticeSilence writes an event when nothing has come from a runner for days
// in a recovery. A day without runs is not silence where a source tells so.
func (s *Service) noticeSilence(ctx context.Context, r analysis.Runner) error {
	days := s.Config.Notify.SilentDays
	if days == 0 {
		return nil
	}
	now := s.Now()
	recovery, err := s.openRecovery(ctx, r.Name, now)
	if err != nil || recovery == nil {
		return err
	}
	since, err := s.lastData(ctx, r.Name)
	if err != nil {
		return err
	}
	if since.Before(recovery.Treatment.At) {
		since = recovery.Treatment.At
	}
	if now.Sub(since) < time.Duration(days)*24*time.Hour {
		return nil
	}
	_, err = s.Store.AddEvent(ctx, store.Event{Runner: r.Name, Kind: store.EventSilent, Key: since.UTC().Format(time.RFC3339),
		Treatment: recovery.Treatment.ID, Due: now})
	return err
}

// lastData is when something last came in, or a source that knows of every run
// last said that there is nothing new.
func (s *Service) lastData(ctx context.Context, runner string) (last time.Time, err error) {
	took, err := s.Store.LastSuccess(ctx, runner)
	if err != nil {
		return last, err
	}
	if took != nil {
		last = *took
	}
	sources, err := s.Store.Sources(ctx, runner)
	for _, source := range sources {
		if at := source.LastSuccess; source.Name == stravaSource && at != nil && at.After(last) {
			last = *at
		}
	}
	return last, err
}

// digestHour is when digests are sent, by the runner's clock; weekly ones on
// Sundays.
const digestHour = 18

// dueDigest writes an event when the hour of a digest has come.
func (s *Service) dueDigest(ctx context.Context, r analysis.Runner) error {
	if s.Config.Notify.Digest == configs.NoDigest {
		return nil
	}
	now := s.Now().In(r.Location())
	due := time.Date(now.Year(), now.Month(), now.Day(), digestHour, 0, 0, 0, r.Location())
	if s.Config.Notify.Digest == configs.Weekly {
		due = due.AddDate(0, 0, -int(due.Weekday()))
	}
	if due.After(now) || now.Sub(due) > 12*time.Hour {
		return nil // not yet, or too late for it: the service was off
	}
	_, err := s.Store.AddEvent(ctx, store.Event{Runner: r.Name, Kind: store.EventDigest,
		Key: fmt.Sprintf("%s %s", s.Config.Notify.Digest, due.Format(time.DateOnly)), Due: s.Now()})
	return err
}
