package daemon

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
	"needled/daemon/web"
	"needled/ingest"
	"needled/ingest/strava"
)

// SiteParts is what the site of a service is made of. listen is where it
// answers, which may differ from the settings in its port.
func (s *Service) SiteParts(listen string) web.Parts {
	return web.Parts{
		Store: s.Store, Service: siteService{s}, Protocol: s.Protocol, Default: configs.DefaultProtocol(),
		Units: s.Config.Units, Zone: s.Config.Zone, URL: s.Config.Daemon.URL, Listen: listen,
		Now: s.Now, Log: s.Log, Version: s.Version,
	}
}

// siteService does what pages ask for.
type siteService struct{ *Service }

// Track reads the samples of a recording from its original.
func (s siteService) Track(r store.Recording, original []byte) (analysis.Track, error) {
	decoders := append([]ingest.Decoder{strava.NewDecoder()}, s.Decoders...)
	legs, err := ingest.Reread(decoders, r.Run.Format, original)
	if err != nil {
		return analysis.Track{}, err
	}
	if r.Leg >= len(legs) {
		return analysis.Track{}, fmt.Errorf("the original of run %s has no leg %d any more", r.Run.ID, r.Leg+1)
	}
	return legs[r.Leg].Track, nil
}

// startLink is what lets whoever runs needled in, "" where people sign in.
func (s *Service) startLink(ctx context.Context, listen string) (string, error) {
	return web.StartLink(ctx, s.SiteParts(listen))
}

// site answers all that isn't the service's own.
func (s *Service) site(listen string) *web.Site { return web.New(s.SiteParts(listen)) }

// Sources are how a runner's sources do at this moment.
func (s siteService) Sources(ctx context.Context, runner string) ([]store.Source, error) {
	return s.liveSources(ctx, runner)
}

// StravaAddress is where a runner is asked for leave.
func (s siteService) StravaAddress(redirect, state string) string {
	if s.strava == nil {
		return ""
	}
	return s.strava.ConsentAddress(strava.Asking{State: state, Redirect: redirect})
}

// connectWithin is how long Strava may take to settle an answer. It isn't cut
// by who asked: what was given leave to must not be lost.
const connectWithin = time.Minute

// ConnectStrava settles the answer of a runner who was asked, keeps the
// connection, and has what it gives leave to fetched soon.
func (s siteService) ConnectStrava(ctx context.Context, runner, redirect string, answer url.Values) (warning string, err error) {
	if s.strava == nil {
		return "", &web.RefusedError{Text: "Strava is switched off in this needled by now; nothing was connected."}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectWithin)
	defer cancel()
	c, err := s.strava.Settle(ctx, strava.Asking{Redirect: redirect}, answer)
	if unsettled, ok := errors.AsType[*strava.UnsettledError](err); ok {
		return "", &web.RefusedError{Text: unsettled.Sentence()}
	}
	if err != nil {
		return "", err
	}
	return c.Warning, s.keepConnection(ctx, runner, c)
}

// DisconnectStrava gives a runner's leave back.
func (s siteService) DisconnectStrava(ctx context.Context, runner string) (note string, err error) {
	if s.strava == nil {
		return "", s.Store.RemoveStravaAccount(ctx, runner, "")
	}
	note, err = s.Disconnect(ctx, runner)
	if errors.Is(err, strava.ErrNotConnected) {
		// What is left is how the source did.
		return "", s.Store.RemoveStravaAccount(ctx, runner, "")
	}
	return note, err
}
