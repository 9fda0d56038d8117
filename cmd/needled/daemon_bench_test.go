//go:build unix

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestFromFileToOutbox: from a complete file in a watched folder to its verdict
// and its event in the outbox takes a moment. The time asked for is 2 s; the
// bound here leaves room for machines that are busy.
func TestFromFileToOutbox(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	w := newWorld(t, built(t))
	if took := w.untilTold(0); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// BenchmarkFromFileToOutbox reports the time from a complete file in a watched
// folder to its event in the outbox, as the log and the receiver tell: the
// sending of the message is in it.
func BenchmarkFromFileToOutbox(b *testing.B) {
	w := newWorld(b, built(b))
	var took time.Duration
	n := 0
	for b.Loop() {
		took += w.untilTold(n)
		n++
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(n), "ms/file")
}

// untilTold lets the nth run outside the advice arrive, and says how long its
// message took. The first time it starts the daemon.
func (w *world) untilTold(n int) time.Duration {
	w.Helper()
	now := time.Now()
	if n == 0 {
		w.do("treatment", "add", "--at", now.Add(-30*time.Hour).Format(time.RFC3339), "--muscles", "calf,glutes,hamstrings", "--intensity", "intensive")
		w.start()
		w.up()
	}
	content := even(w, now.Add(-29*time.Hour+time.Duration(n)*30*time.Minute), 3)
	came := time.Now()
	w.arrive(fmt.Sprintf("run%d.fit", n), content)
	w.until("the message", 30*time.Second, func() bool { return w.told() > n })
	return time.Since(came)
}

var idle = flag.Duration("idle", 20*time.Second, "how long BenchmarkIdle looks on")

// BenchmarkIdle reports what a daemon costs that has nothing to do: a store of
// a thousand runs, a watched folder, Strava connected, a service for messages.
func BenchmarkIdle(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("it is asked of /proc")
	}
	w := newWorld(b, built(b))
	folder := b.TempDir()
	bulk(b, folder, 1000, 300)
	w.do("--quiet", "ingest", folder)
	w.do("treatment", "add", "--at", time.Now().Add(-30*time.Hour).Format(time.RFC3339), "--muscles", "calf")
	w.must(replaceIn(w.settings, `poll = "2s"`, `poll = "15m"`))
	w.connect()
	daemon := w.start()
	w.up()
	w.until("Strava was asked", 30*time.Second, func() bool { return strings.Contains(w.log(), "asked Strava") })
	time.Sleep(5 * time.Second) // what the start left to do
	for b.Loop() {
		before := spent(b, daemon)
		wakes := switches(b, daemon)
		time.Sleep(*idle)
		b.ReportMetric(float64(spent(b, daemon)-before)/float64(*idle)*100, "%core")
		b.ReportMetric(float64(switches(b, daemon)-wakes)/idle.Seconds(), "wakes/s")
		b.ReportMetric(resident(b, daemon), "MB")
	}
}

func replaceIn(file, before, after string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), before, after, 1)), 0o600)
}

// spent is the processor time a process has used.
func spent(b *testing.B, cmd *exec.Cmd) (sum time.Duration) {
	for _, line := range perThread(b, cmd, "schedstat") {
		ns, err := strconv.ParseInt(strings.Fields(line)[0], 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(ns)
	}
	return sum
}

// switches is how often a process went to sleep.
func switches(b *testing.B, cmd *exec.Cmd) (sum int) {
	for _, text := range perThread(b, cmd, "status") {
		_, after, _ := strings.Cut(text, "\nvoluntary_ctxt_switches:")
		n, err := strconv.Atoi(strings.Fields(after)[0])
		if err != nil {
			b.Fatal(err)
		}
		sum += n
	}
	return sum
}

// perThread reads a file of /proc for each thread of a process.
func perThread(b *testing.B, cmd *exec.Cmd, name string) (texts []string) {
	b.Helper()
	folder := fmt.Sprintf("/proc/%d/task", cmd.Process.Pid)
	threads, err := os.ReadDir(folder)
	if err != nil {
		b.Fatal(err)
	}
	for _, thread := range threads {
		text, err := os.ReadFile(folder + "/" + thread.Name() + "/" + name)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// resident is the memory a process has, in MB.
func resident(b *testing.B, cmd *exec.Cmd) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "\nVmRSS:")
	kB, err := strconv.ParseFloat(strings.Fields(after)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kB * 1024 / 1e6
}
