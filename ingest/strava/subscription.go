package strava

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Subscription is the application's one subscription to events.
type Subscription struct {
	ID       int64
	Callback string // the address that Strava sends events to
}

const subscriptions = "/push_subscriptions"

// Subscriptions lists the application's subscriptions: none or one.
func (a *App) Subscriptions(ctx context.Context) ([]Subscription, error) {
	const doing = "listing webhook subscriptions"
	body, err := a.asApplication(ctx, http.MethodGet, doing, subscriptions, nil)
	if err != nil {
		return nil, err
	}
	var all []subscription
	if json.Unmarshal(body, &all) != nil {
		return nil, &Error{Fault: Malformed, Doing: doing}
	}
	list := make([]Subscription, 0, len(all))
	for _, s := range all {
		if id, ok := s.ID.whole(); ok {
			list = append(list, Subscription{id, s.Callback})
		}
	}
	return list, nil
}

// Subscribe makes the subscription. Strava asks the callback for the verify
// token before it answers, so a Hook must be up there.
func (a *App) Subscribe(ctx context.Context, callback, verifyToken string) (Subscription, error) {
	const doing = "subscribing to webhooks"
	body, err := a.asApplication(ctx, http.MethodPost, doing, subscriptions,
		url.Values{"callback_url": {callback}, "verify_token": {verifyToken}})
	if err != nil {
		return Subscription{}, err
	}
	var s subscription
	_ = json.Unmarshal(body, &s)
	id, ok := s.ID.whole()
	if !ok {
		return Subscription{}, &Error{Fault: Malformed, Doing: doing}
	}
	return Subscription{id, callback}, nil
}

// Unsubscribe removes a subscription. One that is gone already is no error.
func (a *App) Unsubscribe(ctx context.Context, id int64) error {
	_, err := a.asApplication(ctx, http.MethodDelete, "unsubscribing from webhooks",
		subscriptions+"/"+strconv.FormatInt(id, 10), nil)
	if faultOf(err) == NotFound {
		return nil
	}
	return err
}

type subscription struct {
	ID       number `json:"id"`
	Callback string `json:"callback_url"`
}

// asApplication asks with the application's own credentials.
func (a *App) asApplication(ctx context.Context, method, doing, path string, values url.Values) ([]byte, error) {
	all := url.Values{"client_id": {a.ClientID}, "client_secret": {a.ClientSecret}}
	for key, value := range values {
		all[key] = value
	}
	query := all
	if method == http.MethodPost {
		query = nil
	}
	r, err := a.request(ctx, method, path, query)
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		r, err = http.NewRequestWithContext(ctx, method, r.URL.String(), strings.NewReader(all.Encode()))
		if err != nil {
			return nil, &Error{Fault: WrongAddress, Doing: doing}
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	status, _, body, err := a.do(r, doing)
	if err != nil {
		return nil, err
	}
	err = answered(doing, status, body)
	if e, ok := errors.AsType[*Error](err); ok && complaintsOf(body).about("Application", "", "invalid") {
		e.Fault = WrongApp
	}
	return body, err
}
