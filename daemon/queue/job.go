package queue

import (
	"context"
	"time"
)

// Job is a piece of work. Of one kind and key only one waits at a time; the
// dead don't count.
type Job struct {
	ID        int64 // given by the table
	Kind      string
	Key       string // what it is about; "" where the kind says it all
	Payload   []byte
	Due       time.Time  // not begun before
	Attempt   int        // 1 at the first; 0 while none was made
	LastError string     // of the latest attempt that failed
	DeadAt    *time.Time // when it was given up; nil for one that lives
}

// Queue is what the rest of the program sees of a queue.
type Queue interface {
	// Handle says how jobs of a kind are done. It is called before Start, once
	// for a kind; jobs of kinds without a handler wait.
	Handle(kind string, handler Handler)
	// Add puts a job in. Where one of its kind and key waits already the
	// earlier due holds, and added is false; where one is being worked on it
	// comes again at that due once it is done.
	Add(ctx context.Context, job Job) (added bool, err error)
	// Start begins working, and returns at once. When ctx ends the queue
	// stops, and the handlers are cut. Start of a queue that works does
	// nothing.
	Start(ctx context.Context) error
	// Stop begins no more jobs and waits for those that are being worked on;
	// when ctx ends their contexts are cancelled. It may be called at any time
	// and more than once. It returns an error where handlers go on even though
	// they were cut.
	Stop(ctx context.Context) error
	// Dead lists the jobs that were given up, the latest first.
	Dead(ctx context.Context) ([]Job, error)
	// Revive lets a dead job be tried again from its first attempt.
	Revive(ctx context.Context, id int64, due time.Time) error
	// Counts is how many jobs live and how many are dead.
	Counts(ctx context.Context) (waiting, dead int, err error)
}

// Handler does the jobs of one kind.
type Handler struct {
	// Do does a job. Its context ends when the queue is cut, when Timeout is
	// over, and when the lease is lost.
	Do func(ctx context.Context, job Job) error
	// Attempts is how many are made before the job is given up; 0 means
	// Options.Attempts.
	Attempts int
	// Timeout is the longest an attempt may take; 0 means no limit.
	Timeout time.Duration
	// Within is the longest a job of the kind is ever put off: the interval of
	// a periodic one. What is due later than that was put there by a clock
	// that was set back since, and is done now. 0 means no limit.
	Within time.Duration
}
