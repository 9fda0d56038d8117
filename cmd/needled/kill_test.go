//go:build unix

package main

import (
	"flag"
	"os"
	"os/exec"
	"testing"
	"time"
)

var kills = flag.Int("kills", 8, "how often TestKilledAnywhere kills an ingest")

// TestKilledAnywhere kills an ingest of 300 files at moments spread over its
// whole length. Running it again must end in the store of an undisturbed
// ingest: nothing lost, nothing doubled, every verdict the same.
func TestKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and kills it")
	}
	program, folder := built(t), t.TempDir()
	bulk(t, folder, 300, 400)

	calm := t.TempDir()
	treat(t, program, calm)
	took, _ := timed(t, program, "--data", calm, "--quiet", "ingest", folder)
	want := dump(t, program, calm)

	for i := range *kills {
		data := t.TempDir()
		treat(t, program, data)
		cmd := exec.Command(program, "--data", data, "--quiet", "ingest", folder)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := took * time.Duration(i+1) / time.Duration(*kills+1)
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		t.Logf("kill %d after %v: %v", i+1, after.Round(time.Millisecond), err)

		timed(t, program, "--data", data, "--quiet", "ingest", folder)
		if got := dump(t, program, data); got != want {
			t.Fatalf("killed after %v, the rerun ended in another store than an undisturbed ingest:\n%s", after, firstDifference(got, want))
		}
	}
}

// treat records treatments among the runs, so that there are verdicts to keep.
func treat(t *testing.T, program, data string) {
	t.Helper()
	for _, at := range []string{"2020-03-02", "2023-06-10 17:30", "2026-05-01 09:00"} {
		timed(t, program, "--data", data, "treatment", "add", "--at", at, "--muscles", "calf")
	}
}

// dump is everything a store says of its runs.
func dump(t *testing.T, program, data string) string {
	t.Helper()
	cmd := exec.Command(program, "--data", data, "--json", "runs", "--all-sports")
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+os.TempDir()+"/no-needled-settings")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	check := exec.Command(program, "--data", data, "doctor")
	check.Env = cmd.Env
	if told, err := check.CombinedOutput(); err != nil {
		t.Fatalf("doctor: %v\n%s", err, told)
	}
	return string(out)
}

func firstDifference(got, want string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			from := max(0, i-200)
			return "got  …" + got[from:min(len(got), i+200)] + "\nwant …" + want[from:min(len(want), i+200)]
		}
	}
	return "one is longer than the other"
}
