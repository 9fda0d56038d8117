package queue

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// run is the life of a queue from a start to its stop.
type run struct {
	*Local
	kinds []string

	claiming context.Context // ends with the first stop
	stop     context.CancelFunc
	working  context.Context // ends when handlers are cut
	cut      context.CancelFunc
	done     chan struct{} // closed when all has ended

	// Only the loop uses these. The moments are of passing time, not of the
	// clock on the wall.
	clock     *clock
	holdUntil time.Time // nothing is claimed before
	recallAt  time.Time // zero when there is nothing to recall
	failures  int       // of the table, in a row

	mu        sync.Mutex
	current   map[int64]Job // being worked on
	unsettled int           // of them, those whose outcome could not be written yet
}

func (q *Local) newRun(ctx context.Context) *run {
	r := &run{Local: q, clock: newClock(q.options.Now), done: make(chan struct{}), current: map[int64]Job{}}
	r.kinds = slices.Sorted(maps.Keys(q.handlers))
	r.working, r.cut = context.WithCancel(ctx)
	r.claiming, r.stop = context.WithCancel(r.working)
	r.recallAt = time.Now().Add(q.options.Lease) // the clock may have been set back while nothing ran
	return r
}

// serve claims jobs and has them done, until it is stopped.
func (r *run) serve() {
	var workers sync.WaitGroup
	defer close(r.done)
	defer r.cut()
	defer workers.Wait()
	for r.claiming.Err() == nil {
		jobs, wait := r.round()
		for _, job := range jobs {
			r.begin(job)
			workers.Go(func() {
				defer r.Wake()
				defer r.end(job)
				r.work(job)
			})
		}
		timer := time.NewTimer(wait)
		select {
		case <-r.claiming.Done():
		case <-r.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// round claims what is due, and says how long to sleep when nobody wakes.
func (r *run) round() (jobs []Job, wait time.Duration) {
	now := r.look()
	if hold := time.Until(r.holdUntil); hold > 0 {
		return nil, hold
	}
	free := r.free()
	if free <= 0 {
		return nil, r.options.Poll
	}
	jobs, err := r.table.ClaimJobs(r.working, now, now.Add(r.options.Lease), r.kinds, free)
	if err != nil {
		return nil, r.failed("looking for jobs that are due", err)
	}
	if len(jobs) >= free {
		return jobs, r.options.Poll
	}
	next, err := r.table.NextJob(r.working, r.kinds)
	if err != nil {
		return jobs, r.failed("looking for the next job", err)
	}
	r.failures = 0
	wait = r.options.Poll
	if next != nil {
		wait = min(wait, max(next.Sub(now), soonest))
	}
	if !r.recallAt.IsZero() {
		wait = min(wait, max(time.Until(r.recallAt), soonest))
	}
	return jobs, wait
}

// soonest is the shortest sleep between two looks at the table.
const soonest = time.Millisecond

// failed is how long to sleep after the table failed.
func (r *run) failed(doing string, err error) time.Duration {
	r.trouble(doing, err)
	pause := min(time.Second<<min(r.failures, 10), r.options.Poll)
	r.failures++
	return pause
}

// free is how many more jobs can be worked on. While the table doesn't take
// what came of a job none is: it would be claimed a second time.
func (r *run) free() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unsettled > 0 {
		return 0
	}
	return r.options.Workers - len(r.current)
}

func (r *run) begin(job Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current[job.ID] = job
}

func (r *run) end(job Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.current, job.ID)
}

// underWay are the jobs being worked on, in order of their numbers.
func (r *run) underWay() []Job {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Values(r.current), func(a, b Job) int { return int(a.ID - b.ID) })
}

func titles(jobs []Job) string {
	var names []string
	for _, job := range jobs {
		names = append(names, title(job))
	}
	return strings.Join(names, ", ")
}

// ended says whether nothing of the run goes on any more.
func (r *run) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}
