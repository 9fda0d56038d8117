package queue_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"needled/daemon/queue"
)

func TestDoneWhenDue(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, succeed))
		s.start(q)
		s.add(q, "a", "soon", 10*time.Second)
		s.add(q, "a", "later", 10*time.Minute)
		s.add(q, "a", "now", 0)
		s.passes(time.Hour)
		l.want(s, 0, 10*time.Second, 10*time.Minute)
	})
}

func TestFoundWhenAddedElsewhere(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, succeed))
		s.start(q)
		s.passes(10 * time.Second)
		if _, err := s.table.AddJob(s.Context(), queue.Job{Kind: "a", Key: "x", Due: s.now()}); err != nil {
			t.Fatal(err)
		}
		s.passes(time.Minute)
		l.want(s, time.Minute)

		if _, err := s.table.AddJob(s.Context(), queue.Job{Kind: "a", Key: "x", Due: s.now()}); err != nil {
			t.Fatal(err)
		}
		q.Wake()
		s.passes(0)
		l.want(s, time.Minute, 70*time.Second)
	})
}

func TestIdleQueueSleeps(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{})
		q.Handle("a", queue.Handler{Do: succeed})
		s.start(q)
		s.passes(time.Hour)
		if looks := s.table.looked(); looks > 62 {
			t.Errorf("it looked %d times in an hour in which nothing was due", looks)
		}
	})
}

func TestNoMoreWorkersThanTold(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{Workers: 2}), new(log)
		q.Handle("a", l.handler(s, last(10*time.Second)))
		s.start(q)
		for _, key := range []string{"1", "2", "3", "4", "5"} {
			s.add(q, "a", key, 0)
		}
		s.passes(time.Minute)
		l.want(s, 0, 0, 10*time.Second, 10*time.Second, 20*time.Second)
	})
}

func TestPausesGrow(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{Base: 10 * time.Second, Cap: time.Minute, Attempts: 6}), new(log)
		q.Handle("a", l.handler(s, func(context.Context, queue.Job) error { return errors.New("no answer") }))
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(time.Hour)
		// Half of 10, 20, 40, 60, 60 s.
		l.want(s, 0, 5*time.Second, 15*time.Second, 35*time.Second, 65*time.Second, 95*time.Second)
		s.wantOutcomes(queue.Retries, queue.Retries, queue.Retries, queue.Retries, queue.Retries, queue.Buried)
		dead, err := q.Dead(s.Context())
		if err != nil || len(dead) != 1 || dead[0].Attempt != 6 || dead[0].LastError != "no answer" {
			t.Errorf("the dead: %+v, %v", dead, err)
		}
	})
}

func TestLongReasonsAreCut(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{})
		q.Handle("a", queue.Handler{Attempts: 1, Do: func(context.Context, queue.Job) error {
			return errors.New("x" + strings.Repeat("ä", 1000))
		}})
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(time.Second)
		if dead, _ := q.Dead(s.Context()); len(dead) != 1 || dead[0].LastError != "x"+strings.Repeat("ä", 249)+"…" {
			t.Errorf("the dead: %+v", dead)
		}
	})
}

func TestTimeout(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{})
		q.Handle("a", queue.Handler{Do: last(time.Hour), Timeout: time.Minute, Attempts: 1})
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(2 * time.Minute)
		if dead, _ := q.Dead(s.Context()); len(dead) != 1 || dead[0].LastError != "it took longer than 1m0s: context deadline exceeded" {
			t.Errorf("the dead: %+v", dead)
		}
	})
}

func TestHandlerThatEndsItsGoroutineFails(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{Attempts: 1})
		q.Handle("a", queue.Handler{Do: func(context.Context, queue.Job) error {
			runtime.Goexit()
			return nil
		}})
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(time.Second)
		s.wantOutcomes(queue.Buried)
	})
}
