package queuetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"needled/daemon/queue"
)

// Memory is a table in memory. Its zero value is empty and ready.
type Memory struct {
	mu   sync.Mutex
	last int64
	rows map[int64]*row
}

type row struct {
	queue.Job
	leased time.Time // zero where it is not claimed
	again  time.Time // zero where it was not added meanwhile
}

// AddJob implements queue.Table.
func (m *Memory) AddJob(ctx context.Context, job queue.Job) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.add(job), nil
}

func (m *Memory) add(job queue.Job) (added bool) {
	for _, r := range m.rows {
		switch {
		case r.Kind != job.Kind || r.Key != job.Key || r.DeadAt != nil:
		case r.leased.IsZero():
			r.Due = earlier(r.Due, job.Due)
			return false
		default:
			r.again = earlier(r.again, job.Due)
			return false
		}
	}
	if m.rows == nil {
		m.rows = map[int64]*row{}
	}
	m.last++
	m.rows[m.last] = &row{Job: queue.Job{ID: m.last, Kind: job.Kind, Key: job.Key, Payload: slices.Clone(job.Payload), Due: job.Due}}
	return true
}

// ClaimJobs implements queue.Table.
func (m *Memory) ClaimJobs(ctx context.Context, now, leaseUntil time.Time, kinds []string, n int) ([]queue.Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var free []*row
	for _, r := range m.living(kinds) {
		if !r.claimable().After(now) {
			free = append(free, r)
		}
	}
	slices.SortFunc(free, func(a, b *row) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	var jobs []queue.Job
	for _, r := range free[:min(n, len(free))] {
		r.Attempt++
		r.leased = leaseUntil
		jobs = append(jobs, r.Job)
	}
	return jobs, nil
}

// KeepJob implements queue.Table.
func (m *Memory) KeepJob(ctx context.Context, id int64, attempt int, leaseUntil time.Time) (bool, error) {
	held := false
	err := m.change(ctx, id, attempt, func(r *row) { r.leased, held = leaseUntil, true })
	return held, err
}

// FinishJob implements queue.Table.
func (m *Memory) FinishJob(ctx context.Context, id int64, attempt int) error {
	return m.change(ctx, id, attempt, func(r *row) {
		delete(m.rows, id)
		m.goOn(r)
	})
}

// RetryJob implements queue.Table.
func (m *Memory) RetryJob(ctx context.Context, id int64, attempt int, due time.Time, reason string) error {
	return m.change(ctx, id, attempt, func(r *row) {
		r.Due, r.LastError = earlier(r.again, due), reason
		r.leased, r.again = time.Time{}, time.Time{}
	})
}

// BuryJob implements queue.Table.
func (m *Memory) BuryJob(ctx context.Context, id int64, attempt int, at time.Time, reason string) error {
	return m.change(ctx, id, attempt, func(r *row) {
		r.DeadAt, r.LastError = &at, reason
		m.goOn(r)
		r.leased, r.again = time.Time{}, time.Time{}
	})
}

// RecallJobs implements queue.Table.
func (m *Memory) RecallJobs(ctx context.Context, kinds []string, from, due time.Time) (n int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.living(kinds) {
		if r.claimable().After(from) {
			r.Due, r.leased, r.again = due, time.Time{}, time.Time{}
			n++
		}
	}
	return n, nil
}

// NextJob implements queue.Table.
func (m *Memory) NextJob(ctx context.Context, kinds []string) (*time.Time, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var next *time.Time
	for _, r := range m.living(kinds) {
		if at := r.claimable(); next == nil || at.Before(*next) {
			next = &at
		}
	}
	return next, nil
}

// DeadJobs implements queue.Table.
func (m *Memory) DeadJobs(ctx context.Context) ([]queue.Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var dead []queue.Job
	for _, r := range m.rows {
		if r.DeadAt != nil {
			dead = append(dead, r.Job)
		}
	}
	slices.SortFunc(dead, func(a, b queue.Job) int { return cmp.Or(b.DeadAt.Compare(*a.DeadAt), cmp.Compare(b.ID, a.ID)) })
	return dead, nil
}

// ReviveJob implements queue.Table.
func (m *Memory) ReviveJob(ctx context.Context, id int64, due time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.rows[id]
	if r == nil || r.DeadAt == nil {
		return fmt.Errorf("there is no dead job %d", id)
	}
	delete(m.rows, id)
	r.Due = due
	m.add(r.Job)
	return nil
}

// JobCounts implements queue.Table.
func (m *Memory) JobCounts(ctx context.Context) (waiting, dead int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.DeadAt != nil {
			dead++
		} else {
			waiting++
		}
	}
	return waiting, dead, nil
}

// change changes a job that is claimed for its attempt.
func (m *Memory) change(ctx context.Context, id int64, attempt int, do func(*row)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.rows[id]; r != nil && r.DeadAt == nil && r.Attempt == attempt && !r.leased.IsZero() {
		do(r)
	}
	return nil
}

// goOn puts a job in anew that was added while it was worked on.
func (m *Memory) goOn(r *row) {
	if !r.again.IsZero() {
		m.add(queue.Job{Kind: r.Kind, Key: r.Key, Payload: r.Payload, Due: r.again})
	}
}

func (m *Memory) living(kinds []string) []*row {
	var rows []*row
	for _, r := range m.rows {
		if r.DeadAt == nil && slices.Contains(kinds, r.Kind) {
			rows = append(rows, r)
		}
	}
	return rows
}

// claimable is when a job can be claimed at the earliest.
func (r *row) claimable() time.Time {
	if r.leased.IsZero() {
		return r.Due
	}
	return r.leased
}

// earlier is the earlier of two moments, of which the zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
