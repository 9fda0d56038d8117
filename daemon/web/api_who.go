package web

import (
	"net/http"
	"strings"

	"needled/daemon/store"
)

// identifyByToken finds out whose token a program shows: in the header
// Authorization, and nowhere else. Addresses end up in logs, and cookies are
// sent by whatever page a browser shows.
func (v *visit) identifyByToken() error {
	if v.route.who == anybody {
		return nil
	}
	token, shown := bearer(v.r.Header)
	if !shown {
		return errNoToken
	}
	kinds := []store.TokenKind{store.TokenAPI}
	if v.route.inbox {
		kinds = []store.TokenKind{store.TokenInbox, store.TokenAPI}
	}
	p, err := v.holder(token, kinds...)
	v.person = p
	return err
}

// holder is whose token it is, if it is of one of these kinds.
func (v *visit) holder(token string, kinds ...store.TokenKind) (*store.Person, error) {
	hash, from, now := hashOf(token), v.from(v.r), v.Now()
	if !v.tokens.admits(hash, from, now) {
		return nil, errManyTokens
	}
	for _, kind := range kinds {
		p, err := v.Store.TokenPerson(v.ctx(), hash, kind, now)
		if err == nil {
			v.tokens.right(hash)
			return &p, nil
		}
		if !store.IsKind(err, store.NotFound) {
			return nil, err
		}
	}
	v.tokens.wrong(from, now)
	return nil, errToken
}

// bearer is the token in a request's headers.
func bearer(h http.Header) (token string, shown bool) {
	values := h.Values("Authorization")
	if len(values) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}
