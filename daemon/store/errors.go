package store

import (
	"context"
	"errors"
	"fmt"
)

// Kind is what sort of trouble an Error is.
type Kind string

const (
	NotFound    Kind = "not found"   // no such thing
	Conflict    Kind = "conflict"    // it contradicts something kept already
	Invalid     Kind = "invalid"     // it can't be so
	Unavailable Kind = "unavailable" // the store can't be used now: locked, full, read-only, no database, …
	Internal    Kind = "internal"    // a fault of needled's
)

// Error is what every method of the Store returns when it fails, unless the
// context ended first.
type Error struct {
	Kind Kind
	Text string // names the thing, says what is wrong and what to do
	err  error
}

func (e *Error) Error() string { return e.Text }

// Unwrap is the cause, where there is one.
func (e *Error) Unwrap() error { return e.err }

// IsKind says whether err is an Error of the kind.
func IsKind(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

func fail(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// explain turns any error into one of the store's, saying what was being
// done. What is explained already, or due to an ended context, stays so.
func (s *Store) explain(ctx context.Context, doing string, err error) error {
	return explain(ctx, s.path, doing, err)
}

// explain is the same for what concerns the file at path.
func explain(ctx context.Context, path, doing string, err error) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	if text, ok := unavailable(err, path); ok {
		return &Error{Kind: Unavailable, Text: doing + ": " + text, err: err}
	}
	return &Error{Kind: Internal, Text: doing + ": " + err.Error(), err: err}
}
