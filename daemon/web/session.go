package web

import (
	"context"
	"crypto/sha256"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"needled/analysis"
	"needled/daemon/store"
)

// How long somebody stays signed in. A clinic's screen may stand where others
// pass; a runner's phone is the runner's.
const (
	runnerStays = 60 * 24 * time.Hour
	clinicStays = 12 * time.Hour
)

const (
	personKey = "person"
	flashKey  = "flash"
	// newKey is in a session that begins, and isn't kept: only signing in makes
	// one, so that a session that ended while a request took its time doesn't
	// come back with what that has to keep.
	newKey = "new"
)

func (s *Site) newSessions() *scs.SessionManager {
	// What scs.New makes has a store in memory besides, whose cleaning goes on
	// for ever: it can be stopped only once it has begun, which nothing tells.
	m := &scs.SessionManager{Lifetime: runnerStays, Codec: scs.GobCodec{}}
	m.Cookie.Path, m.Cookie.HttpOnly, m.Cookie.Persist = "/", true, true
	// Cookies of a machine's services go to all of its ports; each has its own.
	m.Cookie.Name = "needled"
	if _, port, err := net.SplitHostPort(s.Listen); err == nil {
		m.Cookie.Name += "-" + port
	}
	m.Cookie.SameSite = http.SameSiteLaxMode
	if strings.HasPrefix(s.URL, "https://") {
		m.Cookie.Name, m.Cookie.Secure = "__Host-needled", true
	}
	m.Store = sessionStore{s.Store, s.Now, m.Codec}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.Log.Error().Err(err).Msg("a session can't be read or kept")
		http.Error(w, "needled can't reach its store just now. Try again in a moment.", http.StatusServiceUnavailable)
	}
	return m
}

// signIn begins a session of its own for a person: one that was begun before
// is worth nothing any more, and nothing of it is taken over.
func (v *visit) signIn(p store.Person) error {
	ctx := v.r.Context()
	if err := v.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := v.sessions.RenewToken(ctx); err != nil {
		return err
	}
	v.sessions.Put(ctx, personKey, p.ID)
	v.sessions.Put(ctx, newKey, true)
	stays := runnerStays
	if p.Clinician || p.Admin && p.Password != "" {
		stays = clinicStays
	}
	v.sessions.SetDeadline(ctx, v.Now().Add(stays))
	v.person = &p
	return nil
}

// sessionStore keeps sessions in the store, by the hash of what the cookie
// holds.
type sessionStore struct {
	store *store.Store
	now   func() time.Time
	codec scs.Codec
}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.store.Session(ctx, hashOf(token), s.now())
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	deadline, values, err := s.codec.Decode(data)
	if err != nil {
		return err
	}
	if values[newKey] == nil {
		return s.store.ChangeSession(ctx, hashOf(token), data, expires)
	}
	delete(values, newKey)
	if data, err = s.codec.Encode(deadline, values); err != nil {
		return err
	}
	who, _ := values[personKey].(string)
	return s.store.PutSession(ctx, hashOf(token), who, data, expires)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.EndSession(ctx, hashOf(token))
}

// scs asks for the methods without a context, and calls those with one.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s sessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// hashOf is how a secret of somebody's is kept.
func hashOf(token string) analysis.Sum { return sha256.Sum256([]byte(token)) }
