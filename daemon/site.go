package daemon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

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
func (s *Service) site(listen string) http.Handler { return web.New(s.SiteParts(listen)).Handler() }

// LookNow has all sources of a runner looked at soon.
func (s siteService) LookNow(ctx context.Context, runner string) error { return errors.New("not yet") }

// StravaAddress is where a runner is asked for leave.
func (s siteService) StravaAddress(redirect, state string) string { return "" }

// ConnectStrava settles the answer of a runner who was asked.
func (s siteService) ConnectStrava(ctx context.Context, runner, redirect string, answer url.Values) (warning string, err error) {
	return "", errors.New("not yet")
}

// DisconnectStrava gives a runner's leave back.
func (s siteService) DisconnectStrava(ctx context.Context, runner string) (note string, err error) {
	return s.Disconnect(ctx, runner)
}

// Messages is where messages go.
func (s siteService) Messages(ctx context.Context) (web.Messages, error) { return web.Messages{}, nil }

// TestMessages sends a test to every service.
func (s siteService) TestMessages(ctx context.Context) []web.TestedMessage { return nil }
