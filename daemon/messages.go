package daemon

import (
	"context"
	"errors"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/store"
)

// newNotifier sends the messages of one runner to the services.
func (s *Service) newNotifier() (*notify.Notifier, error) {
	services := s.Services
	if services == nil {
		var err error
		if services, err = MessageServices(s.Config.Notify); err != nil {
			return nil, err
		}
	}
	return notify.New(notify.Options{
		Services: services, Outbox: outbox{s.Store, s.addressee}, Compose: s.compose, Quiet: s.quiet,
		Zone: s.addresseeZone, Now: s.Now, Log: s.Log,
	}), nil
}

// MessageServices are the services at the addresses of the settings. The error
// is a *configs.Error.
func MessageServices(c configs.Notify) ([]notify.Service, error) {
	addresses := make([]string, len(c.URLs))
	for i, u := range c.URLs {
		addresses[i] = u.Reveal()
	}
	services, err := notify.Services(addresses)
	if wrong, ok := errors.AsType[notify.AddressErrors](err); ok {
		problems := make([]configs.Problem, len(wrong))
		for i, e := range wrong {
			text := "notify.urls: " + e.Error()
			if nearest := configs.Nearest(e.Unknown, notify.Schemes()); nearest != "" {
				text += "; did you mean " + nearest + "://…?"
			}
			problems[i] = configs.Problem{Origin: c.At, Text: text}
		}
		return nil, &configs.Error{Problems: problems}
	}
	return services, err
}

// TestMessages sends a test to every address.
func (s *Service) TestMessages(ctx context.Context) []notify.Tested { return s.notifier.Test(ctx) }

// addressee is the runner whose messages the addresses get: the one of the
// settings, else the only one, else the first of all, "me".
func (p Parts) addressee(ctx context.Context) (string, error) {
	if p.Config.Notify.Runner != "" {
		return p.Config.Notify.Runner, nil
	}
	runners, err := p.Store.Runners(ctx)
	if err != nil {
		return "", err
	}
	if len(runners) == 1 {
		return runners[0].Name, nil
	}
	return "me", nil
}

func (s *Service) addresseeZone(ctx context.Context) (*time.Location, error) {
	name, err := s.addressee(ctx)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.Runner(ctx, name)
	if store.IsKind(err, store.NotFound) {
		return s.Config.Zone, nil
	}
	return r.Location(), err
}

// tells says whether anybody is told of a runner's doings.
func (s *Service) tells(ctx context.Context, runner string) (bool, error) {
	if len(s.Config.Notify.URLs) == 0 && len(s.Services) == 0 {
		return false, nil
	}
	name, err := s.addressee(ctx)
	return name == runner, err
}

// compose writes the message of an event from what is true now.
func (s *Service) compose(ctx context.Context, e notify.Event) (notify.Message, bool, string, error) {
	r, err := s.Store.Runner(ctx, e.Runner)
	if err != nil {
		return notify.Message{}, false, "", err
	}
	m, tell, why, err := s.message(ctx, r, e)
	return notify.Message(m), tell && err == nil, why, err
}

func (s *Service) message(ctx context.Context, r analysis.Runner, e notify.Event) (m report.Message, tell bool, why string, err error) {
	wishes, err := s.Store.MessageWishes(ctx, r.Name)
	if err != nil {
		return m, false, "", err
	}
	if !wishes.Wants(e.Kind) {
		return m, false, "messages of this kind are not wanted", nil
	}
	style := report.Style{Units: s.Config.Units, Zone: r.Location()}
	now := s.Now()
	switch e.Kind {
	case store.EventOutside:
		entry, err := s.Store.Run(ctx, r.Name, e.Run)
		if store.IsKind(err, store.NotFound) {
			return m, false, "the run is gone", nil
		}
		if err != nil {
			return m, false, "", err
		}
		m, tell, why = report.OutsideMessage(style, entry)
	case store.EventClear:
		plan, err := s.plan(ctx, r.Name)
		if err != nil {
			return m, false, "", err
		}
		if plan.Treatment == nil || plan.Treatment.ID != e.Treatment {
			return m, false, "another treatment came, or the recovery is over", nil
		}
		m, tell, why = report.ClearMessage(style, plan)
	case store.EventSource:
		return s.sourceMessage(ctx, r, e, style)
	case store.EventSilent:
		since, err := s.silentSince(ctx, r)
		if err != nil {
			return m, false, "", err
		}
		if since == nil || silentKey(*since) != e.Key {
			return m, false, "data came, or the recovery is over", nil
		}
		return report.SilentMessage(style, now, *since), true, "", nil
	case store.EventDigest:
		plan, err := s.plan(ctx, r.Name)
		if err != nil {
			return m, false, "", err
		}
		often, err := s.digest(ctx, r.Name)
		if err != nil || often == configs.NoDigest {
			return m, false, "a digest is not wanted", err
		}
		d := report.Digest{From: now.Add(-spanOf(often)), To: now, Next: plan}
		if d.Entries, err = s.Store.Runs(ctx, r.Name, store.Filter{Since: d.From, Until: now}); err != nil {
			return m, false, "", err
		}
		m, tell, why = report.DigestMessage(style, d)
	default:
		why = "not a kind of message this needled knows"
	}
	return m, tell, why, nil
}

// sourceMessage tells of the source that an event is about; its key begins
// with the source's name.
func (s *Service) sourceMessage(ctx context.Context, r analysis.Runner, e notify.Event, style report.Style) (m report.Message, tell bool, why string, err error) {
	name, _, _ := strings.Cut(e.Key, "@")
	sources, err := s.Sources(ctx, r.Name)
	if err != nil {
		return m, false, "", err
	}
	for _, source := range sources {
		if source.Name == name {
			m, tell, why = report.SourceMessage(style, SourceLine(source))
			return m, tell, why, nil
		}
	}
	return m, false, "the source is gone", nil
}

func (s *Service) plan(ctx context.Context, runner string) (analysis.Plan, error) {
	now := s.Now()
	h, err := s.Store.History(ctx, runner, now.Add(-analysis.PlanReach))
	if err != nil {
		return analysis.Plan{}, err
	}
	return analysis.PlanAt(h, s.Protocol, now), nil
}
