package daemon

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/queue"
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
	// Services are where messages go; nil: to the addresses of the settings.
	Services []notify.Service
	// Polling looks through folders from time to time only, without news of
	// changes from the system.
	Polling bool
	// Lookout is how often folders and the store are looked through for what
	// nobody told of: files, and jobs that another process put in; 0: a minute.
	Lookout time.Duration
	Version string
	// Told is told what became of each item; nil: nobody asks.
	Told func(analysis.Receipt)
}

// Service is the parts at work. The daemon runs one; commands use one for a
// single pass.
type Service struct {
	Parts
	queue    *queue.Local
	notifier *notify.Notifier
	metrics  *metrics

	strava       *strava.App // nil when the operator entered no application
	vault        vault
	syncer       *strava.Syncer
	hook         atomic.Pointer[strava.Hook] // nil while events are not let in
	subscription atomic.Int64                // Strava's number of it, 0 while unknown
	athletes     sync.Map                    // Strava's number of a runner (int64) → name
	hinted       sync.Map                    // the same number → when the latest event's look was due (time.Time)

	spool     spool
	arriving  *arriving
	next      atomic.Pointer[Service] // works in its place
	faring    faring
	scheduled atomic.Bool // what is done regularly is due some time
	judged    judged
	working   *sync.WaitGroup // since the latest start
	halt      context.CancelFunc
}

// NewService makes a service of its parts; nothing runs yet.
func NewService(p Parts) (*Service, error) {
	s := &Service{Parts: p, metrics: newMetrics(p.Version), spool: newSpool(p.Config.Data), arriving: newArriving(), faring: faring{folders: map[folderKey]folderFares{}}, working: new(sync.WaitGroup)}
	if p.Config.Strava.On() {
		if err := s.wireStrava(); err != nil {
			return nil, err
		}
	}
	var err error
	if s.notifier, err = s.newNotifier(); err != nil {
		return nil, err
	}
	s.queue = queue.New(jobTable{p.Store}, queue.Options{Now: p.Now, Poll: p.Lookout, Report: s.reportJob, Trouble: func(err error) {
		s.Log.Error().Err(err).Msg("the queue can't reach its jobs; it tries again")
	}})
	s.handleJobs()
	return s, nil
}

// LockFile is held by the daemon that serves the store.
func (p Parts) LockFile() string {
	if file, ok := strings.CutPrefix(p.Config.DatabaseURL(), "sqlite:"); ok {
		return file + ".daemon"
	}
	return filepath.Join(p.Config.Data, "needled.daemon")
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
	if s.strava != nil && s.Config.Daemon.URL != "" {
		if _, err := s.openHook(ctx); err != nil {
			return err
		}
	}
	if err := errors.Join(s.Store.FreeJobs(ctx), s.Store.KeepSeen(ctx, s.seenMark(""))); err != nil {
		return err
	}
	s.warn(ctx)
	if err := s.schedule(ctx); err != nil {
		return err
	}
	if err := s.queue.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting the queue: %w", err)
	}
	working, halt := context.WithCancel(context.WithoutCancel(ctx))
	s.halt, s.working = halt, new(sync.WaitGroup)
	w := s.watcher()
	s.working.Go(func() {
		if err := w.Run(working); err != nil && working.Err() == nil {
			s.Log.Error().Err(err).Msg("folders can't be watched")
		}
	})
	s.working.Go(func() { s.notifier.Run(working) })
	if hook := s.hook.Load(); hook != nil {
		s.working.Go(func() { hook.Run(working) })
	}
	return nil
}

// Stop begins nothing new, waits for what is under way, and returns when all
// of it is at rest; when ctx ends first, what is under way is cut. Cut work is
// done again at the next start: nothing of it is half stored. What doesn't heed
// that, as a read of a mount that hangs, is left alone soon after, and is the
// error.
func (s *Service) Stop(ctx context.Context) error {
	s.scheduled.Store(false)
	if s.halt != nil {
		s.halt()
	}
	queued := make(chan error, 1)
	go func() { queued <- s.queue.Stop(ctx) }()
	return errors.Join(s.rest(ctx), <-queued)
}

// graceAfterCut is how long what was cut may take to return.
const graceAfterCut = 2 * time.Second

// rest waits for what isn't done by the queue.
func (s *Service) rest(ctx context.Context) error {
	atRest, working := make(chan struct{}), s.working
	go func() {
		working.Wait()
		close(atRest)
	}()
	select {
	case <-atRest:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-atRest:
		return nil
	case <-time.After(graceAfterCut):
		return errors.New("a folder or an address of messages doesn't answer, and was left alone")
	}
}

// watcher looks after the folders of the settings.
func (s *Service) watcher() *watch.Watcher {
	w := &watch.Watcher{Take: s.takeFiles, Known: s.known, Whole: func(path string) bool { return ingest.Whole(s.Decoders, path) }, State: s.folderState, Rescan: s.Lookout, Polling: s.Polling}
	for _, folder := range s.Config.Watch {
		w.Folders = append(w.Folders, watch.Folder{Runner: folder.Runner, Path: folder.Path})
	}
	return w
}
