package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"needled/systemd"
)

const (
	// stopWithin is how long the daemon takes to stop, at most: systemd gives
	// it more before it kills.
	stopWithin = 10 * time.Second
	// cutting is the part of it that what has to be cut may take to end.
	cutting = 3 * time.Second
)

// Options is what Run needs of the process around it.
type Options struct {
	// Open reads the settings as they are now and opens what they name. Run
	// closes the store.
	Open func(ctx context.Context) (Parts, error)
	// Reload asks for the settings to be read again, as SIGHUP does.
	Reload <-chan os.Signal
	Log    zerolog.Logger // until settings are read again: then that of the Parts
	// Up is told the address the daemon answers at, once it does; nil: nobody
	// asks.
	Up func(address string)
	// Link is told an address that lets whoever runs needled in, once, as long
	// as nobody has a password; nil: nobody asks.
	Link func(address string)

	drain time.Duration // how long what is under way may take when it stops; 0: as stopWithin allows
}

// Run serves until ctx ends, and then stops within stopWithin: nothing new is
// begun, what is under way is finished or left for the next start. It says so
// to systemd, where that started it.
//
// Errors before it is up are of the settings, the store, the lock (*HeldError)
// or the address. Once up it goes on, whatever fails: the log and status tell.
func Run(ctx context.Context, o Options) error {
	d := &daemon{Options: o}
	defer d.close()
	if err := d.start(ctx); err != nil {
		return err
	}
	if o.Up != nil {
		o.Up(d.listener.Addr().String())
	}
	d.Log.Info().Str("address", d.listener.Addr().String()).Str("version", d.service.Version).Msg("needled is up")
	d.letIn(ctx)
	d.tell(systemd.Ready())
	d.tell(systemd.Status(d.service.statusLine(ctx)))
	if err := d.watch(ctx); err != nil {
		return err
	}
	d.Log.Info().Msg("stopping: what is under way is finished first")
	d.tell(systemd.Stopping())
	d.stop(context.WithoutCancel(ctx))
	d.Log.Info().Msg("needled has stopped")
	return nil
}

// letIn tells how to get in where nobody has a password yet.
func (d *daemon) letIn(ctx context.Context) {
	if d.Link == nil {
		return
	}
	link, err := d.service.startLink(ctx, d.listener.Addr().String())
	if err != nil {
		d.Log.Error().Err(err).Msg("no link to the site could be made")
	}
	if link != "" {
		d.Link(link)
	}
}

// stop lets connections and work end, each in its own time.
func (d *daemon) stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(d.drain, stopWithin-cutting))
	defer cancel()
	var connections sync.WaitGroup
	connections.Go(func() { await(ctx, &d.leaving) })
	connections.Go(func() {
		if err := d.server.Shutdown(ctx); err != nil {
			d.Log.Warn().Msg("some connections were cut")
		}
	})
	if err := d.service.Stop(ctx); err != nil {
		d.Log.Warn().Err(err).Msg("work was cut; it is done again at the next start")
	}
	connections.Wait()
}

// daemon is the process at work.
type daemon struct {
	Options
	service  *Service
	lock     *Lock
	listener net.Listener
	server   *http.Server
	answers  answers
	leaving  sync.WaitGroup // services that only end what they had begun to answer
}

func (d *daemon) start(ctx context.Context) error {
	parts, err := d.Open(ctx)
	if err != nil {
		return err
	}
	d.service, err = NewService(parts)
	if err != nil {
		return errors.Join(err, parts.Store.Close())
	}
	if d.lock, err = TakeLock(parts.LockFile(), "needled daemon"); err != nil {
		return err
	}
	listener, err := listen(ctx, parts.Config.Daemon.Listen)
	if err != nil {
		return err
	}
	d.answers.by(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusServiceUnavailable, "starting")
	}))
	d.serve(listener)
	if err := d.service.Start(ctx); err != nil {
		return err
	}
	d.answer()
	return nil
}

// answer lets the service in force answer. wait returns when what others had
// begun to answer is answered.
func (d *daemon) answer() (wait func()) {
	return d.answers.by(d.service.routes(d.listener.Addr().String()))
}

// listen opens the address of the settings.
func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("the daemon can't answer at %s: %w; another program may be there: set daemon.listen to another port, such as 127.0.0.1:8322", address, withoutOp(err))
	}
	return listener, nil
}

// serve answers there, in place of where it answered before.
func (d *daemon) serve(listener net.Listener) {
	server := &http.Server{
		Handler:           &d.answers,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       newHTTPLog(d.Log),
	}
	before, log := d.server, d.Log
	d.listener, d.server = listener, server
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error().Err(err).Msg("the daemon no longer answers")
		}
	}()
	if before != nil {
		leaveAddress(before)
	}
}

// leaveAddress no longer answers there. What has begun goes on.
func leaveAddress(server *http.Server) {
	ended, end := context.WithCancel(context.Background())
	end() // so that nothing is waited for
	_ = server.Shutdown(ended)
}

// withoutOp is the system's own word on why an address can't be had.
func withoutOp(err error) error {
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return e.Err
	}
	return err
}

// watch keeps systemd informed and reloads, until ctx ends or a reload leaves
// nothing at work.
func (d *daemon) watch(ctx context.Context) error {
	interval, err := systemd.WatchdogInterval()
	d.tell(err)
	if interval <= 0 || interval > 2*time.Minute {
		interval = 2 * time.Minute
	}
	tick := time.NewTicker(interval / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-d.Reload:
			if err := d.reload(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		case <-tick.C:
			if err := d.alive(ctx, interval/4); err != nil {
				d.Log.Error().Err(err).Msg("the store doesn't answer")
				continue
			}
			d.tell(systemd.Alive())
			d.tell(systemd.Status(d.service.statusLine(ctx)))
		}
	}
}

// alive asks the store something real.
func (d *daemon) alive(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return d.service.Store.Ping(ctx)
}

// tell logs that systemd could not be told something: nothing else depends on
// it.
func (d *daemon) tell(err error) {
	if err != nil {
		d.Log.Warn().Err(err).Msg("systemd was not told")
	}
}

// close frees what start took.
func (d *daemon) close() {
	if d.server != nil {
		_ = d.server.Close()
	}
	if d.service != nil {
		if err := d.service.Store.Close(); err != nil {
			d.Log.Error().Err(err).Msg("closing the store")
		}
	}
	if d.lock != nil {
		_ = d.lock.Release()
	}
}
