package daemon

import (
	"context"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/store"
)

// newNotifier sends the messages of one runner to the addresses of the
// settings.
func (s *Service) newNotifier() (*notify.Notifier, error) {
	c := s.Config.Notify
	addresses := make([]string, len(c.URLs))
	for i, u := range c.URLs {
		addresses[i] = u.Reveal()
	}
	services, err := notify.Services(addresses)
	if err != nil {
		return nil, &configs.Error{Problems: []configs.Problem{{Key: "notify.urls", Text: err.Error()}}}
	}
	return notify.New(notify.Options{
		Services: services, Outbox: outbox{s.Store, s.addressee}, Compose: s.compose, Quiet: notify.Quiet(c.Quiet),
		Zone: s.addresseeZone, Now: s.Now, Log: s.Log,
	}), nil
}

// TestMessages sends a test to every address.
func (s *Service) TestMessages(ctx context.Context) []notify.Tested { return s.notifier.Test(ctx) }

// addressee is the runner whose messages the addresses get: the one of the
// settings, else the only one, else the first of all, "me". "" while there is
// none.
func (s *Service) addressee(ctx context.Context) (string, error) {
	if s.Config.Notify.Runner != "" {
		return s.Config.Notify.Runner, nil
	}
	runners, err := s.Store.Runners(ctx)
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

// compose writes the message of an event from what is true now.
func (s *Service) compose(ctx context.Context, e notify.Event) (m notify.Message, keep bool, why string, err error) {
	r, err := s.Store.Runner(ctx, e.Runner)
	if err != nil {
		return m, false, "", err
	}
	style := report.Style{Units: s.Config.Units, Zone: r.Location()}
	said := func(text report.Message) (notify.Message, bool, string, error) { return notify.Message(text), true, "", nil }
	switch e.Kind {
	case store.EventOutside:
		entry, err := s.Store.Entry(ctx, e.Runner, e.Run)
		switch {
		case store.IsKind(err, store.NotFound):
			return m, false, "the run is gone", nil
		case err != nil:
			return m, false, "", err
		case entry.Verdict == nil || entry.Verdict.Level != analysis.Violation:
			return m, false, "the run is not outside the advice any more", nil
		}
		return said(report.OutsideMessage(entry, style))
	case store.EventClear:
		plan, err := s.plan(ctx, e.Runner)
		switch {
		case err != nil:
			return m, false, "", err
		case plan.Treatment == nil || plan.Treatment.ID != e.Treatment:
			return m, false, "another treatment came, or the recovery is over", nil
		case plan.State == analysis.Rest:
			return m, false, "the rest goes on", nil
		}
		return said(report.ClearMessage(plan, style))
	case store.EventSource:
		return s.composeSource(ctx, e, style)
	case store.EventSilent:
		since, err := s.lastData(ctx, e.Runner)
		if err != nil {
			return m, false, "", err
		}
		recovery, err := s.openRecovery(ctx, e.Runner, s.Now())
		switch {
		case err != nil:
			return m, false, "", err
		case recovery == nil || since.After(e.Created):
			return m, false, "it is over", nil
		}
		return said(report.SilentMessage(*recovery, since, s.Now(), style))
	case store.EventDigest:
		return s.composeDigest(ctx, e, style)
	}
	return m, false, "not a kind of message this needled knows", nil
}

func (s *Service) plan(ctx context.Context, runner string) (analysis.Plan, error) {
	now := s.Now()
	h, err := s.Store.History(ctx, runner, now.Add(-planReach))
	if err != nil {
		return analysis.Plan{}, err
	}
	return analysis.PlanAt(h, s.Protocol, now), nil
}
