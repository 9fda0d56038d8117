package queue

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

var (
	errLost = errors.New("the lease of the job was lost")
	errGone = errors.New("the handler ended its goroutine")
)

// work does a job, keeps its lease meanwhile, and writes what came of it.
func (r *run) work(job Job) {
	ctx, cancel := context.WithCancelCause(r.working)
	defer cancel(nil)
	began := time.Now()
	answer := r.handlers[job.Kind].begin(ctx, job)
	tick := time.NewTicker(r.options.Lease / 3)
	defer tick.Stop()
	held := true
	for kept := began; ; {
		select {
		case err := <-answer:
			if !held {
				r.options.Report(Report{Job: job, Outcome: Lost, Took: time.Since(began), Err: err})
				return
			}
			r.settle(job, err, time.Since(began))
			return
		case <-tick.C:
		}
		stillHeld, err := r.keep(job)
		switch {
		case err != nil:
			r.trouble("keeping "+title(job), err)
			if time.Since(kept) >= r.options.Lease {
				cancel(errLost) // another may have claimed it by now
			}
		case !stillHeld:
			held = false
			cancel(errLost)
		default:
			kept = time.Now()
		}
	}
}

// keep renews the lease of a job. Handlers that were cut keep theirs while
// they wind down.
func (r *run) keep(job Job) (held bool, err error) {
	ctx, cancel := r.afterCut(r.options.Lease / 3)
	defer cancel()
	return r.table.KeepJob(ctx, job.ID, job.Attempt, r.options.Now().Add(r.options.Lease))
}

// afterCut is a context for what is still written when handlers were cut.
func (r *run) afterCut(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.working), d)
}

func (r *run) trouble(doing string, err error) {
	if r.working.Err() == nil {
		r.options.Trouble(fmt.Errorf("%s: %w", doing, err))
	}
}

// begin has the handler do the job, whatever becomes of the handler.
func (h Handler) begin(ctx context.Context, job Job) <-chan error {
	answer := make(chan error, 1)
	go func() {
		err := errGone
		defer func() { answer <- err }()
		err = h.try(ctx, job)
	}()
	return answer
}

func (h Handler) try(ctx context.Context, job Job) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	if h.Timeout == 0 {
		return h.Do(ctx, job)
	}
	timed, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	if err = h.Do(timed, job); err != nil && timed.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("it took longer than %v: %w", h.Timeout, err)
	}
	return err
}
