package stravatest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/go-oauth2/oauth2/v4"
	"github.com/go-oauth2/oauth2/v4/models"
)

// tokens is the memory of the OAuth server. It implements oauth2.TokenStore.
type tokens struct {
	mu  sync.Mutex
	all []models.Token
}

var _ oauth2.TokenStore = &tokens{}

// athlete is whose access token it is that still lives.
func (t *tokens) athlete(access string, now time.Time) (int64, bool) {
	info, err := t.GetByAccess(context.Background(), access)
	if err != nil || info == nil || now.Sub(info.GetAccessCreateAt()) >= info.GetAccessExpiresIn() {
		return 0, false
	}
	id, err := strconv.ParseInt(info.GetUserID(), 10, 64)
	return id, err == nil
}

func (t *tokens) scopes(access string) string {
	if info, err := t.GetByAccess(context.Background(), access); err == nil && info != nil {
		return info.GetScope()
	}
	return ""
}

// revoke ends all tokens that fit, and says whether any did.
func (t *tokens) revoke(fits func(models.Token) bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, any := t.all[:0], false
	for _, one := range t.all {
		if fits(one) {
			any = true
		} else {
			kept = append(kept, one)
		}
	}
	t.all = kept
	return any
}

func (t *tokens) Create(_ context.Context, info oauth2.TokenInfo) error {
	one, ok := info.(*models.Token)
	if !ok {
		return errors.New("a token of a kind that is not known")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, *one)
	return nil
}

func (t *tokens) find(fits func(models.Token) bool) (oauth2.TokenInfo, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.all {
		if fits(one) {
			return &one, nil
		}
	}
	return nil, nil
}

func (t *tokens) GetByCode(_ context.Context, code string) (oauth2.TokenInfo, error) {
	return t.find(func(one models.Token) bool { return code != "" && one.Code == code })
}

func (t *tokens) GetByAccess(_ context.Context, access string) (oauth2.TokenInfo, error) {
	return t.find(func(one models.Token) bool { return access != "" && one.Access == access })
}

func (t *tokens) GetByRefresh(_ context.Context, refresh string) (oauth2.TokenInfo, error) {
	return t.find(func(one models.Token) bool { return refresh != "" && one.Refresh == refresh })
}

func (t *tokens) RemoveByCode(_ context.Context, code string) error {
	t.revoke(func(one models.Token) bool { return code != "" && one.Code == code })
	return nil
}

func (t *tokens) RemoveByAccess(_ context.Context, access string) error {
	t.revoke(func(one models.Token) bool { return access != "" && one.Access == access })
	return nil
}

func (t *tokens) RemoveByRefresh(_ context.Context, refresh string) error {
	t.revoke(func(one models.Token) bool { return refresh != "" && one.Refresh == refresh })
	return nil
}
