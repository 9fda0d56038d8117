package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"needled/configs"
	"needled/daemon"
	"needled/daemon/store"
)

// Exit codes, as `needled help exit-codes` tells them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitConfig      = 3
	exitUnavailable = 4
	exitNeedsUser   = 5
)

const exitCodesHelp = `needled ends with one of these codes:

  0  done; also when files were taken in part, kept for review, or ignored
  1  done, but at least one input failed; everything else is stored
  2  wrong use: a command, flag, name or time that can't be
  3  the settings or the protocol file are invalid
  4  the store can't be used: locked, full, damaged, or not writable
  5  a source needs you: log in again
`

// usageError is a mistake in how needled was called.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// errSomeFailed says that inputs failed, each of which was reported already.
var errSomeFailed = errors.New("some inputs failed")

// errNeedsUser says that a source needs the person, which was told already.
var errNeedsUser = errors.New("a source needs you")

// stoppedError is that a person stopped the program; text says what that left.
type stoppedError struct{ text string }

func (e *stoppedError) Error() string { return e.text }

func (e *stoppedError) Unwrap() error { return context.Canceled }

func stopped(text string) error { return &stoppedError{text} }

// exitCode turns what a command returned into an exit code, and tells the
// person what went wrong.
func (a *app) exitCode(err error) int {
	var (
		held     *daemon.HeldError
		wrongUse *usageError
		settings *configs.Error
		kept     *store.Error
		cut      *stoppedError
	)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNeedsUser):
		return exitNeedsUser
	case errors.Is(err, errSomeFailed):
		return exitFailed
	case errors.Is(err, syscall.EPIPE):
		return exitDone // whoever read the output has enough
	case errors.As(err, &cut):
		a.warn("needled: ", "stopped; "+cut.Error())
		return exitFailed
	case errors.Is(err, context.Canceled):
		a.warn("needled: ", "stopped")
		return exitFailed
	case errors.As(err, &settings):
		a.warn("needled: ", "the settings or the protocol are invalid:")
		for line := range strings.Lines(settings.Error()) {
			a.warn("  ", strings.TrimRight(line, "\n"))
		}
		return exitConfig
	case errors.As(err, &held):
		a.warn("needled: ", err)
		return exitUnavailable
	case errors.As(err, &wrongUse):
		a.warn("needled: ", err)
		return exitUsage
	case errors.As(err, &kept):
		a.warn("needled: ", err)
		switch kept.Kind {
		case store.Unavailable:
			return exitUnavailable
		case store.NotFound, store.Conflict, store.Invalid:
			return exitUsage
		}
		return exitFailed
	}
	a.warn("needled: ", err)
	return exitFailed
}
