package daemon

import (
	"context"

	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/web"
)

// What a runner wants of messages goes before what the settings say.

// quiet is when the runner who is told is not to be woken.
func (s *Service) quiet(ctx context.Context) (notify.Quiet, error) {
	name, err := s.addressee(ctx)
	if err != nil {
		return notify.Quiet{}, err
	}
	wishes, err := s.Store.MessageWishes(ctx, name)
	if err != nil || wishes.Quiet == nil {
		return notify.Quiet(s.Config.Notify.Quiet), err
	}
	return notify.Quiet(*wishes.Quiet), nil
}

// digest is how often a runner is sent one.
func (s *Service) digest(ctx context.Context, runner string) (configs.Digest, error) {
	wishes, err := s.Store.MessageWishes(ctx, runner)
	if err != nil || wishes.Digest == "" {
		return s.Config.Notify.Digest, err
	}
	return configs.Digest(wishes.Digest), nil
}

// Messages is where messages go, and what the settings say of them.
func (s siteService) Messages(ctx context.Context) (web.Messages, error) {
	name, err := s.addressee(ctx)
	c := s.Config.Notify
	return web.Messages{Services: s.notifier.Services(), Runner: name, QuietFrom: c.Quiet.From, QuietTo: c.Quiet.To,
		Digest: string(c.Digest), SilentDays: c.SilentDays}, err
}

// TestMessages sends a test to every service.
func (s siteService) TestMessages(ctx context.Context) []web.TestedMessage {
	var all []web.TestedMessage
	for _, t := range s.Service.TestMessages(ctx) {
		one := web.TestedMessage{Service: t.Service}
		if t.Err != nil {
			one.Trouble = t.Err.Error()
		}
		all = append(all, one)
	}
	return all
}
