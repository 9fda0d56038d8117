package queue

import (
	"fmt"
	"time"
)

// Permanent is a handler's answer to a job that will never succeed: it is
// given up at once. Nil stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanent{err}
}

type permanent struct{ err error }

func (e *permanent) Error() string { return e.err.Error() }
func (e *permanent) Unwrap() error { return e.err }

// Again is a handler's answer to a job that is done and due again: it waits as
// a new one would, without attempts.
func Again(due time.Time) error { return &again{due} }

type again struct{ due time.Time }

func (e *again) Error() string {
	return fmt.Sprintf("due again at %s", e.due.UTC().Format(time.RFC3339))
}

// PanicError is a handler's panic. It counts as a failed attempt.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("the handler panicked: %v", e.Value) }
