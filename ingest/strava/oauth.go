package strava

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// scope is the leave that is asked for: all activities, those shown to nobody
// else among them.
const scope = "activity:read_all"

// defaultLife is how long an access token is taken to live that doesn't say.
const defaultLife = time.Hour

func (a *App) oauth(redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: a.ClientID, ClientSecret: a.ClientSecret, RedirectURL: redirect, Scopes: []string{scope},
		Endpoint: oauth2.Endpoint{AuthURL: a.AuthURL, TokenURL: a.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// exchange gets a token for the code of a redirect, with Strava's number of
// the runner.
func (a *App) exchange(ctx context.Context, code, redirect string) (Token, int64, error) {
	const doing = "getting access"
	t, err := a.oauth(redirect).Exchange(context.WithValue(ctx, oauth2.HTTPClient, a.client()), code)
	if err != nil {
		return Token{}, 0, tokenError(ctx, doing, err)
	}
	token, err := a.tokenOf(doing, t)
	if err != nil {
		return Token{}, 0, err
	}
	athlete, _ := t.Extra("athlete").(map[string]any)
	if id, ok := athlete["id"].(float64); ok && id >= 1 && id < 1<<53 {
		return token, int64(id), nil
	}
	id, err := a.athlete(ctx, token)
	return token, id, err
}

// athlete asks whose a token is.
func (a *App) athlete(ctx context.Context, token Token) (int64, error) {
	const doing = "asking who connected"
	body, err := a.get(ctx, token.Access, doing, "/athlete", nil, recovery)
	if err != nil {
		return 0, err
	}
	var who struct{ ID json.Number }
	if err := json.Unmarshal(body, &who); err != nil {
		return 0, &Error{Fault: Malformed, Doing: doing}
	}
	id, err := strconv.ParseInt(string(who.ID), 10, 64)
	if err != nil {
		return 0, &Error{Fault: Malformed, Doing: doing, Reason: "it names no athlete"}
	}
	return id, nil
}

// refresh gets the token that takes the place of one.
func (a *App) refresh(ctx context.Context, refresh string) (Token, error) {
	const doing = "renewing access"
	ctx = context.WithValue(ctx, oauth2.HTTPClient, a.client())
	t, err := a.oauth("").TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return Token{}, tokenError(ctx, doing, err)
	}
	return a.tokenOf(doing, t)
}

// tokenOf takes the life of a token from now by this machine's clock, which is
// the one it is compared with.
func (a *App) tokenOf(doing string, t *oauth2.Token) (Token, error) {
	if t.RefreshToken == "" {
		return Token{}, &Error{Fault: Malformed, Doing: doing, Reason: "there is no refresh token in it"}
	}
	life := time.Duration(t.ExpiresIn) * time.Second
	if t.ExpiresIn <= 0 || life > 30*day {
		life = defaultLife
	}
	return Token{Access: t.AccessToken, Refresh: t.RefreshToken, Expires: a.Now().Add(life).UTC()}, nil
}

// Revoke gives a token back: Strava then forgets that the runner gave leave.
func (a *App) Revoke(ctx context.Context, token Token) error {
	const doing = "giving access back"
	form := url.Values{"token": {token.Refresh}, "token_type_hint": {"refresh_token"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.RevokeURL, strings.NewReader(form.Encode()))
	if err != nil {
		return &Error{Fault: WrongAddress, Doing: doing}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(a.ClientID), url.QueryEscape(a.ClientSecret))
	status, _, body, err := a.do(r, doing)
	if err != nil {
		return err
	}
	return refusedToken(doing, status, body)
}

// tokenError tells why there is no token, without a word of what the library
// says, which may hold one.
func tokenError(ctx context.Context, doing string, err error) error {
	var refused *oauth2.RetrieveError
	var failed *url.Error
	switch {
	case errors.As(err, &refused) && refused.Response != nil:
		return refusedToken(doing, refused.Response.StatusCode, refused.Body)
	case errors.As(err, &failed) || ctx.Err() != nil:
		return unreachable(ctx, doing, err)
	}
	return &Error{Fault: Malformed, Doing: doing}
}

// refusedToken tells what the token endpoint refused. Only what says plainly
// that the runner's token is at an end is Dead.
func refusedToken(doing string, status int, body []byte) error {
	err := answered(doing, status, body)
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Fault == ServerFault || e.Fault == RateLimited || e.Fault == Inactive || e.Fault == WrongAddress {
		return err
	}
	var word struct{ Error string } // OAuth's own
	_ = json.Unmarshal(body, &word)
	cs := complaintsOf(body)
	switch {
	case word.Error == "invalid_client", word.Error == "unauthorized_client", cs.about("Application", "", ""):
		e.Fault = WrongApp
	case word.Error == "invalid_grant", cs.about("RefreshToken", "", "invalid"), cs.about("AuthorizationCode", "", "invalid"),
		cs.about("Athlete", "", "invalid"):
		e.Fault = Dead
	default:
		e.Fault = Refused
	}
	return e
}
