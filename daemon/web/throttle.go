package web

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle slows down who guesses passwords. Two counts are kept of attempts
// that fail: for the address they come from, and for the login they are about.
//
//   - One address guesses thirty times, then once a minute, whatever logins it
//     tries: 1,500 guesses a day.
//   - A login is guessed at twenty times, then once in half a minute, from
//     however many addresses: 2,900 guesses a day, of passwords of at least ten
//     characters that aren't among the commonest.
//   - What is turned away isn't counted. So a flood lengthens nothing: when it
//     stops, the right password works within a minute. While it goes on, an
//     address takes one try a minute and a login has two, so that a guesser at
//     one address leaves the real person, at another, tries of their own. From
//     an address where they signed in before, the real person has a count that
//     nobody else's attempts use up. Whoever is signed in stays so.
//   - Attempts that succeed aren't counted: a clinic behind one address may
//     sign in at eight o'clock all together.
//
// A password is compared by two at a time at most, since each takes 19 MB and
// tens of milliseconds; others wait a moment. The counts of the last few
// thousand logins and addresses are kept, those used longest ago go.
type throttle struct {
	mu        sync.Mutex
	addresses tallies
	logins    tallies
	known     tallies // by login and address, of who got in from there
	rows      *rate.Limiter
	comparing chan struct{}
}

const (
	mostComparing = 2
	longestWait   = 3 * time.Second // for a password to be compared
	mostTallies   = 4096            // twice as many are kept at most
)

func newThrottle() *throttle {
	each := func(every time.Duration, first int) tallies { return tallies{every: rate.Every(every), first: first} }
	return &throttle{
		addresses: each(time.Minute, 30),
		logins:    each(30*time.Second, 20),
		known:     each(time.Minute, 10),
		rows:      fewRows(),
		comparing: make(chan struct{}, mostComparing),
	}
}

// fewRows lets a hundred lines into the audit log, then one a minute.
func fewRows() *rate.Limiter { return rate.NewLimiter(rate.Every(time.Minute), 100) }

// tallies are counts of attempts by what they are counted for. When there are
// mostTallies new ones, those that weren't used since as many came are gone.
type tallies struct {
	every    rate.Limit
	first    int
	new, old map[string]*tally
}

// tally is one of them.
type tally struct {
	*rate.Limiter
	told bool // that attempts are turned away is in the audit log
}

// of is the count of a key, made where there is none.
func (c *tallies) of(key string) *tally {
	if found := c.find(key); found != nil {
		return found
	}
	made := &tally{Limiter: rate.NewLimiter(c.every, c.first)}
	c.keep(key, made)
	return made
}

// find is the count of a key, nil where there is none.
func (c *tallies) find(key string) *tally {
	if found := c.new[key]; found != nil {
		return found
	}
	found := c.old[key]
	if found != nil {
		c.keep(key, found)
	}
	return found
}

func (c *tallies) keep(key string, n *tally) {
	if len(c.new) >= mostTallies {
		c.new, c.old = nil, c.new
	}
	if c.new == nil {
		c.new = map[string]*tally{}
	}
	c.new[key] = n
}

// attempt is one at a password that may be compared.
type attempt struct {
	at             time.Time
	login, address string
	counted        []*rate.Reservation
}

// turnedAway says that there were too many attempts.
type turnedAway struct {
	wait  time.Duration // until one may be made
	first bool          // of those in a row that this count turned away
}

// admit counts an attempt, or turns it away.
func (t *throttle) admit(login, address string, now time.Time) (*attempt, *turnedAway) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := &attempt{at: now, login: strings.ToLower(strings.TrimSpace(login)), address: block(address)}
	var by []*tally
	if own := t.known.find(a.pair()); own != nil {
		by = []*tally{own}
	} else {
		by = []*tally{t.addresses.of(a.address), t.logins.of(a.login)}
	}
	for _, c := range by {
		if c.TokensAt(now) >= float64(c.Burst()) {
			c.told = false
		}
		taken := c.ReserveN(now, 1)
		wait := taken.DelayFrom(now)
		if wait <= 0 {
			a.counted = append(a.counted, taken)
			continue
		}
		taken.CancelAt(now)
		t.forgive(a)
		first := !c.told
		c.told = true
		return nil, &turnedAway{wait, first}
	}
	return a, nil
}

// succeeded takes back that an attempt was counted: the password was right.
func (t *throttle) succeeded(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forgive(a)
	t.known.of(a.pair())
}

func (t *throttle) forgive(a *attempt) {
	for _, taken := range a.counted {
		taken.CancelAt(a.at)
	}
}

func (a *attempt) pair() string { return a.address + " " + a.login }

// worthARow says whether that somebody was turned away still goes into the
// audit log: a hundred times, then once a minute. The log is for what people
// did, not for a guesser to fill.
func (t *throttle) worthARow(now time.Time) bool { return t.rows.AllowN(now, 1) }

// turn waits until a password may be hashed or compared; done ends that. ok is
// false when too many wait.
func (t *throttle) turn(ctx context.Context) (done func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	select {
	case t.comparing <- struct{}{}:
		return func() { <-t.comparing }, true
	case <-ctx.Done():
		return nil, false
	}
}

// block is what attempts from an address are counted for: in IPv6 the network
// of 64 bits, since whoever has one address of it has all.
func block(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	network, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}
