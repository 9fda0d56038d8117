package queuetest

import (
	"slices"
	"testing"
	"time"

	"needled/daemon/queue"
)

// noon is when the tests of a table take place.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return noon.Add(d) }

// runTable tests what a Table promises.
func runTable(t *testing.T, newTable func(t *testing.T) queue.Table) {
	for name, test := range map[string]func(*testing.T, bench){
		"a job is claimed when it is due":               testDue,
		"the earliest due is claimed first":             testOrder,
		"only the kinds asked for are claimed":          testKinds,
		"a job is kept whole":                           testWhole,
		"of one kind and key one waits":                 testUnique,
		"one added while it is worked on comes again":   testAgain,
		"a lease that ended frees the job":              testLeaseEnds,
		"a lease that is kept goes on":                  testLeaseKept,
		"who lost the lease changes nothing":            testLeaseLost,
		"what failed waits for its next attempt":        testRetry,
		"one added while it failed comes at the sooner": testRetryAgain,
		"what was given up lies among the dead":         testBury,
		"one added while it was given up lives":         testBuryAgain,
		"the dead can be revived":                       testRevive,
		"the revived yield to the living":               testReviveBeside,
		"what lies too far off is recalled":             testRecall,
		"what is leased is not recalled for its due":    testRecallLeased,
		"the next moment is told":                       testNext,
	} {
		t.Run(name, func(t *testing.T) { test(t, bench{t, newTable(t)}) })
	}
}

// bench is a table under test.
type bench struct {
	*testing.T
	table queue.Table
}

// must is for what fails only where the table does, which ends the tests.
func must[A any](a A, err error) A {
	if err != nil {
		panic(err)
	}
	return a
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) add(kind, key string, due time.Time) bool {
	b.Helper()
	return must(b.table.AddJob(b.Context(), queue.Job{Kind: kind, Key: key, Due: due}))
}

// claim claims jobs of kinds a and b for a minute.
func (b bench) claim(now time.Time, n int) []queue.Job {
	b.Helper()
	return must(b.table.ClaimJobs(b.Context(), now, now.Add(time.Minute), []string{"a", "b"}, n))
}

// one claims the only job there is to claim.
func (b bench) one(now time.Time) queue.Job {
	b.Helper()
	jobs := b.claim(now, 10)
	if len(jobs) != 1 {
		b.Fatalf("claimed %d jobs, want 1", len(jobs))
	}
	return jobs[0]
}

func (b bench) none(now time.Time) {
	b.Helper()
	if jobs := b.claim(now, 10); len(jobs) != 0 {
		b.Fatalf("claimed %v, want none", keys(jobs))
	}
}

func (b bench) counts(waiting, dead int) {
	b.Helper()
	w, d, err := b.table.JobCounts(b.Context())
	b.must(err)
	if w != waiting || d != dead {
		b.Errorf("%d jobs live and %d are dead, want %d and %d", w, d, waiting, dead)
	}
}

func (b bench) finish(job queue.Job) {
	b.Helper()
	b.must(b.table.FinishJob(b.Context(), job.ID, job.Attempt))
}

func keys(jobs []queue.Job) []string {
	keys := []string{}
	for _, job := range jobs {
		keys = append(keys, job.Key)
	}
	return keys
}

func testDue(t *testing.T, b bench) {
	b.add("a", "x", noon)
	b.none(at(-time.Millisecond))
	if job := b.one(noon); job.Key != "x" || job.Attempt != 1 {
		t.Errorf("claimed %+v, want the first attempt of x", job)
	}
	b.none(at(time.Second)) // it is leased
}

func testOrder(t *testing.T, b bench) {
	b.add("a", "late", at(-time.Minute))
	b.add("b", "early", at(-time.Hour))
	b.add("a", "middle", at(-30*time.Minute))
	b.add("a", "tomorrow", at(24*time.Hour))
	if got := keys(b.claim(noon, 2)); !slices.Equal(got, []string{"early", "middle"}) {
		t.Errorf("claimed %v, want the two that were due first, in order", got)
	}
	if got := keys(b.claim(noon, 2)); !slices.Equal(got, []string{"late"}) {
		t.Errorf("then claimed %v, want the one that is left", got)
	}
}

func testKinds(t *testing.T, b bench) {
	b.add("other", "x", noon)
	b.none(noon)
	if next := must(b.table.NextJob(b.Context(), []string{"a", "b"})); next != nil {
		t.Errorf("a job of another kind is told as the next, at %v", next)
	}
	b.counts(1, 0)
}

func testWhole(t *testing.T, b bench) {
	want := queue.Job{Kind: "a", Key: "x", Payload: []byte("{\"a\":\x00\xff}"), Due: noon}
	must(b.table.AddJob(b.Context(), want))
	job := b.one(at(time.Second))
	if job.ID == 0 || job.Kind != "a" || job.Key != "x" || string(job.Payload) != string(want.Payload) || !job.Due.Equal(noon) || job.LastError != "" || job.DeadAt != nil {
		t.Errorf("claimed %+v, want %+v", job, want)
	}
}

func testUnique(t *testing.T, b bench) {
	if !b.add("a", "x", at(time.Hour)) {
		t.Error("the first was not added")
	}
	if b.add("a", "x", at(2*time.Hour)) {
		t.Error("the second was added beside the first")
	}
	b.none(at(time.Hour - time.Second))
	if b.add("a", "x", noon) {
		t.Error("the third was added beside the first")
	}
	if !b.add("a", "y", at(time.Hour)) || !b.add("b", "x", at(time.Hour)) {
		t.Error("one of another key or kind was not added")
	}
	b.finish(b.one(noon)) // the earliest due holds
	b.counts(2, 0)
	if !b.add("a", "x", at(3*time.Hour)) {
		t.Error("one that was done can't be added anew")
	}
}

func testAgain(t *testing.T, b bench) {
	must(b.table.AddJob(b.Context(), queue.Job{Kind: "a", Key: "x", Payload: []byte("p"), Due: noon}))
	job := b.one(noon)
	if b.add("a", "x", at(time.Hour)) || b.add("a", "x", at(30*time.Minute)) || b.add("a", "x", at(time.Hour)) {
		t.Error("a second was added beside the one that is worked on")
	}
	b.counts(1, 0)
	b.finish(job)
	b.counts(1, 0)
	b.none(at(30*time.Minute - time.Second))
	again := b.one(at(30 * time.Minute))
	if again.Attempt != 1 || string(again.Payload) != "p" {
		t.Errorf("it came again as %+v, want a first attempt with its payload", again)
	}
	b.finish(again)
	b.counts(0, 0) // once, not for ever
}

func testLeaseEnds(t *testing.T, b bench) {
	b.add("a", "x", noon)
	b.one(noon)
	b.none(at(time.Minute - time.Millisecond))
	if job := b.one(at(time.Minute)); job.Attempt != 2 {
		t.Errorf("claimed as attempt %d, want 2", job.Attempt)
	}
}

func testLeaseKept(t *testing.T, b bench) {
	b.add("a", "x", noon)
	job := b.one(noon)
	if !must(b.table.KeepJob(b.Context(), job.ID, job.Attempt, at(2*time.Minute))) {
		t.Error("the lease is told to be lost")
	}
	b.none(at(2*time.Minute - time.Millisecond))
	b.one(at(2 * time.Minute))
}

func testLeaseLost(t *testing.T, b bench) {
	b.add("a", "x", noon)
	first := b.one(noon)
	second := b.one(at(time.Minute))
	ctx := b.Context()
	if must(b.table.KeepJob(ctx, first.ID, first.Attempt, at(time.Hour))) {
		t.Error("a lease that passed on is told to be held")
	}
	b.must(b.table.RetryJob(ctx, first.ID, first.Attempt, noon, "late"))
	b.must(b.table.BuryJob(ctx, first.ID, first.Attempt, noon, "late"))
	b.finish(first)
	b.counts(1, 0)
	b.none(at(time.Minute + time.Second))
	b.finish(second)
	b.counts(0, 0)
	b.finish(second) // no error
	if must(b.table.KeepJob(ctx, second.ID, second.Attempt, at(time.Hour))) {
		t.Error("the lease of a job that is done is told to be held")
	}
}

func testRetry(t *testing.T, b bench) {
	b.add("a", "x", noon)
	job := b.one(noon)
	b.must(b.table.RetryJob(b.Context(), job.ID, job.Attempt, at(5*time.Second), "no answer"))
	b.none(at(4 * time.Second))
	if again := b.one(at(5 * time.Second)); again.ID != job.ID || again.Attempt != 2 || again.LastError != "no answer" {
		t.Errorf("came again as %+v, want the second attempt, with the reason", again)
	}
}

func testRetryAgain(t *testing.T, b bench) {
	b.add("a", "x", noon)
	job := b.one(noon)
	b.add("a", "x", at(time.Minute))
	b.must(b.table.RetryJob(b.Context(), job.ID, job.Attempt, at(time.Hour), "no answer"))
	b.none(at(time.Minute - time.Second))
	again := b.one(at(time.Minute))
	if again.Attempt != 2 {
		t.Errorf("came again as attempt %d, want 2", again.Attempt)
	}
	b.finish(again)
	b.counts(0, 0)
}

func testBury(t *testing.T, b bench) {
	b.add("a", "x", noon)
	b.add("a", "y", noon)
	for i, job := range b.claim(noon, 2) {
		b.must(b.table.BuryJob(b.Context(), job.ID, job.Attempt, at(time.Duration(i)*time.Minute), "no use: "+job.Key))
	}
	b.counts(0, 2)
	b.none(at(time.Hour))
	dead := must(b.table.DeadJobs(b.Context()))
	if got := keys(dead); !slices.Equal(got, []string{"y", "x"}) {
		t.Fatalf("the dead are %v, want the latest first", got)
	}
	if y := dead[0]; y.LastError != "no use: y" || y.Attempt != 1 || y.DeadAt == nil || !y.DeadAt.Equal(at(time.Minute)) {
		t.Errorf("dead: %+v", y)
	}
	if !b.add("a", "x", noon) {
		t.Error("a dead job keeps one of its kind and key from being added")
	}
}

func testBuryAgain(t *testing.T, b bench) {
	b.add("a", "x", noon)
	job := b.one(noon)
	b.add("a", "x", at(time.Minute))
	b.must(b.table.BuryJob(b.Context(), job.ID, job.Attempt, noon, "no use"))
	b.counts(1, 1)
	if again := b.one(at(time.Minute)); again.Attempt != 1 || again.LastError != "" {
		t.Errorf("lives on as %+v, want a new job", again)
	}
}

func testRevive(t *testing.T, b bench) {
	must(b.table.AddJob(b.Context(), queue.Job{Kind: "a", Key: "x", Payload: []byte("p"), Due: noon}))
	job := b.one(noon)
	b.must(b.table.BuryJob(b.Context(), job.ID, job.Attempt, noon, "no use"))
	b.must(b.table.ReviveJob(b.Context(), job.ID, at(time.Hour)))
	b.counts(1, 0)
	b.none(at(time.Hour - time.Second))
	if again := b.one(at(time.Hour)); again.Attempt != 1 || string(again.Payload) != "p" || again.DeadAt != nil {
		t.Errorf("revived as %+v, want a first attempt", again)
	}
	if err := b.table.ReviveJob(b.Context(), job.ID, noon); err == nil {
		t.Error("reviving what is not dead is no error")
	}
}

func testReviveBeside(t *testing.T, b bench) {
	b.add("a", "x", noon)
	job := b.one(noon)
	b.must(b.table.BuryJob(b.Context(), job.ID, job.Attempt, noon, "no use"))
	b.add("a", "x", at(time.Hour))
	b.must(b.table.ReviveJob(b.Context(), job.ID, at(time.Minute)))
	b.counts(1, 0)
	b.one(at(time.Minute))
}

func testRecall(t *testing.T, b bench) {
	ctx := b.Context()
	b.add("a", "tomorrow", at(24*time.Hour))
	b.add("a", "limit", at(time.Hour))
	b.add("b", "other kind", at(24*time.Hour))
	b.add("a", "leased", at(-time.Hour))
	must(b.table.ClaimJobs(ctx, noon, at(24*time.Hour), []string{"a"}, 1))
	if n := must(b.table.RecallJobs(ctx, []string{"a"}, at(time.Hour), noon)); n != 2 {
		t.Errorf("recalled %d, want what is due tomorrow and what is leased until then", n)
	}
	got := keys(b.claim(noon, 10))
	slices.Sort(got)
	if !slices.Equal(got, []string{"leased", "tomorrow"}) {
		t.Errorf("then claimed %v", got)
	}
}

// testRecallLeased is about a clock that was set back while a job was worked
// on: its due lies far off then, its lease was renewed.
func testRecallLeased(t *testing.T, b bench) {
	b.add("a", "x", at(24*time.Hour))
	job := b.one(at(24 * time.Hour))
	must(b.table.KeepJob(b.Context(), job.ID, job.Attempt, at(time.Minute)))
	if n := must(b.table.RecallJobs(b.Context(), []string{"a"}, at(time.Hour), noon)); n != 0 {
		t.Error("recalled from who holds its lease")
	}
	if next := must(b.table.NextJob(b.Context(), []string{"a"})); next == nil || !next.Equal(at(time.Minute)) {
		t.Errorf("next is %v, want the end of the lease", next)
	}
	b.none(at(time.Minute - time.Second))
	b.one(at(time.Minute))
}

func testNext(t *testing.T, b bench) {
	next := func() *time.Time { return must(b.table.NextJob(b.Context(), []string{"a", "b"})) }
	if got := next(); got != nil {
		t.Errorf("next is %v where there is none", got)
	}
	b.add("a", "x", at(time.Hour))
	b.add("b", "y", at(30*time.Minute))
	if got := next(); got == nil || !got.Equal(at(30*time.Minute)) {
		t.Errorf("next is %v, want the earliest due", got)
	}
	job := b.one(at(30 * time.Minute))
	if got := next(); got == nil || !got.Equal(at(31*time.Minute)) {
		t.Errorf("next is %v, want the end of the lease", got)
	}
	b.finish(job)
	if got := next(); got == nil || !got.Equal(at(time.Hour)) {
		t.Errorf("next is %v, want the one that is left", got)
	}
}
