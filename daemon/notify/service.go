package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
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

// AddressError is why an address can't be used.
type AddressError struct {
	Number  int    // its place in the list, from 1
	Unknown string // its scheme, where no service has that; "" otherwise
	Text    string // holds no part of the address but its scheme
}

func (e *AddressError) Error() string { return fmt.Sprintf("address %d: %s", e.Number, e.Text) }

// AddressErrors are all addresses of a list that can't be used.
type AddressErrors []*AddressError

func (es AddressErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Services reads shoutrrr addresses; one that is given twice counts once. The
// error is AddressErrors.
func Services(addresses []string) ([]Service, error) {
	var services []Service
	var wrong AddressErrors
	known := map[string]bool{}
	for i, address := range addresses {
		s, err := newService(address)
		if err != nil {
			err.Number = i + 1
			wrong = append(wrong, err)
			continue
		}
		if !known[s.Name] {
			known[s.Name] = true
			services = append(services, s)
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return services, nil
}

// Schemes lists what an address may begin with.
func Schemes() []string {
	all := new(router.ServiceRouter).ListServices()
	slices.Sort(all)
	return slices.DeleteFunc(all, func(s string) bool { return s == "logger" })
}

func newService(address string) (Service, *AddressError) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return Service{}, &AddressError{Text: "not an address like ntfy://ntfy.sh/topic; write special characters of a password as %XX"}
	}
	scheme, _, _ := strings.Cut(u.Scheme, "+")
	var sender Sender
	switch {
	case scheme == "logger":
		return Service{}, &AddressError{Text: "logger:// reaches nobody; give the address of a service"}
	case scheme == "http" || scheme == "https":
		return Service{}, &AddressError{Text: webPage(u)}
	case !slices.Contains(Schemes(), scheme):
		return Service{}, &AddressError{Unknown: scheme, Text: scheme + ":// is no service that is known here"}
	case scheme == "telegram":
		sender, err = newTelegram(u)
	default:
		sender, err = newShoutrrr(u, address, scheme)
	}
	if err != nil {
		return Service{}, &AddressError{Text: fmt.Sprintf("%s://… can't be used: %s", scheme, scrub(err.Error(), address))}
	}
	return Service{Name: scheme + "-" + shortHash(address), Sender: sender}, nil
}

// webPage says what to write in place of the address of a page.
func webPage(u *url.URL) string {
	if u.Hostname() == "ntfy.sh" {
		return u.Scheme + "://ntfy.sh/… is a page for browsers; write ntfy://ntfy.sh/… with the same topic"
	}
	return u.Scheme + "://… is a page for browsers; write the service's name first, such as ntfy://…, or generic+" + u.Scheme + "://… for a hook"
}

func shortHash(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:4])
}
