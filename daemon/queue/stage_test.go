package queue_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"needled/daemon/queue"
	"needled/daemon/queue/queuetest"
)

// stage is a queue in a world where time passes only when all wait.
type stage struct {
	*testing.T
	table *broken
	began time.Time

	mu      sync.Mutex
	set     time.Duration // what the clock on the wall was set by
	reports []queue.Report
	trouble []error
}

// onStage runs a test on a stage.
func onStage(t *testing.T, test func(s *stage)) {
	synctest.Test(t, func(t *testing.T) {
		test(&stage{T: t, table: &broken{Table: new(queuetest.Memory)}, began: time.Now()})
	})
}

// now is what the clock on the wall shows.
func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.set)
}

func (s *stage) setClock(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set += by
}

// passes lets time pass, and all that happens in it.
func (s *stage) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// queue is a queue on the stage's table; it is stopped at the end.
func (s *stage) queue(options queue.Options) *queue.Local {
	options.Now = s.now
	if options.Rand == nil {
		options.Rand = func() float64 { return 0.5 }
	}
	options.Report = func(r queue.Report) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.reports = append(s.reports, r)
	}
	options.Trouble = func(err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.trouble = append(s.trouble, err)
	}
	q := queue.New(s.table, options)
	s.Cleanup(func() {
		s.table.repair()
		over, cancel := context.WithCancel(context.Background())
		cancel()
		if err := q.Stop(over); err != nil {
			s.Error(err)
		}
	})
	return q
}

func (s *stage) start(q *queue.Local) {
	s.Helper()
	if err := q.Start(context.Background()); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) add(q *queue.Local, kind, key string, in time.Duration) {
	s.Helper()
	if _, err := q.Add(s.Context(), queue.Job{Kind: kind, Key: key, Due: s.now().Add(in)}); err != nil {
		s.Fatal(err)
	}
}

// outcomes are what the attempts came to.
func (s *stage) outcomes() []queue.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	var outcomes []queue.Outcome
	for _, r := range s.reports {
		outcomes = append(outcomes, r.Outcome)
	}
	return outcomes
}

// troubles is how often the queue told of trouble.
func (s *stage) troubles() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.trouble)
}

func (s *stage) wantOutcomes(want ...queue.Outcome) {
	s.Helper()
	if got := s.outcomes(); !slices.Equal(got, want) {
		s.Errorf("outcomes %v, want %v", got, want)
	}
}

// log is a handler that keeps when it was called, since the beginning.
type log struct {
	mu    sync.Mutex
	times []time.Duration
}

func (l *log) handler(s *stage, do func(context.Context, queue.Job) error) queue.Handler {
	return queue.Handler{Do: func(ctx context.Context, job queue.Job) error {
		l.mu.Lock()
		l.times = append(l.times, time.Since(s.began))
		l.mu.Unlock()
		return do(ctx, job)
	}}
}

// done is when the handler was called.
func (l *log) done() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.times)
}

func (l *log) want(s *stage, want ...time.Duration) {
	s.Helper()
	if got := l.done(); !slices.Equal(got, want) {
		s.Errorf("done at %v, want %v", got, want)
	}
}

func succeed(context.Context, queue.Job) error { return nil }

// last is for d until the context ends.
func last(d time.Duration) func(context.Context, queue.Job) error {
	return func(ctx context.Context, _ queue.Job) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// broken is a table that can't be used while err is set.
type broken struct {
	queue.Table
	mu    sync.Mutex
	err   error
	looks int // for jobs that are due
}

func (b *broken) breaks() { b.set(errors.New("disk full")) }
func (b *broken) repair() { b.set(nil) }

func (b *broken) set(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

func (b *broken) state() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *broken) ClaimJobs(ctx context.Context, now, until time.Time, kinds []string, n int) ([]queue.Job, error) {
	b.mu.Lock()
	b.looks++
	b.mu.Unlock()
	if err := b.state(); err != nil {
		return nil, err
	}
	return b.Table.ClaimJobs(ctx, now, until, kinds, n)
}

func (b *broken) KeepJob(ctx context.Context, id int64, attempt int, until time.Time) (bool, error) {
	if err := b.state(); err != nil {
		return false, err
	}
	return b.Table.KeepJob(ctx, id, attempt, until)
}

func (b *broken) FinishJob(ctx context.Context, id int64, attempt int) error {
	if err := b.state(); err != nil {
		return err
	}
	return b.Table.FinishJob(ctx, id, attempt)
}

// looked is how often jobs were looked for.
func (b *broken) looked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.looks
}
