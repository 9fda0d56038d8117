package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Local is a Queue that keeps its jobs in a table and works on them in this
// process.
type Local struct {
	table    Table
	options  Options
	handlers map[string]Handler
	wake     chan struct{}

	mu  sync.Mutex
	run *run // the latest, nil before the first Start
}

// New makes a queue on a table. Several queues may share one.
func New(table Table, options Options) *Local {
	return &Local{table: table, options: options.withDefaults(), handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
}

var _ Queue = (*Local)(nil)

// Handle says how jobs of a kind are done; before Start.
func (q *Local) Handle(kind string, handler Handler) { q.handlers[kind] = handler }

// Add puts a job in, and wakes the queue. A due beyond the Within of its kind
// is brought forward to that.
func (q *Local) Add(ctx context.Context, job Job) (added bool, err error) {
	job.Due = q.within(job.Kind, job.Due)
	if added, err = q.table.AddJob(ctx, job); err != nil {
		return false, fmt.Errorf("adding the job %s: %w", title(job), err)
	}
	q.Wake()
	return added, nil
}

// Wake lets the queue look at once for jobs that were put into its table by
// others.
func (q *Local) Wake() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Start begins working.
func (q *Local) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.run == nil || q.run.ended():
	case q.run.claiming.Err() == nil:
		return nil
	default:
		return errors.New("the queue is still stopping")
	}
	q.run = q.newRun(ctx)
	go q.run.serve()
	return nil
}

// graceAfterCut is how long handlers that were cut may take to return.
const graceAfterCut = 2 * time.Second

// Stop begins no more jobs and waits for those under way; the end of ctx cuts
// them.
func (q *Local) Stop(ctx context.Context) error {
	q.mu.Lock()
	r := q.run
	q.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop()
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
	}
	r.cut()
	select {
	case <-r.done:
		return nil
	case <-time.After(graceAfterCut):
		return fmt.Errorf("the queue was cut, but goes on with %s", titles(r.underWay()))
	}
}

// Dead lists what was given up.
func (q *Local) Dead(ctx context.Context) ([]Job, error) { return q.table.DeadJobs(ctx) }

// Revive lets a dead job be tried again.
func (q *Local) Revive(ctx context.Context, id int64, due time.Time) error {
	if err := q.table.ReviveJob(ctx, id, due); err != nil {
		return fmt.Errorf("reviving job %d: %w", id, err)
	}
	q.Wake()
	return nil
}

// Counts is how many jobs live and how many are dead.
func (q *Local) Counts(ctx context.Context) (waiting, dead int, err error) {
	return q.table.JobCounts(ctx)
}

// within is due, or the latest that the kind allows.
func (q *Local) within(kind string, due time.Time) time.Time {
	if limit := q.handlers[kind].Within; limit > 0 {
		if latest := q.options.Now().Add(limit); due.After(latest) {
			return latest
		}
	}
	return due
}

// title names a job to people.
func title(job Job) string {
	if job.Key == "" {
		return job.Kind
	}
	return job.Kind + " of " + job.Key
}
