package queuetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"needled/daemon/queue"
)

// RunQueue tests a queue. newQueue makes one that is empty and not started,
// with the options at least as to the number of workers and attempts and the
// length of pauses. Time is the real one: nothing is waited for but what the
// queue does at once.
func RunQueue(t *testing.T, newQueue func(t *testing.T, options queue.Options) queue.Queue) {
	for name, test := range map[string]func(*testing.T, queue.Queue){
		"a job is done once":                        testOnce,
		"what was added before the start is done":   testAddedBefore,
		"jobs of a kind nobody handles wait":        testUnhandled,
		"a job is done with what was given with it": testPayload,
		"what fails is tried again":                 testTriedAgain,
		"what fails too often is given up":          testGivenUp,
		"what was given up can be revived":          testRevived,
		"what panics fails":                         testPanic,
		"what is to be done again is":               testRepeat,
		"one added meanwhile is done afterwards":    testMeanwhile,
		"stopping waits for what is under way":      testStop,
		"stopping cuts when it must":                testCut,
		"stopping is always possible":               testStops,
	} {
		t.Run(name, func(t *testing.T) {
			q := newQueue(t, queue.Options{Workers: 2, Attempts: 3, Base: time.Microsecond, Cap: time.Microsecond})
			t.Cleanup(func() {
				if err := q.Stop(context.Background()); err != nil {
					t.Error(err)
				}
			})
			test(t, q)
		})
	}
}

// recorder is a handler that tells of the jobs it is given, and answers each
// as answers say, in turn; the last answer holds for all after it.
func recorder(answers ...error) (queue.Handler, <-chan queue.Job) {
	done := make(chan queue.Job, 100)
	turn := 0
	return queue.Handler{Do: func(_ context.Context, job queue.Job) error {
		answer := answers[min(turn, len(answers)-1)]
		turn++
		done <- job
		return answer
	}}, done
}

func start(t *testing.T, q queue.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, q queue.Queue, kind, key string) {
	t.Helper()
	if _, err := q.Add(t.Context(), queue.Job{Kind: kind, Key: key, Due: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

// stopped stops the queue, and tells how many jobs are left in it.
func stopped(t *testing.T, q queue.Queue, waiting, dead int) {
	t.Helper()
	if err := q.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w, d, err := q.Counts(t.Context()); w != waiting || d != dead || err != nil {
		t.Errorf("%d jobs live and %d are dead (%v), want %d and %d", w, d, err, waiting, dead)
	}
}

func testOnce(t *testing.T, q queue.Queue) {
	handler, done := recorder(nil)
	q.Handle("a", handler)
	start(t, q)
	add(t, q, "a", "x")
	<-done
	stopped(t, q, 0, 0)
	if len(done) != 0 {
		t.Error("done twice")
	}
}

func testAddedBefore(t *testing.T, q queue.Queue) {
	handler, done := recorder(nil)
	q.Handle("a", handler)
	add(t, q, "a", "x")
	add(t, q, "a", "x")
	start(t, q)
	<-done
	stopped(t, q, 0, 0)
}

func testUnhandled(t *testing.T, q queue.Queue) {
	handler, done := recorder(nil)
	q.Handle("a", handler)
	add(t, q, "b", "x")
	add(t, q, "a", "x")
	start(t, q)
	<-done
	stopped(t, q, 1, 0)
}

func testPayload(t *testing.T, q queue.Queue) {
	handler, done := recorder(nil)
	q.Handle("a", handler)
	start(t, q)
	if added, err := q.Add(t.Context(), queue.Job{Kind: "a", Key: "x", Payload: []byte(`{"n":1}`), Due: time.Now()}); !added || err != nil {
		t.Errorf("added %v, %v", added, err)
	}
	if job := <-done; job.Kind != "a" || job.Key != "x" || string(job.Payload) != `{"n":1}` || job.Attempt != 1 {
		t.Errorf("done with %+v", job)
	}
}

func testTriedAgain(t *testing.T, q queue.Queue) {
	handler, done := recorder(errors.New("no answer"), nil)
	q.Handle("a", handler)
	start(t, q)
	add(t, q, "a", "x")
	<-done
	if job := <-done; job.Attempt != 2 || job.LastError != "no answer" {
		t.Errorf("tried again as %+v", job)
	}
	stopped(t, q, 0, 0)
}

func testGivenUp(t *testing.T, q queue.Queue) {
	handler, done := recorder(errors.New("no answer"))
	q.Handle("a", handler)
	start(t, q)
	add(t, q, "a", "x")
	for range 3 {
		<-done
	}
	stopped(t, q, 0, 1)
	if len(done) != 0 {
		t.Error("tried more often than told")
	}
}

func testRevived(t *testing.T, q queue.Queue) {
	handler, done := recorder(errors.New("revoked"), nil)
	handler.Attempts = 1
	q.Handle("a", handler)
	start(t, q)
	add(t, q, "a", "x")
	<-done
	stopped(t, q, 0, 1)
	dead, err := q.Dead(t.Context())
	if err != nil || len(dead) != 1 || dead[0].LastError != "revoked" || dead[0].Key != "x" || dead[0].DeadAt == nil {
		t.Fatalf("the dead: %+v, %v", dead, err)
	}
	start(t, q)
	if err := q.Revive(t.Context(), dead[0].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	if job := <-done; job.Attempt != 1 {
		t.Errorf("revived as attempt %d", job.Attempt)
	}
	stopped(t, q, 0, 0)
}

func testPanic(t *testing.T, q queue.Queue) {
	tried := make(chan int, 10)
	q.Handle("a", queue.Handler{Do: func(_ context.Context, job queue.Job) error {
		tried <- job.Attempt
		if job.Attempt == 1 {
			panic("out of range")
		}
		return nil
	}})
	start(t, q)
	add(t, q, "a", "x")
	<-tried
	if attempt := <-tried; attempt != 2 {
		t.Errorf("tried again as attempt %d", attempt)
	}
	stopped(t, q, 0, 0)
}

func testRepeat(t *testing.T, q queue.Queue) {
	handler, done := recorder(errors.New("no answer"), queue.Again(time.Now()), queue.Again(time.Now().Add(time.Hour)))
	q.Handle("a", handler)
	start(t, q)
	add(t, q, "a", "x")
	var attempts [3]int
	for i := range attempts {
		attempts[i] = (<-done).Attempt
	}
	if attempts != [3]int{1, 2, 1} {
		t.Errorf("done as attempts %v: one that is done and due again is a new one", attempts)
	}
	stopped(t, q, 1, 0)
	if len(done) != 0 {
		t.Error("done again before it was due")
	}
}

func testMeanwhile(t *testing.T, q queue.Queue) {
	begun, goOn := make(chan int), make(chan struct{})
	q.Handle("a", queue.Handler{Do: func(_ context.Context, job queue.Job) error {
		begun <- job.Attempt
		<-goOn
		return nil
	}})
	start(t, q)
	add(t, q, "a", "x")
	<-begun
	add(t, q, "a", "x")
	add(t, q, "a", "x")
	goOn <- struct{}{}
	if attempt := <-begun; attempt != 1 {
		t.Errorf("came again as attempt %d", attempt)
	}
	goOn <- struct{}{}
	stopped(t, q, 0, 0)
}

func testStop(t *testing.T, q queue.Queue) {
	begun, goOn := make(chan bool), make(chan bool)
	q.Handle("a", queue.Handler{Do: func(ctx context.Context, _ queue.Job) error {
		begun <- true
		<-goOn
		return ctx.Err()
	}})
	start(t, q)
	add(t, q, "a", "x")
	<-begun
	ended := make(chan error, 1)
	go func() { ended <- q.Stop(context.Background()) }()
	select {
	case <-ended:
		t.Error("stopped while a job was under way")
	case goOn <- true:
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	add(t, q, "a", "y")
	stopped(t, q, 1, 0) // nothing is begun after a stop
}

func testCut(t *testing.T, q queue.Queue) {
	begun := make(chan int)
	q.Handle("a", queue.Handler{Do: func(ctx context.Context, job queue.Job) error {
		begun <- job.Attempt
		<-ctx.Done()
		return ctx.Err()
	}})
	start(t, q)
	add(t, q, "a", "x")
	<-begun
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Stop(over); err != nil {
		t.Error(err)
	}
	start(t, q)
	if attempt := <-begun; attempt != 1 {
		t.Errorf("after the next start it came as attempt %d: being cut is no failure", attempt)
	}
	if err := q.Stop(over); err != nil {
		t.Error(err)
	}
}

func testStops(t *testing.T, q queue.Queue) {
	handler, done := recorder(nil)
	q.Handle("a", handler)
	stopped(t, q, 0, 0) // before the start
	start(t, q)
	start(t, q) // does nothing
	stopped(t, q, 0, 0)
	stopped(t, q, 0, 0)
	add(t, q, "a", "x")
	start(t, q)
	<-done
	stopped(t, q, 0, 0)
}
