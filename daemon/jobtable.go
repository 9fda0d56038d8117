package daemon

import (
	"context"
	"time"

	"needled/daemon/queue"
	"needled/daemon/store"
)

// jobTable lets the queue keep its jobs in the store. It hides the store's
// methods for jobs but for those that take or give a Job.
type jobTable struct{ *store.Store }

var _ queue.Table = jobTable{}

func (t jobTable) AddJob(ctx context.Context, j queue.Job) (bool, error) {
	return t.Store.AddJob(ctx, store.Job(j))
}

func (t jobTable) ClaimJobs(ctx context.Context, now, leaseUntil time.Time, kinds []string, n int) ([]queue.Job, error) {
	return queueJobs(t.Store.ClaimJobs(ctx, now, leaseUntil, kinds, n))
}

func (t jobTable) DeadJobs(ctx context.Context) ([]queue.Job, error) {
	return queueJobs(t.Store.DeadJobs(ctx))
}

func (t jobTable) FinishJob(ctx context.Context, id int64, attempt int) error {
	_, err := t.Store.FinishJob(ctx, id, attempt)
	return err
}

func (t jobTable) RetryJob(ctx context.Context, id int64, attempt int, due time.Time, reason string) error {
	_, err := t.Store.RetryJob(ctx, id, attempt, due, reason)
	return err
}

func (t jobTable) BuryJob(ctx context.Context, id int64, attempt int, at time.Time, reason string) error {
	_, err := t.Store.BuryJob(ctx, id, attempt, at, reason)
	return err
}

func queueJobs(jobs []store.Job, err error) ([]queue.Job, error) {
	out := make([]queue.Job, len(jobs))
	for i, j := range jobs {
		out[i] = queue.Job(j)
	}
	return out, err
}
