package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
