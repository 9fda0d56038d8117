package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Sender sends one message to one service. It returns when the service has
// answered or ctx has ended. Its errors hold neither address nor token; a
// *Failure says whether trying again can help.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Service is somewhere messages go.
type Service struct {
	// Name is the scheme of the address and a short hash of the whole, as in
	// "ntfy-3f2a91bc": it tells services apart in the outbox and to people, and
	// gives nothing away.
	Name   string
	Sender Sender
}

// Failure is why a service didn't take a message, fit to be shown.
type Failure struct {
	Text      string
	Permanent bool // trying the same again will hardly help
}

func (f *Failure) Error() string { return f.Text }

// Services reads shoutrrr addresses; one that is given twice counts once. The
// error names every address that can't be used by its place in the list.
func Services(addresses []string) ([]Service, error) {
	var services []Service
	var wrong []error
	known := map[string]bool{}
	for i, address := range addresses {
		s, err := newService(address)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("address %d: %w", i+1, err))
			continue
		}
		if !known[s.Name] {
			known[s.Name] = true
			services = append(services, s)
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return services, nil
}

func newService(address string) (Service, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return Service{}, errors.New("not an address like ntfy://ntfy.sh/topic; write special characters of a password as %XX")
	}
	scheme, _, _ := strings.Cut(u.Scheme, "+")
	var sender Sender
	switch scheme {
	case "logger":
		return Service{}, errors.New("logger:// reaches nobody; give the address of a service")
	case "telegram":
		sender, err = newTelegram(u)
	default:
		sender, err = newShoutrrr(u, address, scheme)
	}
	if err != nil {
		return Service{}, fmt.Errorf("%s://… can't be used: %s", scheme, scrub(err.Error(), address))
	}
	return Service{Name: scheme + "-" + shortHash(address), Sender: sender}, nil
}

func shortHash(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:4])
}
