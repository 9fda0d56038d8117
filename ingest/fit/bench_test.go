package fit

import (
	"bytes"
	"strings"
	"testing"
	"time"

	tfit "github.com/tormoder/fit"
)

// runningFiles are real runs that both this package and tormoder alone decode.
func runningFiles(b *testing.B) (files [][]byte, size int64) {
	for _, path := range realFiles() {
		if !strings.Contains(path, "running") && !strings.Contains(path, "run.fit") {
			continue
		}
		file := read(b, path)
		if _, err := tfit.Decode(bytes.NewReader(file)); err == nil {
			files, size = append(files, file), size+int64(len(file))
		}
	}
	if len(files) == 0 {
		b.Skip("no real runs are there")
	}
	return files, size
}

func decodeAll(b *testing.B, files [][]byte) {
	for _, f := range files {
		if _, err := New().Decode(f); err != nil {
			b.Fatal(err)
		}
	}
}

func tormoderAll(b *testing.B, files [][]byte) {
	for _, f := range files {
		if _, err := tfit.Decode(bytes.NewReader(f)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	files, size := runningFiles(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		decodeAll(b, files)
	}
}

// BenchmarkBareTormoder is what BenchmarkDecode is measured against: the same
// files, without integrity, laps of our kind, or anything made of the records.
func BenchmarkBareTormoder(b *testing.B) {
	files, size := runningFiles(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		tormoderAll(b, files)
	}
}

// BenchmarkAgainstTormoder decodes each file by both in turn and reports how
// many times faster Decode is. It counts the best time of each file, so that
// a busy machine does not matter.
func BenchmarkAgainstTormoder(b *testing.B) {
	files, size := runningFiles(b)
	ours, theirs := make([]time.Duration, len(files)), make([]time.Duration, len(files))
	for b.Loop() {
		for i := range files {
			best(&ours[i], func() { decodeAll(b, files[i:i+1]) })
			best(&theirs[i], func() { tormoderAll(b, files[i:i+1]) })
		}
	}
	var us, them time.Duration
	for i := range files {
		us, them = us+ours[i], them+theirs[i]
	}
	b.ReportMetric(float64(size)/1e6/us.Seconds(), "ours-MB/s")
	b.ReportMetric(float64(size)/1e6/them.Seconds(), "tormoder-MB/s")
	b.ReportMetric(them.Seconds()/us.Seconds(), "x-faster")
}

func best(d *time.Duration, f func()) {
	start := time.Now()
	f()
	if took := time.Since(start); *d == 0 || took < *d {
		*d = took
	}
}

// BenchmarkSift is the filter and tormoder together, without integrity and what
// is made of the messages.
func BenchmarkSift(b *testing.B) {
	files, size := runningFiles(b)
	b.SetBytes(size)
	for b.Loop() {
		for _, f := range files {
			l, _ := cutLink(f)
			left := New().budget()
			if _, err := sift(l.data, &left); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCRC16(b *testing.B) {
	data := make([]byte, 256<<10)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		crc16(data)
	}
}
