package stravatest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-oauth2/oauth2/v4"
	"github.com/go-oauth2/oauth2/v4/errors"
	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
)

const (
	accessLives  = 6 * time.Hour
	refreshLives = 10 * 365 * 24 * time.Hour
)

// client is the one application; it implements oauth2.ClientStore.
type client struct{}

func (client) GetByID(_ context.Context, id string) (oauth2.ClientInfo, error) {
	if id != ClientID {
		return nil, errors.ErrInvalidClient
	}
	return &models.Client{ID: ClientID, Secret: ClientSecret, Domain: "http://127.0.0.1"}, nil
}

func (s *Server) startOAuth() {
	s.tokens = &tokens{}
	manager := manage.NewDefaultManager()
	manager.MapTokenStorage(s.tokens)
	manager.MapClientStorage(client{})
	manager.SetAuthorizeCodeTokenCfg(&manage.Config{AccessTokenExp: accessLives, RefreshTokenExp: refreshLives, IsGenerateRefresh: true})
	manager.SetRefreshTokenCfg(&manage.RefreshingConfig{AccessTokenExp: accessLives, RefreshTokenExp: refreshLives,
		IsGenerateRefresh: true, IsResetRefreshTime: true, IsRemoveAccess: true, IsRemoveRefreshing: true})
	manager.SetValidateURIHandler(func(_, redirect string) error {
		if u, err := url.Parse(redirect); err != nil || u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
			return errors.ErrInvalidRedirectURI
		}
		return nil
	})
	s.oauth = server.NewDefaultServer(manager)
	s.oauth.SetClientInfoHandler(server.ClientFormHandler)
	s.oauth.SetUserAuthorizationHandler(func(http.ResponseWriter, *http.Request) (string, error) {
		return strconv.FormatInt(s.consent().Athlete, 10), nil
	})
	s.oauth.SetAuthorizeScopeHandler(func(_ http.ResponseWriter, r *http.Request) (string, error) {
		if given := s.consent().Scopes; given != "" {
			return given, nil
		}
		return "read," + r.FormValue("scope"), nil
	})
	s.oauth.SetExtensionFieldsHandler(func(info oauth2.TokenInfo) map[string]any {
		id, _ := strconv.ParseInt(info.GetUserID(), 10, 64)
		return map[string]any{
			"athlete":    map[string]any{"id": id, "resource_state": 2},
			"expires_at": info.GetAccessCreateAt().Add(info.GetAccessExpiresIn()).Unix(),
		}
	})
}

func (s *Server) consent() Consent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Consent
}

// authorize answers for the athlete at once, and adds to the redirect what
// Strava adds: the scopes given.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	answer := s.consent()
	q := r.URL.Query()
	if answer.Denied {
		back := url.Values{"state": {q.Get("state")}, "error": {"access_denied"}}
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
		return
	}
	recorded := httptest.NewRecorder()
	if err := s.oauth.HandleAuthorizeRequest(recorded, r); err != nil {
		refuse(w, http.StatusBadRequest, "Bad Request", "Application", "redirect_uri", "invalid")
		return
	}
	to, err := url.Parse(recorded.Header().Get("Location"))
	if err != nil || to.Host == "" {
		refuse(w, http.StatusBadRequest, "Bad Request", "Application", "client_id", "invalid")
		return
	}
	back := to.Query()
	scopes := answer.Scopes
	if scopes == "" {
		scopes = "read," + q.Get("scope")
	}
	back.Set("scope", scopes)
	to.RawQuery = back.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// token exchanges and renews. What is wrong is told in Strava's form.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	recorded := httptest.NewRecorder()
	_ = s.oauth.HandleTokenRequest(recorded, r)
	var said struct{ Error string }
	_ = json.Unmarshal(recorded.Body.Bytes(), &said)
	switch {
	case recorded.Code < 300:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(recorded.Body.Bytes())
	case !s.isApplication(r.PostForm):
		refuse(w, http.StatusBadRequest, "Bad Request", "Application", "client_id", "invalid")
	case r.PostForm.Get("grant_type") == "refresh_token":
		refuse(w, http.StatusBadRequest, "Bad Request", "RefreshToken", "refresh_token", "invalid")
	default:
		refuse(w, http.StatusBadRequest, "Bad Request", "AuthorizationCode", "code", "invalid")
	}
}

// revoke takes an access or a refresh token, and ends both.
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	if id, secret, ok := r.BasicAuth(); !ok || id != ClientID || secret != ClientSecret {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Application", "", "invalid")
		return
	}
	token := r.PostFormValue("token")
	s.tokens.revoke(func(one models.Token) bool { return token != "" && (one.Access == token || one.Refresh == token) })
	w.WriteHeader(http.StatusOK)
}

// Deauthorize is what an athlete does on Strava's page of applications: all
// tokens end.
func (s *Server) Deauthorize(athlete int64) {
	s.tokens.revoke(func(one models.Token) bool { return one.UserID == strconv.FormatInt(athlete, 10) })
}

// Expire ends the access tokens of an athlete before their time.
func (s *Server) Expire(athlete int64) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	for i := range s.tokens.all {
		if s.tokens.all[i].UserID == strconv.FormatInt(athlete, 10) {
			s.tokens.all[i].AccessExpiresIn = 0
		}
	}
}

// Grant is a token for an athlete, as after connecting.
func (s *Server) Grant(athlete int64, scopes string) (access, refresh string, expires time.Time) {
	now := time.Now()
	one := models.Token{
		ClientID: ClientID, UserID: strconv.FormatInt(athlete, 10), Scope: scopes,
		Access: "access-" + randomText(), AccessCreateAt: now, AccessExpiresIn: accessLives,
		Refresh: "refresh-" + randomText(), RefreshCreateAt: now, RefreshExpiresIn: refreshLives,
	}
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.all = append(s.tokens.all, one)
	return one.Access, one.Refresh, now.Add(accessLives)
}

func bearer(r *http.Request) (string, bool) {
	return strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
}
