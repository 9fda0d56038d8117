package queue

import (
	"fmt"
	"time"
)

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
