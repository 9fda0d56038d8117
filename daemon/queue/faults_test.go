package queue_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"needled/daemon/queue"
)

func TestLeaseIsKeptWhileAHandlerWorks(t *testing.T) {
	onStage(t, func(s *stage) {
		one, other, l := s.queue(queue.Options{}), s.queue(queue.Options{}), new(log)
		for _, q := range []*queue.Local{one, other} {
			q.Handle("a", l.handler(s, last(10*time.Minute)))
			s.start(q)
		}
		s.add(one, "a", "x", 0)
		s.passes(time.Hour)
		l.want(s, 0)
		s.wantOutcomes(queue.Finished)
	})
}

func TestJobOfADeadProcessIsBegunAgain(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, succeed))
		s.add(q, "a", "x", 0)
		if _, err := s.table.ClaimJobs(s.Context(), s.now(), s.now().Add(time.Minute), []string{"a"}, 1); err != nil {
			t.Fatal(err)
		}
		s.start(q)
		s.passes(time.Hour)
		l.want(s, time.Minute)
	})
}

func TestLostLeaseCutsTheHandler(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, last(time.Hour)))
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(time.Second)
		// Another has it, and has done it.
		jobs, err := s.table.ClaimJobs(s.Context(), s.now().Add(time.Hour), s.now().Add(2*time.Hour), []string{"a"}, 1)
		if err != nil || len(jobs) != 1 {
			t.Fatal(jobs, err)
		}
		if err := s.table.FinishJob(s.Context(), jobs[0].ID, jobs[0].Attempt); err != nil {
			t.Fatal(err)
		}
		s.passes(time.Minute)
		s.wantOutcomes(queue.Lost)
		s.passes(time.Hour)
		l.want(s, 0)
	})
}

func TestTableThatFailsIsTriedAgain(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, succeed))
		s.add(q, "a", "x", 0)
		s.table.breaks()
		s.start(q)
		s.passes(10 * time.Minute)
		if n := s.troubles(); n < 5 || n > 20 {
			t.Errorf("told of trouble %d times in ten minutes", n)
		}
		s.table.repair()
		s.passes(time.Minute)
		if len(l.done()) != 1 {
			t.Errorf("done %d times", len(l.done()))
		}
	})
}

func TestWhatIsDoneButCantBeNotedIsNotDoneTwice(t *testing.T) {
	onStage(t, func(s *stage) {
		q, l := s.queue(queue.Options{}), new(log)
		q.Handle("a", l.handler(s, func(context.Context, queue.Job) error {
			s.table.breaks()
			return nil
		}))
		s.start(q)
		s.add(q, "a", "x", 0)
		s.passes(10 * time.Minute) // its lease ends meanwhile
		s.table.repair()
		q.Wake() // so that it looks for jobs before that is noted
		s.passes(time.Hour)
		l.want(s, 0)
		s.wantOutcomes(queue.Finished)
		if waiting, dead, _ := q.Counts(s.Context()); waiting+dead > 0 {
			t.Errorf("%d wait, %d dead", waiting, dead)
		}
	})
}

func TestHandlerThatIgnoresTheCut(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{})
		goOn := make(chan bool)
		q.Handle("a", queue.Handler{Do: func(context.Context, queue.Job) error { <-goOn; return nil }})
		s.start(q)
		s.add(q, "a", "runner 3", 0)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(s.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		err := q.Stop(ctx)
		if err == nil || err.Error() != "the queue was cut, but goes on with a of runner 3" {
			t.Errorf("stopping: %v", err)
		}
		if took := time.Since(began); took != 7*time.Second {
			t.Errorf("stopping took %v", took)
		}
		if err := q.Start(s.Context()); err == nil {
			t.Error("started beside what goes on")
		}
		goOn <- true
		synctest.Wait()
		s.wantOutcomes(queue.Finished) // it counts all the same
	})
}

func TestEndOfTheStartsContextCuts(t *testing.T) {
	onStage(t, func(s *stage) {
		q := s.queue(queue.Options{})
		q.Handle("a", queue.Handler{Do: last(time.Hour)})
		ctx, cancel := context.WithCancel(s.Context())
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		s.add(q, "a", "x", 0)
		s.passes(time.Second)
		cancel()
		s.passes(0)
		s.wantOutcomes(queue.Cut)
		if err := q.Stop(s.Context()); err != nil {
			t.Error(err)
		}
		if waiting, _, _ := q.Counts(s.Context()); waiting != 1 {
			t.Errorf("%d jobs wait, want the one that was cut", waiting)
		}
	})
}
