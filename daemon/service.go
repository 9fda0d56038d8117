package daemon

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/queue"
	"needled/daemon/secret"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/strava"
	"needled/ingest/watch"
)

// Parts is what a Service is made of.
type Parts struct {
	Config   configs.Config
	Protocol analysis.Protocol
	Store    *store.Store
	// Decoders are those of files; Find yields what paths name.
	Decoders []ingest.Decoder
	Find     func(ctx context.Context, paths []string, found func(n int)) iter.Seq[ingest.Item]
	Log      zerolog.Logger
	Now      func() time.Time
	HTTP     *http.Client // how other hosts are reached; nil: the usual way
	Version  string
	// Credentials is the folder systemd hands secrets over in, "" for none.
	Credentials string
}

// Service is the parts at work. The daemon runs one; commands use one for a
// single pass.
type Service struct {
	Parts
	strava   *strava.App    // nil when the operator entered no application
	secrets  *secret.Keeper // nil with strava
	queue    *queue.Local
	notifier *notify.Notifier
	metrics  *metrics

	watching sync.WaitGroup
	unwatch  context.CancelFunc
}

// NewService makes a service of its parts; nothing runs yet.
func NewService(p Parts) (*Service, error) {
	s := &Service{Parts: p, metrics: newMetrics(p.Version)}
	if p.Config.Strava.On() {
		if err := s.wireStrava(); err != nil {
			return nil, err
		}
	}
	var err error
	if s.notifier, err = s.newNotifier(); err != nil {
		return nil, err
	}
	s.queue = queue.New(jobTable{p.Store}, queue.Options{Now: p.Now, Report: s.reportJob, Trouble: func(err error) {
		s.Log.Error().Err(err).Msg("the queue can't reach its jobs; it tries again")
	}})
	s.handleJobs()
	return s, nil
}

// keyFile is where the key that seals tokens lies.
func keyFile(c configs.Config) string {
	if c.Daemon.SecretKeyFile != "" {
		return c.Daemon.SecretKeyFile
	}
	return filepath.Join(c.Data, "secret.key")
}

// credential is the file of a systemd credential, "" when there is none.
func credential(folder, name string) string {
	if folder == "" {
		return ""
	}
	file := filepath.Join(folder, name)
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}

// Start judges what changed while the service was off, and begins to work.
func (s *Service) Start(ctx context.Context) error {
	runners, err := s.Store.Runners(ctx)
	if err != nil {
		return err
	}
	for _, r := range runners {
		if err := s.Store.EnsureJudged(ctx, r.Name, nil); err != nil {
			return err
		}
	}
	if err := s.schedule(ctx, runners); err != nil {
		return err
	}
	if err := s.queue.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting the queue: %w", err)
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.unwatch = stop
	w := s.watcher()
	s.watching.Go(func() {
		if err := w.Run(watching); err != nil && !errors.Is(err, context.Canceled) {
			s.Log.Error().Err(err).Msg("folders can't be watched")
		}
	})
	return nil
}

// Stop begins nothing new, waits for what is under way, and returns when all
// of it is at rest; when ctx ends first, what is under way is cut. Cut work is
// done again at the next start: nothing of it is half stored.
func (s *Service) Stop(ctx context.Context) error {
	if s.unwatch != nil {
		s.unwatch()
	}
	err := s.queue.Stop(ctx)
	s.watching.Wait()
	return err
}

// watcher looks after the folders of the settings.
func (s *Service) watcher() *watch.Watcher {
	w := &watch.Watcher{Take: s.takeFiles, Known: s.known, Whole: func(path string) bool { return ingest.Whole(s.Decoders, path) }, State: s.folderState}
	for _, folder := range s.Config.Watch {
		w.Folders = append(w.Folders, watch.Folder{Runner: folder.Runner, Path: folder.Path})
	}
	return w
}
