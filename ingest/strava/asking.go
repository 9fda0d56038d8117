package strava

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// Asking is one question to a runner for leave.
type Asking struct {
	State    string // comes back with the answer that belongs to it; nobody may guess it
	Redirect string // where Strava sends the browser with the answer
}

// UnsettledError is why an answer made no connection, in a sentence for the
// runner, without a capital and a stop.
type UnsettledError struct{ Text string }

func (e *UnsettledError) Error() string { return e.Text }

// Sentence is the text with a capital and a stop.
func (e *UnsettledError) Sentence() string { return sentence(e.Text) }

// ConsentAddress is the page of Strava's where the question is put.
func (a *App) ConsentAddress(q Asking) string {
	return a.oauth(q.Redirect).AuthCodeURL(q.State, oauth2.SetAuthURLParam("approval_prompt", "auto"))
}

// Settle makes a connection of the answer to a question, which is what
// Strava added to the address of Redirect. That it belongs to the question, by
// its state, is for the caller to know. The error is an *UnsettledError unless
// ctx ended.
func (a *App) Settle(ctx context.Context, q Asking, answer url.Values) (Connection, error) {
	switch problem := answer.Get("error"); {
	case problem == "access_denied":
		return Connection{}, &UnsettledError{"you declined on Strava's page; nothing was connected"}
	case problem != "":
		return Connection{}, &UnsettledError{"access was not given by Strava; nothing was connected. Try again"}
	case answer.Get("code") == "":
		return Connection{}, &UnsettledError{"there is no code in Strava's answer; nothing was connected. Try again"}
	}
	scopes := answer.Get("scope")
	warning, err := missing(scopes)
	if err != nil {
		return Connection{}, err
	}
	token, athlete, err := a.exchange(ctx, answer.Get("code"), q.Redirect)
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok {
			return Connection{}, &UnsettledError{e.connecting()}
		}
		return Connection{}, err
	}
	return Connection{Athlete: athlete, Scopes: scopes, Token: token, Warning: warning}, nil
}

// missing compares what the runner gave leave to with what needled needs.
func missing(scopes string) (warning string, err error) {
	given := strings.FieldsFunc(scopes, func(r rune) bool { return r == ',' || r == ' ' })
	switch {
	case slices.Contains(given, scope):
		return "", nil
	case slices.Contains(given, "activity:read"):
		return "You unticked the box for private activities: needled can't see runs that only you can see, " +
			"and of others not what your privacy zones hide. To change that, connect again.", nil
	}
	return "", &UnsettledError{"you unticked the box for activities, without which needled can't see your runs; " +
		"nothing was connected. Connect again and leave it ticked"}
}
