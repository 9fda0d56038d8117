package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"needled/analysis"
)

// The benchmarks keep ten years: 3,000 runs and 100 treatments.
const (
	manyRuns       = 3000
	manyTreatments = 100
	bunch          = 48 // files recorded together
)

// tenYears are runs with the measures a watch's file gives, without originals.
func tenYears(n int) []analysis.Recording {
	random := rand.New(rand.NewPCG(1, 1))
	all := make([]analysis.Recording, n)
	for i := range all {
		at := after(float64(i-n) * 3652 / manyRuns)
		all[i] = newRun(at, 4+8*random.Float64(), func(r *analysis.Run) {
			seconds := int(*r.MovingS)
			m := &analysis.Measures{HasSpeed: true, MedianSpeedMPS: 2.7, HeartRate: make([]byte, seconds)}
			for k := range m.HeartRate {
				m.HeartRate[k] = byte(120 + random.IntN(40))
			}
			for k := range int(*r.DistanceM / 100) {
				d := float64(k) * 100
				m.Marks = append(m.Marks, (d+100)*0.36)
				m.Grades = append(m.Grades, analysis.GradeSpan{FromM: d, ToM: d + 100, FromS: d * 0.36, ToS: (d + 100) * 0.36, GradePct: random.Float64()*6 - 3})
			}
			r.Measures, r.PeakHR = m, new(150+30*random.Float64())
		})
	}
	return all
}

func benchStore(b *testing.B, n int) tester {
	t := test(b, sqlitePlace(b)(b, options()))
	b.Cleanup(func() { t.Close() })
	for i := range manyTreatments {
		t.treat(after(-3640 + 36.5*float64(i)))
	}
	for some := range slices.Chunk(tenYears(n), bunch) {
		t.record(some...)
	}
	return t
}

// BenchmarkRecord is what the store costs a file of 200 kB in a large ingest,
// all of it: originals, runs, verdicts, durable commits.
func BenchmarkRecord(b *testing.B) {
	for _, c := range []struct {
		name    string
		files   int
		shuffle bool
	}{{"300", 300, false}, {"3000", manyRuns, false}, {"3000 in any order", manyRuns, true}} {
		b.Run(c.name, func(b *testing.B) {
			all := tenYears(c.files)
			if c.shuffle {
				rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			}
			random := rand.NewChaCha8([32]byte{})
			original := make([]byte, 200_000)
			_, _ = random.Read(original)
			for b.Loop() {
				t := test(b, sqlitePlace(b)(b, options()))
				for i := range manyTreatments {
					t.treat(after(-3640 + 36.5*float64(i)))
				}
				batch, err := t.BeginBatch(b.Context(), me, treated)
				t.must(err)
				began := time.Now()
				for some := range slices.Chunk(all, bunch) {
					originals := make([][]byte, len(some))
					for i := range some {
						original[0], original[1], original[2] = original[0]+1, original[1]+original[0]/255, original[2]+original[1]/255
						originals[i] = slices.Clone(original)
						some[i].Original = analysis.SumOf(originals[i])
					}
					t.must(t.KeepOriginals(b.Context(), originals))
					_, err := t.Record(b.Context(), me, batch, filings(some...))
					t.must(err)
				}
				b.ReportMetric(float64(time.Since(began).Microseconds())/1000/float64(len(all)), "ms/file")
				b.StopTimer()
				t.must(t.Close())
				_ = os.RemoveAll(filepath.Dir(t.path))
				b.StartTimer()
			}
		})
	}
}

func BenchmarkHistory(b *testing.B) {
	t := benchStore(b, manyRuns)
	for b.Loop() {
		h, err := t.History(b.Context(), me, time.Time{})
		t.must(err)
		if len(h.Runs) != manyRuns {
			b.Fatalf("%d runs", len(h.Runs))
		}
	}
}

// BenchmarkOpenForStatus is what `needled status` asks of the store, from
// opening to closing it.
func BenchmarkOpenForStatus(b *testing.B) {
	path := benchStore(b, manyRuns).path
	for b.Loop() {
		t := test(b, fileAt(path)(b, options()))
		t.must(t.EnsureJudged(b.Context(), me, nil))
		_, err := t.History(b.Context(), me, after(-500))
		t.must(err)
		t.must(t.Close())
	}
}

func BenchmarkRuns(b *testing.B) {
	t := benchStore(b, manyRuns)
	for b.Loop() {
		t.runs(Filter{})
	}
}

func BenchmarkKnown(b *testing.B) {
	t := benchStore(b, manyRuns)
	var sums []analysis.Sum
	for _, r := range tenYears(bunch) {
		sums = append(sums, r.Original)
	}
	for b.Loop() {
		_, err := t.Known(b.Context(), me, sums)
		t.must(err)
	}
}

func BenchmarkReassess(b *testing.B) {
	t := benchStore(b, manyRuns)
	for b.Loop() {
		t.must(t.Reassess(b.Context(), me, nil))
	}
}

// BenchmarkAddAudit is what each page costs for the audit log.
func BenchmarkAddAudit(b *testing.B) {
	t := test(b, sqlitePlace(b)(b, options()))
	for b.Loop() {
		t.audit(looked(after(1), "p1", "ben"))
	}
}
