package queue_test

import (
	"context"
	"testing"
	"time"

	"needled/daemon/queue"
)

// hourly is a handler of a periodic job.
func hourly(s *stage, l *log) queue.Handler {
	h := l.handler(s, func(context.Context, queue.Job) error { return queue.Again(s.now().Add(time.Hour)) })
	h.Within = time.Hour
	return h
}

func TestPeriodicJobAfterTheClockWasSetBack(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("sync", hourly(s, l))
		s.start(q)
		s.add(q, "sync", "x", 0)
		s.passes(90 * time.Minute)
		l.want(s, 0, time.Hour)
		s.setClock(-72 * time.Hour)
		s.passes(2 * time.Minute)
		if len(l.done()) != 3 {
			t.Fatalf("done at %v: not soon after the clock was set back", l.done())
		}
		s.passes(2 * time.Hour)
		if len(l.done()) != 5 {
			t.Errorf("done at %v: not hourly afterwards", l.done())
		}
	})
}

func TestPeriodicJobPutOffByAnEarlierProcess(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("sync", hourly(s, l))
		// As a process left it whose clock was ten years ahead.
		if _, err := s.table.AddJob(s.Context(), queue.Job{Kind: "sync", Key: "x", Due: s.now().AddDate(10, 0, 0)}); err != nil {
			t.Fatal(err)
		}
		s.start(q)
		s.passes(59 * time.Second)
		l.want(s)
		s.passes(time.Second)
		l.want(s, time.Minute)
	})
}

func TestNothingIsPutOffLongerThanItsKindAllows(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		h := l.handler(s, func(context.Context, queue.Job) error { return queue.Again(s.now().Add(24 * time.Hour)) })
		h.Within = time.Hour
		q.Handle("sync", h)
		s.start(q)
		s.add(q, "sync", "x", 12*time.Hour)
		s.passes(3*time.Hour - time.Second)
		l.want(s, time.Hour, 2*time.Hour)
	})
}

func TestJobUnderWayWhileTheClockIsSet(t *testing.T) {
	for name, by := range map[string]time.Duration{"forth": 72 * time.Hour, "back": -72 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			onStage(t, func(s *stage) {
				one, other, l := s.queue(queue.Options{}), s.queue(queue.Options{}), new(log)
				for _, q := range []*queue.Local{one, other} {
					h := l.handler(s, last(20*time.Minute))
					h.Within = time.Hour
					q.Handle("a", h)
				}
				s.start(one)
				s.add(one, "a", "x", 0)
				s.passes(time.Second)
				s.start(other)
				s.passes(5 * time.Minute)
				s.setClock(by)
				other.Wake() // it looks first
				s.passes(time.Second)
				one.Wake()
				s.passes(time.Hour)
				l.want(s, 0)
				s.wantOutcomes(queue.Finished)
			})
		})
	}
}

func TestLeaseOfADeadProcessWithAClockAhead(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("sync", hourly(s, l))
		s.add(q, "sync", "x", 0)
		if _, err := s.table.ClaimJobs(s.Context(), s.now(), s.now().AddDate(10, 0, 0), []string{"sync"}, 1); err != nil {
			t.Fatal(err)
		}
		s.start(q)
		s.passes(2 * time.Minute)
		l.want(s, time.Minute)
	})
}

func TestDueJobsAfterTheClockWasSetForth(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, succeed))
		s.start(q)
		s.add(q, "a", "x", 24*time.Hour)
		s.passes(30 * time.Second)
		s.setClock(48 * time.Hour)
		s.passes(5 * time.Minute)
		if len(l.done()) != 1 || l.done()[0] > 2*time.Minute {
			t.Errorf("done at %v, want once, soon", l.done())
		}
	})
}
