package queue

import (
	"cmp"
	"context"
	"errors"
	"time"
	"unicode/utf8"
)

// settle writes what came of an attempt. A table that can't be written is
// tried until it can, or the queue is cut.
func (r *run) settle(job Job, answer error, took time.Duration) {
	report, write := r.decide(job, answer)
	report.Took = took
	failing := false
	for pause := time.Second; ; pause = min(2*pause, 30*time.Second) {
		ctx, cancel := r.afterCut(r.options.Lease / 3)
		err := write(ctx)
		cancel()
		if err == nil {
			break
		}
		r.trouble("noting what came of "+title(job), err)
		if !failing {
			failing = true
			r.count(+1)
			defer r.count(-1)
		}
		select {
		case <-time.After(pause):
		case <-r.working.Done():
			report.Outcome, report.Err = Lost, errors.Join(answer, err)
			r.options.Report(report)
			return
		}
	}
	r.options.Report(report)
}

// decide says what becomes of a job after an attempt, and how to write it.
func (r *run) decide(job Job, answer error) (Report, func(context.Context) error) {
	now := r.options.Now()
	repeat, isRepeat := errors.AsType[*again](answer)
	attempts := cmp.Or(r.handlers[job.Kind].Attempts, r.options.Attempts)
	report := Report{Job: job, Err: answer}
	switch {
	case answer == nil:
		report.Outcome = Finished
		return report, func(ctx context.Context) error { return r.table.FinishJob(ctx, job.ID, job.Attempt) }
	case isRepeat:
		report.Outcome, report.Err, report.Due = Repeats, nil, r.within(job.Kind, repeat.due)
		return report, func(ctx context.Context) error { return r.repeat(ctx, job, report.Due) }
	case r.working.Err() != nil:
		// It didn't fail: it was cut. It begins anew with the next start.
		report.Outcome, report.Due = Cut, now
		return report, func(ctx context.Context) error { return r.repeat(ctx, job, now) }
	case job.Attempt >= attempts:
		report.Outcome = Buried
	default:
		report.Outcome, report.Due = Retries, r.within(job.Kind, now.Add(r.options.pause(job.Attempt)))
	}
	reason := excerpt(report.Err.Error())
	if report.Outcome == Buried {
		return report, func(ctx context.Context) error { return r.table.BuryJob(ctx, job.ID, job.Attempt, now, reason) }
	}
	return report, func(ctx context.Context) error {
		return r.table.RetryJob(ctx, job.ID, job.Attempt, report.Due, reason)
	}
}

// repeat has a job wait again as a new one: added while it is claimed, then
// finished. A crash in between leaves it claimed, and it is done again.
func (r *run) repeat(ctx context.Context, job Job, due time.Time) error {
	if _, err := r.table.AddJob(ctx, Job{Kind: job.Kind, Key: job.Key, Payload: job.Payload, Due: due}); err != nil {
		return err
	}
	return r.table.FinishJob(ctx, job.ID, job.Attempt)
}

func (r *run) count(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unsettled += n
}

// excerpt is the beginning of a reason, as much as a person reads.
func excerpt(reason string) string {
	const most = 500
	if len(reason) <= most {
		return reason
	}
	for i := most; ; i-- {
		if utf8.RuneStart(reason[i]) {
			return reason[:i] + "…"
		}
	}
}
