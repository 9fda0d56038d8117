package notify

import (
	"context"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// titled lists the services that show a title beside the text. To the others
// it goes as the first line of the text.
var titled = []string{
	"bark", "discord", "gotify", "join", "lark", "matrix", "ntfy", "opsgenie", "pushbullet", "pushover", "slack", "smtp", "teams",
}

// stuck is how long a service may take over one message before the next one is
// tried beside it. The library knows no deadline, so that a server which takes
// a request and never answers holds it for good.
const stuck = 10 * time.Minute

// shoutrrr sends to any service the library knows.
type shoutrrr struct {
	address string
	url     *url.URL
	scheme  string
	titled  bool
	turn    chan struct{} // filled while a message is under way
}

func newShoutrrr(u *url.URL, address, scheme string) (*shoutrrr, error) {
	s := &shoutrrr{address: address, url: u, scheme: scheme, turn: make(chan struct{}, 1)}
	s.titled = slices.Contains(titled, scheme) || scheme == "generic" && u.Query().Get("template") != ""
	_, err := s.service()
	return s, err
}

// service is made anew for each message: some of them keep what the last one
// said. It is what the library's router does, but that tells why an address
// can't be used.
func (s *shoutrrr) service() (types.Service, error) {
	service, err := new(router.ServiceRouter).NewService(s.scheme)
	if err != nil {
		return nil, err
	}
	u := new(*s.url)
	if u.Scheme != s.scheme { // generic+https://…
		custom, ok := service.(types.CustomURLService)
		if !ok {
			return nil, fmt.Errorf("%s can't be given like this; write %s://…", u.Scheme, s.scheme)
		}
		if u, err = custom.GetConfigURLFromCustom(u); err != nil {
			return nil, err
		}
	}
	return service, service.Initialize(u, nil)
}

// Send sends in the background, since the library can't be told to stop. While
// it has not come back no other message is sent.
func (s *shoutrrr) Send(ctx context.Context, m Message) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return &Failure{Text: "it has not answered to an earlier message yet"}
	}
	free := sync.OnceFunc(func() { <-s.turn })
	patience := time.AfterFunc(stuck, free)
	done := make(chan error, 1)
	go func() {
		err := s.send(m)
		patience.Stop()
		free()
		done <- err
	}()
	select {
	case err := <-done:
		return s.failure(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *shoutrrr) send(m Message) error {
	service, err := s.service()
	if err != nil {
		return err
	}
	if !s.titled {
		return service.Send(m.Title+"\n"+m.Body, &types.Params{})
	}
	title := m.Title
	if s.scheme == "smtp" {
		title = mime.QEncoding.Encode("utf-8", title) // the library puts it into the mail as it is
	}
	return service.Send(m.Body, &types.Params{types.TitleKey: title})
}

func (s *shoutrrr) failure(err error) error {
	if err == nil {
		return nil
	}
	return &Failure{Text: scrub(err.Error(), s.address), Permanent: refused(err)}
}
