package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"needled/analysis"
)

// tokenThrottle turns away who sends wrong tokens all the time: a program that
// never heard of a token's end, or somebody who floods. Tokens are too random
// to be guessed; this spares the store. What comes from one address is counted
// together, but tokens that were right before are never turned away, so that
// one wrong program keeps out no other behind the same address.
type tokenThrottle struct {
	mu        sync.Mutex
	addresses tallies
	known     tallies // by the hash of the token
}

func newTokenThrottle() *tokenThrottle {
	return &tokenThrottle{addresses: tallies{every: rate.Every(time.Second), first: 60}}
}

// admits says whether a token from an address is looked for.
func (t *tokenThrottle) admits(hash analysis.Sum, address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known.find(string(hash[:])) != nil || t.addresses.of(block(address)).TokensAt(now) >= 1
}

func (t *tokenThrottle) right(hash analysis.Sum) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known.of(string(hash[:]))
}

func (t *tokenThrottle) wrong(address string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.addresses.of(block(address)).AllowN(now, 1)
}
