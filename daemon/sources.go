package daemon

import (
	"context"
	"strings"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// keepSource keeps how a source does, where status and messages find it, and
// logs when that changes.
func (s *Service) keepSource(ctx context.Context, source store.Source) error {
	before, err := s.Store.PutSource(ctx, source)
	if err != nil {
		return err
	}
	if before == nil || before.State != source.State {
		e := s.Log.Info()
		if source.State == store.SourceNeedsYou {
			e = s.Log.Warn()
		}
		e.Str("runner", source.Runner).Str("source", source.Name).Str("state", source.State).Msg(source.Detail)
	}
	return nil
}

// took logs and counts what became of an item.
func (s *Service) took(source, runner string, r analysis.Receipt) {
	s.metrics.outcomes.WithLabelValues(source, string(r.Outcome)).Inc()
	e := s.Log.Info()
	switch r.Outcome {
	case analysis.Failed:
		e = s.Log.Warn()
	case analysis.Duplicate, analysis.Ignored:
		e = s.Log.Debug()
	}
	e = e.Str("source", source).Str("runner", runner).Str("path", r.Path).Str("outcome", string(r.Outcome))
	if r.Member != "" {
		e = e.Str("member", r.Member)
	}
	if r.Run != nil {
		e = e.Str("run", r.Run.ID)
	}
	if r.Verdict != nil {
		e = e.Str("verdict", string(r.Verdict.Level))
	}
	e.Msg(r.Reason)
}

// lags is how long ago each kind of source last had success, of the one
// farthest behind.
func (s *Service) lags(ctx context.Context) map[string]time.Duration {
	lags := map[string]time.Duration{}
	runners, err := s.Store.Runners(ctx)
	if err != nil {
		return lags
	}
	for _, r := range runners {
		sources, err := s.Store.Sources(ctx, r.Name)
		if err != nil {
			return lags
		}
		for _, source := range sources {
			kind, _, _ := strings.Cut(source.Name, " ")
			if source.LastSuccess != nil {
				lags[kind] = max(lags[kind], s.Now().Sub(*source.LastSuccess))
			}
		}
	}
	return lags
}
