package store

import (
	"sync"
	"time"
)

func minute(n float64) time.Time { return after(1).Add(time.Duration(n * float64(time.Minute))) }

func (t tester) addJob(kind, key string, due time.Time) bool {
	t.Helper()
	added, err := t.AddJob(t.Context(), Job{Kind: kind, Key: key, Payload: []byte(key), Due: due})
	t.must(err)
	return added
}

// claim claims up to n jobs of all kinds for five minutes.
func (t tester) claim(now time.Time, n int, kinds ...string) []Job {
	t.Helper()
	claimed, err := t.ClaimJobs(t.Context(), now, now.Add(5*time.Minute), kinds, n)
	t.must(err)
	return claimed
}

func (t tester) nextJob(kinds ...string) *time.Time {
	t.Helper()
	at, err := t.NextJob(t.Context(), kinds)
	t.must(err)
	return at
}

func keepsJobs(t tester, _ place) {
	if at := t.nextJob(); at != nil || len(t.claim(minute(9), 9)) != 0 {
		t.Errorf("work without jobs, %v", at)
	}
	if !t.addJob("sync", "anna", minute(2)) || !t.addJob("sync", "ben", minute(1)) || !t.addJob("purge", "", minute(3)) {
		t.Error("not added")
	}
	if t.addJob("sync", "anna", minute(4)) || t.addJob("sync", "ben", minute(0)) {
		t.Error("added twice")
	}
	t.equal(t.nextJob(), new(minute(0)))
	t.equal(t.nextJob("purge", "digest"), new(minute(3)))
	t.equal(t.nextJob("digest"), (*time.Time)(nil))
	if early := t.claim(minute(0).Add(-time.Microsecond), 9); len(early) != 0 {
		t.Errorf("claimed too early: %+v", early)
	}
	first := t.claim(minute(5), 1)
	t.equal(first, []Job{{ID: 2, Kind: "sync", Key: "ben", Payload: []byte("ben"), Due: minute(0), Attempt: 1}})
	if purge := t.claim(minute(5), 9, "purge"); len(purge) != 1 || purge[0].Kind != "purge" {
		t.Errorf("%+v", purge)
	}
	if rest := t.claim(minute(5), 9); len(rest) != 1 || rest[0].Key != "anna" || !rest[0].Due.Equal(minute(2)) {
		t.Errorf("%+v", rest)
	}
	done, err := t.FinishJob(t.Context(), first[0].ID, 1)
	if !done || err != nil {
		t.Errorf("%v %v", done, err)
	}
	if done, err := t.FinishJob(t.Context(), first[0].ID, 1); done || err != nil {
		t.Errorf("finished twice: %v %v", done, err)
	}
	if waiting, dead, err := t.JobCounts(t.Context()); waiting != 2 || dead != 0 || err != nil {
		t.Errorf("%d %d %v", waiting, dead, err)
	}
	if !t.addJob("sync", "ben", minute(7)) {
		t.Error("a finished job can't be added again")
	}
}

func leasesJobs(t tester, _ place) {
	ctx := t.Context()
	t.addJob("sync", "me", minute(0))
	job := t.claim(minute(1), 1)[0] // until 6
	if len(t.claim(minute(6).Add(-time.Microsecond), 1)) != 0 {
		t.Error("claimed by two")
	}
	t.equal(t.nextJob(), new(minute(6)))
	if kept, err := t.KeepJob(ctx, job.ID, 1, minute(8)); !kept || err != nil {
		t.Errorf("%v %v", kept, err)
	}
	if len(t.claim(minute(7), 1)) != 0 {
		t.Error("claimed although it was kept")
	}
	again := t.claim(minute(8), 1)
	if len(again) != 1 || again[0].Attempt != 2 {
		t.Fatalf("a lease that ran out: %+v", again)
	}
	// Whoever held it before has nothing to say any more.
	for name, late := range map[string]func() (bool, error){
		"keep":   func() (bool, error) { return t.KeepJob(ctx, job.ID, 1, minute(99)) },
		"finish": func() (bool, error) { return t.FinishJob(ctx, job.ID, 1) },
		"retry":  func() (bool, error) { return t.RetryJob(ctx, job.ID, 1, minute(99), "late") },
		"bury":   func() (bool, error) { return t.BuryJob(ctx, job.ID, 1, minute(9), "late") },
	} {
		if ok, err := late(); ok || err != nil {
			t.Errorf("late %s: %v %v", name, ok, err)
		}
	}
	if ok, err := t.RetryJob(ctx, job.ID, 2, minute(20), "Strava did not answer"); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if ok, err := t.FinishJob(ctx, job.ID, 2); ok || err != nil {
		t.Errorf("finished after the lease was given back: %v %v", ok, err)
	}
	if len(t.claim(minute(19), 1)) != 0 {
		t.Error("claimed while it waits")
	}
	third := t.claim(minute(20), 1)
	if len(third) != 1 || third[0].Attempt != 3 || third[0].LastError != "Strava did not answer" {
		t.Errorf("%+v", third)
	}
	// A lease of a clock that went wrong holds nobody up.
	if kept, err := t.KeepJob(ctx, job.ID, 3, minute(60*24*30)); !kept || err != nil {
		t.Errorf("%v %v", kept, err)
	}
	if n, err := t.RecallJobs(ctx, nil, minute(60*24), minute(21)); n != 1 || err != nil {
		t.Errorf("recalled %d, %v", n, err)
	}
	if len(t.claim(minute(21), 1)) != 1 {
		t.Error("held until next month")
	}
}

// freesJobs: what a daemon that was killed held begins anew at once, and once
// done serves what was asked for meanwhile, too.
func freesJobs(t tester, _ place) {
	ctx := t.Context()
	t.addJob("sync", "me", minute(0))
	t.addJob("purge", "", minute(9))
	killed := t.claim(minute(1), 1)[0]
	t.addJob("sync", "me", minute(4))
	t.must(t.FreeJobs(ctx))
	if ok, err := t.FinishJob(ctx, killed.ID, 1); ok || err != nil {
		t.Errorf("finished without a lease: %v %v", ok, err)
	}
	job := t.claim(minute(2), 9)
	if len(job) != 1 || job[0].ID != killed.ID || job[0].Attempt != 2 {
		t.Fatalf("claimed %+v", job)
	}
	if ok, err := t.FinishJob(ctx, killed.ID, 2); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	t.equal(t.nextJob(), new(minute(4)))
}

// askedMeanwhile: what is added while the same is being done comes again.
func askedMeanwhile(t tester, _ place) {
	ctx := t.Context()
	t.addJob("sync", "me", minute(0))
	job := t.claim(minute(1), 1)[0]
	if t.addJob("sync", "me", minute(4)) || t.addJob("sync", "me", minute(3)) || t.addJob("sync", "me", minute(5)) {
		t.Error("added beside the one under way")
	}
	if ok, err := t.FinishJob(ctx, job.ID, 1); !ok || err != nil {
		t.Fatalf("%v %v", ok, err)
	}
	t.equal(t.nextJob(), new(minute(3)))
	job = t.claim(minute(3), 1)[0]
	if job.Attempt != 1 {
		t.Errorf("attempt %d of a job that comes again", job.Attempt)
	}
	// Tried again, it serves both, at the sooner of the two.
	t.addJob("sync", "me", minute(4))
	if ok, err := t.RetryJob(ctx, job.ID, 1, minute(30), "no"); !ok || err != nil {
		t.Fatalf("%v %v", ok, err)
	}
	t.equal(t.nextJob(), new(minute(4)))
	job = t.claim(minute(30), 1)[0]
	if ok, err := t.FinishJob(ctx, job.ID, job.Attempt); !ok || err != nil || t.nextJob() != nil {
		t.Errorf("%v %v, next %v", ok, err, t.nextJob())
	}
	// Given up, what was added meanwhile lives on.
	t.addJob("sync", "me", minute(40))
	job = t.claim(minute(40), 1)[0]
	t.addJob("sync", "me", minute(50))
	if ok, err := t.BuryJob(ctx, job.ID, 1, minute(41), "no"); !ok || err != nil {
		t.Fatalf("%v %v", ok, err)
	}
	if waiting, dead, err := t.JobCounts(ctx); waiting != 1 || dead != 1 || err != nil {
		t.Errorf("%d %d %v", waiting, dead, err)
	}
}

func buriesJobs(t tester, _ place) {
	ctx := t.Context()
	bury := func(at float64, why string) int64 {
		t.Helper()
		t.addJob("sync", "me", minute(at))
		job := t.claim(minute(at), 1)[0]
		if ok, err := t.BuryJob(ctx, job.ID, job.Attempt, minute(at), why); !ok || err != nil {
			t.Fatalf("%v %v", ok, err)
		}
		return job.ID
	}
	bury(1, "first")
	id := bury(2, "second") // in the place of the first
	dead, err := t.DeadJobs(ctx)
	t.must(err)
	t.equal(dead, []Job{{ID: id, Kind: "sync", Key: "me", Payload: []byte("me"), Due: minute(2), Attempt: 1, LastError: "second", DeadAt: new(minute(2))}})
	if len(t.claim(minute(99), 9)) != 0 || t.nextJob() != nil {
		t.Error("the dead are due")
	}
	t.fails(t.ReviveJob(ctx, 99, minute(3)), NotFound, "99")
	t.must(t.ReviveJob(ctx, id, minute(3)))
	if job := t.claim(minute(3), 9); len(job) != 1 || job[0].Attempt != 1 || string(job[0].Payload) != "me" {
		t.Errorf("revived: %+v", job)
	}
	// One that is done makes good what was given up, for its kind and key.
	t.must(t.noJobs())
	bury(10, "gone wrong")
	t.addJob("sync", "anna", minute(10))
	t.addJob("sync", "me", minute(11))
	for i, left := range []int{1, 0} {
		job := t.claim(minute(12), 1)[0]
		if ok, err := t.FinishJob(ctx, job.ID, job.Attempt); !ok || err != nil {
			t.Fatalf("%v %v", ok, err)
		}
		if _, dead, err := t.JobCounts(ctx); dead != left || err != nil {
			t.Errorf("after job %d: %d given up, %v", i, dead, err)
		}
	}
	// One that lives takes the revived one up.
	t.must(t.noJobs())
	id = bury(4, "third")
	t.addJob("sync", "me", minute(60))
	t.must(t.ReviveJob(ctx, id, minute(5)))
	t.equal(t.nextJob(), new(minute(5)))
	if waiting, dead, err := t.JobCounts(ctx); waiting != 1 || dead != 0 || err != nil {
		t.Errorf("%d %d %v", waiting, dead, err)
	}
}

// noJobs begins anew.
func (t tester) noJobs() error {
	_, err := t.writer.Exec(`DELETE FROM jobs`)
	return err
}

// claimedOnce: many workers of two processes never share a job.
func claimedOnce(t tester, again place) {
	const many = 60
	for i := range many {
		t.addJob("sync", itoa(i), minute(0))
	}
	var mu sync.Mutex
	times := map[int64]int{}
	t.together(again, 6, func(s *Store, _ int) {
		for {
			some, err := s.ClaimJobs(t.Context(), minute(1), minute(9), nil, 4)
			if err != nil {
				t.Error(err)
			}
			if len(some) == 0 {
				return
			}
			for _, j := range some {
				mu.Lock()
				times[j.ID]++
				mu.Unlock()
				if ok, err := s.FinishJob(t.Context(), j.ID, j.Attempt); !ok || err != nil {
					t.Errorf("finish: %v %v", ok, err)
				}
			}
		}
	})
	for id, n := range times {
		if n != 1 {
			t.Errorf("job %d was claimed %d times", id, n)
		}
	}
	t.equal(len(times), many)
}

// addedOnce: many that ask for the same work at once get one job.
func addedOnce(t tester, again place) {
	t.together(again, 10, func(s *Store, i int) {
		if _, err := s.AddJob(t.Context(), Job{Kind: "sync", Key: "me", Due: minute(float64(10 - i))}); err != nil {
			t.Error(err)
		}
	})
	if waiting, _, err := t.JobCounts(t.Context()); waiting != 1 || err != nil {
		t.Errorf("%d jobs, %v", waiting, err)
	}
	t.equal(t.nextJob(), new(minute(1)))
}
