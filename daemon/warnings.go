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

// SecretsExposed says that everybody on the machine can read a secret of the
// settings; "" when nobody can.
func (p Parts) SecretsExposed() string {
	if p.Config.Exposed == "" {
		return ""
	}
	return fmt.Sprintf("%s holds a secret (%s) and is open to everybody on this machine; close it with: chmod 600 %[1]s", p.Config.File, p.Config.Exposed)
}

// warn logs what is wrong with the settings although they can be used.
func (s *Service) warn(ctx context.Context) {
	if text := s.SecretsExposed(); text != "" {
		s.Log.Warn().Msg(text)
	}
	switch text, err := s.MessagesAstray(ctx); {
	case err != nil:
		s.Log.Error().Err(err).Msg("whom the messages are for could not be looked up")
	case text != "":
		s.Log.Warn().Msg(text)
	}
}
