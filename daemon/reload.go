package daemon

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"needled/systemd"
)

// reload puts a service with the settings as they are now in place of the one
// that works. Settings that can't be used change nothing. Its error is a
// *haltedError.
func (d *daemon) reload(ctx context.Context) error {
	d.tell(systemd.Reloading())
	err := d.renew(ctx)
	if _, halted := errors.AsType[*haltedError](err); halted {
		return err
	}
	defer func() { d.tell(systemd.Ready()) }()
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			d.Log.Error().Msg(strings.TrimSpace(line))
		}
		d.Log.Error().Msg("the settings were not read again; those before stay in force")
		return nil
	}
	d.Log.Info().Str("file", d.service.Config.File).Str("address", d.listener.Addr().String()).Msg("the settings were read again and are in force")
	return nil
}

// haltedError says that what was at work was stopped in favour of other
// settings, and then would start with neither.
type haltedError struct{ cause error }

func (e *haltedError) Error() string { return "reading the settings again: " + e.cause.Error() }
func (e *haltedError) Unwrap() error { return e.cause }

func (d *daemon) renew(ctx context.Context) (err error) {
	var taken []func() error // given back when something fails
	defer func() {
		if err != nil {
			for _, giveBack := range slices.Backward(taken) {
				err = errors.Join(err, giveBack())
			}
		}
	}()
	parts, err := d.Open(ctx)
	if err != nil {
		return err
	}
	taken = append(taken, parts.Store.Close)
	service, err := NewService(parts)
	if err != nil {
		return err
	}
	lock, listener := d.lock, d.listener
	if parts.LockFile() != d.service.LockFile() {
		if lock, err = TakeLock(parts.LockFile(), "needled daemon"); err != nil {
			return err
		}
		taken = append(taken, lock.Release)
	}
	if address := parts.Config.Daemon.Listen; address != d.service.Config.Daemon.Listen {
		if listener, err = listen(ctx, address); err != nil && samePort(address, d.listener.Addr()) {
			// It is the daemon itself that has the port.
			leaveAddress(d.server)
			taken = append(taken, d.answerAgain)
			listener, err = listen(ctx, address)
		}
		if err != nil {
			return err
		}
		taken = append(taken, listener.Close)
	}
	before := d.service
	d.halt(ctx, before)
	service.takeOver(before)
	if err := service.Start(ctx); err != nil {
		if before.Start(ctx) != nil {
			return &haltedError{err}
		}
		return err
	}
	if lock != d.lock {
		_ = d.lock.Release()
	}
	d.service, d.lock, d.Log = service, lock, service.Log
	if listener != d.listener {
		d.serve(listener)
	}
	d.leave(before, d.answer())
	return nil
}

// leave closes the store of a service that is no longer in force, once it has
// answered what it had begun to: a long upload ends where it began. wait is
// for that.
func (d *daemon) leave(before *Service, wait func()) {
	log := d.Log
	before.next.Store(d.service)
	d.leaving.Go(func() {
		wait()
		if err := before.Store.Close(); err != nil {
			log.Error().Err(err).Msg("closing the store of the settings before")
		}
	})
}

func samePort(address string, has net.Addr) bool {
	_, wanted, err := net.SplitHostPort(address)
	_, port, err2 := net.SplitHostPort(has.String())
	return err == nil && err2 == nil && wanted == port
}

// answerAgain opens the address that was closed in favour of another.
func (d *daemon) answerAgain() error {
	listener, err := listen(context.Background(), d.listener.Addr().String())
	if err != nil {
		return &haltedError{err}
	}
	d.serve(listener)
	return nil
}

// halt stops a service in favour of another.
func (d *daemon) halt(ctx context.Context, s *Service) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(d.drain, stopWithin-cutting))
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		d.Log.Warn().Err(err).Msg("work was cut; it is done again")
	}
}
