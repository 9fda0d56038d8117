package queue

import (
	"context"
	"time"
)

// Table keeps jobs; every method commits before it returns. Times are kept to
// the microsecond or finer. A change to a job that lives no longer, or whose
// attempt has passed on to another, changes nothing and is no error.
type Table interface {
	// AddJob puts a job in; of job only Kind, Key, Payload and Due count.
	// Where one of its kind and key waits, the earlier due holds, its payload
	// stays, and added is false. One that was claimed, be its lease over or
	// not, is marked, so that FinishJob makes it wait again for the earliest
	// due it was marked with.
	AddJob(ctx context.Context, job Job) (added bool, err error)
	// ClaimJobs leases at most n jobs of the kinds until leaseUntil: those that
	// wait and are due at now, and those that were claimed and whose lease
	// ended by now, whatever their due; the earliest due first. Their Attempt
	// is one more than before.
	ClaimJobs(ctx context.Context, now, leaseUntil time.Time, kinds []string, n int) ([]Job, error)
	// KeepJob sets the end of the lease, and says whether it is still held.
	KeepJob(ctx context.Context, id int64, attempt int, leaseUntil time.Time) (held bool, err error)
	// FinishJob removes a job; one that was added again meanwhile waits from
	// its first attempt.
	FinishJob(ctx context.Context, id int64, attempt int) error
	// RetryJob frees the lease of a job that failed, and makes it due again;
	// earlier, where it was added again meanwhile.
	RetryJob(ctx context.Context, id int64, attempt int, due time.Time, reason string) error
	// BuryJob gives a job up. Where it was added again meanwhile, that lives
	// on as a job of its own.
	BuryJob(ctx context.Context, id int64, attempt int, at time.Time, reason string) error
	// RecallJobs makes due what would not be worked on before from: of the
	// kinds, the jobs that wait for a later due, and those that were claimed
	// and whose lease ends later, whatever their due.
	RecallJobs(ctx context.Context, kinds []string, from, due time.Time) (n int, err error)
	// NextJob is the earliest moment at which a job of the kinds can be
	// claimed: its due, or the end of its lease where it was claimed. Nil when
	// there is none.
	NextJob(ctx context.Context, kinds []string) (*time.Time, error)
	// DeadJobs lists what was given up, the latest first.
	DeadJobs(ctx context.Context) ([]Job, error)
	// ReviveJob makes a dead job wait from its first attempt, and is an error
	// where no dead job has the number. Where another of its kind and key
	// lives already, the earlier due holds for that one, and the dead one is
	// removed.
	ReviveJob(ctx context.Context, id int64, due time.Time) error
	// JobCounts is how many jobs live, leased ones included, and how many are
	// dead.
	JobCounts(ctx context.Context) (waiting, dead int, err error)
}
