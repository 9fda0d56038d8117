package daemon

import (
	"context"
	"fmt"
	"net/http"

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
