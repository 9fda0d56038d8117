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

func queueJobs(jobs []store.Job, err error) ([]queue.Job, error) {
	out := make([]queue.Job, len(jobs))
	for i, j := range jobs {
		out[i] = queue.Job(j)
	}
	return out, err
}
