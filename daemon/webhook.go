package daemon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"time"

	"needled/daemon/queue"
	"needled/daemon/store"
	"needled/ingest/strava"
)

// webhookPath is below the public address; what follows it nobody can guess.
const webhookPath = "/webhooks/strava/"

// webhook answers Strava, and whoever pretends to be it.
func (s *Service) webhook(w http.ResponseWriter, r *http.Request) {
	hook := s.hook.Load()
	if hook == nil || subtle.ConstantTimeCompare([]byte(r.PathValue("secret")), []byte(hook.VerifyToken)) != 1 {
		http.NotFound(w, r)
		return
	}
	hook.ServeHTTP(w, r)
}

// subscribe sees that Strava tells of changes, once a day. Without it runs
// come by asking regularly, as they do anyway: an event only makes that
// sooner.
func (s *Service) subscribe(ctx context.Context, _ queue.Job) error {
	if s.Config.Daemon.URL == "" {
		return s.unsubscribe(ctx)
	}
	app, err := s.openHook(ctx)
	if err != nil {
		return err
	}
	callback := s.Config.Daemon.URL + webhookPath + app.WebhookSecret
	existing, err := s.strava.Subscriptions(ctx)
	if err != nil {
		return err
	}
	for _, e := range existing {
		if e.Callback == callback {
			return s.subscribed(ctx, e)
		}
		// An application has one subscription; this one is of an address that
		// was ours.
		if err := s.strava.Unsubscribe(ctx, e.ID); err != nil {
			return err
		}
	}
	made, err := s.strava.Subscribe(ctx, callback, app.WebhookSecret)
	if err != nil {
		return err
	}
	return s.subscribed(ctx, made)
}

// unsubscribe ends our subscription where the settings name no public address
// any more: Strava would go on sending events there.
func (s *Service) unsubscribe(ctx context.Context) error {
	app, err := s.Store.StravaApp(ctx, s.Config.Strava.ClientID)
	if err != nil || app.Subscription == nil {
		return err
	}
	if err := s.strava.Unsubscribe(ctx, *app.Subscription); err != nil {
		return err
	}
	return s.Store.UpdateStravaApp(ctx, s.Config.Strava.ClientID, func(a *store.StravaApp) error {
		a.Subscription = nil
		return nil
	})
}

func (s *Service) subscribed(ctx context.Context, made strava.Subscription) error {
	s.subscription.Store(made.ID)
	err := s.Store.UpdateStravaApp(ctx, s.Config.Strava.ClientID, func(a *store.StravaApp) error {
		a.Subscription = &made.ID
		return nil
	})
	if err != nil {
		return err
	}
	return queue.Again(queue.Every(jobWebhook, 24*time.Hour, s.Now()))
}

// openHook lets events in, at an address nobody can guess.
func (s *Service) openHook(ctx context.Context) (store.StravaApp, error) {
	var app store.StravaApp
	err := s.Store.UpdateStravaApp(ctx, s.Config.Strava.ClientID, func(a *store.StravaApp) error {
		if a.WebhookSecret == "" {
			a.WebhookSecret = rand.Text()
		}
		app = *a
		return nil
	})
	if err != nil {
		return app, err
	}
	if app.Subscription != nil {
		s.subscription.Store(*app.Subscription)
	}
	if s.hook.Load() == nil {
		s.hook.Store(&strava.Hook{VerifyToken: app.WebhookSecret, Subscription: s.subscription.Load, Owner: s.isAthlete, Hint: s.hint})
	}
	return app, nil
}

// expectEvents lets in events of a runner who may have connected since the
// start, and sees that Strava sends them.
func (s *Service) expectEvents(ctx context.Context, runner string) error {
	if s.hook.Load() == nil {
		return nil
	}
	account, err := s.Store.StravaAccount(ctx, runner)
	if err != nil {
		return err
	}
	s.athletes.Store(account.Athlete, runner)
	if s.subscription.Load() != 0 {
		return nil
	}
	_, err = s.queue.Add(ctx, queue.Job{Kind: jobWebhook, Due: s.Now()})
	return err
}

// isAthlete says whether an athlete is connected here.
func (s *Service) isAthlete(athlete int64) bool {
	_, ok := s.athletes.Load(athlete)
	return ok
}

// hintPause lies between two looks that events bring about for one athlete:
// however many come, they spend few of the reads Strava allows.
const hintPause = time.Minute

// hint makes the look at Strava for an athlete due now, or soon after the last.
// What the event said is not believed: what is true is what the look finds.
func (s *Service) hint(ctx context.Context, athlete int64) {
	runner, ok := s.athletes.Load(athlete)
	if !ok {
		return
	}
	due := s.Now()
	if last, ok := s.hinted.Load(athlete); ok {
		due = afterHint(due, last.(time.Time))
	}
	s.hinted.Store(athlete, due)
	if _, err := s.queue.Add(ctx, queue.Job{Kind: jobStrava, Key: runner.(string), Due: due}); err != nil {
		s.Log.Error().Err(err).Msg("a hint of Strava's could not be kept; the next regular look finds what it is about")
	}
}

// afterHint is when to look, where the hint before was to be followed last. A
// last that lies farther off than it can is of a clock that was set.
func afterHint(now, last time.Time) time.Time {
	switch since := now.Sub(last); {
	case since >= hintPause || since < -hintPause:
		return now
	case since < 0:
		return last
	}
	return last.Add(hintPause)
}
