//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/configs"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

// BenchmarkWholeWay takes the real running files all the way (read, hash,
// check, decode, analyse, commit durably) and compares the throughput with a
// bare fit.Decode loop on one core over the same files, in the same run.
func BenchmarkWholeWay(b *testing.B) {
	files, size := realRuns(b)
	var ours, bare time.Duration
	b.SetBytes(size)
	for b.Loop() {
		bare += bareDecode(b, files)
		st := benchStore(b, b.TempDir())
		began := time.Now()
		ingestAll(b, st, files)
		ours += time.Since(began)
		st.Close()
	}
	b.ReportMetric(float64(bare)/float64(ours), "×bare")
	b.ReportMetric(float64(size)*float64(b.N)/ours.Seconds()/1e6, "MB/s(whole)")
	b.ReportMetric(float64(size)*float64(b.N)/bare.Seconds()/1e6, "MB/s(bare)")
}

// bareDecode is the reference: nothing but tormoder/fit on one core.
func bareDecode(b *testing.B, files []string) time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	began := time.Now()
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tfit.Decode(bytes.NewReader(data)); err != nil {
			b.Fatal(f, err)
		}
	}
	return time.Since(began)
}

// BenchmarkKnownFiles ingests files the store has already.
func BenchmarkKnownFiles(b *testing.B) {
	folder := b.TempDir()
	bulk(b, folder, 400, 7000)
	items := ingest.Find([]string{folder})
	size := int64(0)
	for _, item := range items {
		size += item.Size
	}
	st := benchStore(b, b.TempDir())
	defer st.Close()
	ingestAll(b, st, []string{folder})
	b.SetBytes(size)
	for b.Loop() {
		ingestAll(b, st, []string{folder})
	}
}

// BenchmarkManyFiles ingests 300 and 3,000 files, each in a process of its
// own, and reports the cost of a file at 3,000 beside that at 300, and the
// peak memory.
func BenchmarkManyFiles(b *testing.B) {
	program := built(b)
	few, many := b.TempDir(), b.TempDir()
	bulk(b, few, 300, 2400)
	bulk(b, many, 3000, 2400)
	for b.Loop() {
		fewTook, _ := timed(b, program, "--data", b.TempDir(), "--quiet", "ingest", few)
		manyTook, peak := timed(b, program, "--data", b.TempDir(), "--quiet", "ingest", many)
		b.ReportMetric(manyTook.Seconds()/3000*300/fewTook.Seconds(), "×cost/file")
		b.ReportMetric(manyTook.Seconds()*1000/3000, "ms/file")
		b.ReportMetric(float64(peak)/1e6, "MB-peak")
	}
}

// BenchmarkStatus starts the program anew on a store of ten years: 3,000 runs
// and 100 treatments.
func BenchmarkStatus(b *testing.B) {
	program, data := built(b), b.TempDir()
	folder := b.TempDir()
	bulk(b, folder, 3000, 300)
	timed(b, program, "--data", data, "--quiet", "ingest", folder)
	st := benchStore(b, data)
	for i := range 100 {
		at := benchNow.AddDate(0, 0, -36*(100-i)).Add(18 * time.Hour)
		if _, err := st.AddTreatment(b.Context(), analysis.Treatment{Runner: "me", At: at, Muscles: []analysis.Muscle{"calf"}}); err != nil {
			b.Fatal(err)
		}
	}
	st.Close()
	for b.Loop() {
		timed(b, program, "--data", data, "status", "--at", benchNow.Format(time.RFC3339))
	}
}

var benchNow = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func bulk(b testing.TB, folder string, runs, records int) {
	b.Helper()
	if err := demo.Bulk(folder, demo.Load{Runs: runs, Records: records, Until: benchNow, Seed: 1}); err != nil {
		b.Fatal(err)
	}
}

func benchStore(b testing.TB, folder string) *store.Store {
	b.Helper()
	st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(folder, "needled.db"), store.Options{Protocol: configs.DefaultProtocol()})
	if err != nil {
		b.Fatal(err)
	}
	return st
}

func ingestAll(b testing.TB, st *store.Store, paths []string) {
	b.Helper()
	in := ingest.Ingester{Store: st, Decoders: all.Decoders(), Protocol: configs.DefaultProtocol(), Now: time.Now}
	if _, err := in.Ingest(context.Background(), ingest.Request{Runner: "me", Items: slices.Values(ingest.Find(paths))}, func(analysis.Receipt) {}); err != nil {
		b.Fatal(err)
	}
}

// realRuns lists the real running files at hand that a bare decoder reads,
// with their size.
func realRuns(b testing.TB) (files []string, size int64) {
	b.Helper()
	for _, folder := range realFolders(b) {
		_ = filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.EqualFold(filepath.Ext(path), ".fit") {
				return nil
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return nil
			}
			f, err := tfit.Decode(bytes.NewReader(data))
			if err != nil {
				return nil
			}
			activity, err := f.Activity()
			if err == nil && len(activity.Sessions) > 0 && activity.Sessions[0].Sport == tfit.SportRunning {
				files, size = append(files, path), size+int64(len(data))
			}
			return nil
		})
	}
	if len(files) == 0 {
		b.Skip("no real running files at hand")
	}
	return files, size
}

// realFolders are the folders of real FIT files: those beside the checkout,
// and the module cache's copies of the decoders' own test files.
func realFolders(b testing.TB) []string {
	b.Helper()
	var folders []string
	if beside := filepath.Join("..", "..", "..", "shared", "data", "fit"); exists(beside) {
		return []string{beside}
	}
	for _, module := range []string{"github.com/tormoder/fit", "github.com/muktihari/fit"} {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if dir := filepath.Join(strings.TrimSpace(string(out)), "testdata"); err == nil && exists(dir) {
			folders = append(folders, dir)
		}
	}
	return folders
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// built is the program, built once for a benchmark or test.
func built(b testing.TB) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "needled")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building: %v\n%s", err, out)
	}
	return program
}

// timed runs the program to its end: how long it took, and its peak memory in
// bytes.
func timed(b testing.TB, program string, args ...string) (took time.Duration, peak int64) {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+os.TempDir()+"/no-needled-settings")
	began := time.Now()
	out, err := cmd.CombinedOutput()
	took = time.Since(began)
	if err != nil {
		b.Fatalf("%s: %v\n%s", fmt.Sprint(args), err, out)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peak = usage.Maxrss * 1024
	}
	return took, peak
}
