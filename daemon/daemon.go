package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"needled/systemd"
)

// stopWithin is how long the daemon takes to stop, at most: systemd gives it
// more before it kills.
const stopWithin = 10 * time.Second

// Options is what Run needs of the process around it.
type Options struct {
	// Open reads the settings as they are now and opens what they name. Run
	// closes the store.
	Open func(ctx context.Context) (Parts, error)
	// Reload asks for the settings to be read again, as SIGHUP does.
	Reload <-chan os.Signal
	Log    zerolog.Logger
	// Up is told the address the daemon answers at, once it does; nil: nobody
	// asks.
	Up func(address string)
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
	o.Log.Info().Str("address", d.listener.Addr().String()).Str("version", d.service.Version).Msg("needled is up")
	d.tell(systemd.Ready())
	d.tell(systemd.Status(d.service.statusLine(ctx)))
	d.watch(ctx)

	o.Log.Info().Msg("stopping: what is under way is finished first")
	d.tell(systemd.Stopping())
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin-time.Second)
	defer cancel()
	if err := d.server.Shutdown(stopping); err != nil {
		o.Log.Warn().Err(err).Msg("some connections were cut")
	}
	if err := d.service.Stop(stopping); err != nil {
		o.Log.Warn().Err(err).Msg("work was cut; it is done again at the next start")
	}
	o.Log.Info().Msg("needled has stopped")
	return nil
}

// daemon is the process at work.
type daemon struct {
	Options
	service  *Service
	lock     *Lock
	listener net.Listener
	server   *http.Server
	handler  atomic.Pointer[http.Handler] // of the service in force
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
	if err := d.listen(ctx, parts.Config.Daemon.Listen); err != nil {
		return err
	}
	return d.begin(ctx)
}

// begin lets the service work, and answer.
func (d *daemon) begin(ctx context.Context) error {
	if err := d.service.Start(ctx); err != nil {
		return err
	}
	routes := d.service.routes()
	d.handler.Store(&routes)
	return nil
}

// listen opens the address of the settings, in place of another.
func (d *daemon) listen(ctx context.Context, address string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("the daemon can't answer at %s: %w; another program may be there: set daemon.listen to another port, such as 127.0.0.1:8322", address, withoutOp(err))
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*d.handler.Load()).ServeHTTP(w, r) }),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       newHTTPLog(d.Log),
	}
	if d.handler.Load() == nil {
		var starting http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			plain(w, http.StatusServiceUnavailable, "starting")
		})
		d.handler.Store(&starting)
	}
	before := d.server
	d.listener, d.server = listener, server
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			d.Log.Error().Err(err).Msg("the daemon no longer answers")
		}
	}()
	if before != nil {
		_ = before.Close()
	}
	return nil
}

// withoutOp is the system's own word on why an address can't be had.
func withoutOp(err error) error {
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return e.Err
	}
	return err
}

// watch keeps systemd informed and reloads, until ctx ends.
func (d *daemon) watch(ctx context.Context) {
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
			return
		case <-d.Reload:
			d.reload(ctx)
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

// reload puts a service with the settings as they are now in place of the one
// that works. Settings that can't be used change nothing.
func (d *daemon) reload(ctx context.Context) {
	d.tell(systemd.Reloading())
	defer func() { d.tell(systemd.Ready()) }()
	if err := d.renew(ctx); err != nil {
		for line := range strings.Lines(err.Error()) {
			d.Log.Error().Msg(strings.TrimSpace(line))
		}
		d.Log.Error().Msg("the settings were not read again; those before stay in force")
		return
	}
	d.Log.Info().Str("file", d.service.Config.File).Msg("the settings were read again and are in force")
}

func (d *daemon) renew(ctx context.Context) error {
	parts, err := d.Open(ctx)
	if err != nil {
		return err
	}
	service, err := NewService(parts)
	if err != nil {
		return errors.Join(err, parts.Store.Close())
	}
	lock := d.lock
	if parts.LockFile() != d.service.LockFile() {
		if lock, err = TakeLock(parts.LockFile(), "needled daemon"); err != nil {
			return errors.Join(err, parts.Store.Close())
		}
	}
	if parts.Config.Daemon.Listen != d.service.Config.Daemon.Listen {
		if err := d.listen(ctx, parts.Config.Daemon.Listen); err != nil {
			if lock != d.lock {
				err = errors.Join(err, lock.Release())
			}
			return errors.Join(err, parts.Store.Close())
		}
	}
	stopping, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	if err := d.service.Stop(stopping); err != nil {
		d.Log.Warn().Err(err).Msg("work was cut; it is done again")
	}
	if lock != d.lock {
		_ = d.lock.Release()
	}
	before := d.service
	d.service, d.lock = service, lock
	defer before.Store.Close()
	return d.begin(ctx)
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
