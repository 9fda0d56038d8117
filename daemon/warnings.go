package daemon

import (
	"context"
	"fmt"

	"needled/daemon/store"
)

// MessagesAstray says why nobody will ever get a message although there are
// addresses; "" when somebody may.
func (p Parts) MessagesAstray(ctx context.Context) (string, error) {
	if len(p.Config.Notify.URLs)+len(p.Services) == 0 {
		return "", nil
	}
	name, err := p.addressee(ctx)
	if err != nil {
		return "", err
	}
	_, err = p.Store.Runner(ctx, name)
	switch {
	case !store.IsKind(err, store.NotFound):
		return "", err
	case p.Config.Notify.Runner == "":
		return "nobody is told anything, for there are several runners: say under notify.runner whose messages the addresses get", nil
	}
	return fmt.Sprintf("nobody is told anything, for notify.runner is %s, who is not known: needled runner add %[1]s, or name another there", name), nil
}

// warn logs what the settings ask for that will not come about.
func (s *Service) warn(ctx context.Context) {
	switch text, err := s.MessagesAstray(ctx); {
	case err != nil:
		s.Log.Error().Err(err).Msg("whom the messages are for could not be looked up")
	case text != "":
		s.Log.Warn().Msg(text)
	}
}
