package daemon

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"needled/analysis"
	"needled/daemon/queue"
	"needled/daemon/secret"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/strava"
)

// stravaSource is the name of the source in status.
const stravaSource = store.SourceStrava

func (s *Service) wireStrava() error {
	c := s.Config.Strava
	secrets, err := secret.Open(secret.Options{File: s.Config.Daemon.SecretKeyFile, Credential: s.Config.Daemon.SecretKeyCredential})
	if err != nil {
		return err
	}
	s.vault = vault{store: s.Store, secrets: secrets, now: s.Now}
	s.strava = &strava.App{
		Config: strava.Config{ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
			AuthURL: c.AuthURL, TokenURL: c.TokenURL, RevokeURL: c.RevokeURL, APIURL: c.APIURL},
		HTTP: s.HTTP, Ledger: ledger{s.Store}, Now: s.Now, Version: s.Version,
	}
	s.syncer = &strava.Syncer{App: s.strava, Vault: s.vault, Shelf: shelf{store: s.Store, ingest: s.takeFetched}}
	return nil
}

// takeOver goes on where a service that has stopped left off.
func (s *Service) takeOver(before *Service) {
	if s.strava != nil && before.strava != nil {
		s.syncer.TakeOver(before.syncer)
	}
}

// takeFetched takes in what was fetched.
func (s *Service) takeFetched(ctx context.Context, runner string, into ingest.Store, items iter.Seq[ingest.Item]) error {
	in := ingest.Ingester{Store: into, Decoders: []ingest.Decoder{strava.NewDecoder()}, Protocol: s.Protocol, Now: s.Now}
	began := s.Now()
	_, err := in.Ingest(ctx, ingest.Request{Runner: runner, Items: items}, func(r analysis.Receipt) { s.tookFetched(runner, r) })
	s.metrics.ingested(stravaSource, s.Now().Sub(began))
	return err
}

// SyncStrava looks for what is new of a runner at Strava, once, and keeps how
// it went.
func (s *Service) SyncStrava(ctx context.Context, runner string, since *time.Time) (strava.Result, error) {
	req, err := s.stravaRequest(ctx, runner, since)
	if err != nil {
		return strava.Result{}, err
	}
	result, err := s.syncer.Sync(ctx, runner, req)
	switch {
	case errors.Is(err, secret.ErrConnectAgain):
		result = strava.Result{State: strava.NeedsYou, Detail: "Strava can't be asked: " + err.Error() + ". To connect again, run `needled connect strava`."}
	case err != nil:
		return result, errors.Join(err, s.keepFailure(ctx, runner, err))
	case result.State == strava.Off:
		return result, nil // disconnected: whoever did it keeps how the source does
	}
	s.metrics.reads.WithLabelValues("list").Add(float64(result.Lists))
	s.metrics.reads.WithLabelValues("streams").Add(float64(result.Streams))
	if len(result.Notes) > 0 {
		s.Log.Warn().Str("runner", runner).Msg("Strava's answers were odd; needled status tells how that was settled")
	}
	if result.State != strava.Off {
		s.Log.Info().Str("runner", runner).Str("state", string(result.State)).Int("lists", result.Lists).Int("streams", result.Streams).Msg("asked Strava")
	}
	defer s.notifier.Wake()
	if result.Ended {
		s.Log.Warn().Str("runner", runner).Str("source", stravaSource).Str("state", string(result.State)).Msg(result.Detail)
		return result, nil // the vault kept it
	}
	source := store.Source{Runner: runner, Name: stravaSource, State: string(result.State), Detail: result.Detail, Until: result.Until, LastTry: new(s.Now())}
	if result.State == strava.OK {
		source.LastSuccess = source.LastTry
	}
	err = s.keepSource(ctx, source, publicly(result))
	if store.IsKind(err, store.NotFound) {
		return strava.Result{State: strava.Off, Detail: "disconnected while Strava was asked"}, nil
	}
	return result, err
}

// keepFailure keeps that a look at Strava failed here, unless it was stopped.
func (s *Service) keepFailure(ctx context.Context, runner string, failure error) error {
	if ctx.Err() != nil {
		return nil
	}
	detail := "what Strava has could not be taken in: " + failure.Error() + "; needled tries again by itself"
	err := s.keepSource(ctx, store.Source{Runner: runner, Name: stravaSource, State: store.SourceWaiting, LastTry: new(s.Now()), Detail: detail}, detail)
	if store.IsKind(err, store.NotFound) {
		return nil // disconnected meanwhile
	}
	return err
}

// publicly is what a log may say of a result. How many activities there are is
// for the runner only.
func publicly(r strava.Result) string {
	if r.State == strava.OK {
		return "Strava answers"
	}
	return strings.TrimSuffix(r.Detail, " "+strings.Join(r.Notes, " "))
}

// stravaRequest says what a sync looks at: the recoveries that reach into the
// time it reads, and the baseline of one that is open.
func (s *Service) stravaRequest(ctx context.Context, runner string, since *time.Time) (strava.Request, error) {
	now := s.Now()
	from := now.AddDate(0, 0, -7)
	if since != nil && since.Before(from) {
		from = *since
	}
	h, err := s.Store.History(ctx, runner, from.Add(-historyReach))
	if err != nil {
		return strava.Request{}, err
	}
	req := strava.Request{Since: since}
	for _, r := range analysis.Assess(h, s.Protocol) {
		end := r.Latest
		if r.End != nil {
			end = *r.End
		}
		if end.Before(from) || r.Treatment.At.After(now) {
			continue
		}
		req.Recoveries = append(req.Recoveries, strava.Span{From: r.Treatment.At, To: end})
		baseline := r.Treatment.At.AddDate(0, 0, -int(r.Protocol.Value(analysis.BaselineDays3)))
		if !end.Before(now) && (req.Baseline == nil || baseline.Before(*req.Baseline)) {
			req.Baseline = &baseline
		}
	}
	return req, nil
}

// historyReach is how far before a moment runs can bear on the recoveries that
// reach into it.
const historyReach = 200 * 24 * time.Hour

// syncJob is the regular look at Strava.
func (s *Service) syncJob(ctx context.Context, job queue.Job) error {
	connected, err := s.Connected(ctx, job.Key)
	if err != nil || !connected {
		return err // disconnected: there is nothing to do any more
	}
	result, err := s.SyncStrava(ctx, job.Key, nil)
	if err != nil {
		return err
	}
	if result.Ended || result.State == strava.Off {
		return nil
	}
	if err := s.expectEvents(ctx, job.Key); err != nil {
		return err
	}
	now := s.Now()
	next := queue.Every(jobStrava+" "+job.Key, s.Config.Strava.Poll, now)
	if result.Until != nil && result.Until.After(next) {
		next = *result.Until
	}
	if result.Again != nil && result.Again.Before(next) && (result.Until == nil || result.Again.After(*result.Until)) {
		next = *result.Again
	}
	return queue.Again(next)
}

// Connect asks a runner for leave to read their activities at Strava, and
// keeps it.
func (s *Service) Connect(ctx context.Context, runner string, consent strava.Consent) (strava.Connection, error) {
	c, err := s.strava.Connect(ctx, consent)
	if err != nil {
		return c, err
	}
	return c, s.keepConnection(ctx, runner, c)
}

// keepConnection keeps the leave a runner gave, and has what it gives leave to
// looked at now.
func (s *Service) keepConnection(ctx context.Context, runner string, c strava.Connection) error {
	if err := s.vault.connect(ctx, runner, c); err != nil {
		// Nobody has the token now but Strava.
		_ = s.strava.Revoke(context.WithoutCancel(ctx), c.Token)
		return fmt.Errorf("the leave that Strava gave could not be kept, so it was given back: %w", err)
	}
	source := store.Source{Runner: runner, Name: stravaSource, State: store.SourceWaiting, Detail: "connected; not asked for runs yet"}
	if err := s.keepSource(ctx, source, source.Detail); err != nil {
		return err
	}
	_, err := s.queue.Add(ctx, queue.Job{Kind: jobStrava, Key: runner, Due: s.Now()})
	return err
}

// Disconnect gives the leave back and removes everything that came through
// it. note says, for people, what is left for them to do; "" for nothing.
// Where nobody is connected the error is strava.ErrNotConnected.
func (s *Service) Disconnect(ctx context.Context, runner string) (note string, err error) {
	note, err = s.syncer.Disconnect(ctx, runner)
	if errors.Is(err, secret.ErrConnectAgain) {
		// Nobody can read the tokens any more, so they can't be given back.
		note, err = "The tokens could not be read, so Strava was not told. To withdraw the leave there, too, open strava.com/settings/apps and revoke needled's access.",
			s.Store.RemoveStravaAccount(ctx, runner, "")
	}
	return note, err
}

// Connected says whether a runner is connected to Strava.
func (s *Service) Connected(ctx context.Context, runner string) (bool, error) {
	_, err := s.Store.StravaAccount(ctx, runner)
	if store.IsKind(err, store.NotFound) {
		return false, nil
	}
	return err == nil, err
}
