package daemon

import (
	"cmp"
	"context"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// folderSource is the name of a watched folder's source in status.
func folderSource(path string) string { return SourceWatch + " " + path }

// kindOf is the kind of a source, as commands name it.
func kindOf(source store.Source) string {
	kind, _, _ := strings.Cut(source.Name, " ")
	return kind
}

// Sources lists how each source of a runner does: the folders of the settings,
// and Strava where the operator entered an application.
func (p Parts) Sources(ctx context.Context, runner string) ([]store.Source, error) {
	kept, err := p.Store.Sources(ctx, runner)
	if err != nil {
		return nil, err
	}
	byName := map[string]store.Source{}
	for _, source := range kept {
		byName[source.Name] = source
	}
	var all []store.Source
	for _, f := range p.Config.Watch {
		if f.Runner != runner {
			continue
		}
		source, known := byName[folderSource(f.Path)]
		if !known {
			source = store.Source{Runner: runner, Name: folderSource(f.Path), State: store.SourceWaiting, Detail: "not looked at yet; needled daemon does, or needled sync"}
		}
		all = append(all, source)
	}
	if !p.Config.Strava.On() {
		return all, nil
	}
	source, known := byName[stravaSource]
	if !known {
		source = store.Source{Runner: runner, Name: stravaSource, State: store.SourceOff, Detail: "not connected; needled connect strava does it"}
	}
	return append(all, source), nil
}

// SourceLine is a source as people are shown it.
func SourceLine(s store.Source) report.SourceLine {
	return report.SourceLine{Name: s.Name, State: report.SourceState(s.State), LastSuccess: s.LastSuccess, Detail: s.Detail}
}

// keepSource keeps how a source does, where status and messages find it, and
// logs what to say of it when that changes, or what is needed of the user does.
func (s *Service) keepSource(ctx context.Context, source store.Source, say string) error {
	before, err := s.Store.PutSource(ctx, source)
	if err != nil {
		return err
	}
	needed := source.State == store.SourceNeedsYou
	if before == nil || before.State != source.State || needed && before.Detail != source.Detail {
		e := s.Log.Info()
		if needed {
			e = s.Log.Warn()
		}
		e.Str("runner", source.Runner).Str("source", source.Name).Str("state", source.State).Msg(say)
	}
	return nil
}

// took logs and counts what became of an item.
func (s *Service) took(source, runner string, r analysis.Receipt) {
	if s.Told != nil {
		s.Told(r)
	}
	s.metrics.outcomes.WithLabelValues(source, string(r.Outcome)).Inc()
	s.judged.add(runner, r)
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
	e.Msg(cmp.Or(r.Reason, "taken in"))
}

// tookFetched logs what became of an activity of Strava's. It is for its runner
// only: it isn't counted, and the log doesn't tell which it was.
func (s *Service) tookFetched(runner string, r analysis.Receipt) {
	if s.Told != nil {
		s.Told(r)
	}
	e, says := s.Log.Debug(), "from Strava"
	if r.Outcome == analysis.Failed {
		e, says = s.Log.Warn(), "an activity of Strava's can't be read"
	}
	e.Str("source", stravaSource).Str("runner", runner).Str("outcome", string(r.Outcome)).Msg(says)
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
		sources, err := s.liveSources(ctx, r.Name)
		if err != nil {
			return lags
		}
		for _, source := range sources {
			if at := source.LastSuccess; at != nil {
				lags[kindOf(source)] = max(lags[kindOf(source)], s.Now().Sub(*at))
			}
		}
	}
	return lags
}
