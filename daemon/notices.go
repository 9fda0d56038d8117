package daemon

import (
	"context"
	"fmt"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
)

// noticeSilence writes an event when nothing has come from a runner for days
// in a recovery.
func (s *Service) noticeSilence(ctx context.Context, r analysis.Runner) error {
	since, err := s.silentSince(ctx, r)
	if err != nil || since == nil {
		return err
	}
	_, err = s.Store.AddEvent(ctx, store.Event{Runner: r.Name, Kind: store.EventSilent, Key: silentKey(*since), Due: s.Now()})
	return err
}

// silentKey names a silence by its beginning: a person is told once of each.
func silentKey(since time.Time) string { return since.UTC().Format(time.RFC3339) }

// silentSince is when something last came from a runner, or the treatment was,
// where that is days ago and a recovery is open; nil otherwise. Days without
// runs are not silence where a source tells so.
func (s *Service) silentSince(ctx context.Context, r analysis.Runner) (*time.Time, error) {
	days := s.Config.Notify.SilentDays
	if days == 0 {
		return nil, nil
	}
	plan, err := s.plan(ctx, r.Name)
	if err != nil || plan.Treatment == nil {
		return nil, err
	}
	since, err := s.lastData(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	if since.Before(plan.Treatment.At) {
		since = plan.Treatment.At
	}
	if s.Now().Sub(since) < time.Duration(days)*24*time.Hour {
		return nil, nil
	}
	return &since, nil
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

// spanOf is the time a digest tells of.
func spanOf(often configs.Digest) time.Duration {
	if often == configs.Weekly {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// dueDigest writes an event when the hour of a digest has come.
func (s *Service) dueDigest(ctx context.Context, r analysis.Runner) error {
	often, err := s.digest(ctx, r.Name)
	if err != nil || often == configs.NoDigest {
		return err
	}
	now := s.Now().In(r.Location())
	due := time.Date(now.Year(), now.Month(), now.Day(), digestHour, 0, 0, 0, r.Location())
	if often == configs.Weekly {
		due = due.AddDate(0, 0, -int(due.Weekday()))
	}
	if due.After(now) || now.Sub(due) > 12*time.Hour {
		return nil // not yet, or too late for it: the service was off
	}
	_, err = s.Store.AddEvent(ctx, store.Event{Runner: r.Name, Kind: store.EventDigest,
		Key: fmt.Sprintf("%s %s", often, due.Format(time.DateOnly)), Due: s.Now()})
	return err
}
