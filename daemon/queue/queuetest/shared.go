package queuetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"needled/daemon/queue"
)

// testShared lets several queues work on one table, as several processes do:
// each job is done once.
func testShared(t *testing.T, table queue.Table) {
	const jobs = 60
	var (
		mu    sync.Mutex
		times = map[string]int{}
		all   = make(chan struct{})
	)
	do := func(_ context.Context, job queue.Job) error {
		mu.Lock()
		defer mu.Unlock()
		times[job.Key]++
		if len(times) == jobs {
			close(all)
		}
		return nil
	}
	var queues []*queue.Local
	for range 3 {
		q := queue.New(table, queue.Options{Workers: 4, Trouble: func(err error) { t.Error(err) }})
		q.Handle("a", queue.Handler{Do: do})
		queues = append(queues, q)
	}
	due := time.Now().Add(-time.Minute)
	for i := range jobs {
		if _, err := queues[0].Add(t.Context(), queue.Job{Kind: "a", Key: fmt.Sprint(i), Due: due}); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range queues {
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	<-all
	for _, q := range queues {
		if err := q.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for key, n := range times {
		if n != 1 {
			t.Errorf("job %s was done %d times", key, n)
		}
	}
	if waiting, dead, err := table.JobCounts(t.Context()); waiting+dead > 0 || err != nil {
		t.Errorf("%d jobs are left, %d dead, %v", waiting, dead, err)
	}
}
