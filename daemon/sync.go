package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"needled/daemon/queue"
	"needled/daemon/store"
	"needled/ingest/watch"
)

// The kinds of sources, as commands name them.
const (
	SourceWatch  = "watch"
	SourceStrava = stravaSource
)

// Pass is one look at the sources.
type Pass struct {
	Sources []string   // kinds; none: all
	Runner  string     // only this one's; "" for every runner's
	Since   *time.Time // look at Strava back to then
}

// Sync looks at the sources once, and returns how each of them does now. What
// is wrong with one doesn't keep the others from being looked at.
func (s *Service) Sync(ctx context.Context, p Pass) ([]store.Source, error) {
	runners, err := s.Store.Runners(ctx)
	if err != nil {
		return nil, err
	}
	wants := func(kind string) bool { return len(p.Sources) == 0 || slices.Contains(p.Sources, kind) }
	var failures []error
	if wants(SourceWatch) {
		w := s.watcher()
		w.Folders = slices.DeleteFunc(w.Folders, func(f watch.Folder) bool { return p.Runner != "" && f.Runner != p.Runner })
		if len(w.Folders) > 0 {
			failures = append(failures, w.Scan(ctx))
		}
	}
	var found []store.Source
	for _, r := range runners {
		if p.Runner != "" && r.Name != p.Runner {
			continue
		}
		if wants(SourceStrava) && s.strava != nil {
			connected, err := s.Connected(ctx, r.Name)
			if err == nil && connected {
				_, err = s.SyncStrava(ctx, r.Name, p.Since)
			}
			if err != nil {
				failures = append(failures, fmt.Errorf("strava, for %s: %w", r.Name, err))
			}
		}
		sources, err := s.Sources(ctx, r.Name)
		if err != nil {
			return found, err
		}
		for _, source := range sources {
			if wants(kindOf(source)) {
				found = append(found, source)
			}
		}
	}
	return found, errors.Join(failures...)
}

// LookNow has all sources of a runner looked at soon.
func (s *Service) LookNow(ctx context.Context, runner string) error {
	jobs := []queue.Job{{Kind: jobScan, Key: runner, Due: s.Now()}}
	if connected, err := s.Connected(ctx, runner); err != nil {
		return err
	} else if connected && s.strava != nil {
		jobs = append(jobs, queue.Job{Kind: jobStrava, Key: runner, Due: s.Now()})
	}
	for _, job := range jobs {
		if _, err := s.queue.Add(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// scan looks through a runner's folders, once. What is wrong with one stands
// with the sources, and it is looked through again soon anyway.
func (s *Service) scan(ctx context.Context, job queue.Job) error {
	if _, err := s.Sync(ctx, Pass{Sources: []string{SourceWatch}, Runner: job.Key}); err != nil && ctx.Err() == nil {
		s.Log.Warn().Err(err).Str("runner", job.Key).Msg("folders could not be looked through now")
	}
	return ctx.Err()
}
